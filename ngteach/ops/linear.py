"""Matrices: the product, and labels as rows of zeros and a one."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require
from ..core.op import op
from ..core.types import boolean, f32
from .arguments import depth_and_type
from .broadcast import MANY
from .rules import computed, promoted
from .shape import copy_into, reshape

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


@op(forward=_product, numpy=[np.matmul, np.dot])
def dot(x, y):
    """The matrix product: [m,k] by [k,n] gives [m,n].  A vector stands for a row on the left, a column on the right."""
    if x.rank not in (1, 2) or y.rank not in (1, 2):
        raise GraphError(f"takes matrices and vectors, found {x} and {y}")
    if x.dtype is not y.dtype:
        raise GraphError(f"{x} and {y} differ in element type; write convert(..., {promoted(x, y)})")
    if computed(x).element is boolean:
        raise GraphError(f"{x} is not numeric; write convert(..., f32)")
    columns, rows = x.shape[-1], y.shape[0]
    if columns != rows:
        raise GraphError(f"{x} has {columns} columns but {y} has {rows} rows")
    return x.with_shape(x.shape[:-1] + y.shape[1:])


@dot.adjoint
def dot_adjoint(dz, z, x, y):
    if x.ndim == y.ndim == 2:
        return dot(dz, y.T), dot(x.T, dz)
    left = x if x.ndim == 2 else reshape(x, (1, x.shape[0]))
    right = y if y.ndim == 2 else reshape(y, (y.shape[0], 1))
    dz = reshape(dz, (left.shape[0], right.shape[1]))
    return reshape(dot(dz, right.T), x.shape), reshape(dot(left.T, dz), y.shape)


def _one_hot(labels, depth, dtype, unknown="zeros", out=None):
    out = np.empty((*np.shape(labels), depth), dtype.dtype) if out is None else out
    np.equal(np.asarray(labels)[..., None], np.arange(depth), out=out, casting="unsafe")
    if unknown == "nan":
        out[~out.any(-1)] = np.nan
    return out


@op(forward=_one_hot, prepare=depth_and_type, adjoint=None)
def one_hot(labels, *, depth, dtype=f32, unknown="zeros"):
    """For each label a row of zeros with a 1 at position label.

    A label below 0, or of depth and above, is out of range: its row is all zeros, or with unknown="nan" all NaN.
    In a loss, zeros would count as a perfect answer; with NaN the loss and its gradient are NaN.
    """
    ok = labels.dtype.kind in "iu"
    require(ok, f"labels must be whole numbers, found {labels}; write convert(labels, i32)")
    return labels.with_element(dtype).with_shape((*labels.shape, depth))
