"""Closure conversion: what a function reads from the traces around it becomes further inputs of its graph.

So every transformation may work on a graph that stands for itself: close the function, transform its graph, and apply
the new graph to the arguments and to what was read from outside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.contexts import in_own_context
from ..core.calling.errors import GraphError, require, shown
from ..core.calling.examples import argument_labels, example_type, plain_name
from ..core.calling.numbers import is_python_number
from ..core.graph import Graph, Tensor
from ..core.trace import Trace, current_trace, is_tracing
from ..core.tree import Tree, build, leaves, paths
from ..core.types import f32, f64, type_of
from ..ops import constant


@dataclass(frozen=True, eq=False)
class Closure:
    """A function as a graph of its own.

    graph: its inputs are the leaves of the arguments, then the stand-ins of what was read from outside.
    outside: the tensors of the traces around that were read.   arguments: how the arguments nest
    """

    graph: Graph
    outside: tuple[Tensor, ...]
    arguments: Tree

    @property
    def inputs(self):
        """The inputs that stand for the arguments."""
        return self.graph.inputs[: self.arguments.size]


class Inner(Trace):
    """A trace inside another one: a tensor from outside becomes an input when it is first read."""

    def __init__(self, name):
        super().__init__(name)
        self.around = current_trace() if is_tracing() else None
        self.outside: dict[Tensor, Tensor] = {}  # a tensor of a trace around -> the input that stands for it

    def foreign(self, x):
        if x not in self.outside:
            if not self._is_around(x):
                return super().foreign(x)
            self.outside[x] = self.input(x.type, x.name)
        return self.outside[x]

    def inside(self, y):
        """What stands here for a result of the function, which may be a tensor from outside."""
        return self.foreign(y) if isinstance(y, Tensor) and y not in self.producer else y

    def _is_around(self, x):
        trace = self.around
        while trace is not None and x not in trace.producer:
            trace = getattr(trace, "around", None)
        return trace is not None


def close(function, args, **named) -> Closure:
    """Record function(*args, **named) as a graph of its own, inside the open trace or where none is open.

    args: containers of tensors, arrays, numbers or types, of which only the types count; named: passed on as they are.
    """
    return close_as(function, argument_labels(function, len(args), named), args, **named)


@in_own_context
def close_as(function, labels, args, **named) -> Closure:
    """The same, with these names for the arguments."""
    tree = structure(tuple(args))
    names = [p for label, child in zip(labels, tree.children, strict=True) for p in paths(child, label)]
    types = types_of(leaves(args), names)
    t = Inner(plain_name(function))
    with t:
        tensors = [t.input(type, name) for type, name in zip(types, names, strict=True)]
        results = function(*build(tree, tensors), **named)
        outside = set(t.outside.values())  # a set compares by identity, and records no ==
        for x in t.inputs[len(tensors) :]:
            if x not in outside:
                raise GraphError(f"the function declares the parameter {x!r}; here inputs are arguments, make it one")
        nesting = structure(results)
        flat = [t.inside(as_tensor(y)) for y in leaves(results)]
        graph = t.graph(build(nesting, flat), input_tree=structure(tuple(t.inputs)))
    return Closure(graph, tuple(t.outside), tree)


def is_plain(x):
    """Is it an argument that a function may read as Python does: a whole number, True or False, a text, or None?"""
    return x is None or isinstance(x, (int, str))


def of_some(function, args, positions, named):
    """(function of the arguments at these positions, their names, these arguments); the others stay what they are."""

    def some(*xs):
        given = dict(zip(positions, xs, strict=True))
        return function(*[given.get(i, x) for i, x in enumerate(args)], **named)

    some.__name__ = plain_name(function)
    labels = argument_labels(function, len(args), named)
    return some, [labels[i] for i in positions], tuple(args[i] for i in positions)


def are_numbers(values):
    """Are these the arguments of a call that computes at once?  Without any, no trace may be open."""
    return not any(isinstance(x, Tensor) for x in values) and (bool(values) or not is_tracing())


def at_numbers(function, args, named):
    """function(*args, **named) for numbers and arrays: computed, or recorded if it reads what is around."""
    closed = close(function, args, **named)
    return closed.graph(*leaves(args), *closed.outside)


def types_of(values, names):
    """The types of arguments.  A Python float is f32 where all floats around it are, otherwise f64.

    Around it are the other arguments, and without any floats there the inputs of the open trace.
    """
    for x, name in zip(values, names, strict=True):
        plain = x is None or isinstance(x, str)
        require(not plain, f"{name} is {shown(x)}, which is no number: leave it out, and write a lambda that knows it")
    types = [example_type(x, name) for x, name in zip(values, names, strict=True)]
    loose = [isinstance(x, float) and is_python_number(x) for x in values]
    if any(loose):
        number = float_among([t.dtype for t, is_loose in zip(types, loose, strict=True) if not is_loose])[()]
        types = [number if is_loose else t for t, is_loose in zip(types, loose, strict=True)]
    return types


def float_among(dtypes):
    """The element type of a Python float among values of these; without any floats, among those of the open trace."""
    real = {f32.dtype, f64.dtype}.intersection(dtypes)
    if not real and is_tracing():
        real = {x.dtype for x in current_trace().inputs if x.type.is_float}
    return f32 if real == {f32.dtype} else f64


def require_types(values, tensors):
    """Raise GraphError for a value of another type than its tensor; a Python number takes the element type."""
    for value, x in zip(values, tensors, strict=True):
        found = x.type.with_shape(()) if is_python_number(value) else type_of(value)
        other = found.shape == x.shape and isinstance(value, np.ndarray)
        write = f"; write .astype(np.{x.dtype.name})" if other else ""
        if isinstance(value, Tensor) and found.shape == x.shape:
            write = f"; write convert(..., {x.type.element})"
        require(found == x.type, f"{x.name} must be {x.type}, found {found}{write}")


def as_tensor(x):
    """A result that is no tensor, such as the gradient that a grad inside has computed, as a constant."""
    if isinstance(x, Tensor):
        return x
    if isinstance(x, (np.ndarray, np.generic)) or is_python_number(x):
        (type,) = types_of([x], ["the result"])
        return constant(x, type)
    return x
