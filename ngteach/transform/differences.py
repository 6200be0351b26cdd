"""Slopes in two ways: as the adjoint rules have them, and measured, by moving an input a little to both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial, reduce

import numpy as np

from ..core.graph import Graph, evaluate, replay
from ..core.trace import trace
from ..core.tree import leaves
from ..core.types import f64
from ..ops import abs as absolute
from ..ops import add, convert, multiply, sum
from .grad import grad
from .jvp import jvp


@dataclass(frozen=True)
class Precision:
    """How far an input is moved, and how much the two slopes may differ."""

    rounding: float  # of the coarsest numbers that take part
    step: float
    rtol: float
    atol: float


@dataclass(frozen=True)
class Slope:
    """The slope of one number along a direction."""

    rules: float  # as the adjoint rules have it
    forward: float  # as jvp makes it of them
    measured: float
    left: float  # measured on one side alone
    right: float
    error: float  # of one relative to the other; but not where both are as small as what rounding leaves of 0
    scale: float  # how large the contributions of the single elements are
    allowed: float

    @property
    def difference(self) -> float:
        return abs(self.rules - self.measured)

    @property
    def is_close(self) -> bool:
        return self.difference <= self.allowed  # which NaN never is

    @property
    def is_forward_close(self) -> bool:
        return abs(self.rules - self.forward) <= self.allowed

    @property
    def is_bent(self) -> bool:
        """Are the slopes on the two sides so different that the one between them means little?"""
        return abs(self.right - self.left) > max(0.05 * self.scale, 2 * self.allowed)


@dataclass(frozen=True)
class Stage:
    """A function that returns one number, and its gradient, as graphs of the same inputs."""

    order: int  # of the derivative that the gradient is
    value: Graph
    gradient: Graph
    forward: Graph  # the derivative along all of the directions at once
    along: Callable[[int], float]  # the same along one of them, which has to be traced first
    arrays: list[np.ndarray]  # what the inputs are
    directions: dict[int, np.ndarray]  # for each input that is moved, by its position
    size: float  # the sum of the absolute values of what was added up so far: what rounding is a fraction of

    def slopes(self, precision: Precision) -> Iterator[tuple[int, Slope]]:
        """(the position of an input, the slope along its direction), for each."""
        rows = zip(self.directions.items(), self._gradients(), strict=True)
        found = [(k, self._slope(k, direction, gradient, precision)) for (k, direction), gradient in rows]
        with np.errstate(invalid="ignore"):
            apart = self.forward(*self.arrays) - np.sum([slope.rules for _, slope in found])
        agree = abs(apart) <= min(slope.allowed for _, slope in found)  # NaN never does
        for k, slope in found:
            yield k, slope if agree else replace(slope, forward=self.along(k))

    def slopes_of_elements(self, k: int, precision: Precision) -> Iterator[tuple[tuple, Slope]]:
        """(index, the slope along that element of the input k), for each."""
        gradient = self._gradients()[list(self.directions).index(k)]
        for index in np.ndindex(gradient.shape):
            direction = np.zeros(gradient.shape)
            direction[index] = 1.0
            yield index, self._slope(k, direction, gradient, precision)

    def _gradients(self):
        return leaves(self.gradient(*self.arrays))

    def _slope(self, k, direction, gradient, precision):
        """With a quarter of the step, if the step was too long: then the difference is gone, or as good as gone."""
        found = self._slope_with(precision, k, direction, gradient)
        if found.is_close:
            return found
        nearer = self._slope_with(replace(precision, step=precision.step / 4), k, direction, gradient)
        if nearer.difference < found.difference / 12:  # it falls with the square of the step, at least: x**3 at 0
            return replace(nearer, error=0.0, allowed=nearer.difference)
        return nearer if nearer.is_close else found

    def _slope_with(self, precision, k, direction, gradient):
        x = self.arrays[k]
        step = precision.step * _typical(x)
        above, below = (np.asarray(x + sign * step * direction, x.dtype) for sign in (1, -1))
        up, here, down = (self._at(k, moved) for moved in (above, x, below))
        way = (above.astype(np.float64) - below) / (2 * step)  # f32 has not moved exactly as far as was wished
        with np.errstate(all="ignore"):
            parts = gradient.astype(np.float64) * way
            rules, measured = float(np.sum(parts)), (up - down) / (2 * step)
            scale = max(abs(rules), abs(measured), float(np.sqrt(np.sum(np.square(parts)))))
        rounded = 10 * precision.rounding * self.size / step
        allowed = precision.atol + precision.rtol * scale + rounded
        error = abs(rules - measured) / (scale + rounded / max(precision.rtol, 1e-6) or 1.0)
        return Slope(rules, rules, measured, (here - down) / step, (up - here) / step, error, scale, allowed)

    def _at(self, k, x):
        """The value where the input k is x."""
        with np.errstate(all="ignore"):
            env = replay(self.value, [*self.arrays[:k], x, *self.arrays[k + 1 :]], evaluate)
        return float(env[self.value.outputs[0]])


def stages(graph: Graph, arrays: list, wrt: list[int], order: int, seed: int) -> Iterator[Stage]:
    """First <c, f(x)> with random numbers c, then its derivative in random directions, then the derivative of that.

    The inputs are those of the graph, then an array c for each result that is a float.
    wrt: the positions of the inputs that are moved; from the second order on the c are moved, too.
    """
    rng, count = np.random.default_rng(seed), len(arrays)
    floats = [k for k, y in enumerate(graph.outputs) if y.type.is_float]
    arrays = [*arrays, *(_random(rng, graph.outputs[k].shape) for k in floats)]

    def terms(*flat):
        results = leaves(graph(*flat[:count]))
        return _products([results[k] for k in floats], flat[count:])

    size = 0.0
    for n in range(1, order + 1):
        directions = {k: _random(rng, arrays[k].shape) for k in wrt}
        functions = _sum_of(terms), _gradient(terms, wrt), _forward(terms, directions), _sum_of(terms, absolute)
        value, gradient, forward, absolutes = (trace(function, *arrays) for function in functions)
        size += float(absolutes(*arrays))
        along = partial(_along, terms, directions, arrays)
        yield Stage(n, value, gradient, forward, along, arrays, directions, size)
        terms = _derivative(terms, directions)
        wrt = wrt if n > 1 else [*wrt, *range(count, len(arrays))]  # along c, <c, f(x)> is a straight line


def _derivative(terms, directions):
    """What adds up to the derivative along the directions."""
    slopes = _gradient(terms, list(directions))
    return lambda *flat: _products(slopes(*flat), directions.values())


def _gradient(terms, wrt):
    return grad(_sum_of(terms), tuple(wrt))


def _forward(terms, directions):
    """jvp along the directions, all at once: to trace each alone would take as many times as there are arguments."""

    def function(*flat):
        def moved(*xs):
            by_position = dict(zip(directions, xs, strict=True))
            return _sum_of(terms)(*[by_position.get(k, x) for k, x in enumerate(flat)])

        tangents = tuple(d.astype(flat[k].dtype) for k, d in directions.items())
        return jvp(moved, tuple(flat[k] for k in directions), tangents)[1]

    return function


def _along(terms, directions, arrays, k):
    """The derivative along the direction of the input k alone."""
    return float(trace(_forward(terms, {k: directions[k]}), *arrays)(*arrays))


def _sum_of(terms, of_each=lambda x: x):
    return lambda *flat: reduce(add, [sum(of_each(x)) for x in terms(*flat)])


def _products(xs, ys):
    return [multiply(convert(x, f64), y) for x, y in zip(xs, ys, strict=True)]


def _random(rng, shape):
    """Numbers of both signs, none near 0: what stands at any of them must count."""
    return np.asarray(rng.uniform(0.5, 1.5, shape) * rng.choice([-1.0, 1.0], shape))


def _typical(x):
    """The size of an element, on average; 1 if all are 0."""
    return float(np.sqrt(np.mean(np.square(x, dtype=np.float64)))) or 1.0 if x.size else 1.0
