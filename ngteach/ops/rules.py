"""Type rules that several ops share: what the types of the inputs must be, and what comes out.

They run for every equation, so a message is put together only when it is needed: if and raise, not require().
"""

from __future__ import annotations

from ..core.calling.errors import GraphError
from ..core.types import TensorType, boolean


def same_type(*types):
    """The one type that all inputs share."""
    first = types[0]
    for t in types:
        if t.dtype is not first.dtype:
            raise GraphError(f"{first} and {t} differ in element type; write convert(..., {promoted(first, t)})")
        if t.shape != first.shape:
            raise GraphError(f"{first} and {t} differ in shape")
    return first


def promoted(x, y):
    """The element type to convert both to: a float before a whole number, either before bool."""
    return max(x, y, key=lambda t: "buif".index(t.dtype.kind)).element


def numeric(*types):
    """The one type that all inputs share, if it is one of numbers, not of bools."""
    t = same_type(*types)
    if t.element is boolean:
        raise GraphError(f"{t} is not numeric; write convert(..., f32), or use the logical ops")
    return t


def floats(*types):
    """The one type that all inputs share, if it is one of floats."""
    t = same_type(*types)
    if not t.is_float:
        raise GraphError(f"{t} is not a float type; write convert(..., f32)")
    return t


def logical(*types):
    """The one type that all inputs share, if it is one of bools."""
    t = same_type(*types)
    if t.element is not boolean:
        raise GraphError(f"{t} is not bool; compare it first, for example x > 0")
    return t


def compared(x, y):
    """Bools in the shape of the inputs."""
    return TensorType(boolean.dtype, same_type(x, y).shape)
