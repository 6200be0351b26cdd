"""One element of an adjoint beside central differences, over the step size and in both precisions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ... import ops
from ...core.calling.containers import structure
from ...core.calling.contexts import in_own_context
from ...core.calling.errors import GraphError, require
from ...core.graph import Graph, Tensor, evaluate, replay
from ...core.trace import Trace, trace
from ...core.tree import build, leaves
from ...core.types import element_type, type_of
from ...transform.autodiff import Adjoints

STEPS = tuple(float(f"{10.0 ** (-k / 4):.3g}") for k in range(52, -1, -1))  # 1e-13 ... 1, four in each decade


def _sign(y, x):
    return ops.sign(x)


def _which(y, x, z):
    return ops.sign(x - z)


def _winners(y, x, axis, keepdims):
    return ops.equal(x, y if keepdims else ops.expand_dims(y, axis))


def _result(y, *inputs, **params):
    return y


# What tells on which side of its kink an op stands; a step h that changes it mixes two slopes.
_SIDES = {
    **dict.fromkeys((ops.relu, ops.abs), _sign),
    **dict.fromkeys((ops.maximum, ops.minimum), _which),
    **dict.fromkeys((ops.max, ops.min), _winners),
    **dict.fromkeys((ops.argmax, ops.sign, ops.equal, ops.not_equal), _result),
    **dict.fromkeys((ops.less, ops.less_equal, ops.greater, ops.greater_equal), _result),
}


@dataclass(frozen=True)
class Precise:
    """The function in one element type: its graph, the arrays that go in, its value, the adjoints of float inputs.

    watched: the same function, whose further outputs are the sides on which the ops in `kinks` stand.
    adjoint_graph: the value, and the adjoint of each input of floats.
    """

    element: str
    graph: Graph
    arrays: list[np.ndarray]
    watched: Graph
    kinks: tuple[str, ...]
    adjoint_graph: Graph
    value: np.ndarray
    adjoints: dict[Tensor, np.ndarray]

    def at(self, x, element, h):
        """(the function's value, the sides) with h added to one element of the input x."""
        arrays = list(self.arrays)
        i = next(i for i, y in enumerate(self.graph.inputs) if y is x)
        arrays[i] = arrays[i].copy()
        arrays[i][element] += arrays[i].dtype.type(h)
        with np.errstate(all="ignore"):
            env = replay(self.watched, arrays, evaluate)
        value, *sides = (env[y] for y in self.watched.outputs)
        return value, sides

    def difference(self, x, element, h):
        """(f(x + h) - f(x - h)) / 2h, in this precision; and the op whose kink lies between, or None."""
        (above, plus), (below, minus) = self.at(x, element, h), self.at(x, element, -h)
        with np.errstate(all="ignore"):
            found = (above - below) / (2 * self.value.dtype.type(h))
        crossed = (op for op, a, b in zip(self.kinks, plus, minus, strict=True) if not np.array_equal(a, b))
        return float(found), next(crossed, None)


@dataclass(frozen=True)
class Curve:
    """One element in one precision, over STEPS.

    adjoint: its value.   differences: one for each step.   kinks: the op that changes sides within the step, or None.
    truth: the adjoint in the best precision there is.   smallest: the spacing of floats around the function's value.
    """

    adjoint: float
    differences: tuple[float, ...]
    kinks: tuple[str | None, ...]
    truth: float
    smallest: float

    def error(self, i):
        """How far the difference of that step is off."""
        return abs(self.differences[i] - self.truth)

    @property
    def best(self):
        """The number of the step whose difference is least off."""
        return min(range(len(STEPS)), key=lambda i: (not np.isfinite(self.error(i)), self.error(i)))


@in_own_context
def precise(function, arrays, element):
    """The Precise of function(*arrays) with all floats in this element type.

    Raises GraphError if the function cannot be traced in it, or does not return one number.
    """
    dtype, values = element_type(element).dtype, [np.asarray(a) for a in leaves(arrays)]
    values = [a.astype(dtype) if type_of(a).is_float else a for a in values]
    examples = build(structure(arrays), values)
    forward = function if isinstance(function, Graph) else trace(function, *examples)
    fits = [x.type for x in forward.inputs] == [type_of(a) for a in values]
    require(fits, f"{forward.name} is a graph of other types; give the Python function instead")
    y, *others = forward.outputs
    number = not others and y.shape == () and y.type.is_float
    advice = "sum() it first" if others or y.shape else "it must be a float, so convert() the inputs"
    require(number, f"the microscope needs a function that returns one number, got {y!r}; {advice}")
    empty = [x.name for x in forward.inputs if x.type.is_float and not x.size]
    floats = [x for x in forward.inputs if x.type.is_float and x.size]
    there = f"nothing in its input {empty[0]}" if empty else "no input of floats"
    require(floats, f"{forward.name} has {there}, so there is nothing to differentiate")
    with Trace(forward.name) as t:
        env = replay(forward, [t.input(x.type, x.name) for x in forward.inputs])
        adjoints = Adjoints(env[y])
        both = t.graph([env[y], *[adjoints[env[x]] for x in floats]])
    value, *grads = both(*values)
    adjoints = dict(zip(floats, grads, strict=True))
    return Precise(str(element), forward, values, *_watched(forward), both, value, adjoints)


def _watched(forward):
    """(the graph with the sides as further outputs, the names of the ops that have them)."""
    bent = [eqn for eqn in forward.equations if eqn.op in _SIDES]
    with Trace(forward.name) as t:
        env = replay(forward, [t.input(x.type, x.name) for x in forward.inputs])
        sides = [_SIDES[e.op](env[e.output], *[env[x] for x in e.inputs], **e.params) for e in bent]
        graph = t.graph([env[forward.outputs[0]], *sides])
    return graph, tuple(eqn.op.name for eqn in bent)


def both_precisions(function, arrays):
    """{"f32": Precise, "f64": Precise}; one of them is missing if the function is written for the other alone."""
    found, problems = {}, []
    for element in ("f32", "f64"):
        try:
            found[element] = precise(function, arrays, element)
        except GraphError as problem:
            problems.append(problem)
    if not found:
        raise problems[0]
    return found


def curves(found, name, element):
    """{"f32": Curve, "f64": Curve} of one element of the input of that name.   found: from both_precisions"""
    best = found.get("f64") or found["f32"]
    truth = float(best.adjoints[best.graph[name]][element])
    return {precision: _curve(p, p.graph[name], element, truth) for precision, p in found.items()}


def _curve(found, x, element, truth):
    pairs = [found.difference(x, element, h) for h in STEPS]
    differences, kinks = zip(*pairs, strict=True)
    spacing = float(np.spacing(np.abs(found.value)))
    return Curve(float(found.adjoints[x][element]), differences, kinks, truth, spacing)
