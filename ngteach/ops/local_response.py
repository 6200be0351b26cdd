"""Local response normalisation: each number is made smaller by what is large in its neighbourhood."""

from __future__ import annotations

import builtins

import numpy as np

from ..core.calling.errors import require, shown
from ..core.calling.numbers import is_python_number
from ..core.provenance import says_where
from ..core.types import type_of
from .arguments import axes_of, whole_number
from .arithmetic import add, divide, multiply
from .index import embed, slice
from .powers import power, square
from .rules import floats


@says_where("local_response_norm")
def local_response_norm(x, size, *, alpha=1e-4, beta=0.75, bias=1.0, axis=1):
    """x / (bias + alpha/size * the sum of its neighbours' squares) ** beta.

    The neighbours are those at most (size - 1) // 2 away along axis, or along several axes; beyond the edge is nothing.
    Source: nGraph, LRN; Krizhevsky, Sutskever and Hinton, 2012, across channels.

    >>> ng.local_response_norm(np.array([[1.0, 2.0, 3.0]]), 3, alpha=3.0, beta=1.0)
    array([[0.16666667, 0.13333333, 0.21428571]])
    """
    t = floats(type_of(x))
    size = whole_number(size, "size", 1)
    alpha, beta, bias = (_number(n, name) for n, name in ((alpha, "alpha"), (beta, "beta"), (bias, "bias")))
    squares = square(x)
    for a in sorted(axes_of(t, axis)):
        squares = _windowed_sum(squares, t, a, (size - 1) // 2)
    return divide(x, power(add(multiply(squares, alpha / size), bias), beta))


def _number(n, name):
    good = is_python_number(n) and not isinstance(n, (bool, np.bool_)) and -1e300 < n < 1e300
    require(good, f"{name} is a number, found {shown(n)}")
    return float(n)


def _windowed_sum(x, t, axis, reach):
    """The sum of the elements at most `reach` away along an axis."""
    reach = builtins.min(reach, builtins.max(t.shape[axis] - 1, 0))
    if not reach or not t.size:
        return x
    size = t.shape[axis]
    whole = [(0, d, 1) for d in t.shape]
    wide = (*t.shape[:axis], size + 2 * reach, *t.shape[axis + 1 :])
    padded = embed(x, wide, (*whole[:axis], (reach, reach + size, 1), *whole[axis + 1 :]))
    parts = (slice(padded, (*whole[:axis], (k, k + size, 1), *whole[axis + 1 :])) for k in range(2 * reach + 1))
    total = next(parts)
    for part in parts:
        total = add(total, part)
    return total
