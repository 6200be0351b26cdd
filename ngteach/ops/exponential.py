"""Exponentials and logarithms beside exp and log: to base 2 and 10, of numbers near 0, and of sums."""

from __future__ import annotations

import math

import numpy as np

from .activations import sigmoid
from .align import elementwise
from .arithmetic import abs, exp, subtract
from .compare import equal, where
from .rules import floats

# ---- near 0 -------------------------------------------------------------------


@elementwise(forward=np.expm1)
def expm1(x):
    """e**x - 1, with all digits also where x is small.

    >>> ng.expm1(np.array([0.0, 1e-20]))
    array([0.e+00, 1.e-20])
    """
    return floats(x)


@expm1.adjoint
def expm1_adjoint(dy, y, x):
    return (dy * exp(x),)  # y + 1 would lose digits where x is far below 0


@elementwise(forward=np.log1p)
def log1p(x):
    """log(1 + x), with all digits also where x is small; -inf at -1, NaN below.

    >>> ng.log1p(np.array([0.0, 1e-20]))
    array([0.e+00, 1.e-20])
    """
    return floats(x)


@log1p.adjoint
def log1p_adjoint(dy, y, x):
    return (dy / (1.0 + x),)


# ---- other bases --------------------------------------------------------------


@elementwise(forward=np.exp2)
def exp2(x):
    """2 ** x.

    >>> ng.exp2(np.array([-1.0, 0.0, 10.0]))
    array([5.000e-01, 1.000e+00, 1.024e+03])
    """
    return floats(x)


@exp2.adjoint
def exp2_adjoint(dy, y, x):
    return (dy * y * math.log(2),)


@elementwise(forward=np.log2)
def log2(x):
    """The logarithm to base 2; -inf at 0, NaN below.

    >>> ng.log2(np.array([1.0, 1024.0]))
    array([ 0., 10.])
    """
    return floats(x)


@log2.adjoint
def log2_adjoint(dy, y, x):
    return (dy / (x * math.log(2)),)


@elementwise(forward=np.log10)
def log10(x):
    """The logarithm to base 10; -inf at 0, NaN below.

    >>> ng.log10(np.array([1.0, 1000.0]))
    array([0., 3.])
    """
    return floats(x)


@log10.adjoint
def log10_adjoint(dy, y, x):
    return (dy / (x * math.log(10)),)


# ---- of sums ------------------------------------------------------------------


@elementwise(forward=np.logaddexp)
def logaddexp(x, y):
    """log(e**x + e**y), without overflow: the sum of two numbers of which only the logarithms are known.

    The slopes are the shares of the two in the sum.  Of -inf and -inf, or of inf and inf, each has half.

    >>> ng.logaddexp(np.array([0.0, 1000.0]), np.array([0.0, 1000.0]))
    array([6.93147181e-01, 1.00069315e+03])
    """
    return floats(x, y)


@logaddexp.adjoint
def logaddexp_adjoint(dz, z, x, y):
    d = _difference(x, y)
    return dz * sigmoid(d), dz * sigmoid(-d)


@elementwise(forward=np.logaddexp2)
def logaddexp2(x, y):
    """log2(2**x + 2**y), without overflow; its slopes are as those of logaddexp.

    >>> ng.logaddexp2(np.array([0.0, 1000.0]), np.array([0.0, 1000.0]))
    array([1.000e+00, 1.001e+03])
    """
    return floats(x, y)


@logaddexp2.adjoint
def logaddexp2_adjoint(dz, z, x, y):
    d = math.log(2) * _difference(x, y)
    return dz * sigmoid(d), dz * sigmoid(-d)


def _difference(x, y):
    """x - y, and 0 where both are the same infinity."""
    return where(equal(x, y) & equal(abs(x), math.inf), 0.0, subtract(x, y))
