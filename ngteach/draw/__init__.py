"""Graphs and timelines as pictures: SVG and DOT, in pure Python.

    in:     a Graph, or a Timeline
    out:    text that a browser or Graphviz draws, and the words for those who cannot see it
    knows:  core, ops, transform, runtime

Read folds, opening, picture (boxes), layout (rows, order, spread), routing (tracks, ports, paths), drawing.
"""

from ..core.calling.attached import Pictures


def _show(graph, fold=None):
    """The graph as a picture, for a notebook; printed, the program that the picture shows.

    fold: True makes one box of each call of a function or line of Python, as far as that leaves few boxes; "block"
    or ["attention", "mlp"] opens what is around the calls of these functions; False draws all equations.  None
    folds what is larger than 80 boxes.
    """
    from .show import Drawing  # only here: importing ngteach stays quick

    return Drawing(graph, fold)


def _repr_mimebundle_(graph, **_):
    return _show(graph)._repr_mimebundle_()


Pictures.show, Pictures._repr_mimebundle_ = _show, _repr_mimebundle_  # type: ignore[assignment, method-assign]
