"""Activations made of straight pieces, as relu is, and those that bend only below 0."""

from __future__ import annotations

from ..core.provenance import says_where
from ..core.types import type_of
from .activations import relu
from .arithmetic import add, divide, minimum, multiply
from .compare import greater, where
from .exponential import expm1
from .limits import clip
from .rules import floats, numeric
from .shape import reshape


@says_where("leaky_relu")
def leaky_relu(x, negative_slope=0.01):
    """x where it is positive, and elsewhere a little of it: the slope does not vanish.  At 0 it is negative_slope.

    >>> ng.leaky_relu(np.array([-2.0, 3.0]))
    array([-0.02,  3.  ])
    """
    floats(type_of(x))
    return where(greater(x, 0.0), x, multiply(x, negative_slope))


@says_where("prelu")
def prelu(x, slope):
    """leaky_relu with a slope that is learned: a tensor, which broadcasts to x.

    One slope for each channel belongs to axis 1, as in nGraph and PyTorch: batch, channels, then space.

    >>> ng.prelu(np.array([[-2.0, -2.0]]), np.array([0.5, 0.25]))
    array([[-1. , -0.5]])
    """
    t, s = floats(type_of(x)), type_of(slope)
    if t.rank > 2 and s.rank == 1 and s.size > 1:
        slope = reshape(slope, (-1, *(1,) * (t.rank - 2)))
    return where(greater(x, 0.0), x, multiply(x, slope))


@says_where("elu")
def elu(x, alpha=1.0):
    """x where it is positive, elsewhere alpha * (e**x - 1), which ends at -alpha.  At 0 the slope is alpha.

    Source: Clevert, Unterthiner, Hochreiter 2015, "Exponential Linear Units".

    >>> ng.elu(np.array([-1.0, 2.0]))
    array([-0.63212056,  2.        ])
    """
    floats(type_of(x))
    positive = greater(x, 0.0)
    return where(positive, x, multiply(expm1(where(positive, 0.0, x)), alpha))


@says_where("selu")
def selu(x):
    """elu, scaled so that numbers of mean 0 and variance 1 stay so from layer to layer.

    Source: Klambauer et al. 2017, "Self-Normalizing Neural Networks".

    >>> ng.selu(np.array([-1.0, 2.0]))
    array([-1.11133074,  2.10140197])
    """
    return multiply(elu(x, 1.6732632423543772), 1.0507009873554805)


@says_where("relu6")
def relu6(x):
    """relu that ends at 6.  At 0 its slope is 0, at 6 it is 1/2, as that of minimum at a tie.

    >>> ng.relu6(np.array([-1.0, 3.0, 8.0]))
    array([0., 3., 6.])
    """
    numeric(type_of(x))
    return minimum(relu(x), 6)


@says_where("hard_tanh")
def hard_tanh(x, min_val=-1.0, max_val=1.0):
    """x between min_val and max_val, and these beyond; at the ends the slope is 1/2, as that of maximum at a tie.

    >>> ng.hard_tanh(np.array([-3.0, 0.5, 2.0]))
    array([-1. ,  0.5,  1. ])
    """
    floats(type_of(x))
    return clip(x, min_val, max_val)


@says_where("hard_sigmoid")
def hard_sigmoid(x, alpha=0.2, beta=0.5):
    """alpha * x + beta between 0 and 1: sigmoid made of three lines.  At its ends the slope is alpha / 2.

    alpha and beta are those of ONNX; nGraph asks for them, and PyTorch has 1/6 for alpha.

    >>> ng.hard_sigmoid(np.array([-3.0, 0.0, 1.0]))
    array([0. , 0.5, 0.7])
    """
    floats(type_of(x))
    return clip(add(multiply(x, alpha), beta), 0.0, 1.0)


@says_where("hard_swish")
def hard_swish(x):
    """x * relu6(x + 3) / 6: silu made of lines and a parabola.

    Source: Howard et al. 2019, "Searching for MobileNetV3".

    >>> ng.hard_swish(np.array([-4.0, 0.0, 3.0]))
    array([-0.,  0.,  3.])
    """
    floats(type_of(x))
    return multiply(x, divide(relu6(add(x, 3.0)), 6.0))
