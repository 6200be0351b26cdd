"""Elements picked along one axis by number: take, take_along_axis and their like, made of gather and scatter."""

from __future__ import annotations

import builtins

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.registry import numpy_name
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..core.types import ElementType, TensorType, type_of
from .arguments import axis_of
from .arithmetic import maximum, minimum
from .at import update_at
from .gather import gather, scatter
from .modulo import remainder
from .positions import as_index, from_front, require_inside, to_front
from .shape import reshape

# ---- one index for whole slices ---------------------------------------------------


@numpy_name(np.take)
def take(x, indices, axis=None, mode="raise"):
    """The elements, rows or columns of x with these numbers: x[indices] along an axis, or of x as one vector.

    indices: whole numbers in any shape, which takes the place of the axis.  A negative one counts from the end.
    mode: "raise", an index outside is an error if it is known, and otherwise picks NaN as in gather; "clip", what is
    outside picks the first or the last; "wrap", it counts on from the other end; "fill", NaN for known ones too.
    Source: np.take.

    >>> ng.take(np.array([[1.0, 2.0], [3.0, 4.0]]), [1, 1, 0], axis=1)
    array([[2., 2., 1.],
           [4., 4., 3.]])
    """
    if axis is None:
        x, axis = reshape(x, (type_of(x).size,)), 0
    t, i = type_of(x), as_index(indices)
    axis = axis_of(t, axis)
    i = inside(i, t, axis, mode)
    part = gather(to_front(x, (axis,)), i)
    return from_front(part, range(axis, axis + type_of(i).rank))


def inside(i, t, axis, mode):
    """The index, brought inside or required to lie there."""
    known = isinstance(mode, str) and mode in ("raise", "clip", "wrap", "fill")
    require(known, f'mode is "raise", "clip", "wrap" or "fill", found {shown(mode)}')
    if mode == "raise":
        require_inside(i, t, axis)
    if mode not in ("clip", "wrap"):
        return i
    size, integers = t.shape[axis], type_of(i).dtype
    require(size or not type_of(i).size, f"axis {axis} of {t} has no elements")
    if mode == "wrap":
        return i if size > np.iinfo(integers).max else remainder(i, size)
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


@says_where("put_along_axis")
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


# ---- names that others use --------------------------------------------------------


@says_where("embedding")
def embedding(ids, table):
    """The rows of a table with these numbers: the vectors of words, for instance.

    ids: whole numbers in any shape.   table: f32[words, n].   -> the shape of the ids, then n
    The derivative of a row is the sum over all places where it is used.  An index outside is an error if it is known,
    otherwise its row is NaN.   Source: nGraph's EmbeddingLookup; PyTorch's embedding.

    >>> ng.embedding(np.array([1, 0, 1]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[3., 4.],
           [1., 2.],
           [3., 4.]])
    """
    numbers = type_of(ids)
    if numbers.is_float:
        raise GraphError(f"takes the ids first, as whole numbers, found {numbers}; write embedding(ids, table)")
    return take(table, ids, axis=0)


@says_where("index_add")
def index_add(x, indices, updates, axis=0):
    """x with updates added to its rows, columns, ... with these numbers; several at one position add up.

    updates: of the shape of take(x, indices, axis), or broadcast to it.
    Source: PyTorch's index_add, which takes the axis first; nGraph's ScatterAdd, where it is 0.

    >>> ng.index_add(np.zeros(3), [0, 0, 2], np.array([1.0, 2.0, 5.0]))
    array([3., 0., 5.])
    """
    return update_at(x, updates, _whole_axes(x, axis) + (as_index(indices),), "add")


@says_where("index_copy")
def index_copy(x, indices, updates, axis=0):
    """x with updates in place of its rows, columns, ... with these numbers; of several the last stays.

    As index_add.   Source: PyTorch's index_copy; nGraph's ScatterUpdate.

    >>> ng.index_copy(np.zeros(3), [0, 2], np.array([1.0, 5.0]))
    array([1., 0., 5.])
    """
    return update_at(x, updates, _whole_axes(x, axis) + (as_index(indices),))


def _whole_axes(x, axis):
    return (builtins.slice(None),) * axis_of(type_of(x), axis)


# ---- by a mask --------------------------------------------------------------------


@numpy_name(np.compress)
def compress(condition, x, axis=None):
    """The elements, rows or columns of x where the condition holds; it must be known, for it determines the shape.

    condition: bools for the positions along the axis, or of x as one vector; what is missing at its end is False.
    Source: np.compress.

    >>> ng.compress([True, False, True], np.array([1.0, 2.0, 3.0]))
    array([1., 3.])
    """
    return take(x, np.flatnonzero(_known_mask(condition)), axis)


@numpy_name(np.extract)
def extract(condition, x):
    """The elements of x where the condition holds, as a vector; it must be known, for it determines the shape.

    Source: np.extract.

    >>> ng.extract(np.array([[True, False], [True, True]]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([1., 3., 4.])
    """
    return take(x, np.flatnonzero(_known_mask(condition)))


def _known_mask(condition):
    """The condition as an array; refused if it is a tensor."""
    mask = as_index(condition, masks=True)
    if isinstance(mask, (Tensor, TensorType, ElementType)):
        advice = "write where(condition, x, 0.0)"
        raise GraphError(f"the condition {mask!r} is not known yet, nor how many elements it picks; {advice}")
    type_of(mask)  # refuses what has no element type
    return np.asarray(mask)
