"""Pooling: the largest element, or the mean, of what a window sees."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError
from ..core.provenance import says_where
from ..core.types import type_of
from . import reduce
from .arithmetic import divide
from .broadcast import sum
from .compare import where
from .padding import framed, paddings
from .reduce import lowest
from .rules import computed, floats
from .statistics import mean
from .windows import per_axis, span, windows


@says_where("max_pool")
def max_pool(x, size, *, strides=None, padding=0, dilation=1, ceil_mode=False):
    """The largest element that a window sees, at each place: [n, channels, space...] gives [n, channels, places...].

    size, strides (None: as far as the window is wide), dilation: one number for all axes of space, or one for each.
    padding: as in convolution; what lies there is never the largest, and a window with nothing else gives -inf, of
    whole numbers the lowest.   ceil_mode: a last window may begin inside and reach beyond the end.
    The element that was picked gets the adjoint; on a tie, equal ones share it, as in max.
    Source: nGraph's MaxPool, ONNX's, PyTorch's max_pool2d.

    >>> ng.max_pool(np.array([[[1.0, 3.0, 2.0, 0.0]]]), 2)
    array([[[3., 2.]]])
    """
    t = computed(_images(x))
    size, strides, dilation, pads, beyond = _plan(t, size, strides, padding, dilation, ceil_mode)
    x = framed(x, _with(pads, beyond))
    if any(n > 0 for pair in _with(pads, beyond) for n in pair):
        inside = framed(np.ones(t.shape[2:], bool), _with(pads, beyond))
        x = where(inside, x, lowest(t.dtype))
    return reduce.max(windows(x, size, strides, dilation), axis=tuple(range(2, t.rank)))


@says_where("average_pool")
def average_pool(x, size, *, strides=None, padding=0, dilation=1, ceil_mode=False, include_padding=False):
    """The mean of what a window sees, at each place: [n, channels, space...] gives [n, channels, places...].

    The settings are those of max_pool.   include_padding: do the zeros of the padding count as elements?  What lies
    beyond the padding, with ceil_mode, never does.  A window that sees nothing that counts gives 0.
    Source: nGraph's AvgPool, ONNX's AveragePool, PyTorch's avg_pool2d (which includes padding unless told otherwise).

    >>> ng.average_pool(np.array([[[1.0, 3.0, 2.0, 0.0]]]), 2)
    array([[[2., 1.]]])
    """
    t = floats(_images(x))
    size, strides, dilation, pads, beyond = _plan(t, size, strides, padding, dilation, ceil_mode)
    axes = tuple(range(t.rank - 2))
    total = sum(windows(framed(x, _with(pads, beyond)), size, strides, dilation), axis=tuple(a + 2 for a in axes))
    counted = np.ones(t.shape[2:], int)
    if include_padding:
        counted = np.pad(framed(counted, [(min(a, 0), min(b, 0)) for a, b in pads]), _positive(pads), constant_values=1)
        counted = framed(counted, [(0, n) for n in beyond])
    else:
        counted = framed(counted, _with(pads, beyond))
    counts = np.maximum(np.asarray(windows(counted, size, strides, dilation)).sum(axes), 1)
    same = counts.size and (counts == counts.flat[0]).all()
    return divide(total, float(counts.flat[0]) if same else counts.astype(t.dtype))


@says_where("global_max_pool")
def global_max_pool(x):
    """The largest element of each channel: [n, channels, space...] gives [n, channels, 1...].

    >>> ng.global_max_pool(np.array([[[1.0, 3.0, 2.0]]]))
    array([[[3.]]])
    """
    return reduce.max(x, axis=tuple(range(2, _images(x).rank)), keepdims=True)


@says_where("global_average_pool")
def global_average_pool(x):
    """The mean of each channel: [n, channels, space...] gives [n, channels, 1...].

    >>> ng.global_average_pool(np.array([[[1.0, 3.0, 2.0]]]))
    array([[[2.]]])
    """
    return mean(x, axis=tuple(range(2, _images(x).rank)), keepdims=True)


def _images(x):
    t = type_of(x)
    if t.rank < 3:
        raise GraphError(f"takes images [n, channels, space...], found {t}")
    return t


def _plan(t, size, strides, padding, dilation, ceil_mode):
    """(size, strides, dilation, (before, after), how far the last windows reach beyond that), for each axis."""
    n, lengths = t.rank - 2, t.shape[2:]
    size, dilation = per_axis(size, n, "size"), per_axis(dilation, n, "dilation")
    strides = size if strides is None else per_axis(strides, n, "strides")
    pads = paddings(padding, lengths, size, strides, dilation)
    settings = zip(lengths, pads, size, strides, dilation, strict=True)
    beyond = tuple(_beyond(d, pad, s, span(k, g)) if ceil_mode else 0 for d, pad, k, s, g in settings)
    return size, strides, dilation, pads, beyond


def _beyond(length, pad, stride, wide):
    """How far the last window reaches beyond the padding, if it may; it begins in x or in the padding before."""
    whole = pad[0] + length + pad[1]
    places = -(-(whole - wide) // stride) + 1
    if (places - 1) * stride >= length + pad[0]:
        places -= 1
    return max((places - 1) * stride + wide - whole, 0)


def _with(pads, beyond):
    return tuple((before, after + more) for (before, after), more in zip(pads, beyond, strict=True))


def _positive(pads):
    return [(max(before, 0), max(after, 0)) for before, after in pads]
