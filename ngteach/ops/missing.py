"""Reductions that leave NaN out, as NumPy's nansum and its like: missing numbers count as if they were not there."""

from __future__ import annotations

import numpy as np

from ..core.calling.registry import numpy_name
from ..core.types import type_of
from . import cumulative, statistics
from .broadcast import sum
from .compare import less_equal, logical_not, where
from .convert import convert
from .floats import isnan
from .prod import prod
from .reduce import max, min
from .rules import computed, floats
from .truth import all


def _present(x):
    """A mask of what is not NaN."""
    return logical_not(isnan(x))


def _filled(x, number):
    """x with a number in place of NaN; whole numbers have none."""
    return where(isnan(x), number, x) if computed(type_of(x)).is_float else x


@numpy_name(np.nansum)
def nansum(x, axis=None, keepdims=False, dtype=None):
    """sum without what is NaN; 0 if nothing is left.

    >>> ng.nansum(np.array([1.0, np.nan, 2.0]))
    array(3.)
    """
    return sum(_filled(x, 0.0), axis=axis, keepdims=keepdims, dtype=dtype)


@numpy_name(np.nanprod)
def nanprod(x, axis=None, keepdims=False, dtype=None):
    """prod without what is NaN; 1 if nothing is left.

    >>> ng.nanprod(np.array([3.0, np.nan, 2.0]))
    array(6.)
    """
    return prod(_filled(x, 1.0), axis=axis, keepdims=keepdims, dtype=dtype)


@numpy_name(np.nancumsum)
def nancumsum(x, axis=None, dtype=None):
    """cumsum in which NaN counts as 0.

    >>> ng.nancumsum(np.array([1.0, np.nan, 2.0]))
    array([1., 1., 3.])
    """
    return cumulative.cumsum(_filled(x, 0.0), axis=axis, dtype=dtype)


@numpy_name(np.nancumprod)
def nancumprod(x, axis=None, dtype=None):
    """cumprod in which NaN counts as 1.

    >>> ng.nancumprod(np.array([3.0, np.nan, 2.0]))
    array([3., 3., 6.])
    """
    return cumulative.cumprod(_filled(x, 1.0), axis=axis, dtype=dtype)


@numpy_name(np.nanmax)
def nanmax(x, axis=None, keepdims=False):
    """max without what is NaN; NaN if nothing else is there.

    >>> ng.nanmax(np.array([1.0, np.nan, 2.0]))
    array(2.)
    """
    return _extreme(max, -np.inf, x, axis, keepdims)


@numpy_name(np.nanmin)
def nanmin(x, axis=None, keepdims=False):
    """min without what is NaN; NaN if nothing else is there.

    >>> ng.nanmin(np.array([1.0, np.nan, 2.0]))
    array(1.)
    """
    return _extreme(min, np.inf, x, axis, keepdims)


def _extreme(op, number, x, axis, keepdims):
    if not type_of(x).is_float:
        return op(x, axis=axis, keepdims=keepdims)
    nothing = all(isnan(x), axis=axis, keepdims=keepdims)
    return where(nothing, np.nan, op(_filled(x, number), axis=axis, keepdims=keepdims))


@numpy_name(np.nanmean)
def nanmean(x, axis=None, keepdims=False, dtype=None):
    """mean without what is NaN; NaN if nothing is left.

    >>> ng.nanmean(np.array([1.0, np.nan, 2.0]))
    array(1.5)
    """
    return statistics.mean(x, axis, keepdims, dtype, where=_present(x))


@numpy_name(np.nanvar)
def nanvar(x, axis=None, *, ddof=0, keepdims=False, dtype=None, mean=None, correction=None):
    """var without what is NaN; NaN where no more than ddof numbers are left.

    >>> ng.nanvar(np.array([1.0, np.nan, 3.0]))
    array(1.)
    """
    spread = {"ddof": ddof, "keepdims": keepdims, "dtype": dtype, "mean": mean, "correction": correction}
    return _spread(statistics.var, x, axis, **spread)


@numpy_name(np.nanstd)
def nanstd(x, axis=None, *, ddof=0, keepdims=False, dtype=None, mean=None, correction=None):
    """std without what is NaN; NaN where no more than ddof numbers are left.

    >>> ng.nanstd(np.array([1.0, np.nan, 3.0]))
    array(1.)
    """
    spread = {"ddof": ddof, "keepdims": keepdims, "dtype": dtype, "mean": mean, "correction": correction}
    return _spread(statistics.std, x, axis, **spread)


def _spread(function, x, axis, **asked):
    if asked["dtype"] is None:
        floats(type_of(x))
    ddof = asked["ddof"] if asked["correction"] is None else asked["correction"]
    y = function(x, axis, where=_present(x), **asked)
    left = sum(_present(x), axis=axis, keepdims=asked["keepdims"])
    return where(less_equal(convert(left, type_of(y).element), float(ddof)), np.nan, y)
