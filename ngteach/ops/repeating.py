"""The same elements several times: tiles and repetitions."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import require, shown
from ..core.calling.registry import numpy_name
from ..core.calling.shapes import as_shape
from ..core.types import type_of
from .arguments import axis_of
from .axes import flatten
from .broadcast import broadcast
from .create import full_like
from .parts import part, picked, repeated, whole_numbers
from .shape import reshape


@numpy_name(np.tile)
def tile(x, reps):
    """x again and again, reps times along each axis, as tiles on a floor.

    reps: a number, for the last axis, or one for each axis; new axes come first, as in broadcasting.

    >>> ng.tile(np.array([1, 2, 3]), 2)
    array([1, 2, 3, 1, 2, 3])
    """
    t, counts = type_of(x), whole_numbers(reps, "reps")
    good = counts.ndim < 2 and (counts >= 0).all()
    require(good, f"reps is a whole number, 0 or more, for each axis, found {shown(reps)}")
    counts = tuple(counts.ravel().tolist())
    rank = max(t.rank, len(counts))
    counts, shape = (1,) * (rank - len(counts)) + counts, (1,) * (rank - t.rank) + t.shape
    x = x if shape == t.shape else reshape(x, shape)
    for axis, count in enumerate(counts):
        if count != 1:
            x = _tiled(x, axis, count)
    return x


def _tiled(x, axis, count):
    """Each stretch from this axis on is one row, which is repeated."""
    shape = type_of(x).shape
    before, rest = math.prod(shape[:axis]), math.prod(shape[axis:])
    wide = broadcast(reshape(x, (before, 1, rest)), (before, count, rest))
    return reshape(wide, (*shape[:axis], count * shape[axis], *shape[axis + 1 :]))


@numpy_name(np.repeat)
def repeat(x, repeats, axis=None):
    """Each element so many times, one after the other; without an axis, all elements are one row.

    repeats: a number, or one for each position along axis.

    >>> ng.repeat(np.array([1, 2, 3]), 2)
    array([1, 1, 2, 2, 3, 3])
    >>> ng.repeat(np.array([1, 2, 3]), [0, 1, 3])
    array([2, 3, 3, 3])
    """
    t, counts = type_of(x), whole_numbers(repeats, "repeats")
    if axis is None:
        x, axis, t = flatten(x), 0, t.with_shape((t.size,))
    axis = axis_of(t, axis)
    good = counts.ndim < 2 and (counts >= 0).all() and counts.size in (1, t.shape[axis])
    wanted = f"a whole number, 0 or more, or {t.shape[axis]} of them, one for each position"
    require(good, f"repeats is {wanted}, found {shown(repeats)}")
    if counts.size == 1:
        return repeated(x, axis, int(counts.ravel()[0]))
    return picked(x, axis, np.repeat(np.arange(t.shape[axis]), counts))


@numpy_name(np.resize)
def resize(x, new_shape):
    """The elements of x in a tensor of another size: cut off, or again from the first; zeros if x has none.

    >>> ng.resize(np.array([1, 2, 3]), (2, 4))
    array([[1, 2, 3, 1],
           [2, 3, 1, 2]])
    """
    t, shape = type_of(x), as_shape(new_shape)
    size = math.prod(shape)
    if not t.size:
        return full_like(x, False if t.dtype.kind == "b" else 0, shape=shape)
    row = tile(flatten(x), -(-size // t.size))
    return reshape(part(row, 0, range(size)), shape)
