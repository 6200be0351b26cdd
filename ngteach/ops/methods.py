"""Methods of NumPy's arrays that tensors have too, made of ops: x.flatten(), x.copy(), x.swapaxes(0, 1).

Each means what NumPy's does, and NumPy's function of that name records the same.
"""

from __future__ import annotations

import numpy as np

from ..core.calling.registry import numpy_name
from .convert import convert
from .create import zeros_like


@numpy_name(np.copy, np.conjugate, np.real, np.positive)
def itself(x, *_, **__):
    """x: a tensor never changes, so it is its own copy; and all its numbers are real."""
    return x


@numpy_name(np.imag)
def imag(x):
    """Zeros: all numbers are real."""
    return zeros_like(x)


def astype(x, dtype, copy=True):
    """x in another element type."""
    return convert(x, dtype)
