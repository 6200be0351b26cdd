"""Many matrices multiplied one after the other: multi_dot, matrix_power."""

from __future__ import annotations

import operator

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .compare import where
from .index import listed
from .linear import dot
from .products import matmul
from .rules import numeric


@numpy_name(np.linalg.multi_dot)
def multi_dot(xs):
    """The product of a list of matrices, in the order of multiplying that takes the fewest operations.

    The first and the last may be vectors.   Source: NumPy's; the order is a textbook's dynamic programming.

    >>> ng.multi_dot([np.ones((2, 3)), np.ones((3, 4)), np.ones(4)])
    array([12., 12.])
    """
    xs = listed(xs)
    types = [type_of(x) for x in xs]
    inner = all(t.rank == 2 for t in types[1:-1])
    ends = all(t.rank in (1, 2) for t in (*types[:1], *types[-1:]))
    require(len(xs) > 1 and inner and ends, f"takes two matrices or more, found {shown(tuple(types))}")
    sizes = [1 if types[0].rank == 1 else types[0].shape[0], *[t.shape[0] for t in types[1:]]]
    sizes.append(1 if types[-1].rank == 1 else types[-1].shape[1])
    sizes[1] = types[0].shape[-1] if types[1].rank else sizes[1]
    return _product(xs, _splits(sizes), 0, len(xs) - 1)


def _splits(sizes):
    """{(i, j): where the product of the matrices i to j is best split in two}."""
    count, cost, best = len(sizes) - 1, {}, {}
    for length in range(count):
        for i in range(count - length):
            j = i + length
            ways = {k: cost[i, k] + cost[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1] for k in range(i, j)}
            best[i, j] = min(ways, key=ways.__getitem__, default=i)
            cost[i, j] = ways.get(best[i, j], 0)
    return best


def _product(xs, best, i, j):
    if i == j:
        return xs[i]
    return dot(_product(xs, best, i, best[i, j]), _product(xs, best, best[i, j] + 1, j))


@numpy_name(np.linalg.matrix_power)
def matrix_power(x, n):
    """A square matrix multiplied with itself, n factors; for n = 0 the identity.   A stack has a power of each.

    It is squared again and again, so that x**10 takes four products, not nine.

    >>> ng.matrix_power(np.array([[1.0, 1.0], [0.0, 1.0]]), 3)
    array([[1., 3.],
           [0., 1.]])
    """
    t = numeric(type_of(x))
    if t.rank < 2 or t.shape[-1] != t.shape[-2]:
        raise GraphError(f"takes square matrices, found {t}")
    try:
        n = operator.index(n)
    except TypeError:
        raise GraphError(f"n is a whole number, found {shown(n)}") from None
    require(0 <= n < 2**20, f"n is from 0 to a million, found {shown(n)}; there is no inverse")
    if not n:
        return where(np.zeros(t.shape, bool), x, np.eye(t.shape[-1], dtype=t.dtype))  # nothing of x, but of its kind
    power = None
    while n:
        if n % 2:
            power = x if power is None else matmul(power, x)
        n //= 2
        x = matmul(x, x) if n else x
    return power
