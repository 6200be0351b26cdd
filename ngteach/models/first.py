"""The weights of the models, and what they are at first: normal numbers from a key, the same ones on every machine."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.containers import structure
from ..core.tree import build, leaves, paths
from ..core.types import f32, type_of
from ..ops import random
from ..train.init import inputs_of


def dense_types(k, m, element=f32):
    """The types of the weights of nn.dense, from k numbers to m."""
    return {"W": element[k, m], "b": element[m]}


def normal_weights(types, seed, deviation):
    """Normal numbers for what has two axes or more; vectors are 0, but those that are called "scale" are 1.

    types: a container of types.   deviation: the standard deviation, a number or a function of the type.
    """
    tree, each = structure(types), [type_of(t) for t in leaves(types)]
    keys = random.split(random.key(seed), len(each))

    def first(name, t, key):
        if t.rank < 2:
            return np.full(t.shape, float(name.endswith("scale")), t.dtype)
        size = deviation(t) if callable(deviation) else deviation
        return np.multiply(random.normal(key, t.shape, t.element), size, dtype=t.dtype)

    return build(tree, [first(n, t, k) for n, t, k in zip(paths(tree), each, keys)])


def he(t):
    """sqrt(2 / inputs), so that what relu lets through keeps its size.   t: a matrix or filters   Source: He 2015."""
    return math.sqrt(2 / inputs_of(t))
