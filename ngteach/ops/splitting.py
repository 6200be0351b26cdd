"""One tensor split into several: slices, in order.  What has several results gives a list of them, as NumPy does."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require
from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .arguments import axis_of
from .parts import part, whole_numbers
from .shape import reshape


@numpy_name(np.array_split)
def array_split(x, indices_or_sections, axis=0):
    """A list of parts of x along axis: so many, the first ones longer by one, or cut before the positions of a list.

    >>> ng.array_split(np.arange(5), 2)
    [array([0, 1, 2]), array([3, 4])]
    """
    t = type_of(x)
    axis = axis_of(t, axis)
    length = t.shape[axis]
    cuts = whole_numbers(indices_or_sections, "indices_or_sections")
    if cuts.ndim == 0:
        require(cuts > 0, f"{t} can be split into 1 part or more, found {cuts}")
        longer, count = length % int(cuts), int(cuts)
        cuts = np.cumsum([length // count + (i < longer) for i in range(count - 1)], dtype=np.int64)
    ends = [None, *cuts.ravel().tolist(), None]
    return [part(x, axis, range(length)[a:b]) for a, b in zip(ends, ends[1:], strict=False)]


@numpy_name(np.split)
def split(x, indices_or_sections, axis=0):
    """A list of equal parts of x along axis: so many, or cut before the positions of a list.

    >>> ng.split(np.arange(6), 3)
    [array([0, 1]), array([2, 3]), array([4, 5])]
    >>> ng.split(np.arange(6), [1, 4])
    [array([0]), array([1, 2, 3]), array([4, 5])]
    """
    t, count = type_of(x), whole_numbers(indices_or_sections, "indices_or_sections")
    length = t.shape[axis_of(t, axis)]
    if count.ndim == 0 and count > 0 and length % count:
        raise GraphError(f"{t} has {length} along axis {axis}, not {count} equal parts; write array_split")
    return array_split(x, indices_or_sections, axis)


@numpy_name(np.hsplit)
def hsplit(x, indices_or_sections):
    """x split along its second axis, a vector along its only one; what hstack joins.

    >>> ng.hsplit(np.array([1, 2, 3, 4]), 2)
    [array([1, 2]), array([3, 4])]
    """
    t = type_of(x)
    require(t.rank, f"{t} has no axis to split")
    return split(x, indices_or_sections, 1 if t.rank > 1 else 0)


@numpy_name(np.vsplit)
def vsplit(x, indices_or_sections):
    """x split along its first axis; x must have two axes or more.

    >>> ng.vsplit(np.array([[1, 2], [3, 4]]), 2)
    [array([[1, 2]]), array([[3, 4]])]
    """
    t = type_of(x)
    require(t.rank >= 2, f"{t} has fewer than 2 axes; write split(x, ...)")
    return split(x, indices_or_sections, 0)


@numpy_name(np.dsplit)
def dsplit(x, indices_or_sections):
    """x split along its third axis.

    >>> [part.shape for part in ng.dsplit(np.zeros((2, 3, 4)), 2)]
    [(2, 3, 2), (2, 3, 2)]
    """
    t = type_of(x)
    require(t.rank >= 3, f"{t} has fewer than 3 axes; write split(x, ..., axis=-1)")
    return split(x, indices_or_sections, 2)


@numpy_name(*[np.unstack] if hasattr(np, "unstack") else [])  # since NumPy 2.1
def unstack(x, *, axis=0):
    """A tuple of the parts of x along axis, without that axis; stack joins them again.

    >>> ng.unstack(np.array([[1, 2], [3, 4]]))
    (array([1, 2]), array([3, 4]))
    """
    t = type_of(x)
    axis = axis_of(t, axis)
    shape = t.shape[:axis] + t.shape[axis + 1 :]
    return tuple(reshape(part(x, axis, range(i, i + 1)), shape) for i in range(t.shape[axis]))
