"""Products of vectors along an axis, with others and with matrices: vecdot, matvec, vecmat, cross, convolve."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .arguments import axis_of
from .arithmetic import multiply, subtract
from .index import join, slice
from .linear import dot
from .lists import without_lists
from .padding import framed
from .products import matmul
from .shape import reshape, transpose
from .windows import windows


def _inserted(x, axis):
    """x with an axis of size 1 there, counted from the end."""
    shape = list(type_of(x).shape)
    shape.insert(len(shape) + 1 + axis, 1)
    return reshape(x, tuple(shape))


def _dropped(x, axis):
    """x without an axis of size 1, counted from the end."""
    shape = list(type_of(x).shape)
    del shape[axis]
    return reshape(x, tuple(shape))


def _to_end(x, axis):
    t = type_of(x)
    axis = axis_of(t, axis)
    return x if axis == t.rank - 1 else transpose(x, (*range(axis), *range(axis + 1, t.rank), axis))


def _vector(x):
    t = type_of(x)
    require(t.rank, f"takes vectors along an axis, found {t}; write x * y")
    return t


@numpy_name(*filter(None, [getattr(np, "vecdot", None)]), np.linalg.vecdot)
def vecdot(x, y, axis=-1):
    """The product of vectors along an axis, one number for each pair; the other axes broadcast.

    >>> ng.vecdot(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 10.0]))
    array([21., 43.])
    """
    _vector(x), _vector(y)
    x, y = _to_end(x, axis), _to_end(y, axis)
    return _dropped(_dropped(matmul(_inserted(x, -2), _inserted(y, -1)), -1), -1)


@numpy_name(*filter(None, [getattr(np, "matvec", None)]))
def matvec(x, y):
    """The product of matrices with vectors: [...,m,n] by [...,n] gives [...,m].

    >>> ng.matvec(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 10.0]))
    array([21., 43.])
    """
    _vector(y)
    return _dropped(matmul(x, _inserted(y, -1)), -1)


@numpy_name(*filter(None, [getattr(np, "vecmat", None)]))
def vecmat(x, y):
    """The product of vectors with matrices: [...,n] by [...,n,m] gives [...,m].

    >>> ng.vecmat(np.array([1.0, 10.0]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([31., 42.])
    """
    _vector(x)
    return _dropped(matmul(_inserted(x, -2), y), -2)


@numpy_name(np.cross, np.linalg.cross)
def cross(x, y, axisa=-1, axisb=-1, axisc=-1, axis=None):
    """The cross product of vectors of three elements: at right angles to both; the other axes broadcast.

    axisa, axisb, axisc: where the vectors are in x, in y and in the result; axis stands for all three.

    >>> ng.cross(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]))
    array([0., 0., 1.])
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    _vector(x), _vector(y)
    x, y = _to_end(x, axisa), _to_end(y, axisb)
    for t in (type_of(x), type_of(y)):
        require(t.shape[-1] == 3, f"takes vectors of 3 elements, found {t}")
    first, second = (multiply(_turned(x, i), _turned(y, 3 - i)) for i in (1, 2))
    product = subtract(first, second)
    t = type_of(product)
    at = axis_of(t, axisc)
    return product if at == t.rank - 1 else transpose(product, (*range(at), t.rank - 1, *range(at, t.rank - 1)))


def _turned(x, n):
    """The vectors' elements from number n on, then those before it."""
    t = type_of(x)
    kept = tuple((0, d, 1) for d in t.shape[:-1])
    return join(slice(x, (*kept, (n, 3, 1))), slice(x, (*kept, (0, n, 1))), axis=t.rank - 1)


# ---- one vector along another -----------------------------------------------


@numpy_name(np.convolve)
def convolve(x, y, mode="full"):
    """Slide one vector, reversed, along another, and add up the products at each place.

    mode: "full" for every place where they meet, "same" for as many places as the longer one has elements, "valid"
    where one lies wholly inside the other.   The product of two polynomials is "full".

    >>> ng.convolve(np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    array([1., 3., 2.])
    """
    x, y = map(_row, without_lists((x, y)))
    if type_of(y).size > type_of(x).size:
        x, y = y, x
    return _slid(x, _reversed(y), mode)


@numpy_name(np.correlate)
def correlate(x, y, mode="valid"):
    """Slide y along x, and add up the products at each place; the modes are those of convolve.

    >>> ng.correlate(np.array([1.0, 2.0, 3.0]), np.array([1.0, 10.0]))
    array([21., 32.])
    """
    x, y = map(_row, without_lists((x, y)))
    if type_of(y).size > type_of(x).size:
        return _reversed(_slid(y, x, mode))
    return _slid(x, y, mode)


def _row(x):
    return x if type_of(x).rank else reshape(x, (1,))


def _slid(x, y, mode):
    """The sums of products of y with x, for y at each place, from left to right; y is not longer than x."""
    long, short = type_of(x), type_of(y)
    require(isinstance(mode, str) and mode in _MODES, f'mode is "full", "same" or "valid", found {shown(mode)}')
    if long.rank != 1 or short.rank != 1 or not short.size:
        raise GraphError(f"takes two vectors with elements, found {long} and {short}")
    more = short.size - 1
    before, after = {"full": (more, more), "same": (short.size // 2, more - short.size // 2), "valid": (0, 0)}[mode]
    return dot(y, windows(framed(x, ((before, after),)), (short.size,)))


_MODES = ("full", "same", "valid")


def _reversed(x):
    n = type_of(x).size
    return slice(x, ((n - 1, None, -1),)) if n else x
