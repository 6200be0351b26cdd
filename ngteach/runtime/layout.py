"""The order in memory: an equation is computed in the order in which what it reads lies there.

A tensor whose axes lie in memory in another order than they are named is a transpose of a new array.  An elementwise
equation on it would jump to and fro.  So it is computed on the array that lies there, and its result is again a
transpose, which costs nothing: NumPy does so with order="K".
"""

from __future__ import annotations

import builtins
import math
from functools import cached_property

import numpy as np

from ..core.trace import current_trace
from ..ops import batch_dot, broadcast, constant, embed, reshape, sum, transpose
from ..ops.broadcast import MANY
from .strides import in_order, is_in_order, strides_of_view
from .syntax import VIEWS

_FEW = 8  # numbers that are added or compared in passes over all the others


class Layout:
    """The strides of the tensors in the open trace, and equations that are recorded with them in mind."""

    def __init__(self):
        self._strides: dict = {}

    @cached_property
    def producer(self):
        """tensor -> the equation that computes it, or None."""
        return current_trace().producer.get

    def strides(self, x):
        """How many elements lie between neighbours along each axis of x."""
        views, y = [], x
        while y not in self._strides:
            eqn = self.producer(y)
            views.append((y, eqn))
            if eqn is None or eqn.op not in VIEWS:
                break
            y = eqn.inputs[0]
        for y, eqn in reversed(views):
            is_view = eqn is not None and eqn.op in VIEWS
            seen = strides_of_view(eqn, self._strides[eqn.inputs[0]]) if is_view else None
            self._strides[y] = in_order(y.shape) if seen is None else seen
        return self._strides[x]

    def order(self, x):
        """The axes of x, from the longest steps in memory to the shortest."""
        strides = self.strides(x)
        return tuple(sorted(range(x.ndim), key=lambda a: -strides[a]))

    def lies_in(self, x, axes):
        """Is x a new array, but for the order of its axes, which is this one?"""
        strides = self.strides(x)
        return is_in_order([x.shape[a] for a in axes], [strides[a] for a in axes])

    # ---- transposes ---------------------------------------------------------

    def turned(self, x, axes):
        """transpose(x, axes), as one step from what x is a transpose of; a broadcast stays the last step."""
        eqn = self.producer(x)
        while eqn is not None and eqn.op is transpose:
            (x,), axes = eqn.inputs, tuple(eqn.params["axes"][a] for a in axes)
            eqn = self.producer(x)
        if axes == tuple(range(x.ndim)):
            return x
        if eqn is None or eqn.op is not broadcast:
            return transpose(x, axes)
        (small,) = eqn.inputs
        if small.ndim:
            shape = (1,) * (x.ndim - small.ndim) + small.shape
            small = small if small.shape == shape else reshape(small, shape)
            long = builtins.sum(d > 1 for d in shape)
            small = transpose(small, axes) if long > 1 else reshape(small, tuple(shape[a] for a in axes))
        return broadcast(small, tuple(x.shape[a] for a in axes))

    def back(self, y, axes):
        """y, whose axes are these, with its axes in order."""
        return self.turned(y, tuple(axes.index(a) for a in range(len(axes))))

    # ---- computed in the order that is there --------------------------------

    def elementwise(self, op, inputs, params):
        """op(*inputs): in the order of the first input that has another than the plain one."""
        plain = tuple(range(inputs[0].ndim))
        orders = [self.order(x) for x in inputs if not self._is_repeated(x)]
        axes = next((order for order in orders if order != plain), plain)
        return self.back(op(*[self.turned(x, axes) for x in inputs], **params), axes)

    def embedded(self, x, shape, index, order=None):
        """embed(x, shape, index) in this order, or in that of x."""
        axes = order or self.order(x)
        place = tuple(index[a] for a in axes)
        return self.back(embed(self.turned(x, axes), tuple(shape[a] for a in axes), place), axes)

    def reduced(self, op, x, axis):
        """op(x, axis) in the order of x: what is contiguous is added first, and short axes one by one."""
        while axis:
            order = self.order(x)
            part = self._first_to_go(op, x, axis, order)
            kept = [a for a in order if a not in part]
            y = _reduce(op, self.turned(x, order), tuple(order.index(a) for a in part))
            named = sorted(kept)
            x = self.back(y, tuple(named.index(a) for a in kept))
            axis = tuple(named.index(a) for a in axis if a not in part)
        return x

    def _first_to_go(self, op, x, axis, order):
        if builtins.max(x.shape[a] for a in axis) < _FEW:
            return [next(a for a in order if a in axis)]
        inner = [a for a in order if x.shape[a] > 1]
        count = 0
        while count < len(inner) and inner[-1 - count] in axis:
            count += 1
        return inner[len(inner) - count :] if op is sum and count else list(axis)

    def _is_repeated(self, x):
        return any(d > 1 and not s for d, s in zip(x.shape, self.strides(x), strict=True))


def _reduce(op, x, axis):
    """op(x, axis).  A sum along the last axes is a product with ones, in each block."""
    first, count = builtins.min(axis), math.prod(x.shape[a] for a in axis)
    if op is not sum or len(axis) != x.ndim - first or first < 2 or not _FEW < count <= MANY:
        return op(x, axis=axis)
    blocks, *rest = x.shape[:first]
    ones = constant(np.ones((count, 1), x.dtype))
    y = batch_dot(reshape(x, (blocks, math.prod(rest), count)), broadcast(ones, (blocks, count, 1)))
    return reshape(y, (blocks, *rest))
