"""The batch axis: which axis of a result holds the examples of a batch, if we know which axes of the inputs do.

What is computed of one half of the examples is then one half of the result; or, of a sum over the examples, a summand.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from ..core.op import Op
from ..ops import (
    add_windows,
    argmax,
    batch_dot,
    broadcast,
    cumprod,
    cumsum,
    dot,
    embed,
    gather,
    join,
    max,
    min,
    one_hot,
    prod,
    reshape,
    scatter_add,
    slice,
    softmax,
    sum,
    transpose,
    windows,
)
from .kernels import is_elementwise
from .rows_of_images import add_along

SUMMED = "summed"  # in place of an axis: the parts of the result are to be added up


def batch_axis(eqn, axes):
    """(axis of the result, axes of the inputs), or None where examples mix, or where we know nothing of the op.

    axes: for each input, the axis that holds the examples; None for what all examples share.
    Among the answer's axes an input that they share may have one all the same: each part needs its part of it.
    """
    if is_elementwise(eqn):
        a = _common(axes)
        return None if a is None else (a, (a,) * len(axes))
    rule = _RULES.get(eqn.op)
    return rule(eqn, *axes) if rule else None


def _common(axes):
    """The axis that all have who have any; None if they differ."""
    found = {a for a in axes if a is not None}
    return found.pop() if len(found) == 1 else None


def part_params(eqn, axis, parts):
    """The parameters of the equation that computes one of so many equal parts of the output, along this axis."""
    params = dict(eqn.params)
    if eqn.op in (reshape, broadcast, embed):
        params["shape"] = part_shape(params["shape"], axis, parts)
    if eqn.op in (slice, embed):
        index = list(params["index"])
        index[axis] = (0, eqn.output.shape[axis] // parts, 1)
        params["index"] = tuple(index)
    return params


def part_shape(shape, axis, parts):
    """The shape of one of the parts."""
    return (*shape[:axis], shape[axis] // parts, *shape[axis + 1 :])


def reshaped_axis(old, new, axis):
    """The axis that begins where `axis` began, with as many elements behind it; None if there is none.

    Then the first half along the one is the first half along the other.
    """
    before = math.prod(old[:axis])
    for a in range(len(new)):
        if math.prod(new[:a]) == before and new[a] > 1:
            return a
    return None


# ---- the rules: equation, axis of each input -> (axis of the output, axis of each input) ------------------------


def _broadcast(eqn, a):
    x, y = eqn.inputs[0], eqn.output
    b = a + y.ndim - x.ndim
    return (b, (a,)) if x.shape[a] == y.shape[b] else None


def _reshape(eqn, a):
    b = reshaped_axis(eqn.inputs[0].shape, eqn.output.shape, a)
    return None if b is None else (b, (a,))


def _transpose(eqn, a):
    return eqn.params["axes"].index(a), (a,)


def _slice(eqn, a):
    return (a, (a,)) if eqn.params["index"][a] == (0, eqn.inputs[0].shape[a], 1) else None


def _embed(eqn, a):
    return (a, (a,)) if eqn.params["index"][a] == (0, eqn.output.shape[a], 1) else None


def _reduced(eqn, a):
    axis, kept = eqn.params["axis"], eqn.params["keepdims"]
    if a in axis:
        return (SUMMED, (a,)) if eqn.op is sum else None
    return a - (0 if kept else len([b for b in axis if b < a])), (a,)


def _another_axis(eqn, a):
    axis = eqn.params["axis"]
    along = axis if isinstance(axis, tuple) else (axis,)
    return (a, (a,)) if None not in along and a not in along else None


def _argmax(eqn, a):
    axis = eqn.params["axis"]
    if axis is None or axis == a:
        return None
    return (a if axis > a or eqn.params["keepdims"] else a - 1), (a,)


def _dot(eqn, a, b):
    x, y = eqn.inputs
    if a in (None, x.ndim - 1) and b in (None, 0):
        return SUMMED, (x.ndim - 1, 0)
    if b is None:
        return a, (a, None)
    return (x.ndim - 1, (None, b)) if a is None else None


def _batch_dot(eqn, a, b):
    last = eqn.output.ndim - 1
    if a in (None, last) and b in (None, last - 1):
        return SUMMED, (last, last - 1)
    if a in (None, b) and b is not None and b < last - 1:
        return b, (b, b)
    if b is None and a is not None:
        return a, ((a, a) if a < last - 1 else (a, None))
    return (last, (None, b)) if a is None and b == last else None


def _gather(eqn, a, *axes):
    """From rows that all share; the indices, of one shape, belong to the examples."""
    b, alike = _common(axes), len({i.shape for i in eqn.inputs[1:]}) == 1
    return (b, (None, *[b] * len(axes))) if a is None and b is not None and alike else None


def _scatter_add(eqn, a, b, *axes):
    """Each part is added to what was there before: so that must be zeros, which the caller checks."""
    c, alike = _common((b, *axes)), len({i.shape for i in eqn.inputs[2:]}) == 1
    if a is not None or not alike or c is None or c >= eqn.inputs[2].ndim:
        return None
    return SUMMED, (None, *[c] * (1 + len(axes)))


def _one_hot(eqn, a):
    axis = eqn.params.get("axis", eqn.output.ndim - 1)
    return (a if a < axis else a + 1), (a,)


def _windows(eqn, a):
    return (a, (a,)) if a < eqn.inputs[0].ndim - len(eqn.params["sizes"]) else None


def _add_windows(eqn, a):
    return (a, (a,)) if a < eqn.inputs[0].ndim - 2 * len(eqn.params["space"]) else None


def _join(eqn, *axes):
    a = _common(axes)
    return None if a is None or a == eqn.params["axis"] else (a, (a,) * len(axes))


def _add_along(eqn, a):
    window = eqn.params["window"]
    return (a - (window < a), (a,)) if a not in (window, eqn.params["place"]) else None


_RULES: dict[Op, Callable] = {
    add_along: _add_along,
    broadcast: _broadcast,
    reshape: _reshape,
    transpose: _transpose,
    slice: _slice,
    embed: _embed,
    **dict.fromkeys((sum, max, min, prod), _reduced),
    **dict.fromkeys((cumsum, cumprod, softmax), _another_axis),
    argmax: _argmax,
    dot: _dot,
    batch_dot: _batch_dot,
    gather: _gather,
    scatter_add: _scatter_add,
    one_hot: _one_hot,
    windows: _windows,
    add_windows: _add_windows,
    join: _join,
}
