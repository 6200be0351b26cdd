"""A graph is a list of equations, in the order they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .memory import sharing
from .provenance import SourceLine, located, says_where
from .tree import Tree, build, leaves, leaves_like, paths, structure
from .types import GraphError, TensorType, as_element, is_python_number, require, shown, type_of


@dataclass(eq=False, slots=True)
class Tensor:
    """The name of one value in a graph.  It has a type but no numbers.

    A safe dict key: the hash is the object's own.  x == y records how their numbers compare; `is` asks for x itself.
    The name is for people; the trace that made the tensor may still improve it.
    """

    type: TensorType
    name: str

    @property
    def shape(self):
        return self.type.shape

    @property
    def dtype(self):
        return self.type.dtype

    @property
    def ndim(self):
        return self.type.rank

    @property
    def size(self):
        return self.type.size

    def __repr__(self):
        return f"{self.name}: {self.type}"


@dataclass(frozen=True, slots=True, eq=False)
class Equation:
    """One line of a graph: output = op(*inputs, **params)."""

    output: Tensor
    op: Any
    inputs: tuple[Tensor, ...]
    params: Mapping[str, Any]
    line: SourceLine | None = None  # the user's line that made it
    adjoint_of: str | None = None  # set by autodiff: whose adjoint this helps to compute

    def __str__(self):
        arguments = [x.name for x in self.inputs] + [f"{k}={_show(v)}" for k, v in self.params.items()]
        return f"{self.output!r} = {self.op.name}({', '.join(arguments)})"

    __repr__ = __str__


@dataclass(frozen=True, eq=False)
class Graph:
    """Inputs, equations, outputs.  Every tensor is defined once, before it is used.

    input_tree and output_tree say how the traced function's arguments and results nest.
    """

    name: str
    inputs: tuple[Tensor, ...]
    equations: tuple[Equation, ...]
    outputs: tuple[Tensor, ...]
    input_tree: Tree | None = None
    output_tree: Tree | None = None

    def __post_init__(self):
        for part, tensors in (("input_tree", self.inputs), ("output_tree", self.outputs)):
            if getattr(self, part) is None:
                object.__setattr__(self, part, structure(tensors))
            tree = getattr(self, part)
            fits = isinstance(tree, Tree) and tree.size == len(tensors)
            require(fits, f"{self.name}: {part} does not fit {len(tensors)} tensors")
        defined = set(self.inputs)
        require(len(defined) == len(self.inputs), f"{self.name}: an input is listed twice")
        for eqn in self.equations:
            for x in eqn.inputs:
                if x not in defined:
                    raise GraphError(
                        f"{self.name}: '{eqn}' uses {x.name}, which is not defined before; is an input missing?"
                    )
            if eqn.output in defined:
                raise GraphError(f"{self.name}: {eqn.output.name} is defined twice")
            defined.add(eqn.output)
        for y in self.outputs:
            if y not in defined:
                raise GraphError(f"{self.name} returns {y.name}, which it does not define; is an input missing?")

    def __str__(self):
        lines = [f"{self.name}({', '.join(map(repr, self.inputs))})", *(f"  {eqn}" for eqn in self.equations)]
        return "\n".join([*lines, f"  return {', '.join(y.name for y in self.outputs)}"])

    __repr__ = __str__

    @says_where()
    def __call__(self, *args, out=None, **named):
        """Run the equations, called as the traced function was.

        On arrays this computes, with the types checked; out= are arrays for the results.
        On tensors, inside an open trace, it records: the graph becomes part of the one being traced.
        """
        if named:
            wanted = f"({_list(self.inputs)})"
            raise GraphError(f"{self.name} takes its arguments in order, {wanted}, not by name: {', '.join(named)}")
        arrays = check_values(self, self.flat_inputs(args), out)
        if any(isinstance(v, Tensor) for v in arrays):
            require(out is None, f"{self.name}: out= is for arrays; called on tensors the graph is recorded")
            env = replay(self, arrays)
            return build(self.output_tree, [env[y] for y in self.outputs])
        targets = self.flat_out(out, arrays)
        with np.errstate(all="ignore"):  # infinities and NaN travel on, as in any other compiler
            env = replay(self, arrays, evaluate)
        return self.give([env[y] for y in self.outputs], targets)

    def flat_inputs(self, args):
        """The values in args, in the order of self.inputs.

        args nest as the traced function's arguments did, or are one value per input in a row.
        """
        if len(args) == len(self.inputs) and structure(args, checked=False).is_flat:
            return list(args)
        parts, problems, flat = self.input_tree.children, [], []
        if len(args) != len(parts):
            raise GraphError(f"{self.name} takes {len(parts)} arguments, ({_list(self.inputs)}), got {len(args)}")
        for part, arg, label in zip(parts, args, self.argument_names(), strict=True):
            try:
                flat += leaves_like(part, arg, label)
            except GraphError as problem:
                problems.append(str(problem))
                flat += [None] * part.size
        if problems:
            raise GraphError(f"{self.name}: {'; '.join(problems)}; it takes ({_list(self.inputs)})")
        return flat

    def argument_names(self):
        """The names of the traced function's arguments; an empty container has none."""
        names, first = [], 0
        for part in self.input_tree.children:
            name = self.inputs[first].name if part.size else ""
            names.append(name if part.kind is None else name.partition(".")[0])
            first += part.size
        return names

    def flat_out(self, out, arrays):
        """The arrays of out=, checked against the results and against the inputs; None if there is no out."""
        if out is None:
            return None
        flat, nesting, problems = leaves(out), structure(out, checked=False), []
        if len(flat) != len(self.outputs):
            problems.append(f"out has {len(flat)} arrays, but there are {len(self.outputs)} results")
        elif nesting.keys and not isinstance(out, tuple) or not nesting.is_flat:  # its keys may be in another order
            flat = leaves_like(self.output_tree, out, "out")
        for (name, y), o in zip(zip(self.output_names(), self.outputs, strict=True), flat, strict=False):
            if not isinstance(o, np.ndarray):
                problems.append(f"out for {name} is a {type(o).__name__}; write np.empty({y.shape}, np.{y.dtype.name})")
            elif o.dtype != y.dtype or o.shape != y.shape:
                problems.append(f"out for {name} is {_found(o)}, but the result is {y.type}")
            elif not o.flags.writeable:
                problems.append(f"out for {name} is read-only")
        labels = [f"the input {x.name}" for x in self.inputs] + [f"out for {name}" for name in self.output_names()]
        shared = sharing([*arrays, *flat[: len(self.outputs)]], len(arrays))
        problems += [f"{labels[i]} shares its memory with {labels[j]}; give it an array of its own" for i, j in shared]
        if problems:
            raise GraphError(f"{self.name}: " + "; ".join(problems))
        return flat

    def give(self, results, targets=None):
        """Nest the results as the traced function did; each is an array of its own, or its target."""
        if targets is None:
            return build(self.output_tree, [np.array(r) for r in results])
        for r, target in zip(results, targets, strict=True):
            np.copyto(target, r)
        return build(self.output_tree, targets)

    def output_names(self):
        """A name for each result: where it stands in what the function returns."""
        return [f"result {p}" if p else "the result" for p in paths(self.output_tree)]

    @says_where()
    def __getitem__(self, name):
        """The tensor of that name."""
        for x in self.tensors() if isinstance(name, str) else ():
            if x.name == name:
                return x
        raise GraphError(f"{self.name} has no tensor named {shown(name)}; print the graph to see its names")

    def tensors(self):
        """Every tensor: the inputs, then the output of each equation."""
        return (*self.inputs, *(eqn.output for eqn in self.equations))


