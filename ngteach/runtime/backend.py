"""Back ends by name, as in the tutorial: Backend.create("CPU").compile(graph)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.calling.errors import require, shown
from ..core.calling.guards import require_graph
from ..core.graph import Graph
from ..core.provenance import says_where
from .interpreter import InterpretedGraph
from .options import checked

if TYPE_CHECKING:
    from .executor import Executable


def _interpreted(graph, **options):
    """The graph as it is, in one thread, with every number kept: so that it may be asked for what the other knows."""
    if options.get("check") is None:
        return InterpretedGraph(graph)
    from .checked import CheckedInterpretedGraph

    return CheckedInterpretedGraph(graph)


def _compiled(graph, check=None, **options):
    if check is not None:
        from .checked import CheckedExecutable

        return CheckedExecutable(graph, **options)
    from .executor import Executable  # the compiler is loaded when there is something to compile

    return Executable(graph, **options)


class Backend:
    """What runs graphs.  Backend.create(name) makes one; Backend.names() lists those there are.

    >>> ng.Backend.names()
    ('INTERPRETER', 'CPU')
    >>> double = ng.Backend.create("CPU").compile(ng.trace(lambda x: x + x, ng.f64))
    >>> double(3.0)
    array(6.)
    """

    _factories = {"INTERPRETER": _interpreted, "CPU": _compiled}

    def __init__(self, name: str, factory: Any) -> None:
        self.name, self._factory = name, factory

    @classmethod
    @says_where()
    def create(cls, name: str) -> Backend:
        """The back end of that name; capitals do not matter.  GraphError if there is none."""
        key = name.upper() if isinstance(name, str) else None
        require(key in cls._factories, f"there is no back end {shown(name)}; there are {', '.join(cls.names())}")
        return cls(key, cls._factories[key])

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names that create() knows."""
        return tuple(cls._factories)

    def compile(self, graph: Graph, **options: Any) -> Any:
        """An executable: call it as the graph is called.

        threads: how many work on it; without, NGTEACH_THREADS, or as many as there are processors.
        deterministic: True for results that are the same bits for any number of threads.
        passes: functions from a graph to a smaller graph of the same value; without, ng.PASSES.
        flush: False keeps subnormal numbers in the large products of the adjoints, too.
        check: "nan" for calls that end in an error where a result is NaN or infinite; the error says what why_nan says.
        Each call then computes into new arrays, and those of out= are written when all is finite.  A graph whose
        results are infinite on purpose is compiled without.
        The interpreter needs none of the others, but takes them, so that one call works on both.
        """
        require_graph(graph, "compile")
        return self._factory(graph, **checked(options))

    def __repr__(self):
        return f"Backend({self.name})"

    def __reduce__(self):
        return Backend.create, (self.name,)


def compile(graph: Graph, backend: str = "CPU", **options: Any) -> Executable:
    """Backend.create(backend).compile(graph, **options); Backend.compile tells the options.

    The interpreter's answer is called alike, and is nothing but that.

    >>> double = ng.compile(ng.trace(lambda x: x + x, ng.f64[3]))
    >>> double(np.arange(3.0))
    array([0., 2., 4.])
    """
    return Backend.create(backend).compile(graph, **options)
