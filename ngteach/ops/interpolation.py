"""interp: numbers read off a line through given points."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require
from ..core.calling.numbers import as_element, is_python_number
from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .arithmetic import add, divide, maximum, minimum, multiply, subtract
from .compare import greater, greater_equal, less, where
from .lists import from_list
from .rules import floats
from .searching import searchsorted
from .take import take


@numpy_name(np.interp)
def interp(x, xp, fp, left=None, right=None):
    """The heights at x of the line through the points (xp, fp): straight between two points, flat outside.

    xp: f32[n], ascending.   fp: f32[n].   left, right: the heights outside, in place of fp[0] and fp[-1].
    Differentiable in all three.  At a point of the line the slope is that of the piece behind it; at the last one 0.
    Source: np.interp, without its period=.

    >>> ng.interp(np.array([0.5, 1.5, 9.0]), np.array([0.0, 1.0, 2.0]), np.array([0.0, 10.0, 40.0]))
    array([ 5., 25., 40.])
    """
    typed = [v for v in (x, xp, fp) if not is_python_number(v) and not isinstance(v, (list, tuple))]
    element = type_of(typed[0]).element if typed else None
    x, xp, fp = (_typed(v, element) for v in (x, xp, fp))
    t, n = floats(type_of(xp)), type_of(xp).size
    found = f"found {t} and {type_of(fp)}"
    require(type_of(fp).dtype is t.dtype, f"{found}, which differ in element type; write convert(..., {t.element})")
    require(t.rank == 1 and type_of(fp) == t and n > 0, f"the points are two vectors of one length, {found}")
    ends = [take(xp, np.array(i)) for i in (0, n - 1)]
    low, high = (take(fp, np.array(i)) for i in (0, n - 1))
    y = where(greater_equal(x, ends[1]), high, _on_the_line(x, xp, fp, n) if n > 1 else x)
    if right is not None:
        y = where(greater(x, ends[1]), _typed(right, t.element), y)
    return where(less(x, ends[0]), low if left is None else _typed(left, t.element), y)


def _on_the_line(x, xp, fp, n):
    """Between the two points that x lies between; beyond the ends, on the line through the last two."""
    behind = minimum(maximum(searchsorted(xp, x, side="right"), 1), n - 1)
    before = subtract(behind, 1)
    x0, y0 = take(xp, before), take(fp, before)
    slope = divide(subtract(take(fp, behind), y0), subtract(take(xp, behind), x0))
    return add(y0, multiply(slope, subtract(x, x0)))


def _typed(v, element):
    v = from_list(v, element)
    return as_element(v, element) if element and is_python_number(v) else v
