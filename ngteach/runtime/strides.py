"""Strides: how far apart in memory the neighbours along each axis are, in elements; and which reshapes need no copy.

A view has the memory of its base and strides of its own: a transpose exchanges them, a broadcast has strides of 0.
"""

from __future__ import annotations

import math

from ..ops import broadcast, reshape, slice, transpose, windows


def in_order(shape):
    """The strides of a new array: the last axis is contiguous, the first has the longest steps."""
    found, step = [], 1
    for d in reversed(shape):
        found.append(step)
        step *= d
    return tuple(reversed(found))


def is_in_order(shape, strides):
    """Do the elements lie one after the other, as in a new array?  Axes with one place do not matter."""
    plain = zip(shape, strides, in_order(shape), strict=True)
    return 0 in shape or all(d == 1 or s == wanted for d, s, wanted in plain)


def strides_of_view(eqn, strides):
    """The strides of a view, from those of what it looks at; None if a reshape has to copy."""
    if eqn.op is reshape:
        return reshaped(eqn.inputs[0].shape, strides, eqn.output.shape)
    rule = _RULES.get(eqn.op)
    return rule(eqn, strides) if rule else strides


def reshaped(shape, strides, new):
    """The strides after a reshape, as NumPy finds them; None if it would copy.

    Axes are taken from both shapes until they have as many elements; the old ones must then be one long axis.
    """
    if is_in_order(shape, strides):
        return in_order(new)
    old = [(d, s) for d, s in zip(shape, strides, strict=True) if d != 1]
    sizes = [d for d in new if d != 1]
    found: list[int] = []
    while old:
        ours, theirs = [old.pop(0)], [sizes.pop(0)]
        while (have := math.prod(d for d, _ in ours)) != (want := math.prod(theirs)):
            if have < want:
                ours.append(old.pop(0))
            else:
                theirs.append(sizes.pop(0))
        if any(s != d * step for (_, s), (d, step) in zip(ours, ours[1:], strict=False)):
            return None
        found += [ours[-1][1] * step for step in in_order(theirs)]
    return tuple(0 if d == 1 else found.pop(0) for d in new)


def _broadcast(eqn, strides):
    x, y = eqn.inputs[0].shape, eqn.output.shape
    new = len(y) - len(x)
    return (0,) * new + tuple(s if d == y[new + i] else 0 for i, (d, s) in enumerate(zip(x, strides, strict=True)))


def _slice(eqn, strides):
    return tuple(s * step for s, (_, _, step) in zip(strides, eqn.params["index"], strict=True))


def _windows(eqn, strides):
    n = len(eqn.params["sizes"])
    kept, space = strides[: len(strides) - n], strides[len(strides) - n :]
    seen = [s * d for s, d in zip(space, eqn.params["dilations"], strict=True)]
    moved = [s * d for s, d in zip(space, eqn.params["strides"], strict=True)]
    return (*kept, *seen, *moved)


_RULES = {
    broadcast: _broadcast,
    slice: _slice,
    transpose: lambda eqn, strides: tuple(strides[a] for a in eqn.params["axes"]),
    windows: _windows,
}
