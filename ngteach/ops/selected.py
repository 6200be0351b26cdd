"""NumPy's sum, prod, max and min on tensors: with where=, which selects elements, and initial=, which is one more.

np.sum(x, where=x > 0) and x.sum(initial=1.0) come here; without the two they record sum alone.
"""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError
from ..core.calling.registry import numpy_name
from ..core.types import boolean, type_of
from .arithmetic import add, maximum, minimum, multiply
from .broadcast import broadcast
from .broadcast import sum as _sum
from .compare import logical_and, logical_or
from .compare import where as _where
from .prod import prod as _prod
from .reduce import highest, lowest
from .reduce import max as _max
from .reduce import min as _min


def only(x, where, neutral):
    """x, but the neutral number where a mask does not hold; the mask broadcasts to x, not x to the mask."""
    if where is True:
        return x
    t, mask = type_of(x), np.asarray(where) if isinstance(where, (bool, np.bool_, list)) else where
    if type_of(mask).element is not boolean:
        raise GraphError(f"where= is a mask of bools, found {type_of(mask)}; write for example where=x > 0")
    mask = mask if type_of(mask).shape == t.shape else broadcast(mask, t.shape)
    return _where(mask, x, neutral)


@numpy_name(np.sum)
def sum(x, axis=None, dtype=None, keepdims=False, initial=None, where=True):
    """Add up the elements along axis (a number, several, or all), those of a mask alone, and initial."""
    x = only(x, where, _number(x, 0))
    if initial is None:
        return _sum(x, axis=axis, keepdims=keepdims, dtype=dtype)
    return add(_sum(x, axis=axis, keepdims=keepdims, dtype=dtype), _one(initial))


@numpy_name(np.prod)
def prod(x, axis=None, dtype=None, keepdims=False, initial=None, where=True):
    """Multiply the elements along axis (a number, several, or all), those of a mask alone, and initial."""
    x = only(x, where, _number(x, 1))
    if initial is None:
        return _prod(x, axis=axis, keepdims=keepdims, dtype=dtype)
    return multiply(_prod(x, axis=axis, keepdims=keepdims, dtype=dtype), _one(initial))


@numpy_name(np.max, np.amax)
def max(x, axis=None, keepdims=False, initial=None, where=True):
    """The largest of the elements along axis, of those of a mask alone, and of initial."""
    x = only(x, where, lowest(type_of(x).dtype))
    if initial is None:
        return _max(x, axis=axis, keepdims=keepdims)
    larger = logical_or if type_of(x).element is boolean else maximum
    return larger(_max(x, axis=axis, keepdims=keepdims), _one(initial))


@numpy_name(np.min, np.amin)
def min(x, axis=None, keepdims=False, initial=None, where=True):
    """The smallest of the elements along axis, of those of a mask alone, and of initial."""
    x = only(x, where, highest(type_of(x).dtype))
    if initial is None:
        return _min(x, axis=axis, keepdims=keepdims)
    smaller = logical_and if type_of(x).element is boolean else minimum
    return smaller(_min(x, axis=axis, keepdims=keepdims), _one(initial))


def _number(x, n):
    return bool(n) if type_of(x).element is boolean else n


def _one(initial):
    if type_of(initial).rank:
        raise GraphError(f"initial= is one number, found {type_of(initial)}")
    return initial
