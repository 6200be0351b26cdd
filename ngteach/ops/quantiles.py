"""median, quantile and percentile: numbers between two neighbours of the sorted elements."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.registry import numpy_name
from ..core.graph import Tensor
from ..core.types import TensorType, type_of
from .arguments import axes_of, list_as_array
from .arithmetic import add, multiply
from .broadcast import broadcast, reduced, sum
from .compare import not_equal, where
from .index import slice
from .rules import floats
from .shape import reshape
from .sorting import sort
from .take import take, to_front

_METHODS = ("linear", "lower", "higher", "nearest", "midpoint")


@numpy_name(np.median)
def median(x, axis=None, keepdims=False):
    """The element in the middle of the sorted ones, or the mean of the two; NaN if one is NaN, or there are none.

    dy goes to the elements in the middle: of equal ones to those that a stable sort puts there.

    >>> ng.median(np.array([5.0, 1.0, 2.0, 4.0]))
    array(3.)
    """
    return _quantile(x, np.asarray(0.5), axis, "linear", keepdims)


@numpy_name(np.percentile)
def percentile(x, q, axis=None, method="linear", keepdims=False):
    """The number below which q percent of the elements lie: quantile(x, q / 100).

    >>> ng.percentile(np.array([0.0, 1.0, 2.0, 3.0, 4.0]), 75)
    array(3.)
    """
    share = _known(q) / 100
    require(np.all((share >= 0) & (share <= 1)), "q lies outside 0 to 100 percent")
    return _quantile(x, share, axis, method, keepdims)


@numpy_name(np.quantile)
def quantile(x, q, axis=None, method="linear", keepdims=False):
    """The number below which a share q of the elements along axis lies; NaN if one is NaN, or there are none.

    q: a number between 0 and 1, or an array of them, whose axes come first in the result.  That has the type of x.
    method: what lies between two neighbours; "linear", "lower", "higher", "nearest" or "midpoint".
    dy goes to the neighbours: of equal elements to those that a stable sort puts there.   Source: NumPy.

    >>> ng.quantile(np.array([0.0, 1.0, 2.0, 3.0]), [0.5, 1.0])
    array([1.5, 3. ])
    """
    return _quantile(x, _known(q), axis, method, keepdims)


def _quantile(x, q, axis, method, keepdims):
    t = floats(type_of(x))
    known = isinstance(method, str) and method in _METHODS
    require(known, f"method is one of {', '.join(_METHODS)}, found {shown(method)}")
    require(np.all((q >= 0) & (q <= 1)), "q lies outside 0 to 1; for percent write percentile(x, q)")
    axes = axes_of(t, axis)
    rest = reduced(t, axes, False).shape
    shape = (*q.shape, *reduced(t, axes, keepdims).shape)
    many = t.size // (reduced(t, axes, False).size or 1)
    if not many:
        return broadcast(multiply(sum(x, axis=axes, keepdims=keepdims), np.nan), shape)
    rows = sort(reshape(to_front(x, axes), (many, *rest)), axis=0)
    at = q.ravel() * (many - 1)
    low, high, share = _neighbours(at, method)
    y = _between(take(rows, low, 0), take(rows, high, 0), share.reshape(-1, *(1,) * len(rest)), t.dtype)
    last = slice(rows, ((many - 1, many, 1), *((0, d, 1) for d in rest)))
    y = where(not_equal(last, last), np.array(np.nan, t.dtype), y)  # NaN is sorted behind all others
    return reshape(y, shape)


def _between(a, b, share, dtype):
    """a where share is 0, 1 - share of a and share of b elsewhere; without 0 * inf."""
    if not share.any():
        return a
    mixed = add(multiply(a, (1 - share).astype(dtype)), multiply(b, share.astype(dtype)))
    return mixed if share.all() else where(share == 0, a, mixed)


def _neighbours(at, method):
    """(the position below, the position above, how far it is between them), as NumPy chooses them."""
    low, high = np.floor(at).astype(int), np.ceil(at).astype(int)
    if method == "linear":
        return low, high, at - low
    if method == "midpoint":
        return low, high, np.full(at.shape, 0.5)
    one = {"lower": low, "higher": high, "nearest": np.rint(at).astype(int)}[method]
    return one, one, np.zeros(at.shape)


def _known(q):
    """q as an array of f64: which elements are needed must be known when the graph is made."""
    if isinstance(q, (Tensor, TensorType)):
        raise GraphError(f"q must be known, found {q!r}; write a number")
    q = list_as_array(q, None) if isinstance(q, (list, tuple)) else np.asarray(q)
    require(q.dtype.kind in "fiu", f"q is a number between 0 and 1, found {type_of(q)}")
    return q.astype(float)
