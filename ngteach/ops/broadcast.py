"""broadcast and sum: one repeats numbers, the other adds them up; each is the other's adjoint."""

from __future__ import annotations

import builtins
import math

import numpy as np

from ..core.calling.errors import GraphError, require
from ..core.calling.shapes import as_shape
from ..core.graph import Tensor
from ..core.op import op
from ..core.provenance import says_where
from ..core.types import ElementType, TensorType, boolean, element_type, i64, type_of, u64
from .arguments import all_axes, axes_of
from .constant import constant
from .convert import convert
from .rules import computed
from .shape import copy_into, reshape

# ---- broadcast --------------------------------------------------------------


def _broadcast(x, shape, out=None):
    return np.broadcast_to(x, shape) if out is None else copy_into(x, out)


def _without_axes(inputs, params):
    """nGraph's axis= names the axes that x lacks; NumPy's rule aligns the shapes at the right."""
    (x,), shape, axis = inputs, as_shape(params["shape"]), params["axis"]
    if axis is not None:
        t = type_of(x)
        axis = axes_of(t.with_shape(shape), tuple(axis) if isinstance(axis, (set, frozenset)) else axis)
        kept = tuple(d for i, d in enumerate(shape) if i not in axis)
        if t.shape != kept:
            raise GraphError(f"{t} does not have the shape {kept} that {shape} has without the axes {sorted(axis)}")
        if t.rank and axis and builtins.max(axis) > len(axis) - 1:  # a new axis comes after an old one
            x = reshape(x, tuple(1 if i in axis else d for i, d in enumerate(shape)))
    return (x,), {"shape": shape}


@op(forward=_broadcast, kind="view", prepare=_without_axes, numpy=[np.broadcast_to])
def broadcast(x, *, shape, axis=None):
    """Repeat x along new leading axes and along axes of size 1 (NumPy's rule).

    axis, if given, names the axes of shape that x lacks, as nGraph's AxisSet does.

    >>> ng.broadcast(np.array([1, 2, 3]), (2, 3))
    array([[1, 2, 3],
           [1, 2, 3]])
    """
    padded = (1,) * (len(shape) - x.rank) + x.shape
    if len(padded) != len(shape) or not all(a in (1, b) for a, b in zip(padded, shape, strict=True)):
        raise GraphError(f"{x} does not fit the shape {shape}; an axis must be equal, 1 or missing on the left")
    return x.with_shape(shape)


@broadcast.adjoint
def broadcast_adjoint(dy, y, x, *, shape):
    """An element that is used n times receives the sum of n adjoints."""
    new = len(shape) - x.ndim
    stretched = tuple(i for i, d in enumerate(shape) if i < new or x.shape[i - new] != d)
    dx = sum(dy, axis=stretched) if stretched else dy
    return (dx if dx.shape == x.shape else reshape(dx, x.shape),)


@says_where("full")
def full(shape, fill_value, dtype=None):
    """A tensor of this shape with the same number everywhere.

    dtype: without it, the element type of fill_value: f64 for 1.5, i64 for 2, as in NumPy.

    >>> ng.full((2, 2), 7, "i32")
    array([[7, 7],
           [7, 7]], dtype=int32)
    """
    element = None if dtype is None else element_type(dtype)
    if not isinstance(fill_value, (Tensor, TensorType, ElementType)):
        several = isinstance(fill_value, np.ndarray) and fill_value.ndim
        fill_value = constant(fill_value) if several else constant(fill_value, element)
    if element not in (None, type_of(fill_value).element):
        fill_value = convert(fill_value, element)
    return broadcast(fill_value, shape)


# ---- sum --------------------------------------------------------------------


def reduced(x, axis, keepdims):
    if keepdims:
        return x.with_shape(1 if i in axis else d for i, d in enumerate(x.shape))
    return x.with_shape(d for i, d in enumerate(x.shape) if i not in axis)


def restore(y, x, axis):
    """Put back, by repetition, the axes that a reduction of x took away."""
    kept = tuple(1 if i in axis else d for i, d in enumerate(x.shape))
    if y.shape != kept and axis != tuple(range(len(axis))):  # axes missing on the left broadcast anyway
        y = reshape(y, kept)
    return y if y.shape == x.shape else broadcast(y, x.shape)


MANY = 4096  # numbers: up to this many, a sum has the same bits as NumPy's
_PARTS = 16


def add_up(x, axis, keepdims, dtype=None, out=None):
    """The sum along axis.  NumPy adds numbers one by one unless they are contiguous, and many floats lose digits.

    So a long axis is split into 16 parts, which are added elementwise, and again, until few numbers are left.
    """
    if x.dtype.kind != "f":  # whole numbers lose nothing
        total = np.uint64 if x.dtype.kind == "u" else np.int64
        wide = None if out is not None else total if dtype is None else dtype.dtype
        return np.add.reduce(x, axis, wide, out, keepdims)
    contiguous = x.flags.c_contiguous and axis == tuple(range(x.ndim - len(axis), x.ndim))
    few = max(x.size, MANY) if contiguous else MANY
    while math.prod([x.shape[a] for a in axis]) > few:
        few, longest = _PARTS, max(axis, key=x.shape.__getitem__)
        rows, before = x.shape[longest], (slice(None),) * longest
        parts = min(rows, _PARTS)
        end = rows - rows % parts
        shape = (*x.shape[:longest], parts, end // parts, *x.shape[longest + 1 :])
        added = np.add.reduce(x[(*before, slice(end))].reshape(shape), longest)
        x = np.concatenate([added, x[(*before, slice(end, rows))]], longest) if end < rows else added
    return np.add.reduce(x, axis, None, out, keepdims)


def widened(x):
    """The type of x, or of its sums if it has whole numbers or bools: these are added in 64 bits."""
    return x if x.is_float else x.with_element(u64 if x.dtype.kind == "u" else i64)


def in_its_type(inputs, regular, dtype, summed="summed", name="sum"):
    """dtype= as in NumPy: numbers are converted to a float type before they are added, the sum to a whole one."""
    if dtype is None:
        return inputs, regular
    element, t = element_type(dtype), type_of(inputs[0])
    fits = np.can_cast(t.dtype, element.dtype, "same_kind") and element is not boolean
    require(fits, f"{t} cannot be {summed} as {element}; write convert({name}(x), {element})")
    if element.dtype.kind == "f":
        return [x if t.element is element else convert(x, element) for x in inputs], regular
    return inputs, regular if element.dtype is widened(t).dtype else {**regular, "dtype": element}


def _summands(inputs, params):
    inputs, regular = all_axes(inputs, params)
    return in_its_type(inputs, regular, params["dtype"])


@op(forward=add_up, prepare=_summands)
def sum(x, *, axis=None, keepdims=False, dtype=None):
    """Add up the elements along axis (a number, several, or all); 0 if there are none.

    Whole numbers and bools give i64, unsigned ones u64, so that large sums fit; a narrower dtype wraps around, as in
    NumPy.

    >>> ng.sum(np.array([[1.0, 2.0], [3.0, 4.0]]), axis=0)
    array([4., 6.])
    """
    y = reduced(widened(computed(x)), axis, keepdims)
    return y if dtype is None else y.with_element(dtype)


@sum.adjoint
def sum_adjoint(dy, y, x, *, axis, keepdims, dtype=None):
    return (restore(dy, x, axis),)
