"""Sines and their kin, in radians: of an angle, and back from a sine, a cosine or a tangent to the angle."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .align import elementwise
from .arithmetic import abs, add, divide, multiply, sqrt
from .compare import equal, greater, where
from .rules import floats

# ---- of an angle --------------------------------------------------------------


@elementwise(forward=np.sin)
def sin(x):
    """The sine of x, in radians.

    >>> ng.sin(np.array([0.0, np.pi / 2]))
    array([0., 1.])
    """
    return floats(x)


@sin.adjoint
def sin_adjoint(dy, y, x):
    return (dy * cos(x),)


@elementwise(forward=np.cos)
def cos(x):
    """The cosine of x, in radians.

    >>> ng.cos(np.array([0.0, np.pi]))
    array([ 1., -1.])
    """
    return floats(x)


@cos.adjoint
def cos_adjoint(dy, y, x):
    return (-dy * sin(x),)


@elementwise(forward=np.tan)
def tan(x):
    """The tangent of x, sin(x) / cos(x), in radians.

    >>> ng.tan(np.array([0.0, np.pi / 4])).round(9)
    array([0., 1.])
    """
    return floats(x)


@tan.adjoint
def tan_adjoint(dy, y, x):
    return (dy * (1.0 + y * y),)


# ---- back to the angle --------------------------------------------------------


@elementwise(forward=np.arcsin)
def arcsin(x):
    """The angle between -pi/2 and pi/2 whose sine is x; NaN outside of [-1, 1].  Its slope at -1 and 1 is infinite.

    >>> ng.arcsin(np.array([0.0, 1.0]))
    array([0.        , 1.57079633])
    """
    return floats(x)


@arcsin.adjoint
def arcsin_adjoint(dy, y, x):
    return (dy / sqrt((1.0 - x) * (1.0 + x)),)  # in factors: 1 - x * x loses digits near 1


@elementwise(forward=np.arccos)
def arccos(x):
    """The angle between 0 and pi whose cosine is x; NaN outside of [-1, 1].  Its slope at -1 and 1 is infinite.

    >>> ng.arccos(np.array([1.0, -1.0]))
    array([0.        , 3.14159265])
    """
    return floats(x)


@arccos.adjoint
def arccos_adjoint(dy, y, x):
    return (-dy / sqrt((1.0 - x) * (1.0 + x)),)


@elementwise(forward=np.arctan)
def arctan(x):
    """The angle between -pi/2 and pi/2 whose tangent is x.

    >>> ng.arctan(np.array([0.0, 1.0, np.inf]))
    array([0.        , 0.78539816, 1.57079633])
    """
    return floats(x)


@arctan.adjoint
def arctan_adjoint(dy, y, x):
    return (dy / (1.0 + x * x),)


@elementwise(forward=np.arctan2)
def arctan2(y, x):
    """The angle, between -pi and pi, at which the point with the coordinates x and y is seen from the origin.

    y comes first, as in NumPy and in nGraph's Atan2.  At the origin itself both slopes are taken to be 0.

    >>> ng.arctan2(np.array([1.0, -1.0]), np.array([0.0, -1.0]))
    array([ 1.57079633, -2.35619449])
    """
    return floats(y, x)


@arctan2.adjoint
def arctan2_adjoint(dz, z, y, x):
    r = hypot(x, y)
    dy, dx = _ratio(x, r), _ratio(y, r)  # divided twice: r * r may be too large, or too small, for its type
    return dz * _ratio(dy, r), -dz * _ratio(dx, r)


@elementwise(forward=np.hypot)
def hypot(x, y):
    """The length sqrt(x*x + y*y) of the longest side of a right triangle, without overflow on the way.

    At (0, 0) both slopes are taken to be 0, as that of abs at 0.

    >>> ng.hypot(np.array([3.0, 1e200]), np.array([4.0, 0.0]))
    array([5.e+000, 1.e+200])
    """
    return floats(x, y)


@hypot.adjoint
def hypot_adjoint(dz, z, x, y):
    return dz * _ratio(x, z), dz * _ratio(y, z)


def _ratio(x, r):
    """x / r, or 0 where r is 0, with slope 0."""
    at_origin = equal(r, 0.0)
    return where(at_origin, 0.0, x / where(at_origin, 1.0, r))


# ---- said with other ops ------------------------------------------------------


@numpy_name(np.degrees, np.rad2deg)
def degrees(x):
    """Radians as degrees: 180 for pi.

    >>> ng.degrees(np.array([0.0, np.pi]))
    array([  0., 180.])
    """
    floats(type_of(x))
    return multiply(x, 180 / math.pi)


@numpy_name(np.radians, np.deg2rad)
def radians(x):
    """Degrees as radians: pi for 180.

    >>> ng.radians(np.array([0.0, 180.0]))
    array([0.        , 3.14159265])
    """
    floats(type_of(x))
    return multiply(x, math.pi / 180)


_SERIES = [(-1) ** k / math.factorial(2 * k + 1) for k in range(8)]  # sin(t) / t = 1 - t²/3! + t⁴/5! - ...


@numpy_name(np.sinc)
def sinc(x):
    """sin(pi*x) / (pi*x), and 1 at 0: the ideal filter of signal processing.

    Near 0, where the quotient of two small numbers has no good derivatives, it is the sum of its series, so that they
    are right everywhere: the slope at 0 is 0, the second derivative -pi²/3.

    >>> ng.sinc(np.array([0.0, 0.5, 1.5]))
    array([ 1.        ,  0.63661977, -0.21220659])
    """
    floats(type_of(x))
    t = multiply(x, math.pi)
    far = greater(abs(t), 0.5)
    near = where(far, 0.0, t)
    square, total = multiply(near, near), _SERIES[-1]
    for term in _SERIES[-2::-1]:
        total = add(multiply(square, total), term)
    t = where(far, t, 1.0)
    return where(far, divide(sin(t), t), total)
