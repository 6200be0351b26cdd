"""What stands between the layers of a network: relu, sigmoid, tanh and softmax."""

from __future__ import annotations

import numpy as np

from ..core.op import op
from .align import elementwise
from .arguments import softmax_axes
from .broadcast import add_up, sum
from .compare import where
from .rules import floats, numeric


def _relu(x, out=None):
    return np.maximum(x, 0, out=out)


@elementwise(forward=_relu)
def relu(x):
    """The positive part of x, maximum(x, 0); NaN stays NaN.  At 0 the slope is 0, as in nGraph.

    >>> ng.relu(np.array([-1.0, 2.0]))
    array([0., 2.])
    """
    return numeric(x)


@relu.adjoint
def relu_adjoint(dy, y, x):
    return (where(y > 0.0, dy, 0.0),)


def _sigmoid(x, out=None):
    out = np.empty_like(x) if out is None else out
    np.negative(x, out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    return np.divide(1, out, out=out)


@elementwise(forward=_sigmoid)
def sigmoid(x):
    """1 / (1 + e**-x): an s-shaped step from 0 to 1.

    >>> ng.sigmoid(np.array([-1.0, 0.0, 1.0]))
    array([0.26894142, 0.5       , 0.73105858])
    """
    return floats(x)


@sigmoid.adjoint
def sigmoid_adjoint(dy, y, x):
    return (dy * (y * (1.0 - y)),)


@elementwise(forward=np.tanh)
def tanh(x):
    """The hyperbolic tangent: an s-shaped step from -1 to 1.

    >>> ng.tanh(np.array([-1.0, 0.0, 1.0]))
    array([-0.76159416,  0.        ,  0.76159416])
    """
    return floats(x)


@tanh.adjoint
def tanh_adjoint(dy, y, x):
    return (dy * (1.0 - y * y),)


def _softmax(x, axis, out=None):
    # With the largest element subtracted, e**x cannot overflow; the quotient stays the same.
    out = np.empty_like(x) if out is None else out
    np.subtract(x, np.max(x, axis, keepdims=True, initial=-np.inf), out=out)
    np.exp(out, out=out)
    return np.divide(out, add_up(out, axis, True), out=out)


@op(forward=_softmax, prepare=softmax_axes)
def softmax(x, *, axis=None):
    """e**x divided by its sum along axis: positive numbers that add up to 1.

    axis may be several; None and (), no axis at all, are all of them, as in nGraph.

    >>> ng.softmax(np.array([1.0, 1.0, 2.0]))
    array([0.21194156, 0.21194156, 0.57611688])
    """
    return floats(x)


@softmax.adjoint
def softmax_adjoint(dy, y, x, *, axis):
    return (y * (dy - sum(dy * y, axis=axis, keepdims=True)),)
