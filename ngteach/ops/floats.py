"""What floats have beside numbers: NaN, infinities, and a sign that 0 has too."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.numbers import as_element, is_python_number
from ..core.calling.registry import numpy_name
from ..core.types import boolean, type_of
from .align import elementwise
from .arithmetic import abs, add, maximum, minimum, multiply, negative, sign
from .compare import equal, where
from .rules import computed, floats, numeric, same_type

# ---- questions ----------------------------------------------------------------


def _asked(x):
    return computed(x).with_element(boolean)


@elementwise(forward=np.isnan, adjoint=None)
def isnan(x):
    """Is x not a number, as 0 / 0 is?

    >>> ng.isnan(np.array([np.nan, np.inf, 1.0]))
    array([ True, False, False])
    """
    return _asked(x)


@elementwise(forward=np.isinf, adjoint=None)
def isinf(x):
    """Is x infinite, of either sign?

    >>> ng.isinf(np.array([np.nan, -np.inf, 1.0]))
    array([False,  True, False])
    """
    return _asked(x)


@elementwise(forward=np.isfinite, adjoint=None)
def isfinite(x):
    """Is x a number, neither infinite nor NaN?

    >>> ng.isfinite(np.array([np.nan, -np.inf, 1.0]))
    array([False, False,  True])
    """
    return _asked(x)


@elementwise(forward=np.signbit, adjoint=None)
def signbit(x):
    """Has x a minus sign?  -0.0 has one.

    >>> ng.signbit(np.array([-1.0, -0.0, 0.0]))
    array([ True,  True, False])
    """
    return numeric(x).with_element(boolean)


@numpy_name(np.isposinf)
def isposinf(x):
    """Is x plus infinity?

    >>> ng.isposinf(np.array([np.inf, -np.inf, 1.0]))
    array([ True, False, False])
    """
    floats(type_of(x))
    return equal(x, math.inf)


@numpy_name(np.isneginf)
def isneginf(x):
    """Is x minus infinity?

    >>> ng.isneginf(np.array([np.inf, -np.inf, 1.0]))
    array([False,  True, False])
    """
    floats(type_of(x))
    return equal(x, -math.inf)


# ---- numbers in their place ---------------------------------------------------


@numpy_name(np.nan_to_num)
def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    """x with other numbers in place of NaN and the infinities: 0, and the largest and the lowest there are.

    No adjoint passes where a number was replaced.  copy says nothing here: a tensor never changes.

    >>> ng.nan_to_num(np.array([np.nan, np.inf, 1.0]), posinf=9.0)
    array([0., 9., 1.])
    """
    t = numeric(type_of(x))
    if not t.is_float:
        return x
    largest = float(np.finfo(t.dtype).max)
    x = where(isnan(x), nan, x)
    x = where(equal(x, math.inf), largest if posinf is None else posinf, x)
    return where(equal(x, -math.inf), -largest if neginf is None else neginf, x)


# ---- signs --------------------------------------------------------------------


@numpy_name(np.copysign)
def copysign(x, y):
    """x with the sign of y; -0.0 has a sign too.  It has a slope for x alone, which at 0 is 0, as that of abs.

    >>> ng.copysign(np.array([1.0, -2.0]), np.array([-0.0, 3.0]))
    array([-1.,  2.])
    """
    if is_python_number(x):
        x = as_element(x, type_of(y).element)
    elif not is_python_number(y):
        same_type(type_of(x).with_shape(()), type_of(y).with_shape(()))
    size = fabs(x)
    return where(signbit(y), negative(size), size)


@numpy_name(np.fabs)
def fabs(x):
    """The absolute value, for floats; its slope at 0 is 0.

    >>> ng.fabs(np.array([-1.5, 2.0]))
    array([1.5, 2. ])
    """
    floats(type_of(x))
    return abs(x)


@numpy_name(np.heaviside)
def heaviside(x, y):
    """A step: 0 where x is negative, 1 where it is positive, y where it is 0.

    It has a slope for y alone, where x is 0.

    >>> ng.heaviside(np.array([-2.0, 0.0, 3.0]), 0.5)
    array([0. , 0.5, 1. ])
    """
    floats(type_of(x))
    return where(equal(x, 0.0), y, add(multiply(0.5, sign(x)), 0.5))


# ---- leaving NaN out ----------------------------------------------------------


@numpy_name(np.fmax)
def fmax(x, y):
    """The larger of x and y; if one is NaN, the other.  Its slopes are those of what is chosen, halves on a tie.

    >>> ng.fmax(np.array([1.0, np.nan]), np.array([0.0, 2.0]))
    array([1., 2.])
    """
    return where(isnan(x), y, where(isnan(y), x, maximum(x, y)))


@numpy_name(np.fmin)
def fmin(x, y):
    """The smaller of x and y; if one is NaN, the other.  Its slopes are those of what is chosen, halves on a tie.

    >>> ng.fmin(np.array([1.0, np.nan]), np.array([0.0, 2.0]))
    array([0., 2.])
    """
    return where(isnan(x), y, where(isnan(y), x, minimum(x, y)))
