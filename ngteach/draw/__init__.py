"""Graphs and timelines as pictures: SVG and DOT, in pure Python.

    in:    a Graph, or a Timeline
    out:   text that a browser or Graphviz draws, and the words for those who cannot see it

Read picture, layout, routing, drawing.  This room knows core, ops, transform and runtime; it gives Graph its show().
"""
