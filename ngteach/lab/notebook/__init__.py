"""What else a notebook needs: JupyterLab opened on it, plots in one style, and the kit's own source shown.

    in:    notebooks, histories, names of functions
    out:   a running JupyterLab, figures, listings

This room knows draw and all below it.
"""
