"""The interpreter: replay the graph on arrays, one equation after the other.  Slow, simple, and the oracle."""

from __future__ import annotations

from ..core.graph import Graph


class InterpretedGraph:
    """A graph as something to call; nothing is prepared, every intermediate is kept until the call ends."""

    def __init__(self, graph: Graph):
        self.graph = graph

    def __call__(self, *args, out=None, **named):
        """The graph's results for these arrays; out= are arrays to put them in."""
        return self.graph(*args, out=out, **named)
