"""Passes: each takes a graph and gives a smaller one that computes the same.  A pass is one short function.

A graph has no state and no side effects, so an equation may be dropped when nothing reads it,
shared when it is computed twice, and replaced by anything of the same value and the same derivatives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle
from types import NoneType

import numpy as np

from ..core.graph import Graph, needed, replay
from ..core.provenance import says_where
from ..core.trace import Trace, apart
from ..core.types import ElementType, GraphError, require, shown
from ..core.wanted import takes_graph
from ..ops import broadcast, constant, dot
from .algebra import CLOSE, EXACT
from .cost import bytes_moved, flops
from .match import Facts


@takes_graph
def prune(graph):
    """Drop the equations that no output depends on."""
    kept = needed(graph.equations, graph.outputs)
    return graph if len(kept) == len(graph.equations) else replace(graph, equations=kept)


@takes_graph
def share(graph):
    """Compute equal expressions once: the same op on the same inputs with the same parameters.

    The adjoints share what the user wrote, but their products do not stand for the user's: subnormal numbers may be
    lost in them.
    """
    seen = {}

    def rule(eqn, *inputs):
        key = eqn.op, inputs, tuple((k, _hashable(v)) for k, v in eqn.params.items())
        first = seen.setdefault(key, eqn)
        if eqn.op is dot and eqn.adjoint_of is None and first.adjoint_of is not None:
            seen[key] = first = eqn
        return first.output

    return revise(graph, rule)


@takes_graph
def fold(graph):
    """Compute now what depends on constants alone, unless the result is large."""
    known = {}

    def rule(eqn, *inputs):
        if eqn.op is constant:
            known[eqn.output] = eqn.params["value"]
        elif inputs and eqn.op is not broadcast and eqn.output.type.nbytes <= 2**16 and all(x in known for x in inputs):
            with np.errstate(all="ignore"):
                value = np.asarray(eqn.op.forward(*[known[x] for x in inputs], **eqn.params))
            y = constant(value)
            known[y] = value
            return y
        return None

    return revise(graph, rule)


@takes_graph
def simplify(graph):
    """Algebra: replace an equation by a cheaper one of the same value.

    Rules in EXACT keep every bit, infinities and NaN included; rules in CLOSE may change the last bits.
    None makes an infinity or a NaN, and none changes a derivative.
    """

    def rule(eqn, *inputs):
        for table in (EXACT, CLOSE):
            for one in table.get(eqn.op, ()):
                y = one(facts, eqn, *inputs)
                if y is not None:
                    return y
        return None

    facts = Facts(graph)
    return revise(graph, rule)


PASSES = (prune, share, fold, simplify)


@dataclass(frozen=True, repr=False)
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
def optimize(graph, passes=PASSES):
    """(graph, Report): the passes one after the other, again and again until none of them changes anything."""
    passes, rows = listed(passes), [_row("traced", graph)]
    idle = 0  # how many passes in a row have changed nothing
    for one in cycle(passes):
        after = _applied(one, graph)
        if after is graph:
            idle += 1
        else:
            graph, idle = after, 0
            rows.append(_row(pass_name(one), graph))
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


@apart
@takes_graph
def revise(graph, rule):
    """The graph, with rule(eqn, *inputs) in the place of each equation: a tensor, or None to keep it.

    The rule may record new equations, or return a tensor that is there already.  Equations that stay
    keep their tensors.  Returns the graph itself if nothing changed.
    """
    with Trace(graph.name) as t:
        t.adopt(graph)
        changed = False

        def emit(eqn, *inputs):
            nonlocal changed
            t.origin = eqn.line, eqn.adjoint_of
            before = len(t.equations)
            y = rule(eqn, *inputs)
            if y is None or y is eqn.output:
                changed |= t.keep(eqn, inputs)
                return eqn.output
            require(y.type == eqn.output.type, f"a pass put {y!r} in the place of {eqn.output!r}")
            changed = True
            if len(t.equations) > before and t.equations[-1].output is y:
                y.name = eqn.output.name  # it is new, and the name is free now
            return y

        env = replay(graph, graph.inputs, emit)
        if not changed:
            return graph
        outputs = tuple(env[y] for y in graph.outputs)
        return replace(graph, equations=tuple(t.equations), outputs=outputs)


def _row(name, graph):
    return name, len(graph.equations), sum(map(flops, graph.equations)), sum(map(bytes_moved, graph.equations))


def _hashable(value):
    """Large constants are equal only to themselves: comparing them would cost more than it saves.

    So are values of which we do not know what Python's == makes of them.
    """
    if isinstance(value, np.ndarray):
        return (value.dtype, value.shape, value.tobytes()) if value.nbytes <= 4096 else id(value)
    if isinstance(value, tuple):
        return tuple(map(_hashable, value))
    if isinstance(value, (bool, int, float, complex, np.generic)):
        return type(value), repr(value)  # 1 is not True, and 0.0 is not -0.0
    return value if isinstance(value, (str, bytes, ElementType, NoneType)) else id(value)
