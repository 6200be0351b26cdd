"""Methods of NumPy's arrays that tensors have too, made of ops: x.flatten(), x.var(), x.any().

Each means what NumPy's does, and NumPy's function of that name records the same.
"""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require, shown
from ..core.calling.registry import numpy_name
from ..core.types import boolean, type_of
from . import reduce
from .arithmetic import multiply, negative, sqrt
from .broadcast import sum
from .compare import equal, not_equal
from .composite import clip as _clip
from .composite import mean, zeros_like
from .convert import convert


@numpy_name(np.copy, np.conjugate, np.real, np.positive)
def itself(x, *_, **__):
    """x: a tensor never changes, so it is its own copy; and all its numbers are real."""
    return x


@numpy_name(np.imag)
def imag(x):
    """Zeros: all numbers are real."""
    return zeros_like(x)


@numpy_name(np.clip)
def clip(x, min=None, max=None, a_min=None, a_max=None):
    """x, but not below min nor above max; None means no limit.  NumPy's function calls them a_min and a_max, too."""
    return _clip(x, a_min if min is None else min, a_max if max is None else max)


def astype(x, dtype, copy=True):
    """x in another element type."""
    return convert(x, dtype)


@numpy_name(np.all)
def all(x, axis=None, keepdims=False):
    """Is every element along axis other than 0?"""
    return reduce.min(_truth(x), axis=axis, keepdims=keepdims)


@numpy_name(np.any)
def any(x, axis=None, keepdims=False):
    """Is some element along axis other than 0?"""
    return reduce.max(_truth(x), axis=axis, keepdims=keepdims)


def _truth(x):
    return x if type_of(x).element is boolean else not_equal(x, 0)


@numpy_name(np.argmin)
def argmin(x, axis=None, keepdims=False):
    """The position of the smallest element along axis, the first of equals; i64."""
    if type_of(x).is_float:
        return reduce.argmax(negative(x), axis=axis, keepdims=keepdims)  # so that a NaN is found
    least = reduce.min(x, axis=axis, keepdims=True)
    return reduce.argmax(equal(x, least), axis=axis, keepdims=keepdims)


@numpy_name(np.var)
def var(x, axis=None, *, ddof=0, keepdims=False):
    """The mean squared distance from the mean; ddof is subtracted from the number of elements."""
    require(isinstance(ddof, (int, float, np.number)), f"ddof is a number, found {shown(ddof)}")
    rest = x - mean(x, axis, keepdims=True)
    total = sum(multiply(rest, rest), axis=axis, keepdims=keepdims)
    count = type_of(x).size // (type_of(total).size or 1)
    return total / float(max(count - ddof, 0))


@numpy_name(np.std)
def std(x, axis=None, *, ddof=0, keepdims=False):
    """The square root of var."""
    return sqrt(var(x, axis, ddof=ddof, keepdims=keepdims))
