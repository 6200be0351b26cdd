"""Normalisation: numbers brought to mean 0 and variance 1, over a batch, a layer, or a group of channels.

x: [n, channels, space...], unless axis says otherwise.   scale, shift: [channels], learned; None leaves them away.
epsilon is added to the variance, so that equal numbers give 0 and not 0/0.
"""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.numbers import is_python_number
from ..core.provenance import says_where
from ..core.types import type_of
from .arguments import axes_of, axis_of, whole_number
from .arithmetic import add, divide, multiply, sqrt, subtract
from .powers import square
from .rules import floats
from .shape import reshape
from .statistics import mean

# ---- over a batch: each channel by itself -------------------------------------


@says_where("batch_norm")
def batch_norm(x, scale, shift, mean, variance, *, axis=1, epsilon=1e-5):
    """Each channel brought to mean 0 and variance 1 by the statistics that are given, then scaled and shifted.

    mean, variance: [channels], such as the running averages that were kept while training.
    Source: nGraph, BatchNormInference; ONNX, BatchNormalization.

    >>> x = np.array([[1.0, 10.0], [3.0, 30.0]])
    >>> ng.batch_norm(x, None, None, np.array([2.0, 20.0]), np.array([1.0, 100.0]), epsilon=0.0)
    array([[-1., -1.],
           [ 1.,  1.]])
    """
    t = floats(type_of(x))
    axis = axis_of(t, axis)
    mean, variance, scale, shift = (
        _along(t, (axis,), v, name)
        for v, name in ((mean, "mean"), (variance, "variance"), (scale, "scale"), (shift, "shift"))
    )
    return _scaled(divide(subtract(x, mean), sqrt(add(variance, _small(epsilon)))), scale, shift)


@says_where("batch_norm_training")
def batch_norm_training(x, scale=None, shift=None, *, axis=1, epsilon=1e-5):
    """(y, mean, variance): each channel brought to mean 0 and variance 1 by its own statistics, over all other axes.

    mean, variance: [channels], those of this batch, the variance divided by n (the population's); for running averages.
    Source: nGraph, BatchNormTraining; Ioffe and Szegedy, 2015.

    >>> y, mean, variance = ng.batch_norm_training(np.array([[1.0, 10.0], [3.0, 30.0]]))
    >>> mean, variance
    (array([ 2., 20.]), array([  1., 100.]))
    """
    t = floats(type_of(x))
    axis = axis_of(t, axis)
    y, average, variance = _standard(x, tuple(i for i in range(t.rank) if i != axis), epsilon)
    scale, shift = _along(t, (axis,), scale, "scale"), _along(t, (axis,), shift, "shift")
    channels = (t.shape[axis],)
    return _scaled(y, scale, shift), reshape(average, channels), reshape(variance, channels)


# ---- over one example ----------------------------------------------------------


@says_where("layer_norm")
def layer_norm(x, scale=None, shift=None, *, axis=-1, epsilon=1e-5):
    """Each example brought to mean 0 and variance 1 over one axis, or several.

    scale, shift: of the sizes of these axes.   Source: Ba, Kiros and Hinton, 2016; nGraph, LayerNorm.

    >>> ng.layer_norm(np.array([[1.0, 3.0], [0.0, 4.0]]), epsilon=0.0)
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    t = floats(type_of(x))
    axes = tuple(sorted(axes_of(t, axis)))
    y, _, _ = _standard(x, axes, epsilon)
    return _scaled(y, _along(t, axes, scale, "scale"), _along(t, axes, shift, "shift"))


@says_where("rms_norm")
def rms_norm(x, scale=None, *, axis=-1, epsilon=1e-5):
    """Each example divided by the root of its mean square over one axis, or several; its mean stays.

    scale: of the sizes of these axes.   Source: Zhang and Sennrich, 2019.

    >>> ng.rms_norm(np.array([[3.0, 4.0, 0.0, 0.0]]), epsilon=0.0)
    array([[1.2, 1.6, 0. , 0. ]])
    """
    t = floats(type_of(x))
    axes = tuple(sorted(axes_of(t, axis)))
    y = divide(x, sqrt(add(mean(square(x), axis=axes, keepdims=True), _small(epsilon))))
    return _scaled(y, _along(t, axes, scale, "scale"), None)


@says_where("instance_norm")
def instance_norm(x, scale=None, shift=None, *, epsilon=1e-5):
    """Each channel of each example brought to mean 0 and variance 1 over space: the axes from 2 on.

    Source: Ulyanov, Vedaldi and Lempitsky, 2016; ONNX, InstanceNormalization.

    >>> ng.instance_norm(np.array([[[1.0, 3.0], [10.0, 30.0]]]), epsilon=0.0)
    array([[[-1.,  1.],
            [-1.,  1.]]])
    """
    t = floats(type_of(x))
    require(t.rank > 2, f"takes [n, channels, space...], found {t}, which has no space; write layer_norm")
    y, _, _ = _standard(x, tuple(range(2, t.rank)), epsilon)
    return _scaled(y, _along(t, (1,), scale, "scale"), _along(t, (1,), shift, "shift"))


@says_where("group_norm")
def group_norm(x, groups, scale=None, shift=None, *, epsilon=1e-5):
    """The channels of each example in groups, each group brought to mean 0 and variance 1 over its channels and space.

    groups: a divisor of the number of channels.   Source: Wu and He, 2018.

    >>> ng.group_norm(np.array([[1.0, 3.0, 10.0, 30.0]]), 2, epsilon=0.0)
    array([[-1.,  1., -1.,  1.]])
    """
    t = floats(type_of(x))
    require(t.rank > 1, f"takes [n, channels, space...], found {t}")
    groups = whole_number(groups, "groups", 1)
    n, channels = t.shape[:2]
    require(channels % groups == 0, f"the {channels} channels of {t} cannot be put into {groups} groups of equal size")
    parts = reshape(x, (n, groups, channels // groups, *t.shape[2:]))
    y, _, _ = _standard(parts, tuple(range(2, t.rank + 1)), epsilon)
    return _scaled(reshape(y, t.shape), _along(t, (1,), scale, "scale"), _along(t, (1,), shift, "shift"))


# ---- what they share -----------------------------------------------------------


def _standard(x, axes, epsilon):
    """(x with mean 0 and variance 1 over these axes, the mean, the variance), all with the axes kept."""
    average = mean(x, axis=axes, keepdims=True)
    rest = subtract(x, average)
    variance = mean(square(rest), axis=axes, keepdims=True)
    return divide(rest, sqrt(add(variance, _small(epsilon)))), average, variance


def _scaled(y, scale, shift):
    y = y if scale is None else multiply(y, scale)
    return y if shift is None else add(y, shift)


def _along(t, axes, values, name):
    """The values, one for each position along these axes, in a shape that broadcasts over the others."""
    if values is None:
        return None
    found, wanted = type_of(values), t.with_shape(t.shape[a] for a in axes)
    if found != wanted:
        raise GraphError(f"{name} must be {wanted}, one number for each position along {_words(axes)}, found {found}")
    return reshape(values, tuple(d if i in axes else 1 for i, d in enumerate(t.shape)))


def _words(axes):
    return f"axis {axes[0]}" if len(axes) == 1 else f"the axes {axes}"


def _small(epsilon):
    good = is_python_number(epsilon) and not isinstance(epsilon, (bool, np.bool_)) and 0 <= epsilon < 1e300
    require(good, f"epsilon is a number, 0 or more, found {shown(epsilon)}")
    return float(epsilon)
