"""Constant folding: what depends on constants alone is computed by the compiler."""

from __future__ import annotations

import numpy as np

from ..core.calling.guards import takes_graph
from ..ops import broadcast, constant
from .rewrite import revise

_MOST = 2**16  # bytes of a result: a large one takes more memory as a constant than it takes time to compute


@takes_graph
def fold(graph):
    """Constant folding: compute now what depends on constants alone, unless the result is large."""
    known = {}

    def rule(eqn, *inputs):
        if eqn.op is constant:
            known[eqn.output] = eqn.params["value"]
        elif inputs and eqn.op is not broadcast and eqn.output.type.nbytes <= _MOST and all(x in known for x in inputs):
            with np.errstate(all="ignore"):
                value = np.asarray(eqn.op.forward(*[known[x] for x in inputs], **eqn.params))
            y = constant(value)
            known[y] = value
            return y
        return None

    return revise(graph, rule)
