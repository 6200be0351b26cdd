"""Means and how numbers spread around them: mean, average, var, std, ptp."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require, shown
from ..core.calling.registry import numpy_name
from ..core.graph import Tensor
from ..core.types import type_of
from .arguments import axes_of
from .arithmetic import divide, maximum, multiply, sqrt, subtract
from .broadcast import broadcast, full, sum
from .compare import equal, where
from .constant import constant
from .convert import convert
from .lists import from_list
from .reduce import max, min
from .rules import floats, numeric
from .selected import only
from .shape import reshape

_where = where  # where a parameter has its name


@numpy_name(np.mean)
def mean(x, axis=None, keepdims=False, dtype=None, where=True):
    """The sum along axis divided by the number of elements; NaN if there are none.

    For floats; dtype, f32 or f64, is the element type to convert x to first.
    where: a mask of the elements that count.

    >>> ng.mean(np.array([[1.0, 2.0], [3.0, 4.0]]), axis=0)
    array([2., 3.])
    """
    x = x if dtype is None else convert(x, dtype)
    t = floats(type_of(x))
    total = sum(only(x, where, 0.0), axis=axis, keepdims=keepdims)
    return divide(total, _count(t, total, where, axis, keepdims))


def _count(t, total, where, axis, keepdims):
    """How many elements were added up: a number, or with a mask a tensor."""
    if where is True:
        return float(t.size // type_of(total).size if type_of(total).size else 1)
    mask = broadcast(np.asarray(where) if isinstance(where, (list, bool)) else where, t.shape)
    return convert(sum(mask, axis=axis, keepdims=keepdims), t.element)


_mean = mean  # where a parameter has its name


@numpy_name(np.average)
def average(x, axis=None, weights=None, returned=False, keepdims=False):
    """The mean, in which each element counts as often as its weight says.

    weights have the shape of x or, along one axis, its length.   returned: give (average, sum of the weights).

    >>> ng.average(np.array([1.0, 2.0]), weights=np.array([3.0, 1.0]))
    array(1.25)
    """
    t = floats(type_of(x))
    if weights is None and not returned:
        return mean(x, axis, keepdims)
    weights = full(t.shape, 1.0, t.dtype) if weights is None else _like_rows(weights, t, axis)
    weights = constant(weights) if isinstance(x, Tensor) and not isinstance(weights, Tensor) else weights
    total = sum(broadcast(weights, t.shape), axis=axis, keepdims=keepdims)
    if not returned:
        return divide(sum(multiply(x, weights), axis=axis, keepdims=keepdims), total)
    return divide(sum(multiply(x, weights), axis=axis, keepdims=keepdims), total), total


def _like_rows(weights, t, axis):
    """The weights of the positions along axes, in a shape that broadcasts to x."""
    weights = from_list(weights, t.element)
    w = type_of(weights)
    if w.shape == t.shape:
        return weights
    axes = axes_of(t, axis)
    fits = axis is not None and w.shape == tuple(t.shape[a] for a in axes)
    require(fits, f"{w} are no weights for {t} along axis={shown(axis)}; write weights in the shape of x")
    return reshape(weights, tuple(d if i in axes else 1 for i, d in enumerate(t.shape)))


@numpy_name(np.var)
def var(x, axis=None, *, ddof=0, keepdims=False, dtype=None, where=True, mean=None, correction=None):
    """The mean squared distance from the mean; NaN if there are no elements.

    ddof, also called correction, is subtracted from their number.   mean: the mean, if it is known, with axes kept.
    where: a mask of the elements that count.

    >>> ng.var(np.array([1.0, 2.0, 6.0]), ddof=1)
    array(7.)
    """
    ddof = ddof if correction is None else correction
    require(isinstance(ddof, (int, float, np.number)), f"ddof is a number, found {shown(ddof)}")
    x = x if dtype is None else convert(x, dtype)
    floats(type_of(x))
    x = only(x, where, 0.0)  # so that a NaN that is left out has no part in the derivative either
    rest = subtract(x, _mean(x, axis, keepdims=True, where=where) if mean is None else mean)
    total = sum(only(multiply(rest, rest), where, 0.0), axis=axis, keepdims=keepdims)
    count = _count(type_of(x), total, where, axis, keepdims)
    left = count - ddof if isinstance(count, float) else subtract(count, float(ddof))
    return divide(total, float(left if left > 0 else 0) if isinstance(count, float) else maximum(left, 0.0))


@numpy_name(np.std)
def std(x, axis=None, *, ddof=0, keepdims=False, dtype=None, where=True, mean=None, correction=None):
    """The square root of var.  Where all elements are equal, its gradient is taken to be 0.

    >>> ng.std(np.array([1.0, 2.0, 6.0]))
    array(2.1602469)
    """
    asked = {"ddof": ddof, "keepdims": keepdims, "dtype": dtype, "where": where, "mean": mean}
    return root(var(x, axis, correction=correction, **asked))


def root(x):
    """The square root, whose slope at 0, where it is infinite, is taken to be 0."""
    zero = equal(x, 0.0)
    return _where(zero, 0.0, sqrt(_where(zero, 1.0, x)))


@numpy_name(np.ptp)
def ptp(x, axis=None, keepdims=False):
    """From peak to peak: the largest element along axis minus the smallest; equal ones share the adjoint.

    >>> ng.ptp(np.array([[1.0, 5.0], [3.0, 2.0]]), axis=1)
    array([4., 1.])
    """
    numeric(type_of(x))
    return subtract(max(x, axis=axis, keepdims=keepdims), min(x, axis=axis, keepdims=keepdims))
