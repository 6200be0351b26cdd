"""Effects: equations such as watch run on the calling thread, in the order of the graph, once what they read is there.

All others are scheduled as if there were none.  So a value is computed in the same blocks, to the same bits, whether
somebody looks at it or not.
"""

from __future__ import annotations

from ..core.calling.effects import effects
from ..core.graph import needed
from .steps import HeadStart, Line


def needed_reads(graph, reads):
    """Of what computes, what the results need."""
    if not effects(graph.equations):  # then dead code is gone
        return reads
    live = set(needed(graph.equations, graph.outputs))
    return {eqn: read for eqn, read in reads.items() if eqn in live}


def with_effects(steps, reads):
    """The steps, with a Line for each of the equations of `reads` that they lack."""
    if not effects(reads):
        return steps
    there: dict = {}  # value -> the number of steps after which it is there
    begun: list = []  # by helpers; the next parallel region waits for them
    for i, step in enumerate(steps, 1):
        made = [step.equation] if isinstance(step, Line) else [e for g in step.groups for e in g.equations]
        if isinstance(step, HeadStart):
            begun += made
            continue
        if not isinstance(step, Line):
            made, begun = made + begun, []
        there.update((eqn.output, i) for eqn in made)
    lines: dict = {}
    at = 0
    for eqn in reads:
        if eqn.output not in there:
            at = max([at, *(there.get(x, 0) for x, _ in reads[eqn])])
            there[eqn.output] = at
            lines.setdefault(at, []).append(Line(eqn))
    parts = [lines.get(0, ()), *((step, *lines.get(i, ())) for i, step in enumerate(steps, 1))]
    return tuple(step for part in parts for step in part)


def silent(steps):
    """The steps without effects: for calls that are made to look at the clock."""
    return tuple(s for s in steps if not isinstance(s, Line) or s.equation.op.kind != "effect")
