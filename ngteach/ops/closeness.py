"""Are numbers equal, or nearly so?  What is computed is rounded, so == is often not the question."""

from __future__ import annotations

import numpy as np

from ..core.calling.numbers import is_python_number
from ..core.calling.registry import numpy_name
from ..core.types import f64, type_of
from .align import align
from .arguments import switch
from .arithmetic import abs, add, multiply, subtract
from .compare import equal, less_equal, logical_and, logical_or
from .convert import convert
from .floats import isfinite, isnan
from .reduce import min
from .rules import numeric


@numpy_name(np.isclose)
def isclose(x, y, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Is abs(x - y) at most atol + rtol * abs(y)?  Equal infinities are close, NaN only with equal_nan.

    Whole numbers are compared as f64.

    >>> ng.isclose(np.array([1.0, np.inf, np.nan]), np.array([1.000001, np.inf, np.nan]))
    array([ True,  True, False])
    """
    x, y = map(_as_floats, align([_as_floats(x), _as_floats(y)], {})[0])  # two Python numbers may both be whole
    near = less_equal(abs(subtract(x, y)), add(atol, multiply(rtol, abs(y))))
    close = logical_or(logical_and(near, isfinite(y)), equal(x, y))
    return _or_both_nan(close, x, y) if switch(equal_nan, "equal_nan") else close


def _as_floats(x):
    return x if numeric(type_of(x)).is_float or is_python_number(x) else convert(x, f64)


@numpy_name(np.allclose)
def allclose(x, y, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Is every element of x close to that of y, as isclose says?

    >>> ng.allclose(np.array([1.0, 2.0]), np.array([1.0, 2.000001]))
    array(True)
    """
    return min(isclose(x, y, rtol, atol, equal_nan))


@numpy_name(np.array_equal)
def array_equal(x, y, equal_nan=False):
    """Have x and y the same shape and the same elements?  Where the shapes differ, it is Python's False at once.

    >>> ng.array_equal(np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    array(True)
    """
    if type_of(x).shape != type_of(y).shape:
        return False
    same = equal(x, y)
    return min(_or_both_nan(same, x, y) if switch(equal_nan, "equal_nan") else same)


def _or_both_nan(close, x, y):
    return logical_or(close, logical_and(isnan(x), isnan(y)))
