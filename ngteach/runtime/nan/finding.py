"""From a result that is NaN or infinite back to the equation that is to blame."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...core.graph import Tensor
from ...ops import constant
from .origins import first_cause
from .trail import Call, Step, responsible, trail


@dataclass(frozen=True, eq=False)
class Finding:
    """What was found out about one call.

    result, at: an element of a result that is not finite.   path: the steps back from there.
    first: the step that is to blame; None if the element was given so, or finite.
    made: the step that made NaN out of the infinity that first gave; otherwise the same as first.
    given: (tensor, position) of the NaN, or of the infinity, that came in: an input, or a constant of the program.
    """

    call: Call
    result: Tensor | None = None
    at: int = 0
    path: tuple[Step, ...] = ()
    first: Step | None = None
    made: Step | None = None
    given: tuple[Tensor, int] | None = None

    @property
    def is_nan(self):
        """Is the result NaN, not infinite?"""
        return self.result is not None and bool(np.isnan(self.call.number(self.result, self.at)))


def not_finite(array):
    """Where an array holds NaN or infinities; whole numbers and bools do nowhere."""
    return ~np.isfinite(array)


def find(call):
    """The Finding that blames the first equation that is cause enough for a result that is not finite."""
    found = _for_a_result(call)
    if found.first is None or found.given is not None:
        return found
    earlier = first_cause(call, found.first.eqn)
    if earlier is None:
        return found
    eqn, alone = earlier
    other = _for_a_result(alone)
    if other.first is None or other.first.eqn is not eqn or not _reads_the_same(call, alone, eqn):
        return found
    return replace(other, call=call)


def _reads_the_same(call, alone, eqn):
    """Did the equation read in the call what it read when all others were repaired?"""
    return all(np.array_equal(call.env[x], alone.env[x], equal_nan=x.type.is_float) for x in eqn.inputs)


def _for_a_result(call):
    """The Finding for the first result, in the order of the equations, that an equation is to blame for.

    A result that is infinite because it was given so, or because it was written so, is meant: only if there is
    no other, it is named.
    """
    meant = None
    outputs = set(call.graph.outputs)
    for y in [x for x in call.graph.tensors() if x in outputs]:
        if not_finite(call.env[y]).any():
            found = _back(call, y)
            if found.first is not None or found.is_nan:
                return found
            meant = meant or found
    return meant or Finding(call)


def _back(call, y):
    """The Finding for one result: a NaN of it rather than an infinity."""
    result, nan = call.env[y], np.isnan(call.env[y])
    at = int(np.flatnonzero(nan if nan.any() else not_finite(result))[0])
    steps, end = trail(call, y, at, np.isnan if nan.any() else np.isinf)
    known = {"call": call, "result": y, "at": at, "path": tuple(steps)}
    if end[0] not in call.graph.producer:
        return Finding(**known, given=end)
    if steps[-1].eqn.op is constant:
        chose = next((s for s in reversed(steps) if s.eqn.op.kind != "view"), None)
        return Finding(**known, given=end, first=chose if nan.any() else None, made=chose)
    if not nan.any():
        return Finding(**known, first=steps[-1], made=steps[-1])
    born, given = _infinities(call, steps[-1])
    return Finding(**known, first=born or steps[-1], made=steps[-1], given=None if born else given)


def _infinities(call, made):
    """(the first step at which an infinity was born that this one made NaN of, where another was given)."""
    born, given = [], None
    for i, at in responsible(call, made, np.isinf, np.isnan, most=2):
        steps, end = trail(call, made.eqn.inputs[i], at, np.isinf)
        if end[0] in call.graph.producer and steps[-1].eqn.op is not constant:
            born.append(steps[-1])
        else:
            given = given or end
    return min(born, key=lambda step: call.order[step.eqn.output], default=None), given
