"""Looking inside: a call in which every intermediate is kept, under its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..core.calling.arguments import receive
from ..core.calling.errors import GraphError, counted, require, shown
from ..core.graph import Graph, Tensor, evaluate, replay
from ..core.provenance import says_where
from ..core.trace import trace

_FEW, _ROWS = 6, 100  # numbers that are shown one by one; tensors that are listed


@says_where("values")
def values(graph: Any, *args: Any) -> Values:
    """Every tensor of the graph with the array that it has at this call: a mapping by name, the inputs included.

    graph: a Graph, what compile() makes of one, or a function, which is traced on these arguments.
    args: as the graph takes them.  The interpreter computes them, one equation after the other, and all are kept, so
    a large graph needs the memory.  The arrays are read-only; copy() gives one to write into.
    Raises GraphError as a call of the graph does, and for a name that the graph does not have.

    >>> def f(x):
    ...     h = x * x
    ...     return ng.sum(h) + 1.0
    >>> found = ng.values(ng.trace(f, ng.f64[3]), np.array([1.0, 2.0, 3.0]))
    >>> found["h"]
    array([1., 4., 9.])
    >>> found
    x   f64[3]  1, 2, 3
    h   f64[3]  1, 4, 9
    %1  f64[]   14
    %2  f64[]   1
    %3  f64[]   15
    """
    graph = as_graph(graph, args)
    return Values(graph, kept(graph, args))


def as_graph(found, args):
    """The graph itself, the graph of an executable, or that of a function traced on these arguments."""
    graph = found if isinstance(found, Graph) else getattr(found, "graph", None)
    if isinstance(graph, Graph):
        return graph
    require(callable(found), f"found {shown(found)}, wanted a graph, an executable or a function")
    return trace(found, *args)


def kept(graph, args):
    """{tensor: its array} of a call by the interpreter; the arrays are nobody else's, and cannot be written to."""
    inputs, _ = receive(graph, args)
    for x, value in zip(graph.inputs, inputs, strict=True):
        require(isinstance(value, np.ndarray), f"{x.name} is a tensor, which has no numbers yet; give arrays")
    with np.errstate(all="ignore"):
        env = replay(graph, [np.array(value) for value in inputs], _computed)
    for tensor, array in env.items():
        env[tensor] = np.asarray(array).view()
        env[tensor].flags.writeable = False
    return env


def _computed(eqn, *arrays):
    """What evaluate gives; but what watch() shows has been shown already, or is there to be looked up."""
    return np.empty(eqn.output.shape, eqn.output.dtype) if eqn.op.kind == "effect" else evaluate(eqn, *arrays)


class Values(Mapping):
    """What values() gives: found["h"] is the array of the tensor h, found[tensor] that of a tensor of the graph."""

    def __init__(self, graph: Graph, arrays: Mapping[Tensor, np.ndarray]) -> None:
        self._graph, self._arrays = graph, arrays
        self._named = {x.name: x for x in reversed(graph.tensors())}  # of tensors with one name, the first

    @says_where("values")
    def __getitem__(self, name: str | Tensor) -> np.ndarray:
        x = name if isinstance(name, Tensor) else self._named.get(name) if isinstance(name, str) else None
        if x is not None and x in self._arrays:
            return self._arrays[x]
        raise GraphError(f"{self._graph.name} has no tensor {shown(name)}{self._nearest(name)}; print the graph")

    def _nearest(self, name):
        import difflib  # only for the message

        near = difflib.get_close_matches(name, self._named, 1) if isinstance(name, str) else []
        return f", but {near[0]}" if near else ""

    def __contains__(self, name: object) -> bool:
        return name in self._arrays if isinstance(name, Tensor) else name in self._named

    def __iter__(self) -> Iterator[str]:
        return reversed(self._named)

    def __len__(self) -> int:
        return len(self._named)

    def __str__(self):
        names = list(self)
        cut = len(names) > _ROWS
        rows = [(x.name, str(x.type), in_short(self._arrays[x])) for x in map(self._named.get, names[:_ROWS])]
        wide = [max((len(row[i]) for row in rows), default=0) for i in (0, 1)]
        lines = [f"{name:<{wide[0]}}  {kind:<{wide[1]}}  {numbers}" for name, kind, numbers in rows]
        return "\n".join([*lines, f"and {counted(len(names) - _ROWS, 'tensor')} more"] if cut else lines)

    __repr__ = __str__


def number_text(x):
    """A number as a student would write it: 0.125, 3e+38, inf, NaN; with all digits where four would hide a rest."""
    if not isinstance(x, (float, np.floating)):
        return str(x)
    text = f"{x + 0.0:.4g}"
    if "." not in text and "e" not in text and float(text) != x:
        text = str(x)
    return "NaN" if x != x else text


def in_short(array):
    """The numbers of an array if they are few, otherwise from where to where they go, and how many are NaN or inf."""
    if array.size <= _FEW:
        return ", ".join(map(number_text, array.ravel())) or "no numbers"
    good = np.isfinite(array)
    finite, bad = array[good], []
    if not good.all():
        bad = [f"{n:,} {word}" for word, n in (("NaN", np.isnan(array).sum()), ("inf", np.isinf(array).sum())) if n]
    ends = [f"from {number_text(finite.min())} to {number_text(finite.max())}"] if finite.size else []
    return ", ".join(ends + bad)
