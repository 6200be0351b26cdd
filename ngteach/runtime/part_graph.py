"""The graph of one part of a batch: the same equations as for the whole batch, on fewer examples."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from ..core.graph import Equation, Graph, Tensor
from ..ops import broadcast, constant, reshape, slice, transpose
from .batch_axis import part_params, part_shape, reshaped_axis

_SMALL = 4096  # elements of a constant that each part has for itself


def lengths_cut(producer, aliases, x, axis):
    """The lengths of all axes that are cut where each part has its part of x, which all share; None if it cannot.

    It can if x is one and the same along the axis, or looks, through views, at an array whose first axis that is.
    """
    chain = _origin(producer, aliases, x, axis)
    return None if chain is None else {(y if isinstance(y, Tensor) else y.output).shape[a] for y, a in chain}


def _origin(producer, aliases, x, axis):
    """[(equation, axis of its output)] from x back to what is cut; None if that is not cut along its first axis."""
    chain = []
    while True:
        eqn = producer.get(x)
        if eqn is not None and eqn.op is constant and _is_uniform(eqn.params["value"]):
            return [*chain, (eqn, axis)]
        if not aliases.is_view(x):
            return [*chain, (x, axis)] if axis == 0 and x.shape[:1] else None
        (z,) = eqn.inputs
        chain.append((eqn, axis))
        if eqn.op is broadcast:
            axis -= x.ndim - z.ndim
            if axis < 0 or z.shape[axis] != eqn.output.shape[axis + x.ndim - z.ndim]:
                return chain  # its input is the same for all examples
        elif eqn.op is transpose:
            axis = eqn.params["axes"][axis]
        elif eqn.op is reshape:
            axis = reshaped_axis(x.shape, z.shape, axis)
        elif eqn.op is not slice or eqn.params["index"][axis] != (0, z.shape[axis], 1):
            return None
        if axis is None:
            return None
        x = z


def _is_uniform(value):
    """Are all its numbers the same bits?"""
    row = value.ravel()
    return row.size > 0 and row.tobytes() == row[:1].tobytes() * row.size


class PartGraph:
    """Writes the graph of a part.

    given: (tensor of the whole graph, is it cut along its first axis?) for each input that the part turned out to need.
    origin: {equation of the part: the equation of the whole graph}.
    """

    def __init__(self, graph, aliases, flow, count):
        self._whole, self._aliases, self._count = graph, aliases, count
        self._producer = graph.producer
        self._mine: dict = {}  # (tensor of the whole graph, axis that it is cut along or None) -> tensor of the part
        self._inputs: list = []
        self._equations: list = []
        self.given: list = []
        self.origin: dict = {}
        self._axis = dict(flow.axis)
        for eqn in flow.inside:
            inputs = [
                self._cut(x, axis) if axis is not None else self._shared(x)
                for x, axis in zip(eqn.inputs, flow.wanted[eqn], strict=True)
            ]
            self._write(eqn, flow.axis.get(eqn.output), inputs)

    def graph(self, outputs):
        """The graph that leaves these tensors of the whole graph."""
        found = tuple(self._mine[y, self._axis.get(y)] for y in outputs)
        return Graph(f"{self._whole.name}_part", tuple(self._inputs), tuple(self._equations), found)

    def _write(self, eqn, axis, inputs):
        """The equation of the part for one of the whole; axis: where its output is cut, if it is."""
        y, params = eqn.output, eqn.params
        shape = y.shape if axis is None else part_shape(y.shape, axis, self._count)
        if axis is not None:
            params = MappingProxyType(part_params(eqn, axis, self._count))
        if eqn.op is constant:
            value = eqn.params["value"]
            params = MappingProxyType({"value": np.full(shape, value.flat[0] if value.size else 0, value.dtype)})
            params = eqn.params if axis is None else params
        mine = Tensor(y.type.with_shape(shape), y.name, y.origin)
        written = Equation(mine, eqn.op, tuple(inputs), params, eqn.line, eqn.adjoint_of)
        self._equations.append(written)
        self.origin[written] = eqn
        self._mine[y, axis] = mine
        return mine

    def _input(self, x, cut):
        key = x, 0 if cut else None
        if key not in self._mine:
            shape = part_shape(x.shape, 0, self._count) if cut else x.shape
            self._mine[key] = Tensor(x.type.with_shape(shape), x.name, x.origin)
            self._inputs.append(self._mine[key])
            self.given.append((x, cut))
        return self._mine[key]

    def _shared(self, x):
        """All of a tensor that the examples share, through the views that it is."""
        views = []
        while (x, None) not in self._mine:
            eqn = self._producer.get(x)
            if self._aliases.is_view(x):
                views.append(eqn)
                (x,) = eqn.inputs
            elif eqn is not None and eqn.op is constant and x.size <= _SMALL:
                self._write(eqn, None, ())
            else:
                self._input(x, False)
        for eqn in reversed(views):
            self._write(eqn, None, [self._mine[eqn.inputs[0], None]])
        return self._mine[views[0].output if views else x, None]

    def _cut(self, x, axis):
        """The part of a tensor along an axis."""
        if (x, axis) in self._mine:
            return self._mine[x, axis]
        *views, (last, at) = _origin(self._producer, self._aliases, x, axis)
        if isinstance(last, Tensor):
            mine = self._input(last, True)
        elif last.op is constant:
            mine = self._write(last, at, ())
        else:
            mine = self._write(last, at, [self._shared(last.inputs[0])])
        for eqn, at in reversed(views):
            mine = self._write(eqn, at, [mine])
        return mine
