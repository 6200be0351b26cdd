"""A graph is a list of equations, in the order they run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .calling.arguments import give, misplaced, receive, require_values
from .calling.attached import Pictures, Symbols
from .calling.containers import fitting
from .calling.errors import GraphError, require, shown
from .calling.numbers import value_text
from .provenance import SourceLine, located, says_where
from .tree import Tree
from .types import TensorType


@dataclass(eq=False, slots=True)
class Tensor(Symbols):
    """One value in a graph: a type and a name, but no numbers.

    Symbols (x + y, x @ W, x == y, x.T) are filled in by ops/python.py: they record equations.  So compare
    tensors with `is`; as dict keys they are safe, for they hash by identity.  The name is for people, and the trace
    that made the tensor may still improve it.

    >>> graph = ng.trace(lambda x: x + x, ng.f32[3])
    >>> graph.inputs[0]
    x: f32[3]
    """

    type: TensorType
    name: str
    origin: tuple | None = None  # for messages: (the name of its graph, the user's line)

    is_short = True  # in an error message

    @property
    def shape(self) -> tuple[int, ...]:
        return self.type.shape

    @property
    def dtype(self) -> np.dtype:
        return self.type.dtype

    @property
    def ndim(self) -> int:
        return self.type.rank

    @property
    def size(self) -> int:
        return self.type.size

    def __repr__(self):
        return f"{self.name}: {self.type}"


@dataclass(frozen=True, slots=True, eq=False)
class Equation:
    """One line of a graph: output = op(*inputs, **params).

    >>> graph = ng.trace(lambda x: x + x, ng.f32[3])
    >>> graph.equations[0]
    %0: f32[3] = add(x, x)
    """

    output: Tensor
    op: Any
    inputs: tuple[Tensor, ...]
    params: Mapping[str, Any]
    line: SourceLine | None = None  # the user's line that made it
    adjoint_of: Tensor | None = None  # set by autodiff: the output of the equation whose adjoint rule recorded this

    def __str__(self):
        arguments = [x.name for x in self.inputs] + [f"{k}={value_text(v)}" for k, v in self.params.items()]
        return f"{self.output!r} = {self.op.name}({', '.join(arguments)})"

    __repr__ = __str__


def replay(graph: Graph, values: Sequence[Any], emit: Callable[..., Any] | None = None) -> dict[Tensor, Any]:
    """Walk the equations in order, with `values` standing for the inputs.

    emit(eqn, *inputs) returns what stands for the equation's output.  Without emit the op is called again: on tensors
    it records, on arrays it computes.  Returns the map from each tensor of `graph` to what now stands for it.
    Interpreting, inlining, cloning and every rewriting pass are this loop.

    >>> graph = ng.trace(lambda x: x + x, ng.f32)
    >>> [float(value) for value in ng.replay(graph, [np.float32(3)]).values()]
    [3.0, 6.0]
    """
    require_values(graph, values)
    env = dict(zip(graph.inputs, values, strict=True))
    for eqn in graph.equations:
        inputs = [env[x] for x in eqn.inputs]
        env[eqn.output] = emit(eqn, *inputs) if emit else eqn.op.rebind(eqn, inputs)
    return env


def evaluate(eqn, *arrays):
    """Compute an equation on arrays, never record it: an open trace would record an op without inputs, a constant."""
    try:
        return eqn.op.compute(eqn.output.type, arrays, eqn.params)
    except GraphError as problem:
        raise located(problem, eqn.op.name, eqn.line) from None


@dataclass(frozen=True, eq=False)
class Graph(Pictures):
    """Inputs, equations, outputs.  Every tensor is defined once, before it is used.

    input_tree and output_tree say how the traced function's arguments and results nest.

    >>> ng.trace(lambda x: ng.exp(x) + x, ng.f32[3])
    graph(x: f32[3])
      %0: f32[3] = exp(x)
      %1: f32[3] = add(%0, x)
      return %1
    """

    name: str
    inputs: tuple[Tensor, ...]
    equations: tuple[Equation, ...]
    outputs: tuple[Tensor, ...]
    input_tree: Tree | None = None
    output_tree: Tree | None = None
    function: Callable[..., Any] | None = None  # what trace() called, to be traced for other types

    def __post_init__(self):
        for part, tensors in (("input_tree", self.inputs), ("output_tree", self.outputs)):
            tree = fitting(getattr(self, part), tensors, f"{self.name}: {part}")
            object.__setattr__(self, part, tree)  # a frozen dataclass forbids plain assignment, here too
        defined = set(self.inputs)
        require(len(defined) == len(self.inputs), f"{self.name}: an input is listed twice")
        for eqn in self.equations:
            if eqn.output in defined or not defined.issuperset(eqn.inputs):
                raise misplaced(eqn, defined, self.name)
            defined.add(eqn.output)
        for y in self.outputs:
            if y not in defined:
                raise GraphError(f"{self.name} returns {y.name}, which it does not define; is an input missing?")

    @cached_property
    def producer(self) -> dict[Tensor, Equation]:
        """{tensor: the equation that computes it}; an input has none."""
        return {eqn.output: eqn for eqn in self.equations}

    @cached_property
    def users(self) -> dict[Tensor, tuple[Equation, ...]]:
        """{tensor: the equations that read it, in order}; for a tensor that nothing reads, ()."""
        users: dict[Tensor, list[Equation]] = {x: [] for x in self.tensors()}
        for eqn in self.equations:
            for x in dict.fromkeys(eqn.inputs):  # once, also for x + x
                users[x].append(eqn)
        return {x: tuple(eqns) for x, eqns in users.items()}

    def tensors(self) -> tuple[Tensor, ...]:
        """Every tensor: the inputs, then the output of each equation."""
        return (*self.inputs, *(eqn.output for eqn in self.equations))

    def __str__(self):
        lines = [f"{self.name}({', '.join(map(repr, self.inputs))})", *(f"  {eqn}" for eqn in self.equations)]
        return "\n".join([*lines, f"  return {', '.join(y.name for y in self.outputs)}"])

    __repr__ = __str__

    @says_where()
    def __call__(self, *args: Any, out: Any = None, **named: Any) -> Any:
        """Run the equations, called as the traced function was.

        On arrays this computes, with the types checked; out= are arrays for the results.
        On tensors, inside an open trace, it records: the graph becomes part of the one being traced.
        """
        values, targets = receive(self, args, out, named)
        recording = any(isinstance(v, Tensor) for v in values)
        with np.errstate(all="ignore"):  # infinities and NaN are results, not warnings
            env = replay(self, values, None if recording else evaluate)
        return give(self, [env[y] for y in self.outputs], targets, recording)

    @says_where()
    def __getitem__(self, name: str) -> Tensor:
        """The tensor of that name."""
        for x in self.tensors() if isinstance(name, str) else ():
            if x.name == name:
                return x
        raise GraphError(f"{self.name} has no tensor named {shown(name)}; print the graph to see its names")


def needed(equations, outputs, given=()):
    """The equations that the outputs depend on, in order, back to the tensors in `given`."""
    wanted, given, kept = set(outputs), set(given), []
    for eqn in reversed(equations):
        if eqn.output in wanted and eqn.output not in given:
            kept.append(eqn)
            wanted.update(eqn.inputs)
    return tuple(reversed(kept))
