"""Type rules that several ops share: what the inputs must be, and what comes out."""

from __future__ import annotations

from ..types import TensorType, boolean, require


def same_type(*types):
    """The one type that all inputs share."""
    first = types[0]
    for t in types[1:]:
        require(t.dtype == first.dtype, f"{first} and {t} differ in element type; write convert(..., {first.element})")
        require(t.shape == first.shape, f"{first} and {t} differ in shape")
    return first


def numbers(*types):
    t = same_type(*types)
    require(t.element is not boolean, f"{t} is no number; write convert(..., f32), or use the logical ops")
    return t


def floats(*types):
    t = same_type(*types)
    require(t.is_float, f"{t} has no fractions; write convert(..., f32)")
    return t


def compared(x, y):
    return TensorType(boolean.dtype, same_type(x, y).shape)


def logical(*types):
    t = same_type(*types)
    require(t.element is boolean, f"{t} is not bool; compare it first, for example x > 0")
    return t
