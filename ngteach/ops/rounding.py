"""Rounding to whole numbers, which stay floats.  All are piecewise constant: they have no derivative."""

from __future__ import annotations

import operator

import numpy as np

from ..core.calling.errors import GraphError, shown
from ..core.calling.registry import numpy_name
from ..core.types import f64, type_of
from .align import elementwise
from .arithmetic import divide, multiply
from .convert import convert
from .rules import floats, numeric
from .shape import copy_into

# Whole numbers are round already; NumPy 2.0 would make floats of them.


def _floor(x, out=None):
    return np.floor(x, out=out) if x.dtype.kind == "f" else copy_into(x, np.empty_like(x) if out is None else out)


@elementwise(forward=_floor, adjoint=None, numpy=[np.floor])
def floor(x):
    """The largest whole number that is not above x.  Piecewise constant.

    >>> ng.floor(np.array([-1.5, 1.5]))
    array([-2.,  1.])
    """
    return numeric(x)


def _ceil(x, out=None):
    return np.ceil(x, out=out) if x.dtype.kind == "f" else copy_into(x, np.empty_like(x) if out is None else out)


@elementwise(forward=_ceil, adjoint=None, numpy=[np.ceil])
def ceil(x):
    """The smallest whole number that is not below x.  Piecewise constant.

    >>> ng.ceil(np.array([-1.5, 1.5]))
    array([-1.,  2.])
    """
    return numeric(x)


def _trunc(x, out=None):
    return np.trunc(x, out=out) if x.dtype.kind == "f" else copy_into(x, np.empty_like(x) if out is None else out)


@elementwise(forward=_trunc, adjoint=None, numpy=[np.trunc, np.fix])
def trunc(x):
    """x without the digits behind the point.  Piecewise constant.

    >>> ng.trunc(np.array([-1.5, 1.5]))
    array([-1.,  1.])
    """
    return numeric(x)


@elementwise(forward=np.rint, adjoint=None)
def rint(x):
    """The nearest whole number; halves go to the even one, as in nGraph's Round.  Piecewise constant.

    >>> ng.rint(np.array([0.5, 1.5, -1.7]))
    array([ 0.,  2., -2.])
    """
    return floats(x)


@numpy_name(np.round, np.around)
def round(x, decimals=0):
    """x rounded to so many digits behind the point, or before it if decimals is negative; halves go to the even one.

    As NumPy does it: x is multiplied by a power of ten, rounded and divided again, so that the last digit of a large
    number may be off.  Piecewise constant.

    >>> ng.round(np.array([1.234, -0.5, 15.5]), 1)
    array([ 1.2, -0.5, 15.5])
    """
    t = numeric(type_of(x))
    decimals = _whole(decimals)
    if not t.is_float:
        return x if decimals >= 0 else convert(round(convert(x, f64), decimals), t.dtype)
    if not decimals:
        return rint(x)
    scale = 10.0 ** min(abs(decimals), 308)
    return divide(rint(multiply(x, scale)), scale) if decimals > 0 else multiply(rint(divide(x, scale)), scale)


def _whole(decimals):
    try:
        return operator.index(decimals)
    except TypeError:
        raise GraphError(f"decimals is a whole number, found {shown(decimals)}") from None
