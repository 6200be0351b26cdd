"""Reductions that pick one of many elements: max, min, argmax, argmin."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require
from ..core.calling.registry import numpy_name
from ..core.op import op
from ..core.types import TensorType, i64, type_of
from .arguments import all_axes, one_axis
from .arithmetic import negative
from .broadcast import reduced, restore, sum
from .compare import equal
from .convert import convert
from .rules import computed


def lowest(dtype):
    return -np.inf if dtype.kind == "f" else False if dtype.kind == "b" else np.iinfo(dtype).min


def highest(dtype):
    return np.inf if dtype.kind == "f" else True if dtype.kind == "b" else np.iinfo(dtype).max


def _max(x, axis, keepdims, out=None):
    return np.maximum.reduce(x, axis, None, out, keepdims, lowest(x.dtype))


def _min(x, axis, keepdims, out=None):
    return np.minimum.reduce(x, axis, None, out, keepdims, highest(x.dtype))


@op(forward=_max, prepare=all_axes)
def max(x, *, axis=None, keepdims=False):
    """The largest element along axis; if there are none, the lowest number of the type, for floats -inf.

    The adjoint goes to the largest element; equal ones share it.  Source: nGraph's Max; NumPy refuses to take the
    largest of nothing.

    >>> ng.max(np.array([[1.0, 5.0], [3.0, 2.0]]), axis=1)
    array([5., 3.])
    """
    return reduced(computed(x), axis, keepdims)


@op(forward=_min, prepare=all_axes)
def min(x, *, axis=None, keepdims=False):
    """The smallest element along axis; if there are none, the highest number of the type, for floats inf.

    The adjoint goes to the smallest element; equal ones share it.  Source: nGraph's Min; NumPy refuses to take the
    smallest of nothing.

    >>> ng.min(np.array([[1.0, 5.0], [3.0, 2.0]]), axis=1)
    array([1., 2.])
    """
    return reduced(computed(x), axis, keepdims)


@max.adjoint
@min.adjoint
def extreme_adjoint(dy, y, x, *, axis, keepdims):
    """The element that was picked gets the adjoint; on a tie, equal ones share it."""
    picked = convert(equal(x, restore(y, x, axis)), x.dtype)
    share = dy / sum(picked, axis=axis, keepdims=keepdims)
    return (picked * restore(share, x, axis),)


def _argmax(x, axis, keepdims, out=None):
    found = np.argmax(x, axis, out=None if keepdims else out, keepdims=keepdims)
    if out is None or found is out:
        return found
    np.copyto(out, found)
    return out


@op(forward=_argmax, prepare=one_axis, numpy=[np.argmax], adjoint=None)
def argmax(x, *, axis=None, keepdims=False):
    """The position of the largest element along axis, the first of equals; i64.  axis=None looks at all.

    NaN counts as the largest.  For nGraph's i32 write convert(argmax(x, axis), i32).

    >>> ng.argmax(np.array([[1.0, 5.0], [3.0, 2.0]]), axis=1)
    array([1, 0])
    """
    axes = tuple(range(x.rank)) if axis is None else (axis,)
    require(all(x.shape[a] for a in axes), f"{x} has no elements along the axes {axes}, so none is the largest")
    return TensorType(i64.dtype, reduced(computed(x), axes, keepdims).shape)


@numpy_name(np.argmin)
def argmin(x, axis=None, keepdims=False):
    """The position of the smallest element along axis, the first of equals; i64.  axis=None looks at all.

    NaN counts as the smallest.

    >>> ng.argmin(np.array([[1.0, 5.0], [3.0, 2.0]]), axis=1)
    array([0, 1])
    """
    if type_of(x).is_float:
        return argmax(negative(x), axis=axis, keepdims=keepdims)
    least = min(x, axis=axis, keepdims=True)
    return argmax(equal(x, least), axis=axis, keepdims=keepdims)
