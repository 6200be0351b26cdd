"""The same numbers under another name, in another shape, or in another order of axes."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError
from ..core.op import op
from .arguments import known_shape, permutation

# ---- the same numbers under another name ------------------------------------


def copy_into(x, out):
    np.copyto(out, x)
    return out


def _same_memory(x, out=None):
    return x if out is None else copy_into(x, out)


@op(forward=_same_memory, kind="view")
def identity(x):
    """A new name for the same value.

    >>> ng.identity(np.array([1, 2]))
    array([1, 2])
    """
    return x


@identity.adjoint
def identity_adjoint(dy, y, x):
    return (dy,)


@op(forward=_same_memory, kind="view", adjoint=None)
def stop_gradient(x):
    """x, treated as a constant by autodiff.

    >>> ng.grad(lambda x: x * ng.stop_gradient(x))(3.0)
    array(3.)
    """
    return x


# ---- reshape, transpose -----------------------------------------------------


def _reshape(x, shape, out=None):
    return np.reshape(x, shape) if out is None else copy_into(np.reshape(x, out.shape), out)  # out may be some rows


@op(forward=_reshape, kind="view", prepare=known_shape)
def reshape(x, *, shape):
    """The same elements in the same order, in another shape; one -1 stands for what is left.

    >>> ng.reshape(np.arange(6), (2, -1))
    array([[0, 1, 2],
           [3, 4, 5]])
    """
    y = x.with_shape(shape)
    if y.size != x.size:
        raise GraphError(f"{x} has {x.size} elements, but the shape {shape} has {y.size}")
    return y


@reshape.adjoint
def reshape_adjoint(dy, y, x, *, shape):
    return (reshape(dy, x.shape),)


def _transpose(x, axes, out=None):
    return np.transpose(x, axes) if out is None else copy_into(np.transpose(x, axes), out)


@op(forward=_transpose, kind="view", prepare=permutation, numpy=[np.transpose])
def transpose(x, *, axes=None):
    """Reorder the axes; without axes, reverse them: for a matrix, swap rows and columns.

    >>> ng.transpose(np.array([[1, 2, 3], [4, 5, 6]]))
    array([[1, 4],
           [2, 5],
           [3, 6]])
    """
    return x.with_shape(x.shape[a] for a in axes)


@transpose.adjoint
def transpose_adjoint(dy, y, x, *, axes):
    return (transpose(dy, tuple(axes.index(i) for i in range(len(axes)))),)
