"""Taking parts and putting them together: slices, their adjoint embed, and concatenate."""

from __future__ import annotations

import builtins
import operator

import numpy as np

from ..op import numpy_name, op
from ..types import GraphError, TensorType, require, type_of
from .shape import copy_into, reshape


def _ranges(index):
    """(start, stop, step) for each axis, as Python's slices."""
    return tuple(builtins.slice(*r) for r in index)


def _length(start, stop, step, size):
    return len(range(*builtins.slice(start, stop, step).indices(size)))


def _slice(x, index, out=None):
    part = x[_ranges(index)]
    return part if out is None else copy_into(part, out)


def _keeps_rows(x, index):
    return (x.rank > 0 and index[0] == (0, x.shape[0], 1),)


@op(forward=_slice, kind="view", rows=_keeps_rows)
def slice(x, *, index):
    """The part of x with, along each axis, the positions start, start + step, ... before stop."""
    require(len(index) == x.rank, f"{x} has {x.rank} axes, but the index has {len(index)}")
    return x.with_shape(_length(*r, size) for r, size in zip(index, x.shape, strict=True))


@slice.adjoint
def slice_adjoint(dy, y, x, *, index):
    return (embed(dy, x.shape, index),)


def _embed(x, shape, index, out=None):
    out = np.empty(shape, x.dtype) if out is None else out
    out[...] = 0
    out[_ranges(index)] = x
    return out


@op(forward=_embed)
def embed(x, *, shape, index):
    """Zeros of this shape, with x in the part that slice(..., index) would take."""
    part = tuple(_length(*r, size) for r, size in zip(index, shape, strict=True))
    require(part == x.shape, f"{x} does not fill the part {part}")
    return x.with_shape(shape)


@embed.adjoint
def embed_adjoint(dy, y, x, *, shape, index):
    return (slice(dy, index),)


def getitem(x, key):
    """x[key] for whole numbers, slices, None and ...: a slice, then a reshape where axes come or go."""
    key = key if isinstance(key, tuple) else (key,)
    t = type_of(x)
    for k in key:
        _check_key(t, k)
    used = builtins.sum(k is not None and k is not Ellipsis for k in key)
    require(used <= t.rank, f"x[...]: {t} has {t.rank} axes, but the index names {used}")
    dots = builtins.sum(k is Ellipsis for k in key)
    require(dots <= 1, "x[...]: an index can have only one ...")
    if not dots:
        key = (*key, Ellipsis)
    at = [k is Ellipsis for k in key].index(True)
    key = key[:at] + (builtins.slice(None),) * (t.rank - used) + key[at + 1 :]
    index, shape, axis = [], [], 0
    for k in key:
        if k is None:
            shape.append(1)
            continue
        size = t.shape[axis]
        if isinstance(k, builtins.slice):
            start, stop, step = k.indices(size)
            index.append((start, stop if stop >= 0 else None, step))
            shape.append(_length(*index[-1], size))
        else:
            at = operator.index(k)
            require(-size <= at < size, f"x[...]: {at} is outside axis {axis} of {t}")
            index.append((at % size, at % size + 1, 1))
        axis += 1
    if any(r != (0, size, 1) for r, size in zip(index, t.shape, strict=True)):
        x = slice(x, tuple(index))
    return x if x.shape == tuple(shape) else reshape(x, tuple(shape))


def _check_key(t, k):
    if k is None or k is Ellipsis or isinstance(k, builtins.slice):
        return
    try:
        require(not isinstance(k, bool), f"x[...]: {t} cannot be indexed by True or False; use where()")
        operator.index(k)
    except TypeError:
        raise GraphError(
            f"x[...]: {t} can be indexed by whole numbers, slices, None and ..., found a {type(k).__name__}; "
            "to pick rows by number write one_hot(rows, depth) @ x"
        ) from None


def _concatenate(*xs, axis, out=None):
    return np.concatenate(xs, axis, out=out)


def _on_axis(inputs, params):
    rank, axis = type_of(inputs[0]).rank if inputs else 0, params["axis"]
    require(-rank <= axis < rank, f"there is no axis {axis} to join {', '.join(str(type_of(x)) for x in inputs) or 'nothing'} on")
    return inputs, {"axis": axis % rank}


@op(forward=_concatenate, prepare=_on_axis)
def join(*xs, axis=0):
    """The inputs one after the other along axis."""
    first = xs[0]
    for x in xs:
        others = [x.shape[:axis] + x.shape[axis + 1 :] for x in (x, first)]
        fits = x.dtype == first.dtype and x.rank == first.rank and others[0] == others[1]
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


@numpy_name(np.concatenate)
def concatenate(xs, axis=0):
    """The tensors of a list, one after the other along axis."""
    return join(*xs, axis=axis)
