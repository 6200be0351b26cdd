"""The first weights of a model: random numbers, the same ones at every run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..core.calling.containers import leaves_like, structure
from ..core.calling.errors import require, shown
from ..core.calling.hints import Nested
from ..core.provenance import says_where
from ..core.tree import build, leaves, paths
from ..core.types import ElementType, TensorType, type_of


@says_where("tutorial_weights")
def tutorial_weights(types: Nested) -> Nested:
    """U(-1, 1) by nGraph's program, where each tensor restarts the same stream.   types: {name: f32[...]}, or nested

    The stream is C++'s minstd_rand0, x <- 16807 x mod 2147483647, made a number by float(x - 1) / float(2147483646).

    >>> ng.tutorial_weights([ng.f32[2], ng.f32[3]])
    [array([-0.9999843, -0.7369244], dtype=float32), array([-0.9999843, -0.7369244,  0.5112107], dtype=float32)]
    """
    tree, each = structure(types), [type_of(t) for t in leaves(types)]
    longest = max((t.size for t in each), default=0)
    x = np.array([16807], np.uint64)
    power = 16807  # 16807**len(x), by which the whole sequence so far is moved on
    while len(x) < longest:
        x = np.concatenate([x, x * np.uint64(power) % np.uint64(2147483647)])
        power = power * power % 2147483647
    u = (x - np.uint64(1)).astype(np.float32) / np.float32(2147483646)
    numbers = u * np.float32(2) - np.float32(1)
    return build(tree, [numbers[: t.size].reshape(t.shape).astype(t.dtype) for t in each])


@says_where("he_weights")
def he_weights(types: Nested, seed: int = 0) -> Nested:
    """Normal numbers of variance 2 / inputs for matrices and filters, zeros for biases and numbers.

    inputs: how many numbers go into each output; of a matrix its rows, of a convolution's filters
    [outputs, channels, size...] the channels times the size.   Source: He and others 2015.

    >>> ng.he_weights({"W": ng.f32[784, 10], "b": ng.f32[2]})["b"]
    array([0., 0.], dtype=float32)
    """
    whole = isinstance(seed, (int, np.integer)) and seed >= 0
    require(whole, f"the seed is a whole number, 0 or more, found {shown(seed)}")
    rng = np.random.default_rng(seed)

    def first(t):
        if t.rank < 2:
            return np.zeros(t.shape, t.dtype)
        return (rng.standard_normal(t.shape) * np.sqrt(2 / max(inputs_of(t), 1))).astype(t.dtype)

    return build(structure(types), [first(type_of(t)) for t in leaves(types)])


def inputs_of(t):
    """How many numbers go into each output of these weights.   t: f32[inputs,outputs], or f32[outputs,channels,size...]

    >>> inputs_of(ng.f32[6, 1, 5, 5])
    25
    """
    return t.shape[0] if t.rank == 2 else math.prod(t.shape[1:])


def check_types(types: Nested) -> None:
    """Raise GraphError for types of weights that are none: each is a type, or an array like the weight."""
    names = paths(structure(types), "types")
    require(names, f'types has no weights, found {shown(types)}; write {{"W": f32[4, 3]}}')
    for name, t in zip(names, leaves(types), strict=True):
        known = isinstance(t, (TensorType, ElementType, np.ndarray, np.generic))
        require(known, f"{name}: found {shown(t)}, wanted the type of a weight, such as f32[4, 3]")


def first_weights(types: Nested, first: Any, seed: int) -> Nested:
    """The weights to start from, new arrays of these types.   first: weights, or a function of the seed"""
    weights = first(seed) if callable(first) else first
    tree = structure(types)
    flat = leaves_like(tree, weights, "first")
    for name, a, t in zip(paths(tree, "first"), flat, leaves(types), strict=True):
        advice = f"; write .astype(np.{type_of(t).dtype})" if type_of(a).dtype != type_of(t).dtype else ""
        require(type_of(a) == type_of(t), f"{name} is {type_of(a)}, but types says {type_of(t)}{advice}")
    return build(tree, [np.array(a) for a in flat])


def first_carried(carry: Any, seed: int) -> dict[str, Nested]:
    """What is carried from step to step, as it starts.   carry: {argument: value}, a function of the seed, or None"""
    carried = carry(seed) if callable(carry) else carry or {}
    wanted = 'write {"key": ng.random.key(0)}, or a function of the seed that gives it'
    require(isinstance(carried, Mapping), f"carry has the first values by argument, found {shown(carried)}; {wanted}")
    for name, a in carried.items():
        require(isinstance(name, str), f"carry has the names of arguments, found {shown(name)}; {wanted}")
        for path, x in zip(paths(structure(a), name), leaves(a), strict=True):
            number = isinstance(x, (np.ndarray, np.generic, bool, int, float))
            require(number, f"carry: {path} is {shown(x)}, wanted its first value, an array or a number; {wanted}")
    return {name: build(structure(a), [np.array(x) for x in leaves(a)]) for name, a in carried.items()}
