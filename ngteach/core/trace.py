"""Tracing: run a Python function on tensors, and write down what it does."""

from __future__ import annotations

from contextvars import ContextVar, copy_context
from dataclasses import dataclass, replace
from functools import wraps
from types import MappingProxyType

import numpy as np

from .graph import Equation, Graph, Tensor, needed
from .provenance import says_where, user_line
from .tree import build, leaves, paths, structure
from .types import GraphError, is_python_number, require, shown, type_of

# A ContextVar, so that two threads or two notebook tasks may trace at once.
_open: ContextVar[Trace | None] = ContextVar("ngteach_open_trace", default=None)


@dataclass(frozen=True)
class Mark:
    """A place in a trace: how many equations it had, and the names given so far."""

    equations: int
    count: int
    taken: dict[str, int]


class Trace:
    """A graph while it is being written.  In a with-block, the ops that are called are recorded in it.

    with Trace("double") as t:
        x = parameter(f32[3], "x")
        y = x + x
    double = t.graph(y)
    """

    @says_where("Trace")
    def __init__(self, name):
        self.name = title(name, "graph")
        self.inputs: list[Tensor] = []
        self.equations: list[Equation] = []
        self.origin: tuple | None = None  # while set: the (line, adjoint_of) of all that is recorded
        self._makers: dict[Tensor, Equation | None] = {}  # of every tensor; an input has no maker
        self._count = 0  # the number of the next tensor without a name
        self._taken: dict[str, int] = {}
        self._tokens: list = []

    def __enter__(self):
        self._tokens.append(_open.set(self))
        return self

    def __exit__(self, kind, error, traceback):
        _open.reset(self._tokens.pop())
        # array[0] = x[0]: NumPy asks for a number, and puts an error of its own before our answer.
        if kind is ValueError and isinstance(error.__cause__, GraphError) and "array element" in str(error):
            raise error.__cause__ from None

    def __reduce__(self):
        advice = "pickle or copy the graph instead, trace.graph(outputs)"
        raise GraphError(f"{self.name} is still being written, so it can neither be pickled nor copied; {advice}")

    def input(self, type, name):
        """A new input of the graph; where a graph begins in the middle of another, an input may be just a number."""
        x = Tensor(type, self._free(name))
        self.inputs.append(x)
        self._makers[x] = None
        return x

    def record(self, op, inputs, params, like=None):
        """Append the equation output = op(*inputs, **params); return the output.

        like is the equation this one repeats: it keeps its name and the line it came from.
        """
        name = adjoint_of = None
        if like is not None:
            line, name, adjoint_of = like.line, like.output.name, like.adjoint_of
        if self.origin is not None:
            line, adjoint_of = self.origin
        elif like is None:
            line, name = user_line()
        for x in inputs:
            if x not in self._makers:
                raise GraphError(f"{x!r} belongs to another graph, not to {self.name}; pass it as an argument")
        output = Tensor(op.infer(*[x.type for x in inputs], **params), self._free(name))
        eqn = Equation(output, op, tuple(inputs), MappingProxyType(params), line, adjoint_of)
        self._makers[output] = eqn
        self.equations.append(eqn)
        return output

    def rename(self, tensor, name):
        """Give a better name to a tensor that has only a number."""
        if tensor.name.startswith("%"):
            tensor.name = self._free(name)

    def knows(self, tensor):
        """Does the tensor belong to this trace?"""
        return tensor in self._makers

    def maker(self, tensor):
        """The equation that makes the tensor; None for an input."""
        return self._makers.get(tensor)

    def mark(self):
        """How far the trace has come, for back_to()."""
        return Mark(len(self.equations), self._count, dict(self._taken))

    def back_to(self, mark):
        """Forget what was recorded since then; nothing that stays may read it."""
        for eqn in self.equations[mark.equations :]:
            del self._makers[eqn.output]
        del self.equations[mark.equations :]
        self._count, self._taken = mark.count, mark.taken

    def adopt(self, graph):
        """Take over the inputs of a graph that is being revised; its names stay taken."""
        self.inputs += graph.inputs
        self._makers.update(dict.fromkeys(graph.inputs))
        for x in graph.tensors():
            if x.name.startswith("%") and x.name[1:].isdecimal() and len(x.name) < 20:
                self._count = max(self._count, int(x.name[1:]) + 1)
            else:
                self._taken[x.name] = 1

    def keep(self, eqn, inputs):
        """Take over an equation, with its own tensor, reading these inputs.  True if they are others than before."""
        changed = any(x is not y for x, y in zip(inputs, eqn.inputs, strict=True))
        if changed:
            eqn = replace(eqn, inputs=inputs)
        self._makers[eqn.output] = eqn
        self.equations.append(eqn)
        return changed

    @says_where()
    def graph(self, outputs, inputs=None, name=None, input_tree=None):
        """The graph written so far, with these outputs: a tensor, or containers of tensors.

        inputs, if given, are the graph's inputs in that order, and equations that the outputs do not
        need are left out; so one trace can give several graphs, as in the tutorial.  Any tensor can be
        an input: the graph then begins there.
        """
        name, equations = title(name, self.name), tuple(self.equations)
        output_tree, flat = structure(outputs), leaves(outputs)
        require(flat, f"{name} must return tensors, but returned {output_tree}")
        for y, path in zip(flat, paths(output_tree), strict=True):
            if not isinstance(y, Tensor):
                at = f" (result {path})" if path else ""
                raise GraphError(f"{name} must return tensors, but returned {shown(y)}; {_instead(y)}{at}")
            if y not in self._makers:
                raise GraphError(f"{name} returns {y!r}, which belongs to another graph; pass it as an argument")
        if inputs is None:
            inputs = tuple(self.inputs)
        else:
            inputs = inputs if isinstance(inputs, (list, tuple)) else (inputs,)
            for x in leaves(inputs):
                if not isinstance(x, Tensor) or x not in self._makers:
                    raise GraphError(f"the input {shown(x)} is no tensor of {self.name}")
            equations = needed(equations, flat, leaves(inputs))
            input_tree = structure(inputs) if input_tree is None else input_tree
        return Graph(name, tuple(leaves(inputs)), equations, tuple(flat), input_tree, output_tree)

    def _free(self, name):
        """The name if it is free, otherwise with a number behind; a plain number if there is no name."""
        name = "" if name is None else one_line(name)
        if not name or name.startswith("%"):
            self._count = max(self._count, len(self.equations)) + 1  # %7 is the equation with seven before it
            return f"%{self._count - 1}"
        count = self._taken.get(name, 0)
        self._taken[name] = count + 1
        return name if not count else self._free(f"{name}_{count}")


