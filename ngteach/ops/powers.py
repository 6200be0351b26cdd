"""Powers and roots, and what is made of them."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError
from ..core.calling.numbers import as_element, is_python_number
from ..core.calling.registry import numpy_name
from ..core.op import op
from ..core.provenance import says_where
from ..core.types import f64, type_of
from .align import align, elementwise
from .arithmetic import divide, log, multiply, subtract
from .compare import equal, where
from .convert import convert
from .rules import floats, numeric


def _power(x, y, out=None):
    if y.dtype.kind != "i":
        return np.power(x, y, out=out)
    # NumPy has no negative powers of whole numbers: 1 / x**n without what is behind the point is 0, or x is 1 or -1.
    below = y < 0
    gone = below & (np.abs(x) != 1)
    out = np.asarray(np.power(x, np.where(below, y & 1, y), out=out))
    np.copyto(out, 0, where=gone)
    return out


def _no_negative_number(inputs, params):
    """Of whole numbers a negative power is no whole number; NumPy refuses it, too."""
    x, y = inputs
    if isinstance(y, (int, np.integer)) and y < 0 and not is_python_number(x) and type_of(x).dtype.kind in "iu":
        raise GraphError(f"{type_of(x)} has no power of {y}; write convert(x, f32) ** {y}")
    return align(inputs, params)


@op(forward=_power, kind="elementwise", prepare=_no_negative_number, numpy=[np.power])
def power(x, y):
    """x ** y; NaN where x < 0 and y is not whole.

    A negative power of whole numbers is refused where it is known, and otherwise 0, unless x is 1 or -1.

    The slope of x**0 at 0 is 0, and so is that of 0**y for y > 0; at y = 0 it is taken to be 0 too, and for y < 0 it is
    NaN.

    >>> ng.power(np.array([2.0, 3.0]), 2.0)
    array([4., 9.])
    """
    return numeric(x, y)


@power.adjoint
def power_adjoint(dz, z, x, y):
    # The two where() avoid 0 * inf.
    dx = dz * y * x ** where(equal(x, 0.0) & equal(y, 0.0), 1.0, y - 1.0)
    dy = dz * z * log(where(equal(x, 0.0), 1.0, x))
    return dx, dy


@elementwise(forward=np.cbrt)
def cbrt(x):
    """The cube root, of negative numbers too; its slope at 0 is infinite.

    >>> ng.cbrt(np.array([-8.0, 27.0]))
    array([-2.,  3.])
    """
    return floats(x)


@cbrt.adjoint
def cbrt_adjoint(dy, y, x):
    return (dy / (3.0 * y * y),)


# ---- said with other ops ------------------------------------------------------


@numpy_name(np.square)
def square(x):
    """x * x.

    >>> ng.square(np.array([-3.0, 0.5]))
    array([9.  , 0.25])
    """
    return multiply(x, x)


@says_where("squared_difference")
def squared_difference(x, y):
    """(x - y) * (x - y): nGraph's SquaredDifference.

    >>> ng.squared_difference(np.array([1.0, 5.0]), 2.0)
    array([1., 9.])
    """
    return square(subtract(x, y))


@numpy_name(np.reciprocal)
def reciprocal(x):
    """1 / x, for floats.

    >>> ng.reciprocal(np.array([2.0, 4.0]))
    array([0.5 , 0.25])
    """
    floats(type_of(x))
    return divide(1.0, x)


@numpy_name(np.float_power)
def float_power(x, y):
    """x ** y in f64, whatever the numbers are.

    >>> ng.float_power(np.array([2, 3]), -1)
    array([0.5       , 0.33333333])
    """
    return power(_as_f64(x), _as_f64(y))


def _as_f64(x):
    if is_python_number(x):
        return as_element(x, f64)
    return x if numeric(type_of(x)).element is f64 else convert(x, f64)
