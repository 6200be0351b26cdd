"""Graphs and notebooks outside of Python: pages that a browser shows without a kernel and without the network.

in:     a notebook, the widgets of lab
out:    one HTML file
knows:  core, files, lab, lab.widgets

static/ has the page's JavaScript, which stands in for the notebook that a widget would live in, and its CSS.
"""
