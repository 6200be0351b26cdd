"""convert: the same numbers in another element type."""

from __future__ import annotations

import numpy as np

from ..core.calling.registry import numpy_name
from ..core.op import op
from .arguments import element


def _convert(x, dtype, out=None):
    return np.asarray(x).astype(dtype.dtype) if out is None else _copy_converted(x, out)


def _copy_converted(x, out):
    np.copyto(out, x, casting="unsafe")
    return out


@op(forward=_convert, kind="elementwise", prepare=element)
def convert(x, *, dtype):
    """x with another element type; fractions are cut off when it becomes a whole number.

    It is NumPy's cast.  f32 and f16 round to the nearest number they have, infinity beyond the largest.  A whole number
    that does not fit wraps around; what becomes of a float that does not fit, or of NaN, depends on the processor.  Of
    numbers, bool keeps whether they are other than 0, and True becomes 1.
    The adjoint passes between f16, f32 and f64; to a whole number and back is piecewise constant.

    >>> ng.convert(np.array([1.7, -1.7]), ng.i32)
    array([ 1, -1], dtype=int32)
    """
    return x.with_element(dtype)


@convert.adjoint
def convert_adjoint(dy, y, x, *, dtype):
    # To a whole number and back is piecewise constant: no derivative passes through.
    return (convert(dy, x.dtype) if dtype.dtype.kind == x.dtype.kind == "f" else None,)


@numpy_name(*[np.astype] if hasattr(np, "astype") else [])  # since NumPy 2.1
def astype(x, dtype, copy=True):
    """x in another element type."""
    return convert(x, dtype)
