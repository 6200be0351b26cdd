"""Polynomials whose coefficients are tensors."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require
from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .arithmetic import add, multiply
from .create import zeros_like
from .index import slice
from .lists import array, parts_of
from .shape import reshape


@numpy_name(np.polyval)
def polyval(p, x):
    """p[0] * x**(n-1) + ... + p[n-1] for each element of x, by Horner's rule.   Source: np.polyval.

    >>> ng.polyval(np.array([2.0, 0.0, 1.0]), 3.0)
    array(19.)
    """
    p, x = parts_of([array(p) if isinstance(p, (list, tuple)) else p, x])
    t = type_of(p)
    require(t.rank == 1, f"the coefficients are a vector, found {t}")
    y = zeros_like(x)
    for i in range(t.size):
        y = add(multiply(y, x), reshape(slice(p, ((i, i + 1, 1),)), ()))
    return y
