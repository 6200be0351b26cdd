"""Axes swapped, moved, added and removed: reshape and transpose under the names that NumPy has for them."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.registry import numpy_name
from ..core.provenance import says_where
from ..core.types import type_of
from .arguments import axes_of, axis_of, known_shape
from .shape import reshape, transpose

# ---- other axes for the same elements in the same order -----------------------


def _goes_by_columns(order):
    """Is the order "F"?  "A" and "K" ask how an array lies in memory; a tensor counts as one in C order."""
    require(isinstance(order, str) and order in ("C", "F", "A", "K"), f'the order is "C" or "F", found {shown(order)}')
    return order == "F"


@numpy_name(np.ravel)
def flatten(x, order="C"):
    """All elements as a vector; "F" goes by columns, as in NumPy.

    >>> ng.flatten(np.array([[1, 2], [3, 4]]), order="F")
    array([1, 3, 2, 4])
    """
    return reshape(transpose(x) if _goes_by_columns(order) else x, (type_of(x).size,))


@says_where("ravel")
def ravel(x, order="C"):
    """All elements as a vector, row by row; the same as flatten, for a tensor has no memory that could be shared.

    >>> ng.ravel(np.array([[1, 2], [3, 4]]))
    array([1, 2, 3, 4])
    """
    return flatten(x, order)


@numpy_name(np.reshape, called="reshape")
def reshape_in_order(x, shape, order="C", copy=None):
    """As reshape; with order="F" both shapes are read by columns: the first index runs fastest.

    >>> ng.reshape_in_order(np.arange(6), (2, 3), order="F")
    array([[0, 2, 4],
           [1, 3, 5]])
    """
    if not _goes_by_columns(order):
        return reshape(x, shape)
    _, known = known_shape((x,), {"shape": shape})
    return transpose(reshape(transpose(x), known["shape"][::-1]))


@numpy_name(np.expand_dims)
def expand_dims(x, axis):
    """x with new axes of size 1; axis says where they are in the result, one or several.

    >>> ng.expand_dims(np.array([1, 2, 3]), axis=0)
    array([[1, 2, 3]])
    """
    t = type_of(x)
    count = len(axis) if isinstance(axis, (tuple, list)) else 1
    new = axes_of(t.with_shape((*t.shape, *[1] * count)), (axis,) if axis is None else axis)
    sizes = iter(t.shape)
    return reshape(x, tuple(1 if i in new else next(sizes) for i in range(t.rank + count)))


@numpy_name(np.squeeze)
def squeeze(x, axis=None):
    """x without its axes of size 1, or without those named.

    >>> ng.squeeze(np.array([[1, 2, 3]]))
    array([1, 2, 3])
    """
    t = type_of(x)
    gone = [i for i, d in enumerate(t.shape) if d == 1] if axis is None else axes_of(t, axis)
    require(all(t.shape[i] == 1 for i in gone), f"axis {axis} of {t} is not of size 1")
    return reshape(x, tuple(d for i, d in enumerate(t.shape) if i not in gone))


def _at_least(name, example, new_shape):
    """The function for np.NAME, which takes several arguments, too: each is reshaped by new_shape."""

    def at_least(*xs):
        require(xs, "takes one tensor or more, found none")
        results = tuple(x if (s := new_shape(type_of(x).shape)) == type_of(x).shape else reshape(x, s) for x in xs)
        return results[0] if len(results) == 1 else results

    rank = name[-2]
    at_least.__name__ = at_least.__qualname__ = name
    at_least.__doc__ = f"""x with {rank} axes or more: new ones have size 1.  Several arguments give a tuple.

    {example}
    """
    return numpy_name(getattr(np, name))(at_least)


atleast_1d = _at_least("atleast_1d", ">>> ng.atleast_1d(np.array(5))\n    array([5])", lambda s: s or (1,))
atleast_2d = _at_least(
    "atleast_2d",
    ">>> ng.atleast_2d(np.array([1, 2]))\n    array([[1, 2]])",
    lambda s: (1,) * (2 - len(s)) + s,
)
atleast_3d = _at_least(
    "atleast_3d",
    "A vector becomes [1,n,1] and a matrix [m,n,1], as in NumPy.\n\n"
    "    >>> ng.atleast_3d(np.array([1, 2])).shape\n    (1, 2, 1)",
    lambda s: {0: (1, 1, 1), 1: (1, *s, 1), 2: (*s, 1)}.get(len(s), s),
)

# ---- the same axes in another order -------------------------------------------


@says_where("permute_dims")
def permute_dims(x, axes=None):
    """Reorder the axes, as transpose does; the name is that of the array API standard and of PyTorch's permute.

    >>> ng.permute_dims(np.zeros((2, 3, 4)), (2, 0, 1)).shape
    (4, 2, 3)
    """
    return transpose(x, axes)


@numpy_name(np.matrix_transpose, np.linalg.matrix_transpose)
def matrix_transpose(x):
    """x with its last two axes swapped: each matrix of a stack is transposed.  Also written x.mT.

    >>> ng.matrix_transpose(np.zeros((5, 2, 3))).shape
    (5, 3, 2)
    """
    t = type_of(x)
    require(t.rank >= 2, f"{t} is not a matrix; write expand_dims(x, 0) to make one row of a vector")
    return swapaxes(x, -1, -2)


@numpy_name(np.swapaxes)
def swapaxes(x, axis1, axis2):
    """x with two axes swapped.

    >>> ng.swapaxes(np.zeros((2, 3, 4)), 0, -1).shape
    (4, 3, 2)
    """
    t = type_of(x)
    axes = list(range(t.rank))
    i, j = axis_of(t, axis1), axis_of(t, axis2)
    axes[i], axes[j] = j, i
    return transpose(x, tuple(axes))


@numpy_name(np.moveaxis)
def moveaxis(x, source, destination):
    """x with one axis, or several, in another place; the others keep their order.

    >>> ng.moveaxis(np.zeros((2, 3, 4)), 0, -1).shape
    (3, 4, 2)
    """
    t = type_of(x)
    moved, to = _named(t, source), _named(t, destination)
    if len(moved) != len(to):
        raise GraphError(f"{len(moved)} axes cannot move to {len(to)} places; name a place for each axis")
    axes = [a for a in range(t.rank) if a not in moved]
    for place, axis in sorted(zip(to, moved, strict=True)):
        axes.insert(place, axis)
    return transpose(x, tuple(axes))


def _named(t, axes):
    return axes_of(t, (axes,) if axes is None else axes)


@numpy_name(np.rollaxis)
def rollaxis(x, axis, start=0):
    """x with this axis rolled back until it lies before the axis `start`; moveaxis is easier to read.

    >>> ng.rollaxis(np.zeros((2, 3, 4)), 2).shape
    (4, 2, 3)
    """
    t = type_of(x)
    axis = axis_of(t, axis)
    start = t.rank if start == t.rank else axis_of(t, start)
    return moveaxis(x, axis, start - 1 if axis < start else start)
