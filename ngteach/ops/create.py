"""Tensors made of nothing but a shape and a number: zeros, ones, eye, and those like another tensor."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.memory import in_room
from ..core.calling.numbers import is_python_number
from ..core.calling.registry import numpy_name
from ..core.calling.shapes import as_shape
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..core.types import ElementType, TensorType, boolean, element_type, f64, type_of
from .arguments import whole_number
from .broadcast import full
from .constant import constant
from .parts import nearby

# ---- the same number everywhere -------------------------------------------------


@says_where("zeros")
def zeros(shape, dtype=f64):
    """A tensor of zeros; for bools, of False.

    >>> ng.zeros(3)
    array([0., 0., 0.])
    """
    return _filled(shape, 0, dtype)


@says_where("ones")
def ones(shape, dtype=f64):
    """A tensor of ones; for bools, of True.

    >>> ng.ones((1, 2), "i32")
    array([[1, 1]], dtype=int32)
    """
    return _filled(shape, 1, dtype)


@says_where("empty")
def empty(shape, dtype=f64):
    """A tensor of zeros: a graph has no memory that was left as it is, so np.empty's numbers are known here.

    >>> ng.empty((2, 0))
    array([], shape=(2, 0), dtype=float64)
    """
    return zeros(shape, dtype)


def _filled(shape, number, dtype):
    element = element_type(dtype)
    return full(shape, bool(number) if element is boolean else number, element)


# ---- like another tensor ----------------------------------------------------------


@numpy_name(np.full_like)
def full_like(x, fill_value, dtype=None, shape=None):
    """The same number everywhere, in the shape and the element type of x, or in others.

    >>> ng.full_like(np.array([1.0, 2.0]), 7)
    array([7., 7.])
    """
    return _like(x, dtype, shape, lambda shape, element: full(shape, fill_value, element))


@numpy_name(np.zeros_like)
def zeros_like(x, dtype=None, shape=None):
    """Zeros in the shape and the element type of x, or in others.

    >>> ng.zeros_like(np.array([1, 2]))
    array([0, 0])
    """
    return _like(x, dtype, shape, zeros)


@numpy_name(np.ones_like)
def ones_like(x, dtype=None, shape=None):
    """Ones in the shape and the element type of x, or in others.

    >>> ng.ones_like(np.array([1, 2]))
    array([1, 1])
    """
    return _like(x, dtype, shape, ones)


@numpy_name(np.empty_like)
def empty_like(x, dtype=None, shape=None):
    """Zeros in the shape and the element type of x, or in others; see empty.

    >>> ng.empty_like(np.zeros((2, 0)))
    array([], shape=(2, 0), dtype=float64)
    """
    return zeros_like(x, dtype, shape)


def _like(x, dtype, shape, make):
    t = type_of(x)
    shape = t.shape if shape is None else as_shape(shape)
    element = t.element if dtype is None else element_type(dtype)
    return element[shape] if isinstance(x, (TensorType, ElementType)) else make(shape, element)


# ---- matrices and rows of numbers -------------------------------------------------


@says_where("eye")
def eye(N, M=None, k=0, dtype=f64):
    """The matrix with ones on the diagonal k and zeros elsewhere: N rows, and M columns or as many.

    >>> ng.eye(2)
    array([[1., 0.],
           [0., 1.]])
    """
    return _matrix(np.eye, N, M, k, dtype)


@says_where("tri")
def tri(N, M=None, k=0, dtype=f64):
    """The matrix with ones on and below the diagonal k and zeros above it: N rows, and M columns or as many.

    >>> ng.tri(2)
    array([[1., 0.],
           [1., 1.]])
    """
    return _matrix(np.tri, N, M, k, dtype)


def _matrix(function, N, M, k, dtype):
    element, rows = element_type(dtype), whole_number(N, "N", 0)
    columns = rows if M is None else whole_number(M, "M", 0)
    t = element[rows, columns]
    k = nearby(k, rows, columns)
    return constant(in_room(t, t.nbytes, function, rows, columns, k, t.dtype))


@says_where("arange")
def arange(start, stop=None, step=1, dtype=None):
    """The numbers start, start + step, ... before stop; arange(n) is 0, 1, ... n - 1.

    They must be known, for they determine the shape; whole numbers give i64, others f64, as in NumPy.

    >>> ng.arange(4)
    array([0, 1, 2, 3])
    >>> ng.arange(0.0, 1.0, 0.25)
    array([0.  , 0.25, 0.5 , 0.75])
    """
    for n in (start, step, 0 if stop is None else stop):
        if isinstance(n, (Tensor, TensorType)):
            raise GraphError(f"{n} has no numbers yet, so the shape would be unknown; write x0 + arange(n) * step")
        require(is_python_number(n) or isinstance(n, np.generic), f"takes numbers, found a {type(n).__name__}")
    start, stop = (0, start) if stop is None else (start, stop)
    require(step != 0, "the step is 0")
    element = None if dtype is None else element_type(dtype)
    try:
        length = max(0, math.ceil((stop - start) / step))
    except (ValueError, OverflowError):  # infinity and NaN have no ceiling
        raise GraphError(f"from {shown(start)} to {shown(stop)} there is no end") from None
    t = (element or f64)[length]
    return constant(in_room(t, t.nbytes, np.arange, start, stop, step, element and element.dtype))
