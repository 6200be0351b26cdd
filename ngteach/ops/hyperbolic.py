"""The hyperbolic sine and cosine, and the way back; tanh stands among the activations."""

from __future__ import annotations

import numpy as np

from .align import elementwise
from .arithmetic import sqrt
from .rules import floats
from .trigonometry import hypot


@elementwise(forward=np.sinh)
def sinh(x):
    """The hyperbolic sine, (e**x - e**-x) / 2.

    >>> ng.sinh(np.array([0.0, 1.0]))
    array([0.        , 1.17520119])
    """
    return floats(x)


@sinh.adjoint
def sinh_adjoint(dy, y, x):
    return (dy * cosh(x),)


@elementwise(forward=np.cosh)
def cosh(x):
    """The hyperbolic cosine, (e**x + e**-x) / 2: the shape of a hanging chain.

    >>> ng.cosh(np.array([0.0, 1.0]))
    array([1.        , 1.54308063])
    """
    return floats(x)


@cosh.adjoint
def cosh_adjoint(dy, y, x):
    return (dy * sinh(x),)


@elementwise(forward=np.arcsinh)
def arcsinh(x):
    """The number whose hyperbolic sine is x.

    >>> ng.arcsinh(np.array([0.0, 1.0]))
    array([0.        , 0.88137359])
    """
    return floats(x)


@arcsinh.adjoint
def arcsinh_adjoint(dy, y, x):
    return (dy / hypot(x, 1.0),)  # sqrt(x * x + 1), where x * x may overflow


@elementwise(forward=np.arccosh)
def arccosh(x):
    """The positive number whose hyperbolic cosine is x; NaN below 1.  Its slope at 1 is infinite.

    >>> ng.arccosh(np.array([1.0, 2.0]))
    array([0.       , 1.3169579])
    """
    return floats(x)


@arccosh.adjoint
def arccosh_adjoint(dy, y, x):
    return (dy / (sqrt(x - 1.0) * sqrt(x + 1.0)),)


@elementwise(forward=np.arctanh)
def arctanh(x):
    """The number whose hyperbolic tangent is x; infinite at -1 and 1, NaN beyond.

    >>> ng.arctanh(np.array([0.0, 0.5]))
    array([0.        , 0.54930614])
    """
    return floats(x)


@arctanh.adjoint
def arctanh_adjoint(dy, y, x):
    return (dy / ((1.0 - x) * (1.0 + x)),)
