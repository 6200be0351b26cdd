"""Between which limits the numbers of a tensor lie, as far as it can be seen from how it is made."""

from __future__ import annotations

import builtins
import math

import numpy as np

from ...ops import (
    abs,
    add,
    argmax,
    batch_dot,
    broadcast,
    constant,
    convert,
    cos,
    cosh,
    cumsum,
    divide,
    dot,
    erf,
    exp,
    exp2,
    gather,
    hypot,
    identity,
    max,
    maximum,
    min,
    minimum,
    multiply,
    negative,
    one_hot,
    power,
    relu,
    reshape,
    sigmoid,
    sin,
    slice,
    softmax,
    softplus,
    sqrt,
    stop_gradient,
    subtract,
    sum,
    tanh,
    transpose,
    where,
)

_INF = math.inf
_ANYTHING, _NOT_NEGATIVE = (-_INF, _INF), (0.0, _INF)
_KNOWN = {
    **dict.fromkeys((softmax, sigmoid, one_hot), (0.0, 1.0)),
    **dict.fromkeys((tanh, sin, cos, erf), (-1.0, 1.0)),
    **dict.fromkeys((abs, exp, exp2, sqrt, softplus, hypot, argmax), _NOT_NEGATIVE),
    cosh: (1.0, _INF),
}
_KEPT = frozenset((broadcast, identity, reshape, transpose, stop_gradient, slice, gather, max, min, convert))
_PRODUCTS = frozenset((multiply, divide, dot, batch_dot))
_DEEP = 6  # how far back it is looked


def limits(x, producer, deep=_DEEP):
    """(least, most) of the numbers of x, infinite where nothing is known.   producer: {tensor: its equation}"""
    eqn = producer.get(x)
    if x.dtype.kind in "bu":
        return _NOT_NEGATIVE
    if eqn is None or not deep:
        return _ANYTHING
    if eqn.op is constant:
        value = eqn.params["value"]
        return (float(np.min(value)), float(np.max(value))) if value.size else _ANYTHING
    if eqn.op in _KNOWN:
        return _KNOWN[eqn.op]
    if eqn.op in _KEPT:
        return limits(eqn.inputs[0], producer, deep - 1)
    return _of(eqn, [limits(y, producer, deep - 1) for y in eqn.inputs[:3]])


def _of(eqn, found):
    """The limits of an op's result, from those of its inputs."""
    least, most = [low for low, _ in found], [high for _, high in found]
    if eqn.op is add:
        return least[0] + least[1], most[0] + most[1]
    if eqn.op is subtract:
        return least[0] - most[1], most[0] - least[1]
    if eqn.op is negative:
        return -most[0], -least[0]
    if eqn.op is relu:
        return builtins.max(least[0], 0.0), builtins.max(most[0], 0.0)
    if eqn.op in (maximum, minimum):
        chosen = builtins.max if eqn.op is maximum else builtins.min
        return chosen(least), chosen(most)
    if eqn.op is where:
        return builtins.min(least[1:]), builtins.max(most[1:])
    if eqn.op in (sum, cumsum):
        return 0.0 if least[0] >= 0 else -_INF, 0.0 if most[0] <= 0 else _INF
    square = eqn.op is multiply or eqn.op is dot and not eqn.output.ndim
    even = eqn.op is power and least[1] == most[1] and least[1] % 2 == 0
    if square and eqn.inputs[0] is eqn.inputs[1] or even:
        return _NOT_NEGATIVE
    positive = eqn.op in _PRODUCTS and builtins.min(least) >= 0 or eqn.op is power and least[0] >= 0
    return _NOT_NEGATIVE if positive else _ANYTHING