def current_trace():
    """The open trace; GraphError if there is none."""
    trace = _open.get()
    require(trace is not None, "no graph is being recorded; call this inside a function given to trace()")
    return trace


def is_tracing():
    """Is a trace open here?"""
    return _open.get() is not None


def apart(function):
    """Decorator: run the function in a context of its own, so that a trace which Ctrl-C leaves open ends with it."""

    @wraps(function)
    def function_apart(*args, **params):
        return copy_context().run(function, *args, **params)  # in C, where no signal comes in between

    return function_apart


@says_where("parameter")
def parameter(type, name):
    """A new input of the open trace: the tutorial's op::Parameter."""
    good = isinstance(name, str) and not name.startswith("%")
    require(good, f"{shown(name)} cannot name an input; write a word, % is for values without a name")
    return current_trace().input(type_of(type), name)


@says_where()
@apart
def trace(function, *examples, name=None):
    """Record function(*tensors) as a Graph.

    examples: for each argument a type (f32[128, 784]), an array, a number, or containers of these.
    The function runs once, on tensors that have a type but no numbers; the graph is called as it was.
    Raises GraphError if the function does not return tensors, or uses what has no numbers yet.
    """
    if not callable(function):
        raise GraphError(f"trace wants a function first, found {shown(function)}; write trace(function, f32[128, 784])")
    labels = _argument_names(function, len(examples))
    with Trace(title(name, _plain_name(function))) as t:
        tree = structure(examples)
        names = [p for label, child in zip(labels, tree.children, strict=True) for p in paths(child, label)]
        tensors = [t.input(_example_type(x, n), n) for x, n in zip(leaves(examples), names, strict=True)]
        outputs = function(*build(tree, tensors))
        if declared := t.inputs[len(tensors) :]:
            wanted = "in trace() inputs are arguments, make it one"
            raise GraphError(f"the function declares the parameter {declared[0]!r}; {wanted}")
        return t.graph(outputs, input_tree=tree)


def _example_type(x, name):
    try:
        return type_of(x)
    except GraphError as problem:
        wanted = problem if hasattr(x, "dtype") else "write a type such as f32[128, 784], or an array, or leave it out"
        raise GraphError(f"the example for {name} is {shown(x)}; {wanted}") from None


def _argument_names(function, count):
    """The names of the function's first arguments; *args are numbered; nameless ones are x0, x1.

    Raises GraphError if there are too many examples, or too few.
    """
    import inspect  # only here: it is slow to load

    if isinstance(graph := inspect.unwrap(function), Graph) and len(graph.argument_names()) == count:
        return graph.argument_names()
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return [f"x{i}" for i in range(count)]
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    optional = {p.name for p in parameters if p.default is not p.empty}
    missing = [n for n in names[count:] if n not in optional]
    for p in parameters:
        if p.kind is p.VAR_POSITIONAL:
            names += [f"{p.name}.{i}" for i in range(count - len(names))]
        elif p.kind is p.KEYWORD_ONLY and p.name not in optional:
            missing.append(p.name)
    takes = "1 argument" if len(names) == 1 else f"{len(names)} arguments"
    require(count <= len(names), f"{_plain_name(function)} takes {takes}, but there are {count} examples")
    if missing:
        wanted = "write a type such as f32[128, 784] for each argument"
        raise GraphError(f"{_plain_name(function)} has no example for {', '.join(missing)}; {wanted}")
    return names[:count]


def one_line(text):
    """Text of characters that can be printed, in one line: it stands in programs, and in comments of compiled ones."""
    text = str(text)
    return text if text.isprintable() else " ".join("".join(c if c.isprintable() else "\n" for c in text).splitlines())


def title(name, otherwise):
    """The name that was given for a graph; otherwise another one."""
    require(name is None or isinstance(name, str), f"a name is a word, found {shown(name)}")
    return one_line(name or otherwise)


def _plain_name(function):
    name = function.name if isinstance(function, Graph) else getattr(function, "__name__", type(function).__name__)
    return name if name.isidentifier() else "graph"  # a lambda is called <lambda>


def _instead(x):
    """What to write instead of returning x."""
    if x is None:
        return "is there a return?"
    if isinstance(x, (np.ndarray, np.generic)) or is_python_number(x):
        return "for numbers that never change write constant(...)"
    return "tensors may stand in lists, tuples, dicts and dataclasses"
