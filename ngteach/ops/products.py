"""Products of vectors, matrices and stacks of matrices, said with dot and batch_dot: matmul, tensordot, outer."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.numbers import is_python_number
from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .align import common_shape
from .arguments import axes_of
from .arithmetic import multiply
from .broadcast import broadcast
from .linear import batch_dot, dot, multiplied
from .lists import without_lists
from .shape import reshape, transpose

# ---- matmul -----------------------------------------------------------------


@numpy_name(np.matmul, np.linalg.matmul)
def matmul(x, y):
    """x @ y: the matrix product, for each matrix where there are several: [b...,m,k] by [b...,k,n].

    The axes before the last two broadcast.  A vector stands for a row on the left, a column on the right, and its axis
    is not in the result.   Source: NumPy's matmul.

    >>> ng.matmul(np.ones((2, 1, 3)), np.ones(3))
    array([[3.],
           [3.]])
    """
    x, y = without_lists((x, y))
    left, right = type_of(x), type_of(y)
    if not left.rank or not right.rank:
        raise GraphError(f"takes no single numbers, found {left} and {right}; write x * y")
    if left.rank <= 2 and right.rank <= 2:
        return dot(x, y)
    multiplied(left, right, -2 if right.rank > 1 else 0)
    if right.rank <= 2:  # each row of x meets the same y: one product for all
        rows = reshape(x, (math.prod(left.shape[:-1]), left.shape[-1]))
        return reshape(dot(rows, y), left.shape[:-1] + right.shape[1:])
    if left.rank == 1:
        row = matmul(reshape(x, (1, left.size)), y)
        return reshape(row, (*right.shape[:-2], right.shape[-1]))
    shape = common_shape([left.with_shape(left.shape[:-2]), right.with_shape(right.shape[:-2])])
    return batch_dot(_repeated(x, shape), _repeated(y, shape))


def _repeated(x, shape):
    """x with these axes before its last two."""
    t = type_of(x)
    return x if t.shape[:-2] == shape else broadcast(x, (*shape, *t.shape[-2:]))


# ---- one product over chosen axes -------------------------------------------


@numpy_name(np.tensordot, np.linalg.tensordot)
def tensordot(x, y, axes=2):
    """Multiply and add up along several axes: the last ones of x with the first ones of y, or those that are named.

    axes: how many, or (axes of x, axes of y), in pairs.  The result has the other axes of x, then those of y.
    With a number this is nGraph's Dot, whose reduction_axes_count it is; 0 multiplies each element with each.

    >>> ng.tensordot(np.ones((2, 3, 4)), np.ones((3, 4)), axes=2)
    array([12., 12.])
    """
    left, right = type_of(x), type_of(y)
    first, second = _pairs(left, right, axes)
    kept = [i for i in range(left.rank) if i not in first]
    others = [i for i in range(right.rank) if i not in second]
    sizes = [left.shape[i] for i in first]
    if sizes != [right.shape[i] for i in second]:
        raise GraphError(f"the axes {first} of {left} and {second} of {right} differ in size")
    inner, shapes = math.prod(sizes), ([left.shape[i] for i in kept], [right.shape[i] for i in others])
    m, n = ((math.prod(shape),) if shape else () for shape in shapes)  # a vector stays one
    columns = shaped(arranged(x, (*kept, *first)), (*m, inner))
    rows = shaped(arranged(y, (*second, *others)), (inner, *n))
    return shaped(dot(columns, rows), (*shapes[0], *shapes[1]))


def _pairs(left, right, axes):
    """(axes of x, axes of y) that are multiplied."""
    if isinstance(axes, (int, np.integer)) and not isinstance(axes, bool):
        require(0 <= axes <= min(left.rank, right.rank), f"{left} and {right} do not both have {shown(axes)} axes")
        return tuple(range(left.rank - axes, left.rank)), tuple(range(axes))
    require(isinstance(axes, (list, tuple)) and len(axes) == 2, _wanted(axes))
    first, second = (axes_of(t, _several(a)) for t, a in zip((left, right), axes, strict=True))
    require(len(first) == len(second), _wanted(axes))
    return first, second


def _wanted(axes):
    return f"axes is a number, or as many axes of x as of y, such as ((0, 1), (1, 2)); found {shown(axes)}"


def _several(axes):
    return tuple(axes) if isinstance(axes, (list, tuple, range, np.ndarray)) else (axes,)


def arranged(x, axes):
    """x with its axes in this order."""
    return x if axes == tuple(range(len(axes))) else transpose(x, axes)


def shaped(x, shape):
    """x in this shape."""
    return x if type_of(x).shape == shape else reshape(x, shape)


@numpy_name(np.inner)
def inner(x, y):
    """The product along the last axis of both, of each row of x with each row of y; a number multiplies each element.

    >>> ng.inner(np.array([1.0, 2.0]), np.array([[1.0, 10.0], [1.0, 100.0]]))
    array([ 21., 201.])
    """
    if not type_of(x).rank or not type_of(y).rank:
        return multiply(x, y)
    return tensordot(x, y, axes=(-1, -1))


@numpy_name(np.outer, np.linalg.outer)
def outer(x, y):
    """Each element of x times each of y, in a matrix; more axes are taken as one.

    >>> ng.outer(np.array([1.0, 2.0]), np.array([1.0, 10.0]))
    array([[ 1., 10.],
           [ 2., 20.]])
    """
    rows, columns = type_of(x).size, type_of(y).size
    column = x if is_python_number(x) else reshape(x, (rows, 1))
    row = y if is_python_number(y) else reshape(y, (1, columns))
    return shaped(multiply(column, row), (rows, columns))


@numpy_name(np.vdot)
def vdot(x, y):
    """The product of all elements of x with those of y, added up; the shapes count for nothing.

    >>> ng.vdot(np.array([[1.0, 2.0]]), np.array([[1.0], [10.0]]))
    array(21.)
    """
    left, right = type_of(x), type_of(y)
    if not left.rank and not right.rank:
        return multiply(x, y)
    return dot(shaped(x, (left.size,)), shaped(y, (right.size,)))


@numpy_name(np.kron)
def kron(x, y):
    """The Kronecker product: each element of x becomes a block, that element times y.

    >>> ng.kron(np.array([1.0, 10.0]), np.array([1.0, 2.0]))
    array([ 1.,  2., 10., 20.])
    """
    left, right = type_of(x), type_of(y)
    if not left.rank or not right.rank:
        return multiply(x, y)
    rank = max(left.rank, right.rank)
    first, second = ((1,) * (rank - t.rank) + t.shape for t in (left, right))
    blocks = reshape(x, tuple(d for n in first for d in (n, 1)))
    parts = reshape(y, tuple(d for n in second for d in (1, n)))
    return reshape(multiply(blocks, parts), tuple(a * b for a, b in zip(first, second, strict=True)))
