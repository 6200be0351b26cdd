"""Handwritten digits: where they are, how their files are read, and where they come from.

in:     the name of a data set, or a folder
out:    a Dataset of arrays
knows:  core, files
"""
