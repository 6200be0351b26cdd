"""Handwritten digits and names: where they are, how their files are read, and where they come from.

in:     the name of a data set, a folder, or a list of names
out:    a Dataset of arrays, or Names
knows:  core, ops, files
"""
