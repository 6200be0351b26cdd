"""Running totals and running products: each element with all before it."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require
from ..core.calling.registry import numpy_name
from ..core.op import op
from ..core.types import type_of
from .arguments import axis_of, switch
from .broadcast import full, in_its_type, widened
from .index import join, slice
from .rules import computed
from .shape import reshape, transpose

# ---- sums -------------------------------------------------------------------


def _running(summed, name):
    """axis=None means all elements in one row."""

    def prepare(inputs, params):
        (x,), axis = inputs, params["axis"]
        if axis is None:
            x = reshape(x, (type_of(x).size,))
        return in_its_type(
            [x], {"axis": axis_of(type_of(x), 0 if axis is None else axis)}, params["dtype"], summed, name
        )

    return prepare


def wide(x, dtype, out):
    """The element type to add up in, for NumPy; None if x or out has it."""
    total = np.uint64 if x.dtype.kind == "u" else np.int64
    return None if x.dtype.kind == "f" or out is not None else total if dtype is None else dtype.dtype


_BESIDE = 256  # from so many elements beside each other on, a call for each step along the axis is quicker


def accumulated(ufunc, x, axis, dtype, out):
    """ufunc.accumulate, to the same bits; NumPy goes along the axis once for each element beside it."""
    if x.dtype.kind != "f" or x.size < _BESIDE * max(x.shape[axis], 1):
        return ufunc.accumulate(x, axis, wide(x, dtype, out), out)
    out = np.empty(x.shape, x.dtype) if out is None else out
    steps, results = np.moveaxis(x, axis, 0), np.moveaxis(out, axis, 0)
    np.copyto(results[0], steps[0])
    for i in range(1, len(steps)):
        ufunc(results[i - 1], steps[i], out=results[i])
    return out


def _cumsum(x, axis, dtype=None, out=None):
    return accumulated(np.add, x, axis, dtype, out)


@op(forward=_cumsum, prepare=_running("summed", "cumsum"), numpy=[np.cumsum])
def cumsum(x, *, axis=None, dtype=None):
    """The running total: each element plus all before it along axis; axis=None goes through all elements in order.

    The element type is that of sum.  From the end: cumsum(x[::-1])[::-1].  Without the element itself:
    cumulative_sum(x, include_initial=True)[:-1].   Source: NumPy; nGraph's CumSum has `reverse` and `exclusive`.

    >>> ng.cumsum(np.array([1.0, 2.0, 3.0]))
    array([1., 3., 6.])
    """
    y = widened(computed(x))
    return y if dtype is None else y.with_element(dtype)


@cumsum.adjoint
def cumsum_adjoint(dy, y, x, *, axis, dtype=None):
    """An element is in its own total and in all that follow: the running total of dy from the end."""
    return (backwards(cumsum(backwards(dy, axis), axis=axis), axis),)


@numpy_name(*[f for f in [getattr(np, "cumulative_sum", None)] if f])
def cumulative_sum(x, axis=None, dtype=None, include_initial=False):
    """cumsum with a name of its own for a leading 0: include_initial.

    axis may be left away for a vector alone.   Source: NumPy 2.1, the array API.

    >>> ng.cumulative_sum(np.array([1.0, 2.0, 3.0]), include_initial=True)
    array([0., 1., 3., 6.])
    """
    return _with_initial(cumsum, 0, x, axis, dtype, include_initial)


# ---- products ---------------------------------------------------------------


def _cumprod(x, axis, dtype=None, out=None):
    return accumulated(np.multiply, x, axis, dtype, out)


@op(forward=_cumprod, prepare=_running("multiplied", "cumprod"), numpy=[np.cumprod])
def cumprod(x, *, axis=None, dtype=None):
    """The running product: each element times all before it along axis; axis=None goes through all elements in order.

    The element type is that of prod.   Source: NumPy.

    >>> ng.cumprod(np.array([1.0, 2.0, 3.0]))
    array([1., 2., 6.])
    """
    y = widened(computed(x))
    return y if dtype is None else y.with_element(dtype)


@cumprod.adjoint
def cumprod_adjoint(dy, y, x, *, axis, dtype=None):
    """dx[i] = x[0] ... x[i-1] * (dy[i] + x[i+1] * (dy[i+1] + x[i+2] * (...))), with no division: zeros are fine."""
    dy, x = _turned(dy, axis), _turned(x, axis)
    return (_turned(before(x) * _nested(dy, x), axis),)


def before(x):
    """For each element along the last axis, the product of all before it; 1 for the first."""
    if not x.size:
        return x
    one = full((*x.shape[:-1], 1), 1.0, x.dtype)
    return join(one, cumprod(x[..., :-1], axis=-1), axis=-1)


def _nested(b, x):
    """s[i] = b[i] + x[i+1] * s[i+1] along the last axis, where the last s is the last b.

    In log2(n) steps: after each, b[i] is made of twice as many terms, and a[i] leads to the first that is missing.
    """
    n, step, a = b.shape[-1], 1, x[..., 1:]
    while step < n:
        nearer = b[..., : n - step] + a * b[..., step:]
        b = join(nearer, b[..., n - step :], axis=-1)
        a = a[..., : max(n - 2 * step, 0)] * a[..., step:]
        step *= 2
    return b


@numpy_name(*[f for f in [getattr(np, "cumulative_prod", None)] if f])
def cumulative_prod(x, axis=None, dtype=None, include_initial=False):
    """cumprod with a name of its own for a leading 1: include_initial.

    axis may be left away for a vector alone.   Source: NumPy 2.1, the array API.

    >>> ng.cumulative_prod(np.array([1.0, 2.0, 3.0]), include_initial=True)
    array([1., 1., 2., 6.])
    """
    return _with_initial(cumprod, 1, x, axis, dtype, include_initial)


# ---- pieces -----------------------------------------------------------------


def _with_initial(running, number, x, axis, dtype, include_initial):
    t = type_of(x)
    require(axis is not None or t.rank == 1, f"{t} is not a vector, so it needs an axis; write axis=0")
    axis = axis_of(t, 0 if axis is None else axis)
    y = running(x, axis=axis, dtype=dtype)
    if not switch(include_initial, "include_initial"):
        return y
    t = type_of(y)
    first = full((*t.shape[:axis], 1, *t.shape[axis + 1 :]), number, t.dtype)
    return join(first, y, axis=axis)


def backwards(x, axis):
    """x with the order of its elements along one axis reversed."""
    index = [(0, d, 1) for d in x.shape]
    if x.shape[axis]:
        index[axis] = (x.shape[axis] - 1, None, -1)
    return slice(x, tuple(index))


def _turned(x, axis):
    """x with this axis and the last one swapped."""
    axes = list(range(x.ndim))
    axes[axis], axes[-1] = axes[-1], axes[axis]
    return x if axis == x.ndim - 1 else transpose(x, tuple(axes))
