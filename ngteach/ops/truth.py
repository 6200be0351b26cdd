"""Questions about many elements: all, any, count_nonzero."""

from __future__ import annotations

import numpy as np

from ..core.calling.registry import numpy_name
from ..core.types import boolean, type_of
from .broadcast import sum
from .compare import not_equal
from .reduce import max, min
from .selected import only


@numpy_name(np.all)
def all(x, axis=None, keepdims=False, where=True):
    """Is every element along axis other than 0?  True if there are none.

    where: a mask of the elements that count.

    >>> ng.all(np.array([[1.0, 0.0], [3.0, 4.0]]), axis=1)
    array([False,  True])
    """
    return min(only(_truth(x), where, True), axis=axis, keepdims=keepdims)


@numpy_name(np.any)
def any(x, axis=None, keepdims=False, where=True):
    """Is some element along axis other than 0?  False if there are none.

    where: a mask of the elements that count.

    >>> ng.any(np.array([[1.0, 0.0], [0.0, 0.0]]), axis=1)
    array([ True, False])
    """
    return max(only(_truth(x), where, False), axis=axis, keepdims=keepdims)


@numpy_name(np.count_nonzero)
def count_nonzero(x, axis=None, keepdims=False):
    """How many elements along axis are other than 0; i64.

    >>> ng.count_nonzero(np.array([[1.0, 0.0], [3.0, 4.0]]), axis=1)
    array([1, 2])
    """
    return sum(_truth(x), axis=axis, keepdims=keepdims)


def _truth(x):
    t = type_of(x)
    return x if t.element is boolean else not_equal(x, np.zeros((), t.dtype))
