"""Functions that are said with other ops: they record several equations, and have no rule of their own."""

from __future__ import annotations

import numpy as np

from ..op import numpy_name
from ..types import GraphError, require, type_of
from .broadcast import full, sum
from .elementwise import maximum, minimum
from .index import concatenate
from .shape import reshape


@numpy_name(np.mean)
def mean(x, axis=None, keepdims=False):
    """The sum along axis divided by the number of elements; NaN if there are none."""
    t = type_of(x)
    require(t.is_float, f"mean: {t} has no fractions; write convert(..., f32)")
    total = sum(x, axis=axis, keepdims=keepdims)
    return total / float(t.size // type_of(total).size if type_of(total).size else 1)


@numpy_name(np.square)
def square(x):
    """x * x."""
    return x * x


@numpy_name(np.clip)
def clip(x, low, high):
    """x, but not below low nor above high."""
    return minimum(maximum(x, low), high)


@numpy_name(np.stack)
def stack(xs, axis=0):
    """Tensors of one shape side by side along a new axis."""
    return concatenate([expand_dims(x, axis) for x in xs], axis)


@numpy_name(np.expand_dims)
def expand_dims(x, axis):
    """x with a new axis of size 1 at this place."""
    shape = list(type_of(x).shape)
    require(-len(shape) - 1 <= axis <= len(shape), f"expand_dims: {type_of(x)} has no place {axis} for an axis")
    shape.insert(axis if axis >= 0 else axis + len(shape) + 1, 1)
    return reshape(x, tuple(shape))


@numpy_name(np.squeeze)
def squeeze(x, axis=None):
    """x without its axes of size 1, or without the one named."""
    shape = type_of(x).shape
    gone = {i for i, d in enumerate(shape) if d == 1} if axis is None else {axis % len(shape) if shape else axis}
    if any(i >= len(shape) or shape[i] != 1 for i in gone):
        raise GraphError(f"squeeze: axis {axis} of {type_of(x)} is not of size 1")
    return reshape(x, tuple(d for i, d in enumerate(shape) if i not in gone))


@numpy_name(np.zeros_like)
def zeros_like(x):
    """Zeros of the type of x."""
    return full(type_of(x).shape, 0 if type_of(x).dtype.kind != "b" else False, type_of(x).dtype)


@numpy_name(np.ones_like)
def ones_like(x):
    """Ones of the type of x."""
    return full(type_of(x).shape, 1 if type_of(x).dtype.kind != "b" else True, type_of(x).dtype)
