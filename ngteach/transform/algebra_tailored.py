"""Rules of algebra made for two programs: the tutorial's training step, and the tanh form of GELU.

They are right anywhere, but hardly anything else has what they look for.  A rule is as in algebra, which lists them.
"""

from __future__ import annotations

import numpy as np

from ..ops import add, broadcast, constant, divide, multiply, negative

# ---- the training step: a minus sign moves from a large tensor into a single number, or a small one ----


def sign_to_the_constant(facts, eqn, x, y):
    """(-x) / 4 = x / (-4), and ((-a) * b) / 4 = (a * b) / (-4)."""
    number, m = facts.number(y), facts.producer(x, negative)
    product = facts.producer(x, multiply) if facts.used_once(x) else None
    a = facts.producer(product.inputs[0], negative) if product else None
    if number is None or not (m or a):
        return None
    positive = m.inputs[0] if m else multiply(a.inputs[0], product.inputs[1])
    y = constant(np.asarray(-number, x.dtype))
    return divide(positive, broadcast(y, x.shape) if x.shape else y)


def minus_the_smaller(facts, eqn, x):
    """-(x * s) = x * (-s), and -(x / s) = x / (-s), for an s that is repeated; but A @ (-B) has other zeros."""
    m = facts.producer(x, multiply, divide) if facts.used_once(x) else None
    s = facts.producer(m.inputs[1], broadcast) if m else None
    if s and s.inputs[0].size < x.size:
        return m.op(m.inputs[0], broadcast(negative(s.inputs[0]), x.shape))
    return None


# ---- GELU: x/2 * (1 + tanh(c * (x + k*x**3))) and its slope ----


def horner(facts, eqn, x, y):
    """c * (x + k * (x*x*x)) = x * (c + c*k * (x*x)): Horner's scheme has one multiplication less.

    With k > 0, or an infinite x would give NaN on the left alone.  With c and k between 1/32 and 1, and k multiplied
    by the finished cube: then x*x is on both sides, in the values and in the slopes, and nothing on the right is
    infinite unless it is.
    """
    for scale, total in ((x, y), (y, x)):
        s = facts.producer(total, add)
        c = facts.number(scale) if s else None
        if c is None or not facts.used_once(total) or not _is_middling(c):
            continue
        for z, term in (s.inputs, s.inputs[::-1]):
            m = facts.producer(term, multiply) if facts.used_once(term) else None
            k, cube = facts.number_first(m) if m else (None, None)
            if k is not None and k > 0 and _is_middling(k) and _is_cube(facts, cube, z):
                return z * (c + c * k * (z * z))
    return None


def scale_the_sum(facts, eqn, x, y):
    """(k * x) * (c + h) = x * (k*c + k*h): no product as large as x waits for h.

    Only if k is 1/2 or 1/4, and c between 1/32 and 1: so k*c and k*h are exact, or too small to matter beside k*c,
    and nothing is lost where h is almost -c.  With k < 0 the zeros would have another sign.
    """
    for product, total in ((x, y), (y, x)):
        s = facts.producer(total, add)
        p = facts.producer(product, multiply) if s else None
        if not p or not (facts.used_once(product) and facts.used_once(total)):
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
