"""prod: the product of the elements along axes; its derivative is the product of all others."""

from __future__ import annotations

import numpy as np

from ..core.op import op
from .arguments import all_axes
from .broadcast import in_its_type, reduced, restore, widened
from .cumulative import backwards, before, wide
from .rules import computed
from .shape import reshape, transpose


def _prod(x, axis, keepdims, dtype=None, out=None):
    return np.multiply.reduce(x, axis, wide(x, dtype, out), out, keepdims)


def _factors(inputs, params):
    inputs, regular = all_axes(inputs, params)
    return in_its_type(inputs, regular, params["dtype"], "multiplied", "prod")


@op(forward=_prod, prepare=_factors)
def prod(x, *, axis=None, keepdims=False, dtype=None):
    """Multiply the elements along axis (a number, several, or all); 1 if there are none.

    Whole numbers and bools give i64, unsigned ones u64; a product too large for its type wraps around, as in NumPy.
    Source: nGraph's Product, which keeps the element type.

    >>> ng.prod(np.array([[1.0, 2.0], [3.0, 4.0]]), axis=1)
    array([ 2., 12.])
    """
    y = reduced(widened(computed(x)), axis, keepdims)
    return y if dtype is None else y.with_element(dtype)


@prod.adjoint
def prod_adjoint(dy, y, x, *, axis, keepdims, dtype=None):
    """Each factor gets dy times the product of all others; y / x would be 0 / 0 where one is 0."""
    return (restore(dy, x, axis) * _others(x, axis),)


def _others(x, axis):
    """For each element, the product of all others along axis: of those before it, and of those behind it."""
    order = (*(a for a in range(x.ndim) if a not in axis), *axis)
    moved = transpose(x, order)
    many = x.size // (reduced(x.type, axis, False).size or 1) if x.size else 0
    rows = reshape(moved, (*moved.shape[: x.ndim - len(axis)], many))
    last = rows.ndim - 1
    product = before(rows) * backwards(before(backwards(rows, last)), last)
    return transpose(reshape(product, moved.shape), tuple(order.index(a) for a in range(x.ndim)))
