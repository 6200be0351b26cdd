"""The error where a graph is wanted and something else is found: a function, an executable, text."""

from __future__ import annotations

from functools import wraps

from ..graph import Graph
from ..provenance import F, located
from .errors import GraphError, shown


def takes_graph(function: F) -> F:
    """Decorator: the first argument must be a Graph."""
    first = function.__code__.co_varnames[0]

    @wraps(function)
    def checked(*args, **named):
        if args or first in named:
            require_graph(args[0] if args else named[first], function.__name__)
        return function(*args, **named)

    return checked  # type: ignore[return-value]


def require_graph(found, name):
    """Raise GraphError unless a Graph is found.   name: of the function that wants one"""
    if not isinstance(found, Graph):
        if isinstance(getattr(found, "graph", None), Graph):  # an executable, a widget
            write = "write .graph behind it"
        elif callable(getattr(found, "trace", None)):  # a function under jit, which has one for each call
            write = "write .trace(arguments), which gives one"
        else:
            write = "write trace(function, f32[128, 784])"
        raise located(GraphError(f"found {shown(found)}, wanted a graph; {write}"), name)
