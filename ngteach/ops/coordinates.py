"""Positions as coordinates: those of one element side by side in the last axis, or counted through all axes."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.registry import numpy_name
from ..core.calling.shapes import as_shape
from ..core.provenance import says_where
from ..core.types import i64, type_of
from .arithmetic import add, multiply
from .brackets import getitem
from .broadcast import broadcast
from .compare import less, logical_and, where
from .convert import convert
from .gather import gather, scatter, scatter_add
from .modulo import floor_divide, remainder
from .positions import as_index, require_inside

# ---- coordinates in the last axis ------------------------------------------------


@says_where("gather_nd")
def gather_nd(x, indices, batch_dims=0):
    """The elements of x at these coordinates, which stand in the last axis of the indices: x[i, j] for each row (i, j).

    indices: i32[..., k] for the first k axes of x; the result has their other axes, then the other axes of x.
    batch_dims: so many leading axes are the same in both, and each part of x has its own coordinates.
    An index outside is an error if it is known, otherwise as in gather.   Source: ONNX's and nGraph's GatherND.

    >>> ng.gather_nd(np.array([[1.0, 2.0], [3.0, 4.0]]), [[0, 1], [1, 1]])
    array([2., 4.])
    """
    t, i = type_of(x), as_index(indices)
    it = type_of(i)
    good = isinstance(batch_dims, (int, np.integer)) and not isinstance(batch_dims, bool) and 0 <= batch_dims < it.rank
    require(good, f"batch_dims is a number of axes before the last one of {it}, found {shown(batch_dims)}")
    same = it.shape[:batch_dims] == t.shape[:batch_dims]
    require(same, f"{t} and the indices {it} differ in their first axes, but batch_dims is {batch_dims}")
    own = [np.arange(d).reshape((d,) + (1,) * (it.rank - 2 - a)) for a, d in enumerate(it.shape[:batch_dims])]
    columns = [*own, *_columns(t, i, batch_dims)]
    return gather(x, *columns) if columns else broadcast(x, it.shape[:-1] + t.shape)


def _columns(t, i, first=0):
    """One index for each coordinate, for the axes of t from the first on."""
    it = type_of(i)
    if not it.rank or it.shape[-1] > t.rank - first:
        raise GraphError(f"the last axis of the indices has at most {t.rank - first} coordinates for {t}, found {it}")
    columns = [getitem(i, (..., a)) for a in range(it.shape[-1])]
    for axis, column in enumerate(columns, first):
        require_inside(column, t, axis)
    return columns


@says_where("scatter_nd_update")
def scatter_nd_update(x, indices, updates):
    """x with updates in place of the elements at these coordinates, which stand in the last axis of the indices.

    updates: of the shape of gather_nd(x, indices), or broadcast to it.  Of several at one position the last stays; what
    is outside is left out.   Source: ONNX's ScatterND, nGraph's ScatterNDUpdate.

    >>> ng.scatter_nd_update(np.zeros((2, 2)), [[0, 1], [1, 0]], np.array([5.0, 6.0]))
    array([[0., 5.],
           [6., 0.]])
    """
    return scatter(x, updates, *_columns(type_of(x), as_index(indices)))


@says_where("scatter_nd_add")
def scatter_nd_add(x, indices, updates):
    """x with updates added to the elements at these coordinates; several at one position add up.

    As scatter_nd_update.   Source: nGraph's ScatterNDAdd.

    >>> ng.scatter_nd_add(np.zeros((2, 2)), [[0, 1], [0, 1]], np.array([5.0, 6.0]))
    array([[ 0., 11.],
           [ 0.,  0.]])
    """
    return scatter_add(x, updates, *_columns(type_of(x), as_index(indices)))


# ---- coordinates and numbers ----------------------------------------------------


@numpy_name(np.unravel_index)
def unravel_index(indices, shape):
    """The coordinates of elements that are numbered through all axes: a tensor of i64 for each axis.

    A number outside has a first coordinate outside, so that it picks NaN when it is used.   Source: np.unravel_index.

    >>> ng.unravel_index(np.array([0, 5]), (2, 3))
    (array([0, 1]), array([0, 2]))
    """
    shape, i = as_shape(shape), as_index(indices)
    i = i if type_of(i).element is i64 else convert(i, i64)
    found = []
    for axis in range(len(shape)):
        steps = math.prod(shape[axis + 1 :])
        k = floor_divide(i, steps) if steps != 1 else i
        found.append(remainder(k, shape[axis]) if axis else k)
    return tuple(found)


@numpy_name(np.ravel_multi_index)
def ravel_multi_index(multi_index, dims):
    """The numbers of elements, counted through all axes, that have these coordinates: i64.

    multi_index: a list of whole-number tensors, one for each of the axes whose sizes are dims.
    With a coordinate outside the number is that behind the last one, so that it picks NaN when it is used.
    Source: np.ravel_multi_index.

    >>> ng.ravel_multi_index([np.array([0, 1]), np.array([0, 2])], (2, 3))
    array([0, 5])
    """
    dims, indices = as_shape(dims), [as_index(i) for i in multi_index]
    require(len(dims) == len(indices) > 0, f"{len(indices)} indices cannot count {len(dims)} axes")
    total, inside = np.asarray(0), np.asarray(True)
    for i, size in zip(indices, dims, strict=True):
        i = i if type_of(i).element is i64 else convert(i, i64)
        inside = logical_and(inside, logical_and(less(i, size), less(-1, i)))
        total = add(multiply(total, size), i)
    return where(inside, total, math.prod(dims))
