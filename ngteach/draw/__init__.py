"""Graphs and timelines as pictures: SVG and DOT, in pure Python.

    in:     a Graph, or a Timeline
    out:    text that a browser or Graphviz draws, and the words for those who cannot see it
    knows:  core, ops, transform, runtime

Read picture, layout (rows, order, spread), routing (tracks, ports, paths), drawing.
"""

from ..core.calling.attached import Pictures


def _show(graph, collapse=None):
    """The graph as a picture, for a notebook.   collapse: True draws one box for each line of Python."""
    from .show import Drawing  # only here: importing ngteach stays quick

    return Drawing(graph, collapse)


def _repr_mimebundle_(graph, **_):
    return _show(graph)._repr_mimebundle_()


Pictures.show, Pictures._repr_mimebundle_ = _show, _repr_mimebundle_  # type: ignore[assignment, method-assign]
