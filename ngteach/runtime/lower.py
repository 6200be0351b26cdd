"""Lowering: ops that NumPy does not have become several that it has, and slow calls become quick ones.

The result is a graph again; after it, each equation that is no view is written as one or two NumPy calls.
"""

from __future__ import annotations

import math

import numpy as np

from ..core.graph import Tensor
from ..ops import (
    abs,
    batch_dot,
    constant,
    dot,
    embed,
    erf,
    exp,
    identity,
    less,
    log,
    logical_not,
    logsumexp,
    mask,
    max,
    minimum,
    multiply,
    negative,
    reshape,
    sigmoid,
    softmax,
    stop_gradient,
    sum,
    tanh,
    transpose,
    where,
    windows,
)
from ..ops.broadcast import MANY
from ..ops.custom_vjp import custom_vjp
from ..ops.special import ERF_F32, ERF_LAST
from ..transform.common_subexpressions import share
from ..transform.dead_code import prune
from ..transform.match import Facts
from ..transform.rewrite import revise
from .images import images_in_blocks
from .pooled import relu_behind_pooling
from .side_by_side import SCATTERED, embedded_to_joined, matrix, reshaped_once

_NAMES = (identity, stop_gradient, custom_vjp)  # the same value as the first input, and that is all


def lower(graph):
    """Softmax, logsumexp, sigmoid and erf become their parts, sums become products, choices become masks."""
    rewrites = {
        forget_names: _NAMES,
        relu_behind_pooling: (windows,),
        images_in_blocks: (batch_dot,),
        split: (softmax, logsumexp, sigmoid, erf),
        choices_to_masks: (where,),
        embedded_to_joined: (embed,),
        signs_after_sums: (negative,),
        added_products: (batch_dot,),
        sums_to_products: (sum,),
        reshaped_once: (reshape,),
    }
    for one, ops in rewrites.items():
        if any(eqn.op in ops for eqn in graph.equations):  # to look is quicker than to rewrite
            graph = one(graph)
    return prune(share(graph))


def forget_names(graph):
    """x under another name is x, and so is stop_gradient(x) here: what only runs has no derivatives."""
    return revise(graph, lambda eqn, *inputs: inputs[0], _NAMES)


def split(graph):
    """Softmax, logsumexp, sigmoid and erf in simpler ops."""

    def rule(eqn, *inputs):
        if eqn.op is softmax:
            (x,), axis = inputs, eqn.params["axis"]
            e = exp(x - max(x, axis=axis, keepdims=True))  # the largest taken off, so that e**x cannot overflow
            return e / sum(e, axis=axis, keepdims=True)
        if eqn.op is logsumexp:
            (x,), axis = inputs, eqn.params["axis"]
            largest = max(x, axis=axis, keepdims=True)
            largest = where(less(abs(largest), np.inf), largest, 0.0)  # of -inf alone, too
            y = log(sum(exp(x - largest), axis=axis, keepdims=True)) + largest
            return y if y.shape == eqn.output.shape else reshape(y, eqn.output.shape)
        if eqn.op is sigmoid:
            return 1.0 / (exp(negative(inputs[0])) + 1.0)
        if eqn.op is erf and eqn.output.dtype == np.float32:
            return _erf(inputs[0])
        return None

    return revise(graph, rule, (softmax, logsumexp, sigmoid, erf))


def _erf(x):
    """As the op computes it, in equations that need no memory of their own."""
    square = minimum(x * x, ERF_LAST)
    first, second, *rest = ERF_F32
    y = square * first + second
    for c in rest:
        y = y * square + c
    return tanh(y * x)


def choices_to_masks(graph):
    """where(c, x, 0) = mask(x, c): one pass over the bits instead of a branch for each element."""
    facts = Facts(graph)

    def rule(eqn, *inputs):
        if not eqn.output.type.is_float:
            return None
        condition, x, y = inputs
        if facts.number(y) == 0 and not _minus_zero(facts, y):
            return mask(x, condition)
        if facts.number(x) == 0 and not _minus_zero(facts, x):
            return mask(y, logical_not(condition))
        return None

    return revise(graph, rule, (where,))


def signs_after_sums(graph):
    """sum(-x) = -sum(x), and sum(-x * y) = -sum(x * y): there are fewer numbers to negate behind the sum."""
    facts = Facts(graph)

    def rule(eqn, *inputs):
        if not eqn.output.type.is_float or 2 * eqn.output.size > inputs[0].size:
            return None
        if less := facts.producer(inputs[0], negative):
            return negative(sum(less.inputs[0], **eqn.params))
        product = facts.producer(inputs[0], multiply) if facts.used_once(inputs[0]) else None
        for x, y in (product.inputs, product.inputs[::-1]) if product else ():
            if less := facts.producer(x, negative):
                return negative(sum(less.inputs[0] * y, **eqn.params))
        return None

    return revise(graph, rule, (sum,))


def added_products(graph):
    """The sum of x[i].T @ y[i] over all i is one product, of all their rows: so may end what vmap begins."""
    facts = Facts(graph)

    def rule(eqn, *inputs):
        products = facts.producer(inputs[0], batch_dot) if facts.used_once(inputs[0]) else None
        if not products or not eqn.output.type.is_float or eqn.params["axis"] != tuple(range(inputs[0].ndim - 2)):
            return None
        x, y = products.inputs
        turned = facts.producer(x, transpose)
        if turned and turned.params["axes"] == (*eqn.params["axis"], x.ndim - 1, x.ndim - 2):
            (x,) = turned.inputs
        elif x.shape[-1] > 1:
            return None  # its rows would have to be copied first
        rows = math.prod(y.shape[:-1])
        z = dot(transpose(matrix(x, (rows, products.output.shape[-2]))), matrix(y, (rows, y.shape[-1])))
        return z if z.shape == eqn.output.shape else reshape(z, eqn.output.shape)

    return revise(graph, rule, (sum,))


def sums_to_products(graph):
    """sum(x, axis=1) = x @ ones, sum(x * y) = x . y: BLAS adds up faster than NumPy, in another order."""
    facts = Facts(graph)

    def rule(eqn, *inputs):
        if not eqn.output.type.is_float:
            return None
        (x,), axis, rank = inputs, eqn.params["axis"], inputs[0].ndim
        many = x.size // (eqn.output.size or 1)
        if not axis or x.size == 0 or not 1 < many <= MANY or facts.producer(x, *SCATTERED):
            return None
        if len(axis) == rank:
            product = facts.producer(x, multiply) if facts.used_once(x) else None
            whole = product and not any(facts.producer(a, *SCATTERED) for a in product.inputs)
            a, b = product.inputs if whole else (x, _ones(many, x))
            y = dot(_flat(a), _flat(b))
        elif axis == tuple(range(rank - len(axis), rank)):  # the last axes
            y = dot(matrix(x, (x.size // many, many)), _ones(many, x))
        elif axis == tuple(range(len(axis))):  # the first axes
            y = dot(_ones(many, x), matrix(x, (many, x.size // many)))
        else:
            return None
        return y if y.shape == eqn.output.shape else reshape(y, eqn.output.shape)

    return revise(graph, rule, (sum,))


def _minus_zero(facts, x: Tensor):
    return np.signbit(facts.number(x))


def _ones(n, like):
    return constant(np.ones(n, like.dtype))


def _flat(x):
    return x if x.ndim == 1 else reshape(x, (x.size,))
