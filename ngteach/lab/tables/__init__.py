"""What was done, as tables: one student's own, and those of a class.

in:     files of progress, notebooks that were handed in
out:    a table
knows:  core, files, draw, lab.exercises, lab.questions
"""
