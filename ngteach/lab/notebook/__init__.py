"""What else a notebook needs: JupyterLab opened on it, plots in one style, the kit's own source.

in:     notebooks, histories, names of functions
out:    a running JupyterLab, figures, listings
knows:  core, files, draw, lab.widgets
"""
