"""Back ends by name, as in the tutorial: Backend.create("CPU").compile(graph)."""

from __future__ import annotations

from ..graph import Graph
from ..types import require
from .interpreter import InterpretedGraph


def _compiled(graph, **options):
    from .executor import Executable  # the compiler is loaded when there is something to compile

    return Executable(graph, **options)


class Backend:
    """What runs graphs.  Backend.create(name) makes one; Backend.names() lists those there are."""

    _factories = {
        "INTERPRETER": lambda graph, **options: InterpretedGraph(graph),
        "CPU": _compiled,
    }

    def __init__(self, name, factory):
        self.name, self._factory = name, factory

    @classmethod
    def create(cls, name):
        """The back end of that name; capitals do not matter.  GraphError if there is none."""
        key = str(name).upper()
        require(key in cls._factories, f"there is no back end {name!r}; there are {', '.join(cls.names())}")
        return cls(key, cls._factories[key])

    @classmethod
    def names(cls):
        """The names that create() knows."""
        return tuple(cls._factories)

    def compile(self, graph, **options):
        """An executable: call it as the graph is called.  Options are the back end's own (threads=2)."""
        found = f"a {type(graph).__name__}; write compile(trace(function, f32[...]))"
        require(isinstance(graph, Graph), f"compile takes a graph, found {found}")
        return self._factory(graph, **options)

    def __repr__(self):
        return f"Backend({self.name})"

    def __reduce__(self):
        return Backend.create, (self.name,)


def compile(graph, backend="CPU", **options):
    """Backend.create(backend).compile(graph, **options)."""
    return Backend.create(backend).compile(graph, **options)
