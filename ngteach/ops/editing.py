"""Elements put into a tensor and taken out of it: insert and delete give a new one, as everything here does."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .arguments import axis_of
from .axes import flatten, moveaxis
from .broadcast import broadcast
from .index import join
from .lists import parts_of
from .parts import picked
from .rules import promoted
from .shape import reshape


@numpy_name(np.delete)
def delete(x, obj, axis=None):
    """x without the elements at these positions along axis; without an axis, all elements are one row.

    obj: a number, several of them, a slice, or a mask of bools.  They must be known.

    >>> ng.delete(np.array([1, 2, 3, 4]), [0, -1])
    array([2, 3])
    """
    x, axis = _row_or_axis(x, axis)
    length = type_of(x).shape[axis]
    return picked(x, axis, _numpys(np.delete, np.arange(length), _known(obj)))


@numpy_name(np.insert)
def insert(x, obj, values, axis=None):
    """x with values before these positions along axis; without an axis, all elements are one row.

    obj: a number, several of them, a slice, or a mask of bools, all counted in x.  They must be known.
    values: broadcast to what is put in: before one position a whole stretch, before several one each.

    >>> ng.insert(np.array([1, 2, 3]), 1, 9)
    array([1, 9, 2, 3])
    """
    x, axis = _row_or_axis(x, axis)
    obj, (x, values) = _known(obj), parts_of([x, values])
    t, new = type_of(x), type_of(values)
    if t.dtype is not new.dtype:
        raise GraphError(f"{t} and {new} differ in element type; write convert(..., {promoted(t, new)})")
    require(new.rank <= t.rank, f"values of the type {new} have more axes than {t}")
    values = reshape(values, (1,) * (t.rank - new.rank) + new.shape)
    if not isinstance(obj, slice) and np.ndim(obj) == 0:
        values = moveaxis(values, 0, axis)  # NumPy's rule for one position
        count = type_of(values).shape[axis]
        places = _numpys(np.insert, np.arange(t.shape[axis]), [obj] * count, t.shape[axis] + np.arange(count))
    else:
        count = len(_numpys(np.insert, np.arange(t.shape[axis]), obj, 0)) - t.shape[axis]
        places = _numpys(np.insert, np.arange(t.shape[axis]), obj, t.shape[axis] + np.arange(count))
    values = broadcast(values, (*t.shape[:axis], count, *t.shape[axis + 1 :]))
    return picked(join(x, values, axis=axis), axis, places)


def _row_or_axis(x, axis):
    return (flatten(x), 0) if axis is None else (x, axis_of(type_of(x), axis))


def _known(obj):
    """The positions as NumPy takes them."""
    if isinstance(obj, slice):
        return obj
    good = isinstance(obj, (int, list, tuple, range, np.ndarray, np.integer))
    try:
        array = np.asarray(obj) if good else None
    except (TypeError, ValueError):
        array = None
    if array is None or array.dtype.kind not in "iub" and array.size:
        raise GraphError(f"the positions are known whole numbers, a slice or a mask, found {shown(obj)}")
    return array if array.size else array.astype(np.int64)


def _numpys(function, *args):
    """What NumPy's function does to positions."""
    try:
        return function(*args)
    except (IndexError, ValueError, TypeError, OverflowError) as problem:
        raise GraphError(str(problem)) from None
