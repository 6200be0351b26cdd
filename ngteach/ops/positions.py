"""Whole numbers as indices: what may be one, which elements it points at, and whether it points outside."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError
from ..core.graph import Tensor
from ..core.trace import current_trace
from ..core.types import ElementType, TensorType, boolean, type_of
from .align import common_shape
from .constant import constant
from .lists import element_of, from_list
from .shape import transpose

# ---- what the arguments may be -----------------------------------------------


def as_index(i, masks=False):
    """An index as a tensor, a type or an array of whole numbers: a list is taken as an array, an empty one too."""
    if isinstance(i, (list, tuple, range)):
        i = from_list(list(i), element_of(list(i)))
        if isinstance(i, np.ndarray) and not i.size:
            i = i.astype(np.int64)
    elif isinstance(i, int) and not isinstance(i, bool):
        i = np.asarray(i)
    if not masks and type_of(i).element is boolean:
        raise GraphError(f"{type_of(i)} is a mask, not whole numbers; it is unknown how many elements it picks")
    return i


def known_index(i):
    """The numbers of an index that is known while the graph is being recorded; None of any other."""
    if isinstance(i, Tensor):
        eqn = current_trace().producer.get(i)
        return eqn.params["value"] if eqn is not None and eqn.op is constant else None
    return None if isinstance(i, (TensorType, ElementType)) else np.asarray(i)


def require_inside(i, t, axis):
    """Refuse a known index that is outside this axis of t; one that is not known gives NaN when the graph runs."""
    i, size = known_index(i), t.shape[axis]
    if i is None or not i.size or i.dtype.kind not in "iu":
        return
    low, high = int(i.min()), int(i.max())
    if not -size <= low <= high < size:
        raise GraphError(f"{low if low < -size else high} is outside axis {axis} of {t}")


def positions(x, indices, anywhere=False):
    """The indices of x in one form.  While a graph is recorded, arrays and lists among them must lie inside."""
    indices = [as_index(i) for i in indices]
    if not anywhere and any(isinstance(v, Tensor) for v in (x, *indices)):
        for axis, i in enumerate(indices[: type_of(x).rank]):
            if not isinstance(i, Tensor):
                require_inside(i, type_of(x), axis)
    return indices


# ---- what they are ------------------------------------------------------------


def picked(x, indices):
    """The type of x[i, j, ...]: the common shape of the indices, then the axes of x that have none."""
    if not 0 < len(indices) <= x.rank:
        raise GraphError(f"{x} takes an index for one axis or more, at most for {x.rank}, found {len(indices)}")
    for i in indices:
        if i.dtype.kind not in "iu":
            raise GraphError(f"an index must be whole numbers, found {i}; write convert(..., i32)")
    return x.with_shape((*common_shape(indices), *x.shape[len(indices) :]))


def places(indices, shape):
    """Where the indices point, with the axes that they count taken as one; -1 where one of them is outside.

    A signed index below 0 counts from the end.  One of u64 beyond i64 becomes negative here, and is outside as well.
    """
    at, outside = np.zeros((), np.intp), False
    for i, size in zip(indices, shape, strict=False):
        k = i.astype(np.intp)
        if i.dtype.kind == "i":
            k = np.where(k < 0, k + size, k)
        outside = outside | (k < 0) | (k >= size)
        at = at * size + k
    return np.where(outside, -1, at)


def missing(dtype, outside):
    """What an index outside picks: for whole numbers and bools, which have no NaN, the number that JAX takes."""
    if outside == "zeros":
        return dtype.type(0)
    if dtype.kind == "f":
        return np.nan
    return True if dtype.kind == "b" else np.iinfo(dtype).min if dtype.kind == "i" else np.iinfo(dtype).max


# ---- axes to the front and back ------------------------------------------------


def to_front(x, axes):
    """x with these axes first, in this order."""
    order = (*axes, *(a for a in range(type_of(x).rank) if a not in axes))
    return x if order == tuple(range(len(order))) else transpose(x, order)


def from_front(x, axes):
    """The opposite: x with its first axes at these places."""
    rank = type_of(x).rank
    order = (*axes, *(a for a in range(rank) if a not in axes))
    return x if order == tuple(range(rank)) else transpose(x, tuple(order.index(a) for a in range(rank)))
