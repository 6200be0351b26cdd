"""logsumexp and log_softmax: sums of numbers whose logarithms alone fit into the element type."""

from __future__ import annotations

import numpy as np

from ..core.op import op
from ..core.provenance import says_where
from ..core.types import type_of
from .arguments import all_axes, softmax_axes
from .arithmetic import exp, subtract
from .broadcast import add_up, reduced, restore
from .compare import equal, where
from .reduce import max
from .rules import floats
from .shape import stop_gradient


def _logsumexp(x, axis, keepdims, out=None):
    # With the largest element subtracted, e**x cannot overflow; where that is infinite, 0 is subtracted.
    largest = np.max(x, axis, keepdims=True, initial=-np.inf)
    largest = np.where(np.isfinite(largest), largest, np.zeros_like(largest))
    total = np.log(add_up(np.exp(x - largest), axis, True)) + largest
    total = total if keepdims else total.reshape([d for i, d in enumerate(x.shape) if i not in axis])
    if out is None:
        return total
    np.copyto(out, total)
    return out


@op(forward=_logsumexp, prepare=all_axes, numpy=[np.logaddexp.reduce])
def logsumexp(x, *, axis=None, keepdims=False):
    """log(sum(exp(x))) along axis, also where exp(x) would overflow or vanish.

    Of -inf alone, and of no elements, it is -inf, and the gradient there is 0.   Source: SciPy's function of that name.

    >>> ng.logsumexp(np.array([1000.0, 1000.0]))
    array(1000.69314718)
    """
    return reduced(floats(x), axis, keepdims)


@logsumexp.adjoint
def logsumexp_adjoint(dy, y, x, *, axis, keepdims):
    """dy * softmax(x); where y is -inf all elements are, and e**(-inf - 0) is the 0 that they get."""
    y = where(equal(y, -np.inf), 0.0, y)
    return (restore(dy, x, axis) * exp(x - restore(y, x, axis)),)


@says_where("log_softmax")
def log_softmax(x, axis=None):
    """log(softmax(x)) along axis, without the -inf that log gives where softmax is rounded to 0.

    axis may be several; None and () are all, as in softmax.  Where all elements are -inf, the result is NaN.

    >>> ng.log_softmax(np.array([0.0, 1000.0]))
    array([-1000.,     0.])
    """
    # What is subtracted changes neither the result nor any derivative of it; it keeps the digits of large x.
    floats(type_of(x))
    axis = softmax_axes([x], {"axis": axis})[1]["axis"]
    x = subtract(x, stop_gradient(max(x, axis=axis, keepdims=True)))
    return subtract(x, logsumexp(x, axis=axis, keepdims=True))
