"""mask: numbers where a condition holds, and zeros elsewhere.  A pass writes it in place of where(condition, x, 0)."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require
from ..core.op import op
from ..core.types import boolean
from .align import align
from .compare import truth_array
from .rules import floats


def _mask(x, condition, out=None):
    x, condition = np.asarray(x), np.asarray(condition)
    out = np.empty(x.shape, x.dtype) if out is None else out
    bits = f"i{x.itemsize}"
    np.multiply(x.view(bits), condition.view("i1"), out=out.view(bits))
    return out


def _masking(inputs, params):
    x, condition = inputs
    return align((x, truth_array(condition)), params)


@op(forward=_mask, kind="elementwise", prepare=_masking)
def mask(x, condition):
    """x where condition holds, 0 elsewhere: the bits of x times 1 or 0, so that even NaN becomes 0.

    >>> ng.mask(np.array([1.0, np.nan]), np.array([True, False]))
    array([1., 0.])
    """
    ok = condition.element is boolean and condition.shape == x.shape
    require(ok, f"the condition must be bool, found {condition} for {x}")
    return floats(x)


@mask.adjoint
def mask_adjoint(dy, y, x, condition):
    return mask(dy, condition), None
