"""What is said where a graph is wanted and something else is found: a function, an executable, text."""

from __future__ import annotations

from functools import wraps

from .graph import Graph
from .lines import located
from .tracing import shown
from .types import GraphError


def takes_graph(function):
    """Decorator: the first argument, called graph, must be a Graph."""

    @wraps(function)
    def checked(*args, **named):
        found = args[0] if args else named.get("graph")
        if not isinstance(found, Graph) and (args or "graph" in named):
            behind = isinstance(getattr(found, "graph", None), Graph)  # an executable, a widget
            write = "write .graph behind it" if behind else "write trace(function, f32[128, 784])"
            raise located(GraphError(f"found {shown(found)}, wanted a graph; {write}"), function.__name__)
        return function(*args, **named)

    return checked
