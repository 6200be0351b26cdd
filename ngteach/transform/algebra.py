"""The algebra that simplify knows.  A rule looks at one equation and gives a cheaper tensor, or None.

    rule(facts, eqn, *inputs)     inputs are the equation's inputs as they stand by now

EXACT rules keep every bit, also of infinities, NaN and -0.  CLOSE rules may round differently, and that is all: they
make no infinity, no NaN, and no zero of another sign, for 1 / 0 is not 1 / -0.  No rule changes a derivative: what it
makes of an equation may itself be differentiated, also where a slope is infinite and where two numbers tie.
"""

from __future__ import annotations

import numpy as np

from .. import ops
from ..ops import add, broadcast, constant, divide, multiply, negative, reshape, subtract, transpose

EXACT: dict = {}  # op -> its rules
CLOSE: dict = {}


def exact(*of):
    return _rule(EXACT, of)


def close(*of):
    return _rule(CLOSE, of)


def _rule(table, of):
    def remember(rule):
        for op in of:
            table.setdefault(op, []).append(rule)
        return rule

    return remember


# ---- exact ------------------------------------------------------------------


@exact(ops.identity)
def another_name(facts, eqn, x):
    """x under another name is x.  stop_gradient(x) is not: it has another derivative."""
    return x


@exact(negative)
def minus_minus(facts, eqn, x):
    """-(-x) = x;  -(x - y) is left alone: its zeros have another sign."""
    m = facts.maker(x, negative)
    return m.inputs[0] if m else None


@exact(add)
def plus_minus(facts, eqn, x, y):
    """x + -y = x - y."""
    if m := facts.maker(y, negative):
        return subtract(x, m.inputs[0])
    m = facts.maker(x, negative)
    return subtract(y, m.inputs[0]) if m else None


@exact(subtract)
def minus_a_minus(facts, eqn, x, y):
    """x - -y = x + y."""
    m = facts.maker(y, negative)
    return add(x, m.inputs[0]) if m else None


@exact(multiply, divide, ops.power)
def times_one(facts, eqn, x, y):
    """x * 1 = x / 1 = x ** 1 = x."""
    if facts.number(y) == 1:
        return x
    return y if eqn.op is multiply and facts.number(x) == 1 else None


@exact(multiply, divide)
def signs_out(facts, eqn, x, y):
    """(-x) * (-y) = x * y."""
    a, b = facts.maker(x, negative), facts.maker(y, negative)
    return eqn.op(a.inputs[0], b.inputs[0]) if a and b else None


@exact(ops.logical_and)
def and_false(facts, eqn, x, y):
    """x & False = False."""
    return x if facts.number(x) is False else y if facts.number(y) is False else None


@exact(divide)
def sign_to_the_constant(facts, eqn, x, y):
    """(-x) / 4 = x / (-4), and ((-a) * b) / 4 = (a * b) / (-4)."""
    number, m = facts.number(y), facts.maker(x, negative)
    product = facts.maker(x, multiply) if facts.used_once(x) else None
    a = facts.maker(product.inputs[0], negative) if product else None
    if number is None or not (m or a):
        return None
    positive = m.inputs[0] if m else multiply(a.inputs[0], product.inputs[1])
    y = constant(np.asarray(-number, x.dtype))
    return divide(positive, broadcast(y, x.shape) if x.shape else y)


@exact(negative)
def minus_the_smaller(facts, eqn, x):
    """-(x * s) = x * (-s), and -(x / s) = x / (-s), for an s that is repeated; but A @ (-B) has other zeros."""
    m = facts.maker(x, multiply, divide) if facts.used_once(x) else None
    s = facts.maker(m.inputs[1], broadcast) if m else None
    if s and s.inputs[0].size < x.size:
        return m.op(m.inputs[0], broadcast(negative(s.inputs[0]), x.shape))
    return None


@exact(ops.where)
def no_choice(facts, eqn, condition, x, y):
    """where(c, x, x) = x."""
    return x if x is y else None


@exact(transpose)
def transpose_twice(facts, eqn, x, axes=None):
    """Two transposes are one; one that moves nothing is none."""
    axes = eqn.params["axes"]
    if axes == tuple(range(len(axes))):
        return x
    m = facts.maker(x, transpose)
    return transpose(m.inputs[0], tuple(m.params["axes"][a] for a in axes)) if m else None


@exact(reshape)
def reshape_twice(facts, eqn, x):
    """Only the last shape counts; the shape x has already needs no reshape."""
    if x.shape == eqn.output.shape:
        return x
    m = facts.maker(x, reshape)
    return reshape(m.inputs[0], eqn.output.shape) if m else None


