"""Diagonals and triangles of matrices, and of stacks of them."""

from __future__ import annotations

import builtins

import numpy as np

from ..core.calling.errors import GraphError, require
from ..core.calling.numbers import is_python_number
from ..core.calling.registry import numpy_name
from ..core.provenance import says_where
from ..core.types import type_of
from .arguments import axes_of, switch, whole_number
from .arithmetic import multiply
from .axes import flatten, moveaxis
from .broadcast import sum
from .compare import where
from .create import ones_like
from .index import embed, slice
from .joining import stack
from .parts import nearby
from .repeating import resize
from .rules import floats
from .shape import reshape


def _diagonal_positions(rows, columns, offset):
    """The positions of a diagonal in a matrix that is written as one row: (start, stop, step), and how many."""
    length = builtins.max(0, builtins.min(rows + builtins.min(offset, 0), columns - builtins.max(offset, 0)))
    start = offset if offset >= 0 else -offset * columns
    step = columns + 1
    return ((start, start + (length - 1) * step + 1, step) if length else (0, 0, 1)), length


# ---- diagonals ------------------------------------------------------------------


@numpy_name(np.diagonal)
def diagonal(x, offset=0, axis1=0, axis2=1):
    """The elements whose positions along two axes are equal, or differ by offset: above 0 for those further right.

    The two axes are gone; the diagonals are the last axis, as in NumPy.

    >>> ng.diagonal(np.array([[1, 2], [3, 4]]))
    array([1, 4])
    """
    t = type_of(x)
    require(t.rank >= 2, f"{t} has fewer than two axes, so it has no diagonal; write diag(x) to make a matrix of it")
    axes, offset = axes_of(t, (axis1, axis2)), whole_number(offset, "offset")
    rows, columns = (t.shape[a] for a in axes)
    last = moveaxis(x, axes, (-2, -1))
    shape = type_of(last).shape[:-2]
    part, length = _diagonal_positions(rows, columns, offset)
    row = slice(reshape(last, (*shape, rows * columns)), (*[(0, d, 1) for d in shape], part))
    return row if type_of(row).shape == (*shape, length) else reshape(row, (*shape, length))


@numpy_name(np.diag)
def diag(x, k=0):
    """Of a vector, the matrix with it on the diagonal and 0 elsewhere; of a matrix, its diagonal.

    k: which diagonal; above 0 to the right of the main one, below 0 under it.

    >>> ng.diag(np.array([1, 2]))
    array([[1, 0],
           [0, 2]])
    """
    t, k = type_of(x), whole_number(k, "k")
    if t.rank == 2:
        return diagonal(x, k)
    if t.rank != 1:
        raise GraphError(f"takes a vector or a matrix, found {t}; write diagonal(x, axis1=-2, axis2=-1)")
    n = t.shape[0] + builtins.abs(k)
    part, _ = _diagonal_positions(n, n, k)
    return reshape(embed(x, (n * n,), (part,)), (n, n))


@numpy_name(np.diagflat)
def diagflat(x, k=0):
    """The matrix with all elements of x on its diagonal and 0 elsewhere.

    >>> ng.diagflat(np.array([[1], [2]]), 1)
    array([[0, 1, 0],
           [0, 0, 2],
           [0, 0, 0]])
    """
    return diag(flatten(x), k)


@numpy_name(np.linalg.diagonal, called="diagonal")
def _last_diagonals(x, offset=0):
    """Those of the last two axes, which np.linalg means where np.diagonal means the first two."""
    return diagonal(x, offset, -2, -1)


@numpy_name(np.linalg.trace, called="trace")
def _last_traces(x, offset=0, dtype=None):
    return diagonal_sum(x, offset, -2, -1, dtype)


@numpy_name(np.trace, called="trace")
def diagonal_sum(x, offset=0, axis1=0, axis2=1, dtype=None):
    """The sum of the diagonal: np.trace and x.trace(), for ng.trace records a program.  Whole numbers as in sum.

    >>> ng.diagonal_sum(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array(5.)
    """
    return sum(diagonal(x, offset, axis1, axis2), axis=-1, dtype=dtype)


@says_where("fill_diagonal")
def fill_diagonal(x, val, wrap=False):
    """x with other numbers on its main diagonal; it returns what np.fill_diagonal stores.

    val: a number, or several that are used in turn.   wrap: in a tall matrix the diagonal begins again below.

    >>> ng.fill_diagonal(np.array([[1, 2], [3, 4]]), 0)
    array([[0, 2],
           [3, 0]])
    """
    t = type_of(x)
    require(t.rank >= 2, f"{t} has fewer than two axes, so it has no diagonal")
    require(t.rank == 2 or len(set(t.shape)) == 1, f"{t} has a diagonal only if all its axes are equally long")
    step = t.shape[1] + 1 if t.rank == 2 else builtins.sum(t.shape[0] ** i for i in range(t.rank))
    end = t.shape[1] ** 2 if t.rank == 2 and not switch(wrap, "wrap") else t.size
    places = range(0, builtins.min(end, t.size), step)
    on = np.zeros(t.size, bool)
    on[places.start : places.stop : places.step] = True
    if not is_python_number(val) and type_of(val).rank:
        part = (0, places[-1] + 1, step) if places else (0, 0, 1)
        val = reshape(embed(resize(val, (len(places),)), (t.size,), (part,)), t.shape)
    return where(on.reshape(t.shape), val, x)


# ---- triangles ------------------------------------------------------------------


@numpy_name(np.tril)
def tril(x, k=0):
    """The lower triangle of each matrix: what lies above the diagonal k becomes 0.

    >>> ng.tril(np.array([[1, 2], [3, 4]]))
    array([[1, 0],
           [3, 4]])
    """
    return _triangle(x, k, lower=True)


@numpy_name(np.triu)
def triu(x, k=0):
    """The upper triangle of each matrix: what lies below the diagonal k becomes 0.

    >>> ng.triu(np.array([[1, 2], [3, 4]]))
    array([[1, 2],
           [0, 4]])
    """
    return _triangle(x, k, lower=False)


def _triangle(x, k, lower):
    t = type_of(x)
    require(t.rank, f"{t} has no axes, so it has no triangle")
    rows, columns = t.shape[-2:] if t.rank > 1 else t.shape * 2  # of a vector NumPy takes n rows
    k = nearby(k, rows, columns)
    below = np.tri(rows, columns, k if lower else k - 1, bool)
    return where(below if lower else ~below, x, t.dtype.type(0))


@numpy_name(np.vander)
def vander(x, N=None, increasing=False):
    """The matrix whose columns are the powers of a vector, the highest first, down to 1.

    N: how many columns; without it, as many as rows.   increasing: 1 comes first.

    >>> ng.vander(np.array([1.0, 2.0, 3.0]))
    array([[1., 1., 1.],
           [4., 2., 1.],
           [9., 3., 1.]])
    """
    t = floats(type_of(x))
    require(t.rank == 1, f"takes a vector, found {t}")
    count = t.shape[0] if N is None else whole_number(N, "N", 0)
    powers = [ones_like(x)]
    for _ in range(count - 1):
        powers.append(multiply(powers[-1], x))
    if not count:
        return reshape(slice(x, ((0, 0, 1),)), (t.shape[0], 0))
    return stack(powers if switch(increasing, "increasing") else powers[::-1], axis=1)
