"""The playground: train a network in a page, and watch the program that trains it.

in:     nothing but the kit: the models of a grid, whose graphs are derived when the page is made
out:    one HTML file, which asks nobody for anything
knows:  core, serialize, javascript, data, train, draw, transform, ops, lab.widgets, files, web

Read grid (which models), graphs (what is derived of each), drawing, lines (the same in Python), stored (how small they
become), page, and static/ for what the reader's browser does with it: trainer.js is the part that computes.
"""

from .page import build_playground as build_playground