@exact(broadcast)
def broadcast_twice(facts, eqn, x):
    """Only the last shape counts; the shape x has already needs no broadcast."""
    if x.shape == eqn.output.shape:
        return x
    m = facts.maker(x, broadcast)
    return broadcast(m.inputs[0], eqn.output.shape) if m else None


@exact(ops.convert)
def convert_to_itself(facts, eqn, x):
    """x has this element type already."""
    return x if x.type == eqn.output.type else None


@exact(ops.slice)
def slice_nothing(facts, eqn, x):
    """A slice of everything is the whole."""
    return x if all(r == (0, d, 1) for r, d in zip(eqn.params["index"], x.shape, strict=True)) else None


def compute_small(facts, eqn, *inputs):
    """f(broadcast(x)) = broadcast(f(x)): compute first, repeat afterwards.

    Not into an empty shape: there f has no slope, while f(x) may have an infinite one, and 0 * inf is NaN.
    """
    makers = [facts.maker(x, broadcast) for x in inputs]
    if not all(makers) or not eqn.output.size:
        return None
    small = [m.inputs[0] for m in makers]
    widest = max((x.shape for x in small), key=len)
    if any(x.shape not in ((), widest) for x in small):
        return None
    small = [x if x.shape == widest else broadcast(x, widest) for x in small]
    return broadcast(eqn.op(*small, **eqn.params), eqn.output.shape)


exact(negative, ops.abs, ops.sign, ops.convert, ops.logical_not)(compute_small)
exact(ops.exp, ops.log, ops.sqrt, ops.tanh, ops.sigmoid, ops.relu)(compute_small)
exact(add, subtract, multiply, divide, ops.power, ops.maximum, ops.minimum, ops.where)(compute_small)
exact(ops.equal, ops.not_equal, ops.less, ops.less_equal, ops.greater, ops.greater_equal)(compute_small)


# ---- close ------------------------------------------------------------------


@close(ops.power)
def small_power(facts, eqn, x, y):
    """x**2 = x*x, x**3 = x*x*x, x**4 = x*x*x*x: far cheaper than a power, and differing in the last bits.

    (x*x)*(x*x) would be cheaper still, but its slope holds no x**3, which may be infinite.
    """
    n = facts.number(y)
    if n not in (2, 3, 4):
        return None
    product = x
    for _ in range(int(n) - 1):
        product = product * x
    return product


@close(multiply)
def horner(facts, eqn, x, y):
    """c * (x + k * (x*x*x)) = x * (c + c*k * (x*x)): Horner's scheme has one multiplication less.

    With k > 0, or an infinite x would give NaN on the left alone.  With c and k between 1/32 and 1, and k multiplied
    by the finished cube: then x*x is on both sides, in the values and in the slopes, and nothing on the right is
    infinite unless it is.
    """
    for scale, total in ((x, y), (y, x)):
        c, s = facts.number(scale), facts.maker(total, add)
        if c is None or s is None or not facts.used_once(total) or not _is_middling(c):
            continue
        for z, term in (s.inputs, s.inputs[::-1]):
            m = facts.maker(term, multiply) if facts.used_once(term) else None
            k, cube = facts.number_first(m) if m else (None, None)
            if k is not None and k > 0 and _is_middling(k) and _is_cube(facts, cube, z):
                return z * (c + c * k * (z * z))
    return None


@close(multiply)
def scale_the_sum(facts, eqn, x, y):
    """(k * x) * (c + h) = x * (k*c + k*h): no product as large as x waits for h.

    Only if k is 1/2 or 1/4, and c between 1/32 and 1: so k*c and k*h are exact, or too small to matter beside k*c,
    and nothing is lost where h is almost -c.  With k < 0 the zeros would have another sign.
    """
    for product, total in ((x, y), (y, x)):
        p, s = facts.maker(product, multiply), facts.maker(total, add)
        if not (p and s and facts.used_once(product) and facts.used_once(total)):
            continue
        (k, z), (c, h) = facts.number_first(p), facts.number_first(s)
        if k is not None and c is not None and k in (0.5, 0.25) and _is_middling(c):
            return z * (k * c + k * h)
    return None


def _is_middling(number):
    """Is it so near to 1 that a factor of this size hardly matters to what overflows, and none is ever lost?"""
    return 1 / 32 <= abs(number) <= 1


def _is_cube(facts, x, z):
    factors = facts.factors(x)
    return len(factors) == 3 and all(factor is z for factor in factors)
