"""Differences of neighbours and what is made of them: diff, ediff1d, gradient along axes, and trapezoid."""

from __future__ import annotations

import builtins
import operator
from functools import reduce

import numpy as np

from ..core.calling.errors import GraphError, counted, require, shown
from ..core.calling.numbers import as_element, is_python_number
from ..core.calling.registry import numpy_name
from ..core.graph import Tensor
from ..core.types import TensorType, boolean, f64, type_of
from .arguments import axes_of, axis_of
from .arithmetic import add, divide, multiply, subtract
from .axes import ravel
from .broadcast import broadcast, sum
from .compare import not_equal
from .index import slice
from .joining import concatenate
from .lists import from_list
from .rules import computed, floats, numeric
from .shape import reshape

# ---- neighbours -------------------------------------------------------------


def _part(x, axis, start, stop):
    """x[start:stop] along an axis."""
    shape = type_of(x).shape
    start, stop, _ = builtins.slice(start, stop).indices(shape[axis])
    return slice(x, tuple((start, max(start, stop), 1) if a == axis else (0, d, 1) for a, d in enumerate(shape)))


@numpy_name(np.diff)
def diff(x, n=1, axis=-1, prepend=None, append=None):
    """Each element minus the one before it along axis, n times; of bools, whether they differ.

    prepend, append: a number or a tensor to put before or behind x first.   Source: NumPy.

    >>> ng.diff(np.array([1.0, 4.0, 9.0]))
    array([3., 5.])
    """
    t = computed(type_of(x))
    n, axis = _count(n), axis_of(t, axis)
    first, last = (None if v is None else _at_end(v, t, axis) for v in (prepend, append))
    x = _joined([first, x, last], axis)
    minus = not_equal if t.element is boolean else subtract
    for _ in range(min(n, type_of(x).shape[axis])):  # then nothing is left
        x = minus(_part(x, axis, 1, None), _part(x, axis, None, -1))
    return x


def _count(n):
    try:
        require(not isinstance(n, bool) and operator.index(n) >= 0, f"n is 0 or more, found {shown(n)}")
    except TypeError:
        raise GraphError(f"n is a whole number, found {shown(n)}") from None
    return operator.index(n)


def _at_end(v, t, axis):
    """What goes before or behind x: a number stands for a whole slice."""
    v = from_list(v, t.element)
    if type_of(v).rank:
        return v
    v = as_element(v, t.element) if is_python_number(v) else v
    return broadcast(v, tuple(1 if a == axis else d for a, d in enumerate(t.shape)))


@numpy_name(np.ediff1d)
def ediff1d(x, to_end=None, to_begin=None):
    """Each element minus the one before it, of all elements as one vector.

    to_begin, to_end: numbers to put before and behind the differences.

    >>> ng.ediff1d(np.array([1.0, 4.0, 9.0]), to_begin=0.0)
    array([0., 3., 5.])
    """
    t = numeric(type_of(x))
    first, last = (None if v is None else ravel(_typed(v, t.element)) for v in (to_begin, to_end))
    return _joined([first, diff(ravel(x)), last], 0)


def _joined(parts, axis):
    """Those parts that there are, joined."""
    parts = [v for v in parts if v is not None]
    return concatenate(parts, axis) if len(parts) > 1 else parts[0]


def _typed(v, element):
    v = from_list(v, element)
    return as_element(v, element) if is_python_number(v) else v


# ---- slopes -----------------------------------------------------------------


