"""What is left when numbers are divided: // and %, for floats and for whole numbers."""

from __future__ import annotations

import numpy as np

from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .align import elementwise
from .arithmetic import divide, multiply, sign, subtract
from .compare import where
from .floats import isinf
from .rounding import trunc
from .rules import floats, numeric


@elementwise(forward=np.floor_divide, adjoint=None)
def floor_divide(x, y):
    """x // y: the quotient rounded down, also of whole numbers.  Piecewise constant.

    By 0, whole numbers give 0 and floats an infinity or NaN, as in NumPy.

    >>> ng.floor_divide(np.array([7, -7]), 2)
    array([ 3, -4])
    """
    return numeric(x, y)


@elementwise(forward=np.remainder)
def remainder(x, y):
    """x % y: what x // y leaves over.  It has the sign of y, as in Python; fmod has the sign of x.

    By 0, whole numbers give 0 and floats NaN, as in NumPy.  Where it jumps, at the multiples of y, the slopes are those
    on the side where it is near 0: 1 for x, -(x // y) for y.

    >>> ng.remainder(np.array([7.5, -7.5]), 2.0)
    array([1.5, 0.5])
    """
    return numeric(x, y)


@remainder.adjoint
def remainder_adjoint(dz, z, x, y):
    return dz, -dz * floor_divide(x, y)


@elementwise(forward=np.fmod)
def fmod(x, y):
    """What is left of x when y is taken away as often as it fits: it has the sign of x, as in C and in nGraph's Mod.

    By 0, whole numbers give 0 and floats NaN, as in NumPy.  The slopes are 1 for x, and for y minus the quotient
    without its digits behind the point.

    >>> ng.fmod(np.array([7.5, -7.5]), 2.0)
    array([ 1.5, -1.5])
    """
    return numeric(x, y)


@fmod.adjoint
def fmod_adjoint(dz, z, x, y):
    return dz, -dz * trunc(divide(subtract(x, z), y))


@numpy_name(np.divmod)
def divmod(x, y):
    """(x // y, x % y), as Python's divmod.

    >>> ng.divmod(np.array([7, -7]), 2)
    (array([ 3, -4]), array([1, 1]))
    """
    return floor_divide(x, y), remainder(x, y)


@numpy_name(np.modf)
def modf(x):
    """(the digits behind the point, the whole number before it), both with the sign of x.  The first has slope 1.

    >>> ng.modf(np.array([-1.5, 2.25]))
    (array([-0.5 ,  0.25]), array([-1.,  2.]))
    """
    floats(type_of(x))
    rest = fmod(x, 1.0)
    return where(isinf(x), multiply(0.0, sign(x)), rest), trunc(x)
