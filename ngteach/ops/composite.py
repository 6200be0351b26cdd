"""Functions made of ops: they record several equations and need no rule of their own."""

from __future__ import annotations

import numpy as np

from ..core.calling.registry import numpy_name
from ..core.types import boolean, type_of
from .arithmetic import maximum, minimum, multiply
from .broadcast import full


@numpy_name(np.square)
def square(x):
    """x * x."""
    return multiply(x, x)


@numpy_name(np._core.umath.clip)  # type: ignore[attr-defined]  # what array.clip(x, y) calls
def clip(x, low, high):
    """x, but not below low nor above high; None means no limit."""
    x = x if low is None else maximum(x, low)
    return x if high is None else minimum(x, high)


@numpy_name(np.zeros_like)
def zeros_like(x):
    """Zeros of the type of x."""
    return _filled(type_of(x), 0)


@numpy_name(np.ones_like)
def ones_like(x):
    """Ones of the type of x."""
    return _filled(type_of(x), 1)


def _filled(t, number):
    return full(t.shape, bool(number) if t.element is boolean else number, t.dtype)
