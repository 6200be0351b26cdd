"""What moves: each widget is one file here, and one script of plain JavaScript in static/.

    in:    a Graph, arrays, a Run
    out:   a widget for a notebook

`widget` says how one is made.  This room knows draw and all below it.
"""
