"""Functions made of ops: they record several equations and need no rule of their own."""

from __future__ import annotations

import numpy as np

from ..core.calling.registry import numpy_name
from .arithmetic import maximum, minimum, multiply


@numpy_name(np.square)
def square(x):
    """x * x."""
    return multiply(x, x)


@numpy_name(np._core.umath.clip)  # type: ignore[attr-defined]  # what array.clip(x, y) calls
def clip(x, low, high):
    """x, but not below low nor above high; None means no limit."""
    x = x if low is None else maximum(x, low)
    return x if high is None else minimum(x, high)
