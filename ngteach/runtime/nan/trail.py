"""Going back: which element of which input is responsible for an element?  The op itself is asked.

It computes again, with suspects replaced by 1: the element stays NaN only as long as the one that is responsible is
there.  So no op needs a rule of its own, and neither does a user's.  Halving finds the one among n in log2(n) calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...core.graph import Equation, Graph, Tensor


@dataclass(frozen=True, eq=False)
class Call:
    """A graph, and the array that each of its tensors has at one call."""

    graph: Graph
    env: Mapping[Tensor, np.ndarray]

    @cached_property
    def order(self):
        """{tensor: its number, counted from the first input}."""
        return {x: n for n, x in enumerate(self.graph.tensors())}

    def number(self, tensor, at):
        """One element of a tensor."""
        array = self.env[tensor]
        return array[np.unravel_index(at, array.shape)]


@dataclass(frozen=True)
class Step:
    """One element, counted in C order, of what an equation computed."""

    eqn: Equation
    at: int

    @property
    def index(self):
        """Its position along each axis."""
        return tuple(map(int, np.unravel_index(self.at, self.eqn.output.shape)))


def is_zero(array):
    return array == 0


def responsible(call, step, suspect, still=None, most=1):
    """[(number of an input, position in it)]: the suspects without which the element would not be what it is.

    suspect: np.isnan, np.isinf or is_zero, for elements of the inputs.   still: the same for the element itself.
    []: the equation makes it so by itself.  Of several that would do alone, the first tensor's first one.
    """
    still = still or suspect
    rank = np.array([call.order[x] for x in step.eqn.inputs], int)
    for arrays, at, moved in _views(call, step):
        asked = _Question(step.eqn, arrays, at, suspect, still)
        if asked.holds(asked.suspects):  # one element alone may be rounded in another way
            return [(i, j + moved) for i, j in asked.answer(rank, most)]
    return []


def trail(call, tensor, at, suspect):
    """(steps back from an element to where it began, where that was): the latter is a tensor and a position.

    The tensor is an input of the graph, if none of the steps made it.  As each step leads to an earlier equation, there
    are at most as many as equations.
    """
    steps, producer = [], call.graph.producer
    while tensor in producer:
        step = Step(producer[tensor], at)
        steps.append(step)
        found = responsible(call, step, suspect) or _beside(call, step, suspect)
        if not found:
            break
        ((i, at),) = found
        tensor = step.eqn.inputs[i]
    return steps, (tensor, at)


def _beside(call, step, suspect):
    """Of inf / 0, which would be infinite without the inf as well, the inf: what came first is to blame."""
    if suspect is not np.isinf or not is_pointwise(step.eqn):
        return []
    found = [(i, step.at) for i, x in enumerate(step.eqn.inputs) if np.isinf(call.number(x, step.at))]
    return sorted(found, key=lambda f: call.order[step.eqn.inputs[f[0]]])[:1]


def _views(call, step):
    """(inputs, position in the output, what to add to positions in the inputs): elementwise, one number is enough."""
    if is_pointwise(step.eqn):
        yield [np.array([call.number(x, step.at)]) for x in step.eqn.inputs], 0, step.at
    yield [call.env[x] for x in step.eqn.inputs], step.at, 0


def is_pointwise(eqn):
    """Does each element of the output come from the elements at the same position alone?"""
    return eqn.op.kind == "elementwise" and all(x.shape == eqn.output.shape for x in eqn.inputs)


class _Question:
    """Is the element still what it was, when only some suspects are left?"""

    def __init__(self, eqn, arrays, at, suspect, still):
        self.eqn, self.arrays, self.at, self.still = eqn, arrays, at, still
        floats = any(a.dtype.kind == "f" for a in arrays)  # beside them whole numbers are positions
        asked = [a.dtype.kind == "f" or not floats for a in arrays]
        found = [np.flatnonzero(suspect(a) & ok) for a, ok in zip(arrays, asked, strict=True)]
        parts = [np.stack([np.full_like(f, i), f], 1) for i, f in enumerate(found)]
        self.suspects = np.concatenate([np.empty((0, 2), int), *parts])
        if suspect is np.isnan:  # beside a NaN, what infinities would do is nobody's concern
            found = [np.flatnonzero(~np.isfinite(a)) for a in arrays]
        self.replaced = found

    def holds(self, kept):
        """The same, with 1 in place of all suspects but these."""
        arrays = []
        for i, (a, found) in enumerate(zip(self.arrays, self.replaced, strict=True)):
            if len(found):
                a = a.copy()
                flat = a.reshape(-1)
                flat[found] = 1
                own = kept[kept[:, 0] == i, 1]
                flat[own] = self.arrays[i].reshape(-1)[own]
            arrays.append(a)
        try:
            y = np.asarray(self.eqn.op.forward(*arrays, **self.eqn.params))
            return bool(self.still(y.reshape(-1)[self.at]))
        except Exception:  # a user's function may refuse numbers that it was never meant for
            return False

    def answer(self, rank, most):
        """At most so many suspects that are needed, beginning with the last of the fewest that are enough.

        rank: of each input; what was computed first is the likelier cause.
        """
        rest = self.suspects[np.argsort(rank[self.suspects[:, 0]], kind="stable")]
        needed = rest[:0]
        while len(needed) < most and not self.holds(needed):
            low, high = 0, len(rest)  # with so many of the first ones it does not hold, and does
            while high - low > 1:
                middle = (low + high) // 2
                if self.holds(np.concatenate([needed, rest[:middle]])):
                    high = middle
                else:
                    low = middle
            needed, rest = np.concatenate([needed, rest[high - 1 : high]]), rest[: high - 1]
        return [(int(i), int(j)) for i, j in needed]
