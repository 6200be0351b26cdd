"""What a program reads, writes and prints, when files are hostile, disks full and pipes closed.

in:     names of files, bytes, lines for a person
out:    what is in a file, checked; files that are old or new, never half
knows:  core
"""
