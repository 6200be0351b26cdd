"""Tensors joined: along an axis that they have, or along a new one."""

from __future__ import annotations

import builtins

import numpy as np

from ..core.calling.errors import require, shown
from ..core.calling.registry import numpy_name
from ..core.graph import Tensor
from ..core.types import type_of
from .axes import atleast_1d, atleast_2d, atleast_3d, expand_dims, flatten
from .convert import convert
from .index import join
from .lists import parts_of
from .rules import same_type
from .shape import reshape, transpose


@numpy_name(np.concatenate)
def concatenate(xs, axis=0, *, dtype=None):
    """The tensors of a list joined along axis, in order; axis=None joins all their elements in one vector.

    Numbers and lists among them take the tensors' element type.   dtype: converts the tensors first.

    >>> ng.concatenate([np.array([1, 2]), np.array([3])])
    array([1, 2, 3])
    """
    require(not isinstance(axis, Tensor), "takes all tensors in one list; write concatenate([x, y])")
    xs = _converted(parts_of(xs), dtype)
    return join(*[flatten(x) for x in xs], axis=0) if axis is None else join(*xs, axis=axis)


def _converted(xs, dtype):
    return xs if dtype is None else [convert(x, dtype) for x in xs]


@numpy_name(np.stack)
def stack(xs, axis=0, *, dtype=None):
    """Tensors of one shape side by side along a new axis.

    >>> ng.stack([np.array([1, 2]), np.array([3, 4])], axis=1)
    array([[1, 3],
           [2, 4]])
    """
    xs = _converted(parts_of(xs), dtype)
    same_type(*map(type_of, xs))
    return join(*[expand_dims(x, axis) for x in xs], axis=axis)


@numpy_name(np.vstack)
def vstack(xs, *, dtype=None):
    """Tensors below each other: joined along the first axis, where a vector is a row.

    >>> ng.vstack([np.array([1, 2]), np.array([[3, 4], [5, 6]])])
    array([[1, 2],
           [3, 4],
           [5, 6]])
    """
    return concatenate([atleast_2d(x) for x in parts_of(xs)], dtype=dtype)


@numpy_name(np.hstack)
def hstack(xs, *, dtype=None):
    """Tensors beside each other: joined along the second axis, vectors along their only one.

    >>> ng.hstack([np.array([[1], [2]]), np.array([[3], [4]])])
    array([[1, 3],
           [2, 4]])
    """
    xs = [atleast_1d(x) for x in parts_of(xs)]
    return concatenate(xs, 0 if type_of(xs[0]).rank == 1 else 1, dtype=dtype)


@numpy_name(np.dstack)
def dstack(xs):
    """Tensors behind each other: joined along the third axis, where a vector is [1,n,1] and a matrix [m,n,1].

    >>> ng.dstack([np.array([1, 2]), np.array([3, 4])])
    array([[[1, 3],
            [2, 4]]])
    """
    return concatenate([atleast_3d(x) for x in parts_of(xs)], 2)


@numpy_name(np.column_stack)
def column_stack(xs):
    """Columns beside each other: as hstack, but a vector is a column.

    >>> ng.column_stack([np.array([1, 2]), np.array([3, 4])])
    array([[1, 3],
           [2, 4]])
    """
    return concatenate([transpose(atleast_2d(x)) if type_of(x).rank < 2 else x for x in parts_of(xs)], 1)


@numpy_name(np.append)
def append(x, values, axis=None):
    """x with these values at its end along axis; without an axis, both become vectors first.

    >>> ng.append(np.array([1, 2]), 3)
    array([1, 2, 3])
    """
    return concatenate([x, values], axis)


@numpy_name(np.block)
def block(xs):
    """A tensor put together from blocks: the innermost lists lie beside each other, the next ones below.

    xs: nested lists, all equally deep, as one writes a matrix of matrices.

    >>> ng.block([[np.eye(2), np.zeros((2, 1))], [np.ones((1, 3))]])
    array([[1., 0., 0.],
           [0., 1., 0.],
           [1., 1., 1.]])
    """
    depths = set(_depths(xs))
    require(len(depths) == 1, f"the lists of blocks are {shown(tuple(sorted(depths)))} deep; nest all equally deep")
    (depth,) = depths
    rank = builtins.max([depth, *[type_of(x).rank for x in _blocks(xs)]])
    return _joined(xs, depth, rank)


def _depths(xs):
    if not isinstance(xs, list):
        return [0]
    require(xs, "takes lists of blocks, found an empty one")
    return [1 + depth for x in xs for depth in _depths(x)]


def _blocks(xs):
    return [b for x in xs for b in _blocks(x)] if isinstance(xs, list) else [xs]


def _joined(xs, depth, rank):
    if not isinstance(xs, list):
        shape = type_of(xs).shape
        return reshape(xs, (1,) * (rank - len(shape)) + shape)
    return concatenate([_joined(x, depth - 1, rank) for x in xs], -depth)
