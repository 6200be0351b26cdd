"""Taking tensors apart and joining them: slices, their adjoint embed, and join."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Set

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.op import op
from ..core.types import TensorType
from .arguments import joined_axis, ranges
from .rules import promoted
from .shape import copy_into


def _ranges(index):
    """(start, stop, step) for each axis, as Python's slices."""
    return tuple(builtins.slice(*r) for r in index)


def length(start, stop, step, size):
    return len(range(*builtins.slice(start, stop, step).indices(size)))


def _slice(x, index, out=None):
    part = x[(*_ranges(index), ...)]  # with ... even a part without axes is a view
    return part if out is None else copy_into(part, out)


@op(forward=_slice, kind="view", prepare=ranges)
def slice(x, *, index):
    """The part of x with, along each axis, the positions start, start + step, ... before stop.

    >>> ng.slice(np.array([1, 2, 3, 4, 5]), ((1, 5, 2),))
    array([2, 4])
    """
    require(len(index) == x.rank, f"{x} has {x.rank} axes, but the index has {len(index)}")
    return x.with_shape(length(*r, size) for r, size in zip(index, x.shape, strict=True))


@slice.adjoint
def slice_adjoint(dy, y, x, *, index):
    return (embed(dy, x.shape, index),)


def _embed(x, shape, index, out=None):
    out = np.empty(shape, x.dtype) if out is None else out
    out[...] = 0
    out[_ranges(index)] = x
    return out


@op(forward=_embed, prepare=ranges)
def embed(x, *, shape, index):
    """Zeros of this shape, with x in the part that slice(..., index) would take.

    >>> ng.embed(np.array([2, 4]), shape=(5,), index=((1, 5, 2),))
    array([0, 2, 0, 4, 0])
    """
    require(len(index) == len(shape), f"the shape {shape} has {len(shape)} axes, but the index has {len(index)}")
    part = tuple(length(*r, size) for r, size in zip(index, shape, strict=True))
    require(part == x.shape, f"{x} does not fill the part {part}")
    return x.with_shape(shape)


@embed.adjoint
def embed_adjoint(dy, y, x, *, shape, index):
    return (slice(dy, index),)


def _concatenate(*xs, axis, out=None):
    return np.concatenate(xs, axis, out=out)


@op(forward=_concatenate, prepare=joined_axis)
def join(*xs, axis=0):
    """The inputs joined along axis, in order.

    >>> ng.join(np.array([1, 2]), np.array([3]))
    array([1, 2, 3])
    """
    first = xs[0]
    for x in xs:
        if x.dtype is not first.dtype:
            raise GraphError(f"{first} and {x} differ in element type; write convert(..., {promoted(first, x)})")
        others = [x.shape[:axis] + x.shape[axis + 1 :] for x in (x, first)]
        fits = x.rank == first.rank and others[0] == others[1]
        require(fits, f"{first} and {x} may differ only in axis {axis}")
    total = builtins.sum(x.shape[axis] for x in xs)
    return TensorType(first.dtype, (*first.shape[:axis], total, *first.shape[axis + 1 :]))


@join.adjoint
def join_adjoint(dy, y, *xs, axis):
    parts, start = [], 0
    for x in xs:
        stop = start + x.shape[axis]
        whole = [(0, d, 1) for d in dy.shape]
        whole[axis] = (start, stop, 1)
        parts.append(slice(dy, tuple(whole)))
        start = stop
    return tuple(parts)


def listed(xs):
    """The tensors of a list, a tuple or anything else that can be looped over in order, as a list."""
    try:
        if not isinstance(xs, (Set, Mapping)):
            return list(xs)
    except TypeError:  # that cannot be looped over
        pass
    raise GraphError(f"takes a list of tensors, found {shown(xs)}")
