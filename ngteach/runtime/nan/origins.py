"""Several things may go wrong in one call: every equation that makes NaN of good numbers, and what each does alone.

The graph runs with repairs: what an equation spoils becomes 1, so that the next ones show what they spoil themselves.
Then it runs with one of them left as it is: if a result is not finite now, that equation alone is enough of a cause.
"""

from __future__ import annotations

import numpy as np

from ...core.graph import evaluate, replay
from ...ops import constant
from .trail import Call, is_pointwise

_MOST = 8  # equations that are tried, one run of the graph for each


def first_cause(call, last):
    """(equation, the call with all but that one repaired): the first before `last` that is enough; None if none is."""
    spoiled = _spoiled(call)
    for eqn in [e for e in spoiled if call.order[e.output] < call.order[last.output]][:_MOST]:
        alone = Call(call.graph, _run(call, {e: bad for e, bad in spoiled.items() if e is not eqn}))
        if not all(np.isfinite(alone.env[y]).all() for y in call.graph.outputs):
            return eqn, alone
    return None


def _spoiled(call):
    """{equation: where its output is NaN or infinite, though what it read is not}, in order."""
    found: dict = {}

    def repaired(eqn, *arrays):
        y = _computed(call, eqn, arrays)
        bad = np.zeros(y.shape, bool) if eqn.op is constant else ~np.isfinite(y) & ~_handed_on(eqn, arrays, y)
        if bad.any():
            found[eqn] = bad
        return _with_ones(y, bad)

    _replayed(call, repaired)
    return found


def _run(call, repairs):
    """The array of each tensor, with 1 in the places that are to be repaired."""
    return _replayed(call, lambda eqn, *arrays: _with_ones(_computed(call, eqn, arrays), repairs.get(eqn)))


def _replayed(call, emit):
    return replay(call.graph, [call.env[x] for x in call.graph.inputs], emit)


def _computed(call, eqn, arrays):
    """What an equation makes of these arrays; what was the same before is there already, and nothing is shown again."""
    same = all(a is call.env[x] for a, x in zip(arrays, eqn.inputs, strict=True))
    return call.env[eqn.output] if same or eqn.op.kind == "effect" else np.asarray(evaluate(eqn, *arrays))


def _handed_on(eqn, arrays, y):
    """Where an infinity comes from one that was given, which is meant."""
    if is_pointwise(eqn):
        given = np.zeros(y.shape, bool)
        for a in arrays:
            given |= np.isinf(a)
    else:
        given = np.full(y.shape, any(np.isinf(a).any() for a in arrays))
    return np.isinf(y) & given


def _with_ones(y, bad):
    return y if bad is None or not bad.any() else np.where(bad, np.ones((), y.dtype), y)
