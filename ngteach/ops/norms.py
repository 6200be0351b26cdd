"""The length of vectors and matrices.  Where it is 0, its gradient is taken to be 0, and so is that of the gradient."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.registry import numpy_name
from ..core.provenance import says_where
from ..core.types import type_of
from .arguments import axes_of
from .arithmetic import abs, add, divide, maximum, multiply, sqrt
from .broadcast import reduced, sum
from .compare import equal, not_equal, where
from .convert import convert
from .powers import power
from .reduce import max, min
from .rules import floats
from .shape import reshape
from .statistics import root

_MATRIX = '1, -1, inf, -inf or "fro"'


@numpy_name(np.linalg.norm)
def norm(x, ord=None, axis=None, keepdims=False):
    """The length of a vector, or the size of a matrix; of all of x, or along axis.

    Along one axis, ord names a norm of vectors: 2 (or None), 1, inf, -inf, 0 (how many are not 0), or any other number.
    Along two it names one of matrices: "fro" (or None), 1, -1, inf, -inf.  Without axis and ord, all of x is a vector.
    Of several largest elements, all share the adjoint; ord=0 is piecewise constant.  The slopes of a vector of zeros
    are taken to be 0.   Source: np.linalg.norm.

    >>> ng.norm(np.array([3.0, 4.0]))
    array(5.)
    """
    t = floats(type_of(x))
    if axis is None and ord is not None and t.rank not in (1, 2):
        raise GraphError(f"{t} is no vector and no matrix; write axis=, one or two of them")
    axes = axes_of(t, axis)
    if axis is None and ord is None:
        return root(sum(multiply(x, x), axis=axes, keepdims=keepdims))
    require(len(axes) in (1, 2), f"takes one axis or two, found axis={shown(axis)}")
    return (_of_vectors if len(axes) == 1 else _of_matrices)(x, ord, axes, keepdims)


def _is_number(ord):
    return isinstance(ord, (int, float, np.number)) and not isinstance(ord, bool)


def _of_vectors(x, ord, axis, keepdims):
    shared = {"axis": axis, "keepdims": keepdims}
    require(ord is None or _is_number(ord), f"ord={shown(ord)} is no norm of vectors; write a number")
    if ord is None or ord == 2:
        return root(sum(multiply(x, x), **shared))
    if ord == 0:
        return sum(convert(not_equal(x, np.zeros((), type_of(x).dtype)), type_of(x).element), **shared)
    if ord == 1:
        return sum(abs(x), **shared)
    if ord in (np.inf, -np.inf):
        return (_largest if ord > 0 else min)(abs(x), **shared)
    total = sum(power(abs(x), float(ord)), **shared)
    zero = equal(total, 0.0)
    return where(zero, 0.0, power(where(zero, 1.0, total), 1.0 / float(ord)))


def _largest(x, axis, keepdims):
    """The largest of sizes, none of which is negative: 0 if there are none."""
    none = 0 in [type_of(x).shape[a] for a in axis]
    return (sum if none else max)(x, axis=axis, keepdims=keepdims)


def _of_matrices(x, ord, axes, keepdims):
    if ord is None or isinstance(ord, str) and ord == "fro":
        return root(sum(multiply(x, x), axis=axes, keepdims=keepdims))
    if isinstance(ord, str) and ord == "nuc" or _is_number(ord) and ord in (2, -2):
        raise GraphError(f"ord={shown(ord)} needs singular values, which no op gives; write {_MATRIX}")
    known = _is_number(ord) and ord in (1, -1, np.inf, -np.inf)
    require(known, f"ord={shown(ord)} is no norm of matrices; write {_MATRIX}")
    added, chosen = axes if ord in (1, -1) else axes[::-1]  # 1: columns are added up; inf: rows
    totals = sum(abs(x), axis=added, keepdims=True)
    y = (_largest if ord > 0 else min)(totals, axis=(chosen,), keepdims=True)
    return y if keepdims else reshape(y, reduced(type_of(x), axes, False).shape)


@numpy_name(np.linalg.vector_norm)
def vector_norm(x, axis=None, keepdims=False, ord=2):
    """The length of x as one vector, or of the vectors along axis; ord as in norm.

    Source: NumPy 2, the array API.

    >>> ng.vector_norm(np.array([[3.0, 0.0], [0.0, 4.0]]))
    array(5.)
    """
    return _of_vectors(x, ord, axes_of(floats(type_of(x)), axis), keepdims)


@numpy_name(np.linalg.matrix_norm)
def matrix_norm(x, keepdims=False, ord="fro"):
    """The size of the matrices that the last two axes hold; ord as in norm.

    Source: NumPy 2, the array API.

    >>> ng.matrix_norm(np.array([[3.0, 0.0], [0.0, 4.0]]))
    array(5.)
    """
    return norm(x, ord, (-2, -1), keepdims)


@says_where("normalize")
def normalize(x, axis=-1, epsilon=1e-12, mode="add"):
    """x divided by its length along axis (one, several, or None for all), so that its length is 1.

    epsilon keeps 0 from being divided by 0.  With mode "add" it is added to the sum of squares, with "max" that sum is
    at least epsilon.   Source: nGraph's NormalizeL2.

    >>> ng.normalize(np.array([3.0, 4.0]))
    array([0.6, 0.8])
    """
    t = floats(type_of(x))
    number = isinstance(epsilon, (int, float, np.number)) and not isinstance(epsilon, bool)
    require(number and epsilon >= 0, f"epsilon is a number, 0 or more, found {shown(epsilon)}")
    require(isinstance(mode, str) and mode in ("add", "max"), f'mode is "add" or "max", found {shown(mode)}')
    squares = sum(multiply(x, x), axis=axes_of(t, axis), keepdims=True)
    together = add if mode == "add" else maximum
    return divide(x, sqrt(together(squares, float(epsilon))))
