"""Constant folding: what depends on constants alone is computed by the compiler."""

from __future__ import annotations

import numpy as np

from ..core.calling.guards import takes_graph
from ..core.graph import Graph
from ..ops import broadcast, constant, optimization_barrier
from .rewrite import revise

_MOST = 2**16  # bytes of a result: a large one takes more memory as a constant than it takes time to compute


@takes_graph
def fold(graph: Graph) -> Graph:
    """Constant folding: compute now what depends on constants alone, unless the result is large.

    >>> graph = ng.trace(lambda x: x + ng.exp(ng.constant(0.0)), ng.f64)
    >>> ng.fold(graph).equations[-2:]
    (%1: f64[] = constant(value=1.0), %2: f64[] = add(x, %1))
    """
    return folded(graph)


def folded(graph, through_broadcasts=False):
    """fold.   through_broadcasts: also what reads a number that is repeated; the repetition itself is never stored."""
    known = {eqn.output: eqn.params["value"] for eqn in graph.equations if eqn.op is constant}

    def rule(eqn, *inputs):
        repeats = eqn.op is broadcast
        if repeats and not through_broadcasts or not _can_fold(eqn, inputs, known):
            return None
        with np.errstate(all="ignore"):
            value = np.asarray(eqn.op.forward(*[known[x] for x in inputs], **eqn.params))
        y = eqn.output if repeats else constant(value)
        known[y] = value
        return None if repeats else y

    # To look is quicker than to rewrite, and mostly there is nothing to fold.
    worth = any(_can_fold(eqn, eqn.inputs, known) and eqn.op is not broadcast for eqn in graph.equations)
    return revise(graph, rule) if worth or through_broadcasts else graph


def _can_fold(eqn, inputs, known):
    if eqn.op is optimization_barrier or eqn.op.kind == "effect":
        return False
    if not inputs or not all(map(known.__contains__, inputs)):
        return False
    return eqn.output.type.nbytes <= _MOST
