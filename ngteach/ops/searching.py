"""Where numbers belong: searchsorted and digitize find the place in an ordered row, bincount counts each."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.numbers import as_element, is_python_number
from ..core.calling.registry import numpy_name
from ..core.op import op
from ..core.types import i64, type_of
from .arguments import switch
from .arithmetic import subtract
from .broadcast import full, sum
from .compare import less, where
from .convert import convert
from .gather import scatter_add
from .linear import one_hot
from .lists import from_list
from .positions import as_index
from .rules import computed, floats, numeric, promoted, whole
from .take import take


def _of_one_type(inputs, params):
    """A number or a list takes the element type of the other; sorter is the order to read x in, and not recorded."""
    x, v = inputs
    side, sorter = params["side"], params["sorter"]
    require(isinstance(side, str) and side in ("left", "right"), f'side is "left" or "right", found {shown(side)}')
    typed = [type_of(a).element for a in (x, v) if not isinstance(a, (list, tuple)) and not is_python_number(a)]
    x, v = (_typed(a, typed[0] if typed else None) for a in (x, v))
    return [x if sorter is None else take(x, sorter), v], {"side": side}


def _typed(a, element):
    a = from_list(a, element)
    return as_element(a, element) if element and is_python_number(a) else a


def _searchsorted(x, v, side, out=None):
    found = np.searchsorted(x, v, side)
    if out is None:
        return np.asarray(found)
    np.copyto(out, found)
    return out


@op(forward=_searchsorted, prepare=_of_one_type, numpy=[np.searchsorted], adjoint=None)
def searchsorted(x, v, *, side="left", sorter=None):
    """For each number of v, the position in the ascending vector x before which it belongs; i64.

    side: "left" before numbers that are equal to it, "right" behind them.   sorter: positions that sort x first.
    NaN belongs at the end.  Piecewise constant.   Source: NumPy.

    >>> ng.searchsorted(np.array([1.0, 2.0, 3.0]), np.array([0.5, 2.0, 9.0]))
    array([0, 1, 3])
    """
    if x.rank != 1:
        raise GraphError(f"searches in a vector, found {x}")
    if x.dtype is not v.dtype:
        raise GraphError(f"{x} and {v} differ in element type; write convert(..., {promoted(x, v)})")
    return computed(v).with_element(i64)


@numpy_name(np.digitize)
def digitize(x, bins, right=False):
    """For each number of x, the number of the bin that it falls into: bins[i-1] <= x < bins[i]; i64.

    right: bins[i-1] < x <= bins[i].  bins ascend, or descend if they are an array; a tensor's must ascend.

    >>> ng.digitize(np.array([0.5, 1.0, 2.5]), np.array([1.0, 2.0]))
    array([0, 1, 2])
    """
    bins = _typed(bins, numeric(type_of(x)).element)
    t = type_of(bins)
    side = "left" if switch(right, "right") else "right"
    if isinstance(bins, np.ndarray) and t.rank == 1 and t.size and bins[0] > bins[-1]:
        return subtract(t.size, searchsorted(np.flip(bins), x, side=side))
    return searchsorted(bins, x, side=side)


@numpy_name(np.bincount)
def bincount(x, weights=None, minlength=0):
    """How often each whole number from 0 to minlength - 1 occurs in the vector x; i64.

    weights: what each element counts, one for each element.  minlength is the length of the result, since a graph must
    know it: a number outside is an error if it is known, and otherwise not counted, as with JAX's length=.

    >>> ng.bincount(np.array([0, 2, 2]), minlength=4)
    array([1, 0, 2, 0])
    """
    x = as_index(x)
    t = whole(type_of(x))
    require(t.rank == 1, f"counts the numbers of a vector, found {t}")
    good = isinstance(minlength, (int, np.integer)) and not isinstance(minlength, bool) and minlength > 0
    require(good, f"the length must be known, found {shown(minlength)}; write minlength=, the largest number + 1")
    if isinstance(x, np.ndarray):
        inside = not x.size or x.min() >= 0 and x.max() < minlength
        require(inside, f"the numbers lie outside 0 to {shown(minlength - 1)}; write a larger minlength=")
    if weights is None:
        return sum(one_hot(x, minlength, i64), axis=0)
    weights = from_list(weights)
    floats(type_of(weights))
    require(type_of(weights).shape == t.shape, f"{t} needs a weight for each element, found {type_of(weights)}")
    number = convert(x, i64)
    number = where(less(number, 0), minlength, number)  # a negative one would count from the end
    return scatter_add(full((minlength,), 0, type_of(weights).dtype), weights, number)
