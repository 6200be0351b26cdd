"""Methods of NumPy's arrays that tensors have too, made of ops: x.flatten(), x.copy(), x.swapaxes(0, 1).

Each means what NumPy's does, and NumPy's function of that name records the same.
"""

from __future__ import annotations

import numpy as np

from ..core.calling.registry import numpy_name
from .composite import clip as _clip
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


@numpy_name(np.clip)
def clip(x, min=None, max=None, a_min=None, a_max=None):
    """x, but not below min nor above max; None means no limit.  NumPy's function calls them a_min and a_max, too."""
    return _clip(x, a_min if min is None else min, a_max if max is None else max)


def astype(x, dtype, copy=True):
    """x in another element type."""
    return convert(x, dtype)
