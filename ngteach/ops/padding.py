"""How far the windows of convolutions and pooling reach beyond the data, and the zeros that lie there."""

from __future__ import annotations

import operator

from ..core.calling.errors import GraphError, require, shown
from ..core.types import type_of
from .index import embed, slice
from .windows import MOST, span

_NAMES = ("valid", "same", "same_upper", "same_lower")


def paddings(padding, lengths, sizes, strides, dilations):
    """(before, after) for each axis.   padding: what the user wrote: a number, a list of numbers or pairs, or a name.

    "same" gives as many places as there are elements, divided by the stride; what is odd goes to the end, and with
    "same_lower" to the beginning, as ONNX has it.
    """
    if isinstance(padding, str):
        if padding == "valid":
            return ((0, 0),) * len(lengths)
        require(padding in _NAMES, f"padding is a number or one of {', '.join(_NAMES)}; found {shown(padding)}")
        totals = [
            max((-(-d // s) - 1) * s + span(k, g) - d, 0)
            for d, k, s, g in zip(lengths, sizes, strides, dilations, strict=True)
        ]
        return split_evenly(totals, padding)
    several = tuple(padding) if isinstance(padding, (list, tuple)) else (padding,) * len(lengths)
    pairs = tuple(tuple(p) if isinstance(p, (list, tuple)) else (p, p) for p in several)
    try:
        whole = tuple(tuple(operator.index(n) for n in pair if not isinstance(n, bool)) for pair in pairs)
    except TypeError:
        whole = ()
    if len(whole) != len(lengths) or any(len(pair) != 2 or max(map(abs, pair)) >= MOST for pair in whole):
        wanted = f"a whole number, or for each of {len(lengths)} axes a number or a pair (before, after)"
        raise GraphError(f"padding is {wanted}; found {shown(padding)}")
    return whole


def split_evenly(totals, name):
    """So much padding for each axis, half of it before; an odd rest goes where the name says."""
    halves = [(n // 2, n - n // 2) for n in totals]
    return tuple(pair[::-1] if name == "same_lower" else pair for pair in halves)


def framed(x, pads, dilations=None):
    """x with zeros around its last axes, and dilation - 1 zeros between their elements; negative pads cut off."""
    t, n = type_of(x), len(pads)
    kept = tuple((0, d, 1) for d in t.shape[: t.rank - n])
    whole, inside, part = [*t.shape[: t.rank - n]], [*kept], [*kept]
    for d, (before, after), step in zip(t.shape[t.rank - n :], pads, dilations or (1,) * n, strict=True):
        start, wide = max(before, 0), span(d, step) if d else 0
        whole.append(start + wide + max(after, 0))
        inside.append((start, start + wide, step) if d else (0, 0, 1))
        part.append((max(-before, 0), whole[-1] - max(-after, 0), 1))
        require(part[-1][0] <= part[-1][1], f"the padding {(before, after)} cuts off more than {t} has")
    if tuple(whole) != t.shape:
        x = embed(x, tuple(whole), tuple(inside))
    if any(p != (0, d, 1) for p, d in zip(part, whole, strict=True)):
        x = slice(x, tuple(part))
    return x