def evaluate(eqn, *arrays):
    """What an equation computes from arrays, also while a trace is open."""
    try:
        return eqn.op.compute(eqn.output.type, arrays, eqn.params)
    except GraphError as problem:
        raise located(problem, eqn.op.name, eqn.line) from None


def compute(eqn, *inputs):
    """What an equation does to other inputs: arrays are computed, tensors are recorded."""
    return eqn.op.again(eqn, inputs)


@says_where()
def replay(graph, values, emit=compute):
    """Walk the equations in order, with `values` standing for the inputs.

    emit(eqn, *inputs) says what stands for the equation's output.
    Returns the map from each tensor of `graph` to what now stands for it.
    Interpreting, inlining, cloning and every rewriting pass are this loop.
    """
    require(isinstance(graph, Graph), f"replay: found {shown(graph)}, wanted a graph")
    found, wanted = len(values) if isinstance(values, (list, tuple)) else shown(values), len(graph.inputs)
    require(found == wanted, f"{graph.name} takes {wanted} inputs, got {found}")
    env = dict(zip(graph.inputs, values, strict=True))
    for eqn in graph.equations:
        env[eqn.output] = emit(eqn, *[env[x] for x in eqn.inputs])
    return env


def needed(equations, outputs, given=()):
    """The equations that the outputs depend on, in their order; the tensors in given need none."""
    wanted, given, kept = set(outputs), set(given), []
    for eqn in reversed(equations):
        if eqn.output in wanted and eqn.output not in given:
            kept.append(eqn)
            wanted.update(eqn.inputs)
    return tuple(reversed(kept))


def check_values(graph, values, out=None):
    """The values as arrays of the declared types (tensors stay tensors), or one error that lists every misfit.

    Nothing is converted, except that a Python number takes the declared element type.
    out is looked at only for that list.
    """
    checked, problems = [], []
    for x, value in zip(graph.inputs, values, strict=True):
        try:
            if is_python_number(value):
                value = as_element(value, x.type.element)
            elif not isinstance(value, (Tensor, np.ndarray, np.generic)):
                raise GraphError(f"found a {type(value).__name__}; write np.asarray(..., np.{x.dtype.name})")
            require(type_of(value) == x.type, f"found {type_of(value)}")
        except GraphError as problem:
            problems.append(f"{x.name} must be {x.type}, {problem}")
        checked.append(value if isinstance(value, Tensor) else np.asarray(value))
    if problems:
        try:
            graph.flat_out(out, checked)
        except GraphError as more:
            problems.append(str(more).removeprefix(f"{graph.name}: "))
        raise GraphError(f"{graph.name}: " + "; ".join(problems))
    return checked


def _list(tensors):
    return ", ".join(map(repr, tensors))


def _show(value):
    if isinstance(value, np.ndarray):
        return str(value) if value.ndim == 0 else str(value.tolist()) if value.size <= 4 else f"<{type_of(value)}>"
    return f"({', '.join(map(repr, value))}{',' * (len(value) == 1)})" if isinstance(value, tuple) else str(value)


def _found(a):
    try:
        return str(type_of(a))
    except GraphError:  # NumPy's own word for what is no element type of ours
        return f"{a.dtype}[{','.join(map(str, a.shape))}]"
