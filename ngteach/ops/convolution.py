"""Convolutions: what a window sees, times the filters, for each place at once."""

from __future__ import annotations

import math

from ..core.calling.errors import GraphError, counted, require
from ..core.provenance import says_where
from ..core.types import type_of
from .broadcast import broadcast
from .linear import batch_dot
from .padding import framed, paddings, split_evenly
from .rules import promoted
from .shape import reshape, transpose
from .windows import add_windows, per_axis, span, windows


@says_where("convolution")
def convolution(x, filters, *, strides=1, padding=0, dilation=1, input_dilation=1, groups=1):
    """Slide filters over x: images [n, channels, space...] and filters [outputs, channels/groups, size...].

    The result is [n, outputs, places...]: at each place, the sum of what the window sees times the filter, which is not
    flipped (a cross-correlation).  Space has one axis, two, three or more.

    strides: how far the window moves.   dilation: the distance between the elements that it sees.
    padding: zeros around the space: a number, one for each axis, or pairs (before, after); a negative number cuts off;
    "valid" is 0, "same" keeps the size where the stride is 1 ("same_lower" puts an odd rest before instead of after).
    input_dilation: zeros between the elements of x (nGraph's data dilation).
    groups: parts of the channels, each with its own filters.
    Each of these but groups is one number for all axes or one for each.
    Source: nGraph's Convolution, ONNX's Conv, PyTorch's conv2d.

    >>> ng.convolution(np.arange(5.0).reshape(1, 1, 5), np.array([[[1.0, 2.0]]]))
    array([[[ 2.,  5.,  8., 11.]]])
    """
    t, f, n = _checked(x, filters)
    (groups,) = per_axis(groups, 1, "groups")
    size = f.shape[2:]
    strides, dilation, wide = (
        per_axis(v, n, name)
        for v, name in ((strides, "strides"), (dilation, "dilation"), (input_dilation, "input_dilation"))
    )
    channels = f.shape[1] * groups
    turned = f"; if they are the last axis write transpose(x, {(0, n + 1, *range(1, n + 1))})"
    require(
        t.shape[1] == channels and f.shape[0] % groups == 0,
        f"{t} has {counted(t.shape[1], 'channel')}, but {f} is for {f.shape[1]} in each of {counted(groups, 'group')}"
        + (turned if t.shape[-1] == channels else ""),
    )
    lengths = [span(d, w) if d else 0 for d, w in zip(t.shape[2:], wide, strict=True)]
    x = framed(x, paddings(padding, lengths, size, strides, dilation), wide)
    seen = _seen(x, size, strides, dilation)
    places = type_of(seen).shape[2 + n :]
    inner = f.shape[1] * math.prod(size)
    columns = reshape(seen, (t.shape[0], groups, inner, math.prod(places)))
    rows = reshape(filters, (groups, f.shape[0] // groups, inner))
    return reshape(_product(rows, columns), (t.shape[0], f.shape[0], *places))


def _checked(x, filters):
    """(type of x, type of the filters, the number of axes of space)."""
    t, f = type_of(x), type_of(filters)
    if t.rank < 3 or f.rank != t.rank:
        raise GraphError(f"takes images [n, channels, space...] and filters with as many axes, found {t} and {f}")
    if t.dtype is not f.dtype:
        raise GraphError(f"{t} and {f} differ in element type; write convert(..., {promoted(t, f)})")
    return t, f, t.rank - 2


def _seen(x, size, strides, dilation):
    """windows; of a single element they are x itself, with axes of size 1, and need not be copied."""
    t = type_of(x)
    if math.prod(size) == math.prod(strides) == 1:
        return reshape(x, (*t.shape[:2], *size, *t.shape[2:]))
    return windows(x, size, strides, dilation)


def _product(rows, columns):
    """The filters of each group, [groups,m,k], times the columns of each image, [n,groups,k,places]."""
    t, n = type_of(rows), type_of(columns).shape[0]
    return batch_dot(broadcast(rows, (n, *t.shape)), columns)


@says_where("convolution_transpose")
def convolution_transpose(x, filters, *, strides=1, padding=0, dilation=1, output_padding=0, groups=1):
    """Put a filter down for each element of x: x [n, channels, places...], filters [channels, outputs/groups, size...].

    The result is [n, outputs, space...].  It is the adjoint of the convolution with the same filters and settings,
    with respect to its images: each element of x is multiplied with a filter, and what overlaps is added up.  Padding
    is what is cut off at the ends; space is (places - 1) * stride + span - padding before and after + output_padding.
    "same" makes space places * stride.
    Source: nGraph's ConvolutionBackpropData, ONNX's ConvTranspose, PyTorch's conv_transpose2d.

    >>> ng.convolution_transpose(np.array([[[1.0, 10.0]]]), np.array([[[1.0, 2.0, 3.0]]]), strides=2)
    array([[[ 1.,  2., 13., 20., 30.]]])
    """
    t, f, n = _checked(x, filters)
    (groups,) = per_axis(groups, 1, "groups")
    size = f.shape[2:]
    strides, dilation = per_axis(strides, n, "strides"), per_axis(dilation, n, "dilation")
    more = per_axis(output_padding, n, "output_padding", least=0)
    require(
        t.shape[1] == f.shape[0] and f.shape[0] % groups == 0,
        f"{t} has {t.shape[1]} channels, but {f} is for {f.shape[0]}, in {groups} groups",
    )
    places, outputs = t.shape[2:], f.shape[1] * groups
    require(min(places), f"{t} has an axis without places")
    space = tuple((d - 1) * s + span(k, g) for d, s, k, g in zip(places, strides, size, dilation, strict=True))
    if isinstance(padding, str) and padding in ("same", "same_upper", "same_lower"):
        rest = [w + m - d * s for w, m, d, s in zip(space, more, places, strides, strict=True)]
        pads = split_evenly(rest, padding)
    else:
        pads = paddings(padding, places, size, strides, dilation)
    columns = reshape(x, (t.shape[0], groups, f.shape[0] // groups, math.prod(places)))
    rows = reshape(filters, (groups, f.shape[0] // groups, f.shape[1] * math.prod(size)))
    put_down = reshape(_product(transpose(rows, (0, 2, 1)), columns), (t.shape[0], outputs, *size, *places))
    cut = tuple((-before, m - after) for (before, after), m in zip(pads, more, strict=True))
    return framed(add_windows(put_down, space, strides, dilation), cut)
