"""Shapes and element types as people write them, and the limits of NumPy's arrays."""

from __future__ import annotations

import math
from typing import NoReturn

import numpy as np

from .errors import GraphError, require, shown

MOST_AXES, MOST_BYTES = 64, 2**63 - 1  # of one array of NumPy's


def as_shape(shape):
    """A shape as a tuple of Python ints; a single number is a shape too."""
    sizes = shape if type(shape) is tuple else tuple(shape) if isinstance(shape, (list, tuple)) else (shape,)
    if len(sizes) > MOST_AXES:
        raise GraphError(f"found {len(sizes):,} axes; an array of NumPy's has at most {MOST_AXES}")
    for d in sizes:
        if type(d) is not int:
            if not isinstance(d, np.integer):
                break
            return as_shape([int(d) if isinstance(d, np.integer) else d for d in sizes])
        if d < 0:
            break
        if d > MOST_BYTES:
            raise GraphError(f"an axis of {_long(d)} elements is longer than that of any array, {MOST_BYTES:,}")
    else:
        return sizes
    found = shown(tuple(shape) if isinstance(shape, list) else shape)
    raise GraphError(f"{found} is not a shape; write whole numbers, 0 or more: f32[128, 784]")


def _long(number):
    """A number as text; Python refuses to write one of thousands of digits."""
    return f"2**{number.bit_length() - 1} or more" if number.bit_length() > 99 else f"{number:,}"


def require_possible(t):
    """Refuse a type that no NumPy array can have, however much memory there is; NumPy does not count axes of 0."""
    if not 0 < math.prod(t.shape) < 2**59:
        nbytes = math.prod(d or 1 for d in t.shape) * t.dtype.itemsize
        require(nbytes <= MOST_BYTES, f"{t} is larger than any array: {nbytes:,} bytes are more than {MOST_BYTES:,}")


def raise_no_element_type(x, dtype, known):
    """Raise the error for x, which names no element type.   dtype: what NumPy takes it for, or None"""
    if dtype is not None and dtype.newbyteorder("=") in [e.dtype for e in known]:
        native = dtype.newbyteorder("=").name
        raise GraphError(f"{x} has its bytes in the order of another machine; write .astype(np.{native})")
    word = isinstance(x, str) and x.isalnum() and len(x) < 60
    found = x if word else shown(x) if dtype is None else dtype
    raise GraphError(f"{found} is not an element type; use one of {', '.join(e.name for e in known)}")


def raise_no_numbers(x) -> NoReturn:
    """Raise the error for x, which is neither a tensor nor an array nor a number."""
    advice = {complex: "there are no complex numbers", type(None): "a plain if may leave it out"}
    write = advice.get(type(x), "write np.array(..., np.float32)")
    raise GraphError(f"found a {type(x).__name__}, wanted a tensor, an array or a number; {write}")


def require_unmasked(array):
    """Refuse a masked array, because the mask would be ignored."""
    require(not hasattr(array, "mask"), "found a masked array, whose mask would be lost; write .filled(0)")
