"""Comparing, and choosing by the result.  Comparisons and logic are piecewise constant: they have no derivative."""

from __future__ import annotations

import numpy as np

from ..op import op
from ..types import GraphError, as_element, boolean, f32, i32, is_python_number, require
from .align import align, elementwise
from .rules import compared, floats, logical, same_type

# ---- comparisons and logic --------------------------------------------------


@elementwise(forward=np.equal, adjoint=None)
def equal(x, y):
    """x == y, element by element."""
    return compared(x, y)


@elementwise(forward=np.not_equal, adjoint=None)
def not_equal(x, y):
    """x != y, element by element."""
    return compared(x, y)


@elementwise(forward=np.less, adjoint=None)
def less(x, y):
    """x < y."""
    return compared(x, y)


@elementwise(forward=np.less_equal, adjoint=None)
def less_equal(x, y):
    """x <= y."""
    return compared(x, y)


@elementwise(forward=np.greater, adjoint=None)
def greater(x, y):
    """x > y."""
    return compared(x, y)


@elementwise(forward=np.greater_equal, adjoint=None)
def greater_equal(x, y):
    """x >= y."""
    return compared(x, y)


@elementwise(forward=np.logical_and, adjoint=None, numpy=[np.bitwise_and])
def logical_and(x, y):
    """True where both are; also written x & y."""
    return logical(x, y)


@elementwise(forward=np.logical_or, adjoint=None, numpy=[np.bitwise_or])
def logical_or(x, y):
    """True where one is; also written x | y."""
    return logical(x, y)


@elementwise(forward=np.logical_xor, adjoint=None, numpy=[np.bitwise_xor])
def logical_xor(x, y):
    """True where just one is; also written x ^ y."""
    return logical(x, y)


@elementwise(forward=np.logical_not, adjoint=None, numpy=[np.invert])
def logical_not(x):
    """True where x is not; also written ~x."""
    return logical(x)


# ---- choosing ---------------------------------------------------------------


def _where(condition, x, y, out=None):
    if out is None:
        return np.where(condition, x, y)
    keep = x.copy() if np.may_share_memory(out, x) else x  # out may be the memory of x
    np.copyto(out, y)
    np.copyto(out, keep, where=condition)
    return out


def _choice(inputs, params):
    condition, x, y = inputs
    if isinstance(condition, bool):
        wanted = "== compares the names of tensors, write equal(x, y) for their numbers"
        raise GraphError(f"the condition is Python's {condition}; {wanted}")
    if is_python_number(x) and is_python_number(y):  # no tensor says the element type
        kinds = {type(x), type(y)}
        x = as_element(x, boolean if kinds == {bool} else i32 if kinds == {int} else f32)
    return align((condition, x, y), params)


# Choosing by branches is slow where the processor cannot guess them: y ^ (x ^ y) * condition, on the bits, has none.
_BLEND = """\
bitwise_xor({1:bits}, {2:bits}, out={out:bits})
multiply({out:bits}, {0:bytes}, out={out:bits})
bitwise_xor({out:bits}, {2:bits}, out={out:bits})"""


@op(forward=_where, kind="elementwise", prepare=_choice, numpy=[np.where], text=_BLEND, in_place=(1,))
def where(condition, x, y):
    """x where condition holds, y elsewhere."""
    if condition.element is not boolean:
        raise GraphError(f"the condition must be bool, found {condition}; write for example x > 0")
    return same_type(x, y)


@where.adjoint
def where_adjoint(dz, z, condition, x, y):
    return None, where(condition, dz, 0.0), where(condition, 0.0, dz)


def _mask(x, condition, out=None):
    x, condition = np.asarray(x), np.asarray(condition)
    out = np.empty(x.shape, x.dtype) if out is None else out
    bits = f"i{x.itemsize}"
    np.multiply(x.view(bits), condition.view("i1"), out=out.view(bits))
    return out


@elementwise(forward=_mask, text="multiply({0:bits}, {1:bytes}, out={out:bits})", in_place=(0,))
def mask(x, condition):
    """x where condition holds, 0 elsewhere: the bits of x times 1 or 0, so that even NaN becomes 0."""
    ok = condition.element is boolean and condition.shape == x.shape
    require(ok, f"the condition must be bool, found {condition} for {x}")
    return floats(x)


@mask.adjoint
def mask_adjoint(dy, y, x, condition):
    return mask(dy, condition), None
