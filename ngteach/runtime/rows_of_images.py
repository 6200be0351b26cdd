"""Convolutions by rows of images: which columns each row needs, and how they are put back.

    x         [blocks, rows, channels, columns, images]      as a block of images lies in memory
    columns   [blocks, rows, channels * size, places * images]   what the windows see along a row: the only copy
    y[row]    filters [outputs, K] @ columns[row : row + size] [K, places * images]

What the windows of one row of places see is then some rows of `columns`, one after the other in memory, so that no
window is copied more often than it is wide.  This is im2col without its tallest part.  Where space has more axes,
rows are along the first of them, and the others are looked at as columns; where it has one, there is a single row.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ..core.op import op
from ..ops import batch_dot, broadcast, reshape, sum, transpose, windows


class Setting(NamedTuple):
    """What convolution was asked for, for two axes of space or more.   groups, of so many outputs and inputs each."""

    groups: int
    sizes: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]


def memory_order(n):
    """The order in which the n axes [blocks, images, channels, space...] lie in memory: rows first, images last."""
    return (0, 3, 2, *range(4, n), 1) if n > 4 else (0, 2, 3, 1)


def columns_of(layout, x, s):
    """[blocks, rows, groups, K, places * images]: what the filters are multiplied with, for each row of places.

    x: [blocks, images, channels, space...], in memory_order.
    """
    blocks, images, channels, rows, *rest = x.shape
    n, g = len(rest), s.groups
    space = tuple(range(4, 4 + n))
    seen = layout.turned(x, (0, 2, 3, 1, *space))  # [blocks, channels, rows, images, rest]
    if math.prod(s.sizes[1:]) * math.prod(s.strides[1:]) > 1:
        seen = windows(seen, s.sizes[1:], s.strides[1:], s.dilations[1:])
        places = seen.shape[4 + n :]
    else:
        places = tuple(rest)
        seen = reshape(seen, (*seen.shape[:4], *[1] * n, *rest))
    seen = reshape(seen, (blocks, g, channels // g, *seen.shape[2:]))  # now a window axis each, then the places
    inside, outside = range(5, 5 + n), range(5 + n, 5 + 2 * n)
    seen = layout.turned(seen, (0, 1, 3, 2, *inside, *outside, 4))
    many, across = channels // g * math.prod(s.sizes[1:]), math.prod(places) * images
    if math.prod(s.sizes[1:]) > 1:
        seen = reshape(seen, (blocks, g, rows, many * across))  # no view has this shape, so here is the copy
    columns = reshape(seen, (blocks, g, rows, many, across))
    if s.sizes[0] * s.strides[0] == 1:
        return transpose(columns, (0, 2, 1, 3, 4)), (rows, *places)
    taken = windows(transpose(columns, (0, 1, 3, 4, 2)), s.sizes[:1], s.strides[:1], s.dilations[:1])
    taken = transpose(taken, (0, 5, 1, 4, 2, 3))
    return reshape(taken, (*taken.shape[:3], s.sizes[0] * many, columns.shape[-1])), (taken.shape[1], *places)


def by_row(filters, s):
    """The filters [groups, m, channels * sizes] as [groups, m, K], with the rows of a window before the channels."""
    g, m, k = filters.shape
    inner = (k // math.prod(s.sizes), s.sizes[0], math.prod(s.sizes[1:]))
    return reshape(transpose(reshape(filters, (g, m, *inner)), (0, 1, 3, 2, 4)), (g, m, k))


def by_channel(filters, s):
    """The other way round: [groups, K, m] as [groups, channels * sizes, m]."""
    g, k, m = filters.shape
    inner = (s.sizes[0], k // math.prod(s.sizes), math.prod(s.sizes[1:]))
    return reshape(transpose(reshape(filters, (g, *inner, m)), (0, 2, 1, 3, 4)), (g, k, m))


def product(filters, columns):
    """[groups, m, K] times the columns of each row: [blocks, rows, groups, m, places * images]."""
    return batch_dot(broadcast(filters, (*columns.shape[:2], *filters.shape)), columns)


def as_images(layout, y, places, images):
    """What product() gives, as [blocks, images, groups, m, places...]."""
    blocks, rows, groups, m, _ = y.shape
    n = len(places) - 1
    y = reshape(y, (blocks, rows, groups, m, *places[1:], images))
    return layout.turned(y, (0, 4 + n, 2, 3, 1, *range(4, 4 + n)))


def as_rows(layout, y, groups):
    """[blocks, images, channels, space...], in memory_order, as [blocks, rows, groups, m, places * images]."""
    y = layout.turned(y, memory_order(y.ndim))
    blocks, rows, channels, *rest = y.shape
    return reshape(y, (blocks, rows, groups, channels // groups, math.prod(rest)))


def filter_gradient(columns, dy):
    """[groups, K, m]: for each row the columns [K, n] times dy.T [n, m], all added up."""
    each = batch_dot(columns, transpose(dy, (0, 1, 2, 4, 3)))
    each = sum(each, axis=1) if each.shape[1] > 1 else reshape(each, (each.shape[0], *each.shape[2:]))
    return sum(each, axis=0) if each.shape[0] > 1 else reshape(each, each.shape[1:])


def put_back(layout, columns, s, places, space, images):
    """The adjoint of columns_of: [blocks, images, channels, space...].   columns: as product() gives them."""
    blocks, rows, groups, k, _ = columns.shape
    channels = k // math.prod(s.sizes)
    x = reshape(columns, (blocks, rows, groups, s.sizes[0], channels, *s.sizes[1:], *places[1:], images))
    return _put_back(layout, transpose(x, (0, 1, 3, 2, 4, *range(5, x.ndim))), s, space)


def _put_back(layout, x, s, space):
    """The same, from [blocks, rows, size, groups, channels, other sizes, other places, images]."""
    n = len(space)
    x = _added(x, 1, 2, 0, s, space)
    for i in range(1, n):  # [blocks, rows, groups, channels, space so far, windows left, places left, images]
        at, left = 3 + i, n - 1 - i
        x = _added(x, at + 1 + left, at, i, s, space)
        if left:  # the axis that was put back comes before the windows that are left
            axes = [*range(at), at + left, *range(at, at + left), *range(at + left + 1, x.ndim)]
            x = transpose(x, tuple(axes))
    x = reshape(x, (*x.shape[:2], x.shape[2] * x.shape[3], *x.shape[4:]))
    return layout.turned(x, (0, n + 2, 2, 1, *range(3, n + 2)))


def _added(x, place, window, i, s, space):
    """x with its windows along axis i of space put back where they were seen."""
    if s.sizes[i] == 1 and x.shape[place] == space[i]:
        return reshape(x, x.shape[:window] + x.shape[window + 1 :])
    return add_along(x, place=place, window=window, space=space[i], stride=s.strides[i], dilation=s.dilations[i])


# ---- pooling ------------------------------------------------------------------


def windows_put_back(layout, x, space, strides, dilations):
    """add_windows of [blocks, images, channels, sizes..., places...]; what does not overlap is only named anew."""
    n = len(space)
    head, sizes, places = x.shape[:3], x.shape[3 : 3 + n], x.shape[3 + n :]
    if sizes != strides or any(d > 1 < k for d, k in zip(dilations, sizes, strict=True)):
        one = (1,) * (n == 1)  # a single axis is one row
        s = Setting(1, one + sizes, one + strides, one + dilations)
        x = reshape(x, (*head, *one, *sizes, *one, *places))
        m = n + len(one)
        there = layout.turned(x, (0, 3 + m, 3, 2, *range(4, 3 + m), *range(4 + m, 3 + 2 * m), 1))
        there = reshape(there, (*there.shape[:3], 1, *there.shape[3:]))
        return reshape(_put_back(layout, there, s, one + space), (*head, *space))
    pairs = [axis for i in range(n) for axis in (3 + n + i, 3 + i)]
    axes = (0, *pairs[:2], 2, *pairs[2:], 1) if n > 1 else (0, 2, *pairs, 1)
    there, whole = layout.turned(x, axes), tuple(k * p for k, p in zip(sizes, places, strict=True))
    order = memory_order(3 + n)
    named = (*head, *whole)
    y = layout.back(reshape(there, tuple(named[a] for a in order)), order)
    if whole == space:
        return y
    return layout.embedded(y, (*head, *space), (*((0, d, 1) for d in named),))


# ---- overlap-add along one axis -----------------------------------------------


def _add_along(x, place, window, space, stride, dilation, out=None):
    """One pass for each element of the window."""
    x = np.moveaxis(x, window, 0)
    axis = place - (window < place)
    shape = [*x.shape[1:]]
    count, shape[axis] = shape[axis], space
    out = np.empty(shape, x.dtype) if out is None else out
    out[...] = 0
    for i, seen in enumerate(x):
        start = i * dilation
        part = out[(slice(None),) * axis + (slice(start, start + stride * (count - 1) + 1, stride),)]
        np.add(part, seen, out=part)
    return out


@op(forward=_add_along, adjoint=None)
def add_along(x, *, place, window, space, stride, dilation):
    """add_windows along one axis, wherever it is: the places along `place`, what windows saw along `window`."""
    shape = [*x.shape]
    shape[place] = space
    del shape[window]
    return x.with_shape(shape)
