"""Arithmetic, exp, log and the like: each element of the result needs only the same element of the inputs."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError
from ..core.calling.numbers import is_python_number
from ..core.op import op
from ..core.types import type_of
from .align import align, elementwise
from .compare import equal, greater_equal, less_equal, where
from .rules import floats, numeric

# ---- arithmetic -------------------------------------------------------------


@elementwise(forward=np.add)
def add(x, y):
    """x + y."""
    return numeric(x, y)


@add.adjoint
def add_adjoint(dz, z, x, y):
    return dz, dz


@elementwise(forward=np.subtract)
def subtract(x, y):
    """x - y."""
    return numeric(x, y)


@subtract.adjoint
def subtract_adjoint(dz, z, x, y):
    return dz, -dz


@elementwise(forward=np.multiply)
def multiply(x, y):
    """x * y."""
    return numeric(x, y)


@multiply.adjoint
def multiply_adjoint(dz, z, x, y):
    return dz * y, dz * x


@elementwise(forward=np.divide)
def divide(x, y):
    """x / y, for floats."""
    return floats(x, y)


@divide.adjoint
def divide_adjoint(dz, z, x, y):
    dx = dz / y
    return dx, -dx * z


@elementwise(forward=np.negative)
def negative(x):
    """-x."""
    return numeric(x)


@negative.adjoint
def negative_adjoint(dy, y, x):
    return (-dy,)


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


@elementwise(forward=np.maximum)
def maximum(x, y):
    """The larger of x and y; NaN if either is."""
    return numeric(x, y)


@maximum.adjoint
def maximum_adjoint(dz, z, x, y):
    """The larger one gets the adjoint, and on a tie each gets half, as in JAX and PyTorch; if one is NaN, none does."""
    dz = _halved_on_a_tie(dz, x, y)
    return where(greater_equal(x, y), dz, 0.0), where(greater_equal(y, x), dz, 0.0)


@elementwise(forward=np.minimum)
def minimum(x, y):
    """The smaller of x and y; NaN if either is."""
    return numeric(x, y)


@minimum.adjoint
def minimum_adjoint(dz, z, x, y):
    """As for maximum, with the smaller one."""
    dz = _halved_on_a_tie(dz, x, y)
    return where(less_equal(x, y), dz, 0.0), where(less_equal(y, x), dz, 0.0)


def _halved_on_a_tie(dz, x, y):
    return where(equal(x, y), 0.5 * dz, dz)


@elementwise(forward=np.absolute)
def abs(x):
    """The absolute value of x."""
    return numeric(x)


@abs.adjoint
def abs_adjoint(dy, y, x):
    return (dy * sign(x),)


@elementwise(forward=np.sign, adjoint=None)
def sign(x):
    """-1, 0 or 1.  Piecewise constant."""
    return numeric(x)


# ---- functions of one number ------------------------------------------------


@elementwise(forward=np.exp)
def exp(x):
    """e ** x."""
    return floats(x)


@exp.adjoint
def exp_adjoint(dy, y, x):
    return (dy * y,)


@elementwise(forward=np.log)
def log(x):
    """The natural logarithm; -inf at 0, NaN below."""
    return floats(x)


@log.adjoint
def log_adjoint(dy, y, x):
    return (dy / x,)


@elementwise(forward=np.sqrt)
def sqrt(x):
    """The square root; its slope at 0 is infinite."""
    return floats(x)


@sqrt.adjoint
def sqrt_adjoint(dy, y, x):
    return (dy / (2.0 * y),)
