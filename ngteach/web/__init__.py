"""Graphs and notebooks outside of Python: pages that a browser shows without a kernel and without the network.

in:     a notebook, the widgets of lab
out:    one HTML file, a folder of them, or a site
knows:  core, files, lab, lab.notebook, lab.widgets

Read page (one notebook), with cells, clean and widgets for what is in it; then folder (pages that lead to one another),
and site with laws (what holds of every page, wherever it is put).

static/ has the page's JavaScript, which stands in for the notebook that a widget would live in, the links to what one
sees, and the CSS.
"""
