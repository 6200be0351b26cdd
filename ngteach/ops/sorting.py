"""Sorting: argsort gives positions, and sort, partition and top_k take the elements from there.

So their derivative is that of take_along_axis: each element of the result passes dy to where it came from.  Of equal
elements the one that comes first in x counts as the first of them.
"""

from __future__ import annotations

import operator

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.registry import numpy_name
from ..core.op import op
from ..core.provenance import says_where
from ..core.types import element_type, i32, i64, type_of
from .arguments import axis_of, switch
from .convert import convert
from .index import slice
from .rules import computed
from .shape import copy_into, reshape
from .take import take_along_axis

_KINDS = (None, "quicksort", "mergesort", "heapsort", "stable")


def _one_order(inputs, params):
    """axis=None takes all elements as one vector; our order is always the stable one, so kind is not recorded."""
    (x,), kind = inputs, params["kind"]
    require(kind is None or kind in _KINDS, f'kind is "stable", found {shown(kind)}')
    x, axis = _rows(x, params["axis"])
    return [x], {"axis": axis} | ({"descending": True} if switch(params["descending"], "descending") else {})


def _rows(x, axis):
    t = type_of(x)
    return (reshape(x, (t.size,)), 0) if axis is None else (x, axis_of(t, axis))


def _argsort(x, axis, descending=False, out=None):
    if descending:  # read backwards, the last of equals becomes the first, so that equals keep their order
        last = x.shape[axis] - 1
        found = last - np.flip(np.argsort(np.flip(x, axis), axis, kind="stable"), axis)
    else:
        found = np.argsort(x, axis, kind="stable")
    return found if out is None else copy_into(found, out)


@op(forward=_argsort, prepare=_one_order, numpy=[np.argsort], adjoint=None)
def argsort(x, *, axis=-1, descending=False, kind=None, stable=None):
    """The positions of the elements along axis in ascending order, or descending; i64.

    Equal elements keep their order, whatever kind and stable say.  NaN comes last in ascending order, and first in
    descending.  axis=None sorts all elements as one vector.   Source: NumPy; descending as in JAX.

    >>> ng.argsort(np.array([3.0, 1.0, 2.0]))
    array([1, 2, 0])
    """
    return computed(x).with_element(i64)


@numpy_name(np.sort)
def sort(x, axis=-1, descending=False, kind=None, stable=None):
    """The elements along axis in ascending order, or descending; NaN as the largest.

    axis=None sorts all elements as one vector.  Equal elements keep their order: it tells where dy goes.

    >>> ng.sort(np.array([3.0, 1.0, 2.0]))
    array([1., 2., 3.])
    """
    x, axis = _rows(x, axis)
    return take_along_axis(x, argsort(x, axis=axis, descending=descending, kind=kind), axis)


@numpy_name(np.partition)
def partition(x, kth, axis=-1, kind=None):
    """The elements along axis such that those before position kth are not larger, and those behind not smaller.

    Here they are sorted, which is one such order; NumPy leaves it open.

    >>> ng.partition(np.array([3.0, 1.0, 2.0]), 1)
    array([1., 2., 3.])
    """
    _require_positions(x, kth, axis)
    return sort(x, axis=axis)


@numpy_name(np.argpartition)
def argpartition(x, kth, axis=-1, kind=None):
    """The positions that partition takes the elements from; here those of argsort.

    >>> ng.argpartition(np.array([3.0, 1.0, 2.0]), 1)
    array([1, 2, 0])
    """
    _require_positions(x, kth, axis)
    return argsort(x, axis=axis)


def _require_positions(x, kth, axis):
    t = type_of(x)
    size = t.size if axis is None else t.shape[axis_of(t, axis)]
    for k in kth if isinstance(kth, (list, tuple)) or isinstance(kth, np.ndarray) and kth.ndim else (kth,):
        found = _whole(k, "kth")
        require(-size <= found < size, f"kth is {shown(found)}, but {t} has {size} elements along axis {axis}")


def _whole(number, name):
    try:
        if isinstance(number, (bool, np.bool_)):
            raise TypeError
        return operator.index(number)
    except TypeError:
        raise GraphError(f"{name} is a whole number, found {shown(number)}") from None


@says_where("top_k")
def top_k(x, k, axis=-1, largest=True, sorted=True, dtype=i64):
    """(values, positions) of the k largest elements along axis, or of the smallest, in order.

    Of equal elements the first come first.  NaN counts as the largest.   sorted: they come in order in any case.
    dtype: i64 or i32, the element type of the positions.   Source: nGraph's TopK; JAX's and PyTorch's function.

    >>> ng.top_k(np.array([3.0, 1.0, 2.0]), 2)
    (array([3., 2.]), array([0, 2]))
    """
    t, k, element = computed(type_of(x)), _whole(k, "k"), element_type(dtype)
    axis = axis_of(t, axis)
    require(0 < k <= t.shape[axis], f"k is {shown(k)}, but {t} has {t.shape[axis]} elements along axis {axis}")
    require(element in (i32, i64), f"the positions are i32 or i64, found dtype={element}")
    order = argsort(x, axis=axis, descending=switch(largest, "largest"))
    first = slice(order, tuple((0, k if a == axis else d, 1) for a, d in enumerate(t.shape)))
    return take_along_axis(x, first, axis), first if element is i64 else convert(first, element)
