"""Matrices: the product, the products of many at once, and labels as rows of zeros and a one."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from ..core.calling.errors import GraphError, require
from ..core.op import Op, op
from ..core.provenance import says_where
from ..core.types import boolean, f32, type_of
from .arguments import depth_and_type
from .arithmetic import multiply
from .broadcast import MANY
from .lists import without_lists
from .rules import computed, promoted
from .shape import copy_into, reshape, transpose

_PART = 256  # numbers that BLAS may add one by one


def is_long(x, y):
    """Is it a vector times very many floats?  BLAS adds those one by one, which loses digits."""
    vector = len(x.shape) == 1 or len(y.shape) == 1 or x.shape[0] == 1 or y.shape[1] == 1
    return vector and x.shape[-1] > MANY and x.dtype.kind == "f"


def _product(x, y, out=None):
    if not is_long(x, y):
        return np.matmul(x, y, out=out)
    left, right = x.reshape(-1, x.shape[-1]), y.reshape(y.shape[0], -1)
    end = len(right) - len(right) % _PART
    rows = left[:, :end].reshape(len(left), -1, _PART).swapaxes(0, 1)
    parts = np.matmul(rows, right[:end].reshape(-1, _PART, right.shape[1]))
    contiguous = np.ascontiguousarray(parts.transpose(1, 2, 0))  # so NumPy adds pairs, and pairs of pairs
    total = np.add.reduce(contiguous, 2) + np.matmul(left[:, end:], right[end:])
    total = total.reshape(x.shape[:-1] + y.shape[1:])
    return total if out is None else copy_into(total, out)


class _Dot(Op):
    """An op for matrices and vectors, which on other ranks records several equations around it."""

    @says_where("dot")
    def __call__(self, *inputs, **params):
        inputs = without_lists(inputs)
        if len(inputs) != 2 or all(type_of(x).rank in (1, 2) for x in inputs):
            return super().__call__(*inputs, **params)
        return _of_any_rank(*inputs)


@partial(_Dot, forward=_product, numpy=[np.dot])
def dot(x, y):
    """The matrix product: [m,k] by [k,n] gives [m,n].  A vector stands for a row on the left, a column on the right.

    With more axes, NumPy's meaning: the last axis of x is multiplied with the last but one of y, and added up; a single
    number multiplies each element.  nGraph's Dot with reduction_axes_count is tensordot(x, y, axes=count).

    >>> ng.dot(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 10.0]))
    array([21., 43.])
    """
    if x.rank not in (1, 2) or y.rank not in (1, 2):
        raise GraphError(f"takes matrices and vectors, found {x} and {y}")
    return x.with_shape(x.shape[:-1] + multiplied(x, y).shape[1:])


def multiplied(x, y, axis=0):
    """The type of y, whose rows, along axis, meet the columns of x: a check."""
    if x.dtype is not y.dtype:
        raise GraphError(f"{x} and {y} differ in element type; write convert(..., {promoted(x, y)})")
    if computed(x).element is boolean:
        raise GraphError(f"{x} is not numeric; write convert(..., f32)")
    columns, rows = x.shape[-1], y.shape[axis]
    if columns != rows:
        turned = f"; write y.{'T' if y.rank == 2 else 'mT'}" if y.rank > 1 and y.shape[-1] == columns else ""
        if y.rank > 2 and columns not in y.shape[-2:] and y.shape[0] == columns:
            turned = "; T turns all axes around, mT the last two"
        raise GraphError(f"{x} has {columns} columns but {y} has {rows} rows{turned}")
    return y


@dot.adjoint
def dot_adjoint(dz, z, x, y):
    if x.ndim == y.ndim == 2:
        return dot(dz, y.T), dot(x.T, dz)
    left = x if x.ndim == 2 else reshape(x, (1, x.shape[0]))
    right = y if y.ndim == 2 else reshape(y, (y.shape[0], 1))
    dz = reshape(dz, (left.shape[0], right.shape[1]))
    return reshape(dot(dz, right.T), x.shape), reshape(dot(left.T, dz), y.shape)


def _of_any_rank(x, y):
    """NumPy's dot of single numbers, and of more than two axes."""
    left, right = type_of(x), type_of(y)
    if not left.rank or not right.rank:
        return multiply(x, y)
    axis = max(right.rank - 2, 0)
    multiplied(left, right, axis)
    rows = transpose(y, (axis, *range(axis), *range(axis + 1, right.rank)))
    columns, rest = left.shape[-1], right.shape[:axis] + right.shape[axis + 1 :]
    product = dot(
        reshape(x, (math.prod(left.shape[:-1]), columns)),
        reshape(rows, (columns, math.prod(rest))),
    )
    return reshape(product, left.shape[:-1] + rest)


# ---- many products at once --------------------------------------------------


def _products(x, y, out=None):
    columns_by_rows = x.shape[-1] == 1  # nothing is added up: far quicker than BLAS
    return np.multiply(x, y, out=out) if columns_by_rows else np.matmul(x, y, out=out)


@op(forward=_products)
def batch_dot(x, y):
    """The product of each matrix of x with the matrix of y at the same place: [b,m,k] by [b,k,n] gives [b,m,n].

    There may be several axes before the last two, and they are the same in x and y; matmul broadcasts them.
    Source: NumPy's matmul, nGraph's BatchMatMul.

    >>> ng.batch_dot(np.ones((2, 1, 3)), np.ones((2, 3, 1))).ravel()
    array([3., 3.])
    """
    if x.rank < 3 or x.shape[:-2] != y.shape[:-2]:
        raise GraphError(f"takes [b...,m,k] and [b...,k,n] with the same axes b, found {x} and {y}; write x @ y")
    return x.with_shape((*x.shape[:-1], multiplied(x, y, -2).shape[-1]))


@batch_dot.adjoint
def batch_dot_adjoint(dz, z, x, y):
    return batch_dot(dz, y.mT), batch_dot(x.mT, dz)


# ---- labels -----------------------------------------------------------------


def _one_hot(labels, depth, dtype, axis=None, unknown="zeros", out=None):
    labels = np.asarray(labels)
    axis = labels.ndim if axis is None else axis
    out = np.empty((*labels.shape[:axis], depth, *labels.shape[axis:]), dtype.dtype) if out is None else out
    classes = np.arange(depth).reshape(depth, *[1] * (labels.ndim - axis))
    np.equal(np.expand_dims(labels, axis), classes, out=out, casting="unsafe")
    if unknown == "nan":
        np.copyto(out, np.nan, where=~out.any(axis, keepdims=True))
    return out


@op(forward=_one_hot, prepare=depth_and_type, adjoint=None)
def one_hot(labels, *, depth, dtype=f32, axis=-1, unknown="zeros"):
    """For each label a row of zeros with a 1 at position label.

    axis: where the row lies in the result; without, it is the last axis.
    A label below 0, or of depth and above, is out of range: its row is all zeros, or with unknown="nan" all NaN.
    In a loss, zeros would count as a perfect answer; with NaN the loss and its gradient are NaN.

    >>> ng.one_hot(np.array([2, 0]), 3)
    array([[0., 0., 1.],
           [1., 0., 0.]], dtype=float32)
    """
    ok = labels.dtype.kind in "iu"
    require(ok, f"labels must be whole numbers, found {labels}; write convert(labels, i32)")
    axis = labels.rank if axis == -1 else axis
    return labels.with_element(dtype).with_shape((*labels.shape[:axis], depth, *labels.shape[axis:]))
