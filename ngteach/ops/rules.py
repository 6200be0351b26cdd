"""Type rules that several ops share: what the inputs must be, and what comes out.

They run for every equation, so a message is only put together when it is needed: if and raise, not require().
"""

from __future__ import annotations

import numpy as np

from ..core.types import GraphError, TensorType, boolean, shown


def axis_of(t, axis):
    """The axis of t, counted from 0; -1 is the last."""
    if not isinstance(axis, (int, np.integer)) or isinstance(axis, bool):
        raise GraphError(f"an axis is a whole number, found {shown(axis)}")
    if not -t.rank <= axis < t.rank:
        raise GraphError(f"{t} has no axis {shown(axis)}")
    return int(axis) % t.rank


def axes_of(t, axes):
    """The axes of t, counted from 0: one, or several, no one twice; None means all."""
    if axes is None:
        return tuple(range(t.rank))
    found = tuple(axis_of(t, a) for a in (axes if isinstance(axes, (tuple, list, range)) else (axes,)))
    if len(set(found)) != len(found):
        raise GraphError(f"the axes {shown(axes)} name one axis twice")
    return found


def switch(keepdims):
    """True or False; NumPy has other parameters in that place."""
    if not isinstance(keepdims, (int, np.bool_)) or keepdims not in (0, 1):
        raise GraphError(f"keepdims is True or False, found {shown(keepdims)}; write dtype= by name")
    return bool(keepdims)


def same_type(*types):
    """The one type that all inputs share."""
    first = types[0]
    for t in types:
        if t.dtype is not first.dtype:
            raise GraphError(f"{first} and {t} differ in element type; write convert(..., {richer(first, t)})")
        if t.shape != first.shape:
            raise GraphError(f"{first} and {t} differ in shape")
    return first


def richer(x, y):
    """The element type to convert both to: a float before a whole number, either before bool."""
    return max(x, y, key=lambda t: "buif".index(t.dtype.kind)).element


def numbers(*types):
    t = same_type(*types)
    if t.element is boolean:
        raise GraphError(f"{t} is no number; write convert(..., f32), or use the logical ops")
    return t


def floats(*types):
    t = same_type(*types)
    if not t.is_float:
        raise GraphError(f"{t} has no fractions; write convert(..., f32)")
    return t


def compared(x, y):
    return TensorType(boolean.dtype, same_type(x, y).shape)


def logical(*types):
    t = same_type(*types)
    if t.element is not boolean:
        raise GraphError(f"{t} is not bool; compare it first, for example x > 0")
    return t
