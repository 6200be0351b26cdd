"""Optimization barriers for whoever runs a graph: the value is that of x, and its users wait.

The passes are over, so nothing can be merged any more.  A barrier goes, and takes no memory; what read it runs after
what the barrier waits for, although it reads it no more.
"""

from __future__ import annotations

from ..ops import optimization_barrier
from ..transform.dead_code import prune
from ..transform.rewrite import rewrite
from .syntax import VIEWS


def lift_barriers(graph):
    """(the graph without its barriers, {tensor: what must be there before it is computed})."""
    if not any(eqn.op is optimization_barrier for eqn in graph.equations):
        return graph, {}
    lifted, new = rewrite(graph, lambda eqn, *xs: xs[0] if eqn.op is optimization_barrier else None)
    waits, behind = {}, {}  # behind: {a barrier, or a view of one: what its users wait for}
    for eqn in graph.equations:
        y, found = eqn.output, dict.fromkeys(late for x in eqn.inputs for late in behind.get(x, ()))
        if eqn.op is optimization_barrier:
            behind[y] = (*found, new[eqn.inputs[1]])
        elif found:
            waits[new[y]] = tuple(found)
            if eqn.op in VIEWS:
                behind[y] = waits[new[y]]
    return prune(lifted), waits


def waiting(reads, waits, aliases):
    """What each equation must wait for: what it reads, and what stood in its way; as find_reads() gives it."""
    if not waits:
        return reads
    base = aliases.base  # without what only a barrier would have read
    late = {y: [(base[x], False) for x in xs if x in base] for y, xs in waits.items()}
    return {eqn: (*read, *late.get(eqn.output, ())) for eqn, read in reads.items()}
