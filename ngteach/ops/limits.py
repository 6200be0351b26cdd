"""clip: numbers between two limits."""

from __future__ import annotations

import numpy as np

from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .arithmetic import maximum, minimum
from .rules import numeric


@numpy_name(np.clip, np._core.umath.clip)  # type: ignore[attr-defined]  # the second is what array.clip(x, y) calls
def clip(x, low=None, high=None, *, min=None, max=None, a_min=None, a_max=None):
    """x, but not below low nor above high; None means no limit, and a limit may be a tensor.

    NumPy's method calls the limits min and max, its function a_min and a_max, too.
    As minimum(maximum(x, low), high): where x is beyond a limit, the limit gets the adjoint; where it is equal to one,
    each gets half.  If low is above high, the result is high.

    >>> ng.clip(np.array([-2.0, 0.5, 3.0]), 0.0, 1.0)
    array([0. , 0.5, 1. ])
    """
    numeric(type_of(x))
    low = next((limit for limit in (low, min, a_min) if limit is not None), None)
    high = next((limit for limit in (high, max, a_max) if limit is not None), None)
    x = x if low is None else maximum(x, low)
    return x if high is None else minimum(x, high)
