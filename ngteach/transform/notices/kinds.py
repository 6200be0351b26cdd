"""What a tensor is, as far as one can see: scores, parts of a whole, or what an input holds.

SCORES may be negative, and their sum may be anything: a product of inputs, a logarithm.  PARTS are probabilities, or
numbers from which such are made.  An INPUT may be either; so may what is UNKNOWN, of which not even that is known.
"""

from __future__ import annotations

import numpy as np

from ...ops import (
    abs,
    add,
    arctan,
    batch_dot,
    broadcast,
    constant,
    convert,
    cos,
    cumsum,
    divide,
    dot,
    erf,
    exp,
    exp2,
    expm1,
    gather,
    identity,
    log,
    log1p,
    log2,
    log10,
    logaddexp,
    logsumexp,
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
    windows,
)

SCORES, PARTS, INPUT, UNKNOWN = "scores", "parts", "input", "unknown"
_MADE = {
    **dict.fromkeys((softmax, sigmoid, exp, exp2, abs, sqrt, softplus, one_hot), PARTS),
    **dict.fromkeys((log, log1p, log2, log10, logsumexp, logaddexp, tanh, sin, cos, arctan, erf, expm1), SCORES),
}
_KEPT = frozenset(
    (identity, reshape, transpose, broadcast, stop_gradient, slice, gather, windows, relu, sum, cumsum, max, min)
)
_PRODUCTS = frozenset((dot, batch_dot))
_MOST = 200  # equations that are looked at


def kind(x, producer, inputs_are_given=True):
    """One of the four.   producer(x) is the equation of x, None for an input; such a one is what a user hands in, or
    else the argument of a function inside, which may be anything
    """
    kinds = {}
    for y in _made_from(x, producer):
        eqn = producer(y)
        if eqn is None:
            kinds[y] = INPUT if inputs_are_given else UNKNOWN
        elif y.dtype.kind != "f":
            kinds[y] = UNKNOWN
        else:
            kinds[y] = _kind(eqn, [kinds.get(i, UNKNOWN) for i in eqn.inputs], producer)
    return kinds[x]


def _made_from(x, producer):
    """What x is made of, and x, in an order in which it could be made; of a long program only the end."""
    order, seen, todo = [], set(), [(x, False)]
    while todo:
        y, complete = todo.pop()
        if complete:
            order.append(y)
        elif y not in seen and len(seen) < _MOST:
            seen.add(y)
            eqn = producer(y)
            stops = eqn is None or eqn.op in _MADE  # what is before changes nothing
            todo += [(y, True), *[(i, False) for i in (() if stops else eqn.inputs)]]
    return order


def _kind(eqn, kinds, producer):
    """The kind of what an equation makes, from the kinds of its inputs."""
    if eqn.op in _MADE:
        return _MADE[eqn.op]
    if eqn.op is constant:
        return _of_numbers(eqn.params["value"])
    if eqn.op in _KEPT:
        return kinds[0]
    if eqn.op is convert:
        return kinds[0] if eqn.inputs[0].dtype.kind == "f" else PARTS
    rule = _RULES.get(eqn.op)
    return rule(eqn, kinds, producer) if rule else UNKNOWN


def _of_numbers(value):
    if not value.size or np.min(value) < 0:
        return SCORES
    rows = np.sum(value, axis=-1) if value.ndim else value
    return PARTS if np.allclose(rows, 1, atol=1e-3) else INPUT


def _dot(eqn, kinds, producer):
    if SCORES in kinds:
        return SCORES
    if PARTS in kinds:
        return PARTS  # a mixture, or one step of a Markov chain
    return UNKNOWN if UNKNOWN in kinds else SCORES


def _sum(eqn, kinds, producer):
    if SCORES in kinds or any(_is_bias(x, y, producer) for x, y in (eqn.inputs, eqn.inputs[::-1])):
        return SCORES
    return kinds[0] if kinds[0] == kinds[1] else UNKNOWN


def _is_bias(product, bias, producer):
    """Is a vector, the same for all rows, added to a product?"""
    made, added = producer(product), producer(bias)
    vector = added is not None and added.op is broadcast and added.inputs[0].ndim == 1
    return vector and made is not None and made.op in _PRODUCTS


def _difference(eqn, kinds, producer):
    if is_one_number(eqn.inputs[1], producer):
        return kinds[0]
    if is_one_number(eqn.inputs[0], producer):
        return kinds[1]
    return SCORES if SCORES in kinds else UNKNOWN


def _product(eqn, kinds, producer):
    if eqn.inputs[0] is eqn.inputs[1]:
        return PARTS
    for i in (0, 1):
        if is_one_number(eqn.inputs[i], producer):
            return kinds[1 - i]
    if UNKNOWN in kinds:
        return UNKNOWN
    return SCORES if SCORES in kinds else kinds[0] if kinds[0] == kinds[1] else UNKNOWN


def _quotient(eqn, kinds, producer):
    if is_one_number(eqn.inputs[1], producer) or _is_length(eqn.inputs[1], producer):
        return kinds[0]
    return UNKNOWN if kinds[0] == SCORES else PARTS


def _power(eqn, kinds, producer):
    return UNKNOWN if kinds[0] == SCORES else kinds[0]  # a square is a part


def _choice(eqn, kinds, producer):
    of_tensors = {k for x, k in zip(eqn.inputs[-2:], kinds[-2:], strict=True) if not is_one_number(x, producer)}
    return of_tensors.pop() if len(of_tensors) == 1 else UNKNOWN


def _negative(eqn, kinds, producer):
    return SCORES if kinds[0] == SCORES else UNKNOWN


_RULES = {
    **dict.fromkeys(_PRODUCTS, _dot),
    **dict.fromkeys((maximum, minimum, where), _choice),
    add: _sum,
    subtract: _difference,
    multiply: _product,
    divide: _quotient,
    power: _power,
    negative: _negative,
}


def is_one_number(x, producer):
    """Is it the same for all elements: a number, or a tensor without axes, such as a temperature?"""
    eqn = producer(x)
    while eqn is not None and eqn.op in (broadcast, reshape):
        x = eqn.inputs[0]
        eqn = producer(x)
    return x.size == 1


def _is_length(x, producer):
    """Is it a root, such as a standard deviation?  What is divided by it is scaled, and becomes no share of a whole."""
    eqn = producer(x)
    while eqn is not None and eqn.op in (broadcast, reshape, add, maximum):
        eqn = producer(eqn.inputs[0])
    if eqn is not None and eqn.op is where:  # that of std and norm, which keep away from 0
        return any(_is_length(y, producer) for y in eqn.inputs[1:] if not is_one_number(y, producer))
    return eqn is not None and eqn.op is sqrt
