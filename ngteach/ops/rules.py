"""Type rules that several ops share: what the types of the inputs must be, and what comes out.

They run for every equation, so a message is put together only when it is needed: if and raise, not require().
"""

from __future__ import annotations

from ..core.calling.errors import GraphError
from ..core.types import TensorType, boolean, f16

_NO_FLOAT = ("not a float type", "stored but not computed with")


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
    """The element type to convert both to: a float before a whole number, either before bool, the wider one first."""
    return max(x, y, key=lambda t: ("buif".index(t.dtype.kind), 4 if t.is_float else t.dtype.itemsize)).element


def numeric(*types):
    """The one type that all inputs share, if it is one of numbers, not of bools."""
    t = same_type(*types)
    element = t.element
    if element is boolean:
        raise GraphError(f"{t} is not numeric; write convert(..., f32), or use the logical ops")
    return t if element is not f16 else computed(t)


def computed(t):
    """The type, unless its numbers are only stored: f16."""
    if t.element is f16:
        raise GraphError(f"{t} is {_NO_FLOAT[True]}; write convert(..., f32)")
    return t


def floats(*types):
    """The one type that all inputs share, if it is one of floats.

    >>> ng.floats(ng.f32[3], ng.f32[3])
    f32[3]
    """
    t = same_type(*types)
    if not t.is_float:
        raise GraphError(f"{t} is {_NO_FLOAT[t.element is f16]}; write convert(..., f32)")
    return t


def whole(*types):
    """The one type that all inputs share, if it is one of whole numbers."""
    t = same_type(*types)
    if t.dtype.kind not in "iu":
        raise GraphError(f"{t} is not a type of whole numbers; write convert(..., i32)")
    return t


def logical(*types):
    """The one type that all inputs share, if it is one of bools."""
    t = same_type(*types)
    if t.element is not boolean:
        raise GraphError(f"{t} is not bool; compare it first, for example x > 0")
    return t


def compared(x, y):
    """Bools in the shape of the inputs."""
    return TensorType(boolean.dtype, computed(same_type(x, y)).shape)
