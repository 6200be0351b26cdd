"""Functions made of ops: they record several equations and need no rule of their own."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require
from ..core.calling.registry import numpy_name
from ..core.types import boolean, type_of
from .arguments import axes_of, axis_of
from .arithmetic import divide, maximum, minimum, multiply
from .broadcast import full, sum
from .convert import convert
from .index import concatenate, listed
from .rules import floats, same_type
from .shape import reshape


@numpy_name(np.mean)
def mean(x, axis=None, keepdims=False, dtype=None):
    """The sum along axis divided by the number of elements; NaN if there are none.

    For floats; dtype, f32 or f64, is the element type to convert x to first.
    """
    x = x if dtype is None else convert(x, dtype)
    t = floats(type_of(x))
    total = sum(x, axis=axis, keepdims=keepdims)
    return divide(total, float(t.size // type_of(total).size if type_of(total).size else 1))


@numpy_name(np.square)
def square(x):
    """x * x."""
    return multiply(x, x)


@numpy_name(np._core.umath.clip)  # type: ignore[attr-defined]  # what array.clip(x, y) calls
def clip(x, low, high):
    """x, but not below low nor above high; None means no limit."""
    x = x if low is None else maximum(x, low)
    return x if high is None else minimum(x, high)


@numpy_name(np.stack)
def stack(xs, axis=0):
    """Tensors of one shape side by side along a new axis."""
    xs = listed(xs)
    types = [type_of(x) for x in xs]
    require(types, "takes a list of tensors, found none")
    same_type(*types)
    return concatenate([expand_dims(x, axis) for x in xs], axis)


@numpy_name(np.expand_dims)
def expand_dims(x, axis):
    """x with a new axis of size 1 at this place."""
    t = type_of(x)
    at = axis_of(t.with_shape((*t.shape, 1)), axis)
    return reshape(x, (*t.shape[:at], 1, *t.shape[at:]))


@numpy_name(np.squeeze)
def squeeze(x, axis=None):
    """x without its axes of size 1, or without those named."""
    t = type_of(x)
    gone = [i for i, d in enumerate(t.shape) if d == 1] if axis is None else axes_of(t, axis)
    require(all(t.shape[i] == 1 for i in gone), f"axis {axis} of {t} is not of size 1")
    return reshape(x, tuple(d for i, d in enumerate(t.shape) if i not in gone))


@numpy_name(np.zeros_like)
def zeros_like(x):
    """Zeros of the type of x."""
    return _filled(type_of(x), 0)


@numpy_name(np.ones_like)
def ones_like(x):
    """Ones of the type of x."""
    return _filled(type_of(x), 1)


def _filled(t, number):
    return full(t.shape, bool(number) if t.element is boolean else number, t.dtype)
