"""The pass pipeline: the passes one after the other, until none of them finds anything to do.

A pass is a function from a graph to a smaller graph that computes the same.  A graph has no state and no side effects,
so an equation may be dropped when nothing reads it, shared when it is computed twice, and replaced by anything of the
same value and the same derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.guards import takes_graph
from ..core.graph import Equation, Graph
from ..core.provenance import says_where
from .algebra import simplify
from .common_subexpressions import share
from .cost import bytes_moved, flops
from .dead_code import prune
from .fold import fold

PASSES = (prune, share, fold, simplify)


@dataclass(frozen=True)
class Report:
    """What each pass left: (its name, equations, floating-point operations, bytes read and written)."""

    rows: tuple[tuple[str, int, int, int], ...]

    def __str__(self):
        width = max([12, *(len(name) + 1 for name, *_ in self.rows)])
        head = f"{'pass':<{width}}{'equations':>10}{'operations':>15}{'bytes':>15}"
        return "\n".join([head, *(f"{name:<{width}}{n:>10,}{f:>15,}{b:>15,}" for name, n, f, b in self.rows)])

    __repr__ = __str__

    def _repr_html_(self):
        from html import escape  # only here: what has no notebook needs none

        rows = [(escape(name), *numbers) for name, *numbers in self.rows]
        cells = [f"<tr><td>{name}</td><td>{n:,}</td><td>{f:,}</td><td>{b:,}</td></tr>" for name, n, f, b in rows]
        head = "<tr><th>pass</th><th>equations</th><th>operations</th><th>bytes</th></tr>"
        return f"<table>{head}{''.join(cells)}</table>"


@says_where()
@takes_graph
def optimize(graph: Graph, passes: Sequence[Callable[[Graph], Graph]] = PASSES) -> tuple[Graph, Report]:
    """(graph, Report): the passes one after the other, again and again until none of them changes anything.

    >>> graph, report = ng.optimize(ng.trace(lambda x: ng.exp(x) * ng.exp(x), ng.f32[3]))
    >>> report
    pass         equations     operations          bytes
    traced               3             63             84
    share                2             33             60
    """
    costs: dict[Equation, tuple[int, int]] = {}
    passes, rows = listed(passes), [_row("traced", graph, costs)]
    idle = 0  # how many passes in a row have changed nothing
    for one in cycle(passes):
        after = _applied(one, graph)
        if after is graph:
            idle += 1
        else:
            graph, idle = after, 0
            rows.append(_row(pass_name(one), graph, costs))
            require(len(rows) < 1000, f"the passes never come to rest; the last was {rows[-1][0]}")
        if idle == len(passes):
            break
    return graph, Report(tuple(rows))


def listed(passes):
    """The passes as a tuple, of functions alone."""
    try:
        passes = tuple(passes)
    except TypeError:
        wanted = "a list of functions from a graph to a graph"
        raise GraphError(f"passes is {wanted}, found {shown(passes)}") from None
    for one in passes:
        require(callable(one), f"a pass is a function from a graph to a graph, found {shown(one)}")
    return passes


def _applied(one, graph):
    """What a pass makes of the graph; it must still be called in the same way."""
    after = one(graph)
    if not isinstance(after, Graph):
        found = "None; is there a return?" if after is None else f"a {type(after).__name__}"
        raise GraphError(f"the pass {pass_name(one)} must return a Graph, found {found}")
    for part in ("inputs", "outputs"):
        found, wanted = ([x.type for x in getattr(g, part)] for g in (after, graph))
        if found != wanted:
            raise GraphError(f"the pass {pass_name(one)} changed the {part} of {graph.name}: {wanted} became {found}")
    return after


def written(one):
    """The pass as it was written: of a partial, the function inside."""
    while isinstance(one, partial):
        one = one.func
    return one


def pass_name(one):
    """What a pass is called; what has no name is called as its type."""
    function = written(one)
    return str(getattr(function, "__name__", type(function).__name__))


def _row(name, graph, costs):
    """What a report says of a graph.   costs: of the equations that were met before"""
    costs.update((eqn, (flops(eqn), bytes_moved(eqn))) for eqn in set(graph.equations).difference(costs))
    operations, moved = zip(*map(costs.__getitem__, graph.equations), strict=True) if graph.equations else ((), ())
    return name, len(graph.equations), sum(operations), sum(moved)
