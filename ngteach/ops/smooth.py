"""Activations without a kink: softplus, and x times something that goes from 0 to 1."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import require, shown
from ..core.provenance import says_where
from ..core.types import type_of
from .activations import sigmoid, tanh
from .align import elementwise
from .arithmetic import abs, add, divide, multiply, negative
from .powers import power
from .rules import floats
from .special import erf


def _softplus(x, out=None):
    rest = np.log1p(np.exp(-np.abs(x)))  # what np.logaddexp computes too, but one number at a time
    return np.add(np.maximum(x, 0), rest, out=out)


@elementwise(forward=_softplus)
def softplus(x):
    """log(1 + e**x), without overflow: relu without its kink.  Its slope is sigmoid(x).

    >>> ng.softplus(np.array([-1000.0, 0.0, 1000.0]))
    array([0.00000000e+00, 6.93147181e-01, 1.00000000e+03])
    """
    return floats(x)


@softplus.adjoint
def softplus_adjoint(dy, y, x):
    return (dy * sigmoid(x),)


@says_where("log_sigmoid")
def log_sigmoid(x):
    """log(sigmoid(x)), without underflow: the logarithm of a probability that is given as a score.

    >>> ng.log_sigmoid(np.array([-1000.0, 0.0]))
    array([-1.00000000e+03, -6.93147181e-01])
    """
    return negative(softplus(negative(x)))


@says_where("silu")
def silu(x):
    """x * sigmoid(x).

    Source: Elfwing, Uchibe, Doya 2017, "Sigmoid-Weighted Linear Units".

    >>> ng.silu(np.array([-1.0, 0.0, 2.0]))
    array([-0.26894142,  0.        ,  1.76159416])
    """
    return multiply(x, sigmoid(x))


@says_where("swish")
def swish(x, beta=1.0):
    """x * sigmoid(beta * x): silu where beta is 1; beta may be a tensor, which is learned.

    Source: Ramachandran, Zoph, Le 2017, "Searching for Activation Functions".

    >>> ng.swish(np.array([-1.0, 2.0]), 2.0)
    array([-0.11920292,  1.96402758])
    """
    floats(type_of(x))
    return multiply(x, sigmoid(multiply(x, beta)))


@says_where("gelu")
def gelu(x, approximate="none"):
    """x times the share of a bell curve that lies below x.

    approximate: "none" takes erf for that, "tanh" the formula with tanh that came first.
    Source: Hendrycks, Gimpel 2016, "Gaussian Error Linear Units".

    >>> ng.gelu(np.array([-1.0, 0.0, 2.0]))
    array([-0.15865525,  0.        ,  1.95449974])
    """
    floats(type_of(x))
    known = isinstance(approximate, str) and approximate in ("none", "tanh")
    require(known, f'approximate is "none" or "tanh", found {shown(approximate)}')
    if approximate == "none":
        below = erf(multiply(x, math.sqrt(0.5)))
    else:
        below = tanh(multiply(math.sqrt(2 / math.pi), add(x, multiply(0.044715, power(x, 3.0)))))
    return multiply(multiply(0.5, x), add(1.0, below))


@says_where("mish")
def mish(x):
    """x * tanh(softplus(x)).

    Source: Misra 2019, "Mish: A Self Regularized Non-Monotonic Activation Function".

    >>> ng.mish(np.array([-1.0, 0.0, 2.0]))
    array([-0.30340146,  0.        ,  1.94395896])
    """
    return multiply(x, tanh(softplus(x)))


@says_where("softsign")
def softsign(x):
    """x / (1 + abs(x)): an s-shaped step from -1 to 1, flatter than tanh.

    >>> ng.softsign(np.array([-1.0, 0.0, 3.0]))
    array([-0.5 ,  0.  ,  0.75])
    """
    floats(type_of(x))
    return divide(x, add(1.0, abs(x)))
