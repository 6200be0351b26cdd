"""What NumPy asks of numbers that may be complex: ours are real, so the answers are short."""

from __future__ import annotations

import numpy as np

from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .arguments import switch
from .create import zeros_like
from .rules import floats
from .trigonometry import arctan2, degrees


@numpy_name(np.copy, np.conjugate, np.real, np.real_if_close, np.positive)
def itself(x, *_, **__):
    """x: a tensor never changes, so it is its own copy; and all its numbers are real."""
    return x


@numpy_name(np.imag)
def imag(x):
    """Zeros: all numbers are real."""
    return zeros_like(x)


@numpy_name(np.angle)
def angle(x, deg=False):
    """The direction of a number: 0 to the right, where x is positive, and pi to the left; with deg, 180.

    Its slope is 0, also at 0, where it jumps.

    >>> ng.angle(np.array([2.0, -1.0]))
    array([0.        , 3.14159265])
    """
    floats(type_of(x))
    turned = arctan2(0.0, x)
    return degrees(turned) if switch(deg, "deg") else turned
