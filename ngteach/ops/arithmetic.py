"""Arithmetic, exp, log and the like: each element of the result needs only the same element of the inputs."""

from __future__ import annotations

import numpy as np

from .align import elementwise
from .compare import equal, greater_equal, less_equal, where
from .rules import floats, numeric

# ---- arithmetic -------------------------------------------------------------


@elementwise(forward=np.add)
def add(x, y):
    """x + y.

    >>> ng.add(np.array([1.0, 2.0]), 10.0)
    array([11., 12.])
    """
    return numeric(x, y)


@add.adjoint
def add_adjoint(dz, z, x, y):
    return dz, dz


@elementwise(forward=np.subtract)
def subtract(x, y):
    """x - y.

    >>> ng.subtract(np.array([1.0, 2.0]), 10.0)
    array([-9., -8.])
    """
    return numeric(x, y)


@subtract.adjoint
def subtract_adjoint(dz, z, x, y):
    return dz, -dz


@elementwise(forward=np.multiply)
def multiply(x, y):
    """x * y.

    >>> ng.multiply(np.array([1.0, 2.0]), 10.0)
    array([10., 20.])
    """
    return numeric(x, y)


@multiply.adjoint
def multiply_adjoint(dz, z, x, y):
    return dz * y, dz * x


@elementwise(forward=np.divide)
def divide(x, y):
    """x / y, for floats; for whole numbers there is //.

    >>> ng.divide(np.array([1.0, -2.0]), 4.0)
    array([ 0.25, -0.5 ])
    """
    return floats(x, y)


@divide.adjoint
def divide_adjoint(dz, z, x, y):
    dx = dz / y
    return dx, -dx * z


@elementwise(forward=np.negative)
def negative(x):
    """-x.

    >>> ng.negative(np.array([1.0, -2.0]))
    array([-1.,  2.])
    """
    return numeric(x)


@negative.adjoint
def negative_adjoint(dy, y, x):
    return (-dy,)


@elementwise(forward=np.maximum)
def maximum(x, y):
    """The larger of x and y; NaN if either is.

    The larger one gets the adjoint, and on a tie each gets half, as in JAX and PyTorch; beside NaN nobody gets it.

    >>> ng.maximum(np.array([1.0, 5.0]), 2.0)
    array([2., 5.])
    """
    return numeric(x, y)


@maximum.adjoint
def maximum_adjoint(dz, z, x, y):
    dz = _halved_on_a_tie(dz, x, y)
    return where(greater_equal(x, y), dz, 0.0), where(greater_equal(y, x), dz, 0.0)


@elementwise(forward=np.minimum)
def minimum(x, y):
    """The smaller of x and y; NaN if either is.

    The smaller one gets the adjoint, and on a tie each gets half, as in JAX and PyTorch; beside NaN nobody gets it.

    >>> ng.minimum(np.array([1.0, 5.0]), 2.0)
    array([1., 2.])
    """
    return numeric(x, y)


@minimum.adjoint
def minimum_adjoint(dz, z, x, y):
    dz = _halved_on_a_tie(dz, x, y)
    return where(less_equal(x, y), dz, 0.0), where(less_equal(y, x), dz, 0.0)


def _halved_on_a_tie(dz, x, y):
    return where(equal(x, y), 0.5 * dz, dz)


@elementwise(forward=np.absolute)
def abs(x):
    """The absolute value of x; its slope at 0 is 0.

    >>> ng.abs(np.array([1.5, -2.0]))
    array([1.5, 2. ])
    """
    return numeric(x)


@abs.adjoint
def abs_adjoint(dy, y, x):
    return (dy * sign(x),)


@elementwise(forward=np.sign, adjoint=None)
def sign(x):
    """-1, 0 or 1.  Piecewise constant.

    >>> ng.sign(np.array([3.0, 0.0, -2.0]))
    array([ 1.,  0., -1.])
    """
    return numeric(x)


# ---- functions of one number ------------------------------------------------


@elementwise(forward=np.exp)
def exp(x):
    """e ** x.

    >>> ng.exp(np.array([0.0, 1.0]))
    array([1.        , 2.71828183])
    """
    return floats(x)


@exp.adjoint
def exp_adjoint(dy, y, x):
    return (dy * y,)


@elementwise(forward=np.log)
def log(x):
    """The natural logarithm; -inf at 0, NaN below.

    >>> ng.log(np.array([1.0, np.e]))
    array([0., 1.])
    """
    return floats(x)


@log.adjoint
def log_adjoint(dy, y, x):
    return (dy / x,)


@elementwise(forward=np.sqrt)
def sqrt(x):
    """The square root; its slope at 0 is infinite.

    >>> ng.sqrt(np.array([4.0, 9.0]))
    array([2., 3.])
    """
    return floats(x)


@sqrt.adjoint
def sqrt_adjoint(dy, y, x):
    return (dy / (2.0 * y),)
