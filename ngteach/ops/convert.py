"""convert: the same numbers in another element type."""

from __future__ import annotations

import numpy as np

from ..core.op import op
from .arguments import element


def _convert(x, dtype, out=None):
    return np.asarray(x).astype(dtype.dtype) if out is None else _copy_converted(x, out)


def _copy_converted(x, out):
    np.copyto(out, x, casting="unsafe")
    return out


@op(forward=_convert, kind="elementwise", prepare=element)
def convert(x, *, dtype):
    """x with another element type; fractions are cut off when it becomes a whole number."""
    return x.with_element(dtype)


@convert.adjoint
def convert_adjoint(dy, y, x, *, dtype):
    # To a whole number and back is piecewise constant: no derivative passes through.
    return (convert(dy, x.dtype) if dtype.dtype.kind == x.dtype.kind == "f" else None,)
