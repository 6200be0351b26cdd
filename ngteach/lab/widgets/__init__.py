"""What moves: each widget is one file here, and one script of plain JavaScript in static/; `widget` says how.

in:     a Graph, arrays, a Run
out:    a widget for a notebook
knows:  core, ops, transform, runtime, train, data, javascript, draw, models
"""