@numpy_name(np.gradient)
def gradient(x, *spacing, axis=None, edge_order=1):
    """The slopes along an axis, from both neighbours of each element: a tensor; along several axes a tuple of them.

    spacing: the distance between neighbours, 1 if it is left away, one number for all axes, or for each axis a number
    or a list of the places.  At the ends the slope is that to the one neighbour, or with edge_order=2 that of the
    parabola through the three last elements.  This is no derivative of a function: for that there is grad.
    Source: np.gradient.

    >>> ng.gradient(np.array([1.0, 2.0, 4.0, 8.0]))
    array([1. , 1.5, 3. , 4. ])
    """
    t = floats(type_of(x))
    axes = axes_of(t, axis)
    steps = list(spacing) * len(axes) if len(spacing) == 1 else list(spacing) or [1.0] * len(axes)
    require(len(steps) == len(axes), f"found {counted(len(steps), 'spacing')} for the axes {axes}")
    require(edge_order in (1, 2), f"edge_order is 1 or 2, found {shown(edge_order)}")
    found = tuple(_slopes(x, a, _steps(h, t.shape[a]), edge_order) for a, h in zip(axes, steps, strict=True))
    return found[0] if len(found) == 1 else found


def _steps(spacing, size):
    """The distance of each element along an axis from the next."""
    if isinstance(spacing, (Tensor, TensorType)):
        raise GraphError(f"the spacing must be known, found {spacing!r}; write a number or an array")
    h = _typed(spacing, f64)
    type_of(h)  # refuses what holds no numbers
    h = np.asarray(h, float)
    require(h.ndim == 0 or h.shape == (size,), f"the spacing is a number or {size} places, found {type_of(h)}")
    return np.diff(h) if h.ndim else np.full(max(size - 1, 0), h)


def _slopes(x, axis, h, edge_order):
    t, n = type_of(x), len(h) + 1
    require(
        n > edge_order, f"{t} has too few elements along axis {axis}; edge_order={edge_order} needs {edge_order + 1}"
    )

    def weighted(start, weights, length=1):
        """The sum of parts of x, each times its weights."""
        terms = []
        for k, w in enumerate(weights):
            column = np.asarray(w, t.dtype).reshape(tuple(-1 if a == axis else 1 for a in range(t.rank)))
            terms.append(multiply(_part(x, axis, start + k, start + k + length), column))
        return reduce(add, terms)

    a, b = h[:-1], h[1:]  # before and behind each element inside
    if n == 2 or edge_order == 1:
        first, last = weighted(0, (-1 / h[0], 1 / h[0])), weighted(n - 2, (-1 / h[-1], 1 / h[-1]))
    else:
        p, q = h[0], h[1]
        first = weighted(0, (-(2 * p + q) / (p * (p + q)), (p + q) / (p * q), -p / (q * (p + q))))
        p, q = h[-2], h[-1]
        last = weighted(n - 3, (q / (p * (p + q)), -(p + q) / (p * q), (2 * q + p) / (q * (p + q))))
    if n == 2:
        return concatenate([first, last], axis)
    if np.all(h == h[0]):  # then the element itself does not count, not even if it is NaN
        both = subtract(_part(x, axis, 2, n), _part(x, axis, 0, n - 2))
        inside = divide(both, float(2 * h[0]))
    else:
        inside = weighted(0, (-b / (a * (a + b)), (b - a) / (a * b), a / (b * (a + b))), n - 2)
    return concatenate([first, inside, last], axis)


@numpy_name(*[f for f in [getattr(np, "trapezoid", None)] if f])
def trapezoid(y, x=None, dx=1.0, axis=-1):
    """The area under y along axis, with straight lines between its points.

    x: the places of the points, as a vector or in the shape of y; without it they are dx apart.   Source: NumPy.

    >>> ng.trapezoid(np.array([1.0, 2.0, 4.0]))
    array(4.5)
    """
    t = floats(type_of(y))
    axis = axis_of(t, axis)
    if x is None:
        widths = as_element(dx, t.element) if is_python_number(dx) else dx
    else:
        x = _typed(x, t.element)
        widths = diff(x, axis=axis if type_of(x).rank == t.rank else -1)
        if type_of(x).rank == 1:
            widths = reshape(widths, tuple(-1 if a == axis else 1 for a in range(t.rank)))
    heights = add(_part(y, axis, 1, None), _part(y, axis, None, -1))
    return sum(divide(multiply(widths, heights), 2.0), axis=axis)
