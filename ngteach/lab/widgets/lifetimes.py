"""Which values of a graph are alive after each equation, and which of them wait for the backward pass."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.calling.guards import takes_graph
from ...runtime.aliases import find_aliases
from ...transform.phases import phases


@dataclass(frozen=True)
class Life:
    """A computed value lives from the equation that makes it (first) to the last that reads it, or to the end.

    kept_until: the last adjoint equation that reads a forward value; -1 if there is none.
    The numbers are those of equations, from 0; a value is still alive just after its last user has run
    only if that is the end of the graph.
    """

    first: int
    last: int
    kept_until: int
    nbytes: int  # 0 for a view: it has no memory of its own


@takes_graph
def lifetimes(graph):
    """{tensor: Life} of what the equations compute; a view keeps the value alive whose memory it looks at."""
    phase, aliases = phases(graph), find_aliases(graph)
    base, end = aliases.base, len(graph.equations)
    users: dict = {}  # tensor -> the numbers of the equations that read it, or a view of it
    for i, eqn in enumerate(graph.equations):
        for x in {*eqn.inputs, *(base[x] for x in eqn.inputs)}:
            users.setdefault(x, []).append(i)
    results = {*graph.outputs, *(base[y] for y in graph.outputs)}
    found = {}
    for i, eqn in enumerate(graph.equations):
        y = eqn.output
        reads = users.get(y, [])
        adjoint = [r for r in reads if phase[graph.equations[r]] == "adjoint"] if phase[eqn] == "forward" else []
        last = end if y in results else max(reads, default=i)
        found[y] = Life(i, last, max(adjoint, default=-1), 0 if aliases.is_view(y) else y.type.nbytes)
    return found


def alive_after(lives, steps):
    """The tensors that are alive after the first `steps` equations: somebody will still read them."""
    return [y for y, life in lives.items() if life.first < steps <= max(life.last, life.first + 1)]


def kept_after(lives, steps):
    """Those among them that the backward pass will read."""
    return [y for y in alive_after(lives, steps) if lives[y].kept_until >= steps]


def bytes_curves(lives, steps):
    """(bytes alive, bytes of them kept for the backward pass) after 0, 1, ... steps equations."""
    return curves(lives, steps, lambda life: life.nbytes)


def curves(lives, steps, weight=lambda life: 1):
    """(how many values are alive, how many of them kept) after 0, 1, ... steps equations, each with its weight."""
    alive, kept = [0] * (steps + 2), [0] * (steps + 2)
    for life in lives.values():
        for curve, last in ((alive, max(life.last, life.first + 1)), (kept, life.kept_until)):
            if last > life.first:
                curve[life.first + 1] += weight(life)
                curve[last + 1] -= weight(life)
    for curve in (alive, kept):
        for i in range(1, len(curve)):
            curve[i] += curve[i - 1]
    return alive[: steps + 1], kept[: steps + 1]
