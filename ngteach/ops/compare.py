"""Comparisons, logic, and choosing by the result.  The first two are piecewise constant: they have no derivative."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Tensor
from ..core.op import op
from ..core.trace import current_trace, is_tracing
from ..core.types import boolean, f32, f64, i32, i64, type_of
from .align import align, elementwise
from .lists import from_list
from .rules import compared, logical, same_type

# ---- comparisons and logic --------------------------------------------------


@elementwise(forward=np.equal, adjoint=None)
def equal(x, y):
    """x == y, element by element.

    >>> ng.equal(np.array([1.0, 2.0]), 2.0)
    array([False,  True])
    """
    return compared(x, y)


@elementwise(forward=np.not_equal, adjoint=None)
def not_equal(x, y):
    """x != y, element by element.

    >>> ng.not_equal(np.array([1.0, 2.0]), 2.0)
    array([ True, False])
    """
    return compared(x, y)


@elementwise(forward=np.less, adjoint=None)
def less(x, y):
    """x < y.

    >>> ng.less(np.array([1.0, 2.0]), 2.0)
    array([ True, False])
    """
    return compared(x, y)


@elementwise(forward=np.less_equal, adjoint=None)
def less_equal(x, y):
    """x <= y.

    >>> ng.less_equal(np.array([1.0, 3.0]), 2.0)
    array([ True, False])
    """
    return compared(x, y)


@elementwise(forward=np.greater, adjoint=None)
def greater(x, y):
    """x > y.

    >>> ng.greater(np.array([1.0, 3.0]), 2.0)
    array([False,  True])
    """
    return compared(x, y)


@elementwise(forward=np.greater_equal, adjoint=None)
def greater_equal(x, y):
    """x >= y.

    >>> ng.greater_equal(np.array([1.0, 2.0]), 2.0)
    array([False,  True])
    """
    return compared(x, y)


@elementwise(forward=np.logical_and, adjoint=None)
def logical_and(x, y):
    """True where both are; also written x & y.

    >>> ng.logical_and(np.array([True, True]), np.array([True, False]))
    array([ True, False])
    """
    return logical(x, y)


@elementwise(forward=np.logical_or, adjoint=None)
def logical_or(x, y):
    """True where one is; also written x | y.

    >>> ng.logical_or(np.array([True, False]), np.array([False, False]))
    array([ True, False])
    """
    return logical(x, y)


@elementwise(forward=np.logical_xor, adjoint=None)
def logical_xor(x, y):
    """True where exactly one is; also written x ^ y.

    >>> ng.logical_xor(np.array([True, True]), np.array([True, False]))
    array([False,  True])
    """
    return logical(x, y)


@elementwise(forward=np.logical_not, adjoint=None)
def logical_not(x):
    """True where x is not; also written ~x.

    >>> ng.logical_not(np.array([True, False]))
    array([False,  True])
    """
    return logical(x)


# ---- choosing ---------------------------------------------------------------


def _where(condition, x, y, out=None):
    if out is None:
        return np.where(condition, x, y)
    keep = x.copy() if np.may_share_memory(out, x) else x  # out may overlap x
    np.copyto(out, y)
    np.copyto(out, keep, where=condition)
    return out


def _choice(inputs, params):
    condition, x, y = inputs
    if isinstance(condition, bool):
        raise GraphError(f"the condition is Python's {condition}; write if, or compare a tensor: x > 0")
    if isinstance(x, np.generic) and isinstance(y, np.generic) and not isinstance(condition, Tensor):
        x, y = np.asarray(x), np.asarray(y)  # between NumPy's scalars, each keeps its own type
    elif is_python_number(x) and is_python_number(y):  # no tensor determines the element type
        kinds = {type_of(x).element, type_of(y).element}
        x = as_element(x, boolean if kinds == {boolean} else i32 if kinds == {i64} else _float_around())
    return align((truth_array(condition), x, y), params)


def _float_around():
    """The float type for numbers among themselves: f64 in a graph whose float inputs all are, otherwise f32."""
    around = {x.dtype for x in current_trace().inputs if x.type.is_float} if is_tracing() else ()
    return f64 if around == {f64.dtype} else f32


def truth_array(condition):
    """NumPy's bool, and a list, as an array: as numbers they would take the element type of the others."""
    return np.asarray(condition) if isinstance(condition, np.bool_) else from_list(condition)


@op(forward=_where, kind="elementwise", prepare=_choice, numpy=[np.where])
def where(condition, x, y):
    """x where condition holds, y elsewhere.

    Each gets the adjoint where it was chosen.  Two of Python's numbers are i32, or floats of the type that all float
    inputs of the graph have: f64, and otherwise f32.

    >>> ng.where(np.array([True, False]), np.array([1.0, 2.0]), 0.0)
    array([1., 0.])
    """
    if condition.element is not boolean:
        raise GraphError(f"the condition must be bool, found {condition}; write for example x > 0")
    return same_type(x, y)


@where.adjoint
def where_adjoint(dz, z, condition, x, y):
    return None, where(condition, dz, 0.0), where(condition, 0.0, dz)
