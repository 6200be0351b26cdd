"""Elements picked along one axis by number: take, take_along_axis and their like, made of gather and scatter."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .arguments import axis_of
from .arithmetic import maximum, minimum
from .gather import gather, scatter
from .positions import as_index, from_front, require_inside, to_front
from .shape import reshape

# ---- one index for whole slices ---------------------------------------------------


@numpy_name(np.take)
def take(x, indices, axis=None, mode="raise"):
    """The elements, rows or columns of x with these numbers: x[indices] along an axis, or of x as one vector.

    indices: whole numbers in any shape, which takes the place of the axis.  A negative one counts from the end.
    mode: "raise", an index outside is an error if it is known, and otherwise picks NaN as in gather; "clip", what is
    outside picks the first or the last; "fill", NaN for known ones too.   Source: np.take.

    >>> ng.take(np.array([[1.0, 2.0], [3.0, 4.0]]), [1, 1, 0], axis=1)
    array([[2., 2., 1.],
           [4., 4., 3.]])
    """
    if axis is None:
        x, axis = reshape(x, (type_of(x).size,)), 0
    t, i = type_of(x), as_index(indices)
    axis = axis_of(t, axis)
    i = _inside(i, t, axis, mode)
    part = gather(to_front(x, (axis,)), i)
    return from_front(part, range(axis, axis + type_of(i).rank))


def _inside(i, t, axis, mode):
    """The index, brought inside or required to lie there."""
    known = isinstance(mode, str) and mode in ("raise", "clip", "fill")
    require(known, f'mode is "raise", "clip" or "fill", found {shown(mode)}')
    if mode == "raise":
        require_inside(i, t, axis)
    if mode != "clip":
        return i
    size, integers = t.shape[axis], type_of(i).dtype
    require(size or not type_of(i).size, f"axis {axis} of {t} has no elements")
    last = min(max(size - 1, 0), np.iinfo(integers).max)
    return minimum(i if integers.kind == "u" else maximum(i, 0), last)


# ---- one index for each element -----------------------------------------------------


def _along(t, indices, axis):
    """An index for every axis: those given for one, for each other axis its numbers in order, to be broadcast."""
    i = as_index(indices)
    rank = type_of(i).rank
    if rank != t.rank:
        raise GraphError(f"{t} has {t.rank} axes, but the indices {type_of(i)} have {rank}")
    require_inside(i, t, axis)
    shapes = [tuple(d if a == b else 1 for b in range(rank)) for a, d in enumerate(t.shape)]
    return [i if a == axis else np.arange(t.shape[a]).reshape(shapes[a]) for a in range(rank)]


@numpy_name(np.take_along_axis)
def take_along_axis(x, indices, axis=-1):
    """For each position its own element along an axis: x[i, indices[i, j]] for a matrix and axis=1.

    indices: whole numbers, with as many axes as x, and broadcast to x along the others; argmax with keepdims=True,
    argsort and top_k give such.  axis=None takes x as one vector.   Source: np.take_along_axis.

    >>> ng.take_along_axis(np.array([[1.0, 9.0], [8.0, 3.0]]), np.array([[1], [0]]), axis=1)
    array([[9.],
           [8.]])
    """
    if axis is None:
        x, axis = reshape(x, (type_of(x).size,)), 0
    t = type_of(x)
    axis = axis_of(t, axis)
    return gather(x, *_along(t, indices, axis))


def put_along_axis(x, indices, values, axis=-1):
    """x with values at the positions from which take_along_axis would take: a new tensor, x itself stays.

    values: of the shape of the indices, or broadcast to it.  Of several at one position the last stays.
    Source: np.put_along_axis, which changes x itself; ONNX's ScatterElements.

    >>> ng.put_along_axis(np.zeros((2, 2)), np.array([[1], [0]]), 5.0, axis=1)
    array([[0., 5.],
           [5., 0.]])
    """
    shape = type_of(x).shape
    if axis is None:
        x, axis = reshape(x, (type_of(x).size,)), 0
    t = type_of(x)
    return reshape(scatter(x, values, *_along(t, indices, axis_of(t, axis))), shape)
