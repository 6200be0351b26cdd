"""Tracing: run a Python function on tensors, and write down what it does.

Read trace(), at the end, first: it opens a Trace, calls the function, and closes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

from .calling.calls import Frames
from .calling.containers import structure
from .calling.contexts import in_own_context, uncover
from .calling.effects import effects
from .calling.errors import GraphError, require, shown
from .calling.escaped import elsewhere, nowhere
from .calling.examples import argument_labels, example_type, plain_name, require_tensors, require_type
from .calling.names import Names, title
from .calling.notices import looked_at
from .graph import Equation, Graph, Tensor, needed
from .provenance import says_where
from .tree import build, leaves, paths
from .types import ElementType, TensorType, type_of

# A ContextVar, so that two threads or two notebook tasks may trace at once.
_open: ContextVar[Trace | None] = ContextVar("ngteach_open_trace", default=None)


class Trace:
    """A graph while it is being written.  In a with-block, the ops that are called are recorded in it.

    >>> with ng.Trace("double") as t:
    ...     x = ng.parameter(ng.f32[3], "x")
    ...     double = t.graph(x + x)
    >>> double(np.ones(3, np.float32))
    array([2., 2., 2.], dtype=float32)
    """

    @says_where("Trace")
    def __init__(self, name: str) -> None:
        self.name = title(name, "graph")
        self.inputs: list[Tensor] = []
        self.equations: list[Equation] = []
        self.producer: dict[Tensor, Equation | None] = {}  # of every tensor here; None for an input
        self.origin: tuple | None = None  # while autodiff or a pass is at one equation: the (line, adjoint_of) of it
        self.names = Names()
        self.function: Callable[..., Any] | None = None  # what trace() calls
        self.copies: dict[Tensor, Tensor] = {}  # a tensor of another graph that is replayed here -> its copy
        self._frames = Frames()  # of the functions that are running
        self._tokens: list = []  # several, if the with-block is entered again inside itself

    def __enter__(self) -> Trace:
        self._frames.enter()
        self._tokens.append(_open.set(self))
        return self

    def __exit__(self, kind, error, traceback):
        _open.reset(self._tokens.pop())
        self._frames.leave()
        uncover(error)

    def input(self, type: TensorType, name: str) -> Tensor:
        """A new input of the graph."""
        x = Tensor(type, self.names.free(name, len(self.equations)), (self.name, None))
        self.inputs.append(x)
        self.producer[x] = None
        return x

    def record(self, op, inputs, params, like: Equation | None = None) -> Tensor:
        """Append the equation output = op(*inputs, **params); return the output.

        like: the equation of another graph that is repeated here; the new one takes its name and its line.
        """
        inputs = [x if x in self.producer else self.foreign(x) for x in inputs]
        line, name, adjoint_of = self._frames.provenance(self, like)
        type = require_type(op.infer(*[x.type for x in inputs], **params))
        output = Tensor(type, self.names.free(name, len(self.equations)), (self.name, line))
        self.append(Equation(output, op, tuple(inputs), MappingProxyType(params), line, adjoint_of))
        if like is not None:
            self.copies[like.output] = output
        return output

    def foreign(self, x: Tensor) -> Tensor:
        """What stands here for a tensor of another graph; a trace inside another one has an answer (closure.py)."""
        raise elsewhere(x, self)

    def append(self, eqn: Equation) -> None:
        """Add an equation whose output tensor exists already."""
        self.producer[eqn.output] = eqn
        self.equations.append(eqn)

    def rename(self, tensor: Tensor, name: str) -> None:
        """Give a name to a tensor that has only a number: %3."""
        if tensor.name.startswith("%"):
            tensor.name = self.names.free(name, len(self.equations))

    @says_where()
    def graph(self, outputs: Any, inputs: Any = None, name: str | None = None, input_tree: Any = None) -> Graph:
        """The graph written so far, with these outputs: a tensor, or containers of tensors.

        inputs, if given, are the graph's inputs in that order, and equations that the outputs do not
        need are left out; so one trace can give several graphs, as in nGraph's tutorial.  Any tensor can be
        an input: the graph then begins there.
        """
        name, equations = title(name, self.name), tuple(self.equations)
        output_tree = structure(outputs)
        require_tensors(name, leaves(outputs), output_tree)
        flat = tuple(y if y in self.producer else self.foreign(y) for y in leaves(outputs))
        given = leaves(self.inputs if inputs is None else inputs)
        for x in given:
            if not isinstance(x, Tensor) or x not in self.producer:
                raise GraphError(f"the input {shown(x)} is not a tensor of {self.name}")
        if inputs is not None:
            equations = needed(equations, [*flat, *effects(equations, given)], given)
            input_tree = input_tree or structure(inputs if isinstance(inputs, (list, tuple)) else (inputs,))
        return looked_at(self, Graph(name, tuple(given), equations, flat, input_tree, output_tree, self.function))


def current_trace(inputs: Sequence[Any] = ()) -> Trace:
    """The open trace; GraphError if there is none.   inputs: of the op that is to be recorded"""
    if trace := _open.get():
        return trace
    raise nowhere(inputs)


def is_tracing() -> bool:
    """Is a trace open here?"""
    return _open.get() is not None


@says_where("parameter")
def parameter(type: TensorType | ElementType, name: str) -> Tensor:
    """A new input of the open trace: op::Parameter in nGraph's tutorial.

    >>> with ng.Trace("double"):
    ...     ng.parameter(ng.f32[3], "x")
    x: f32[3]
    """
    good = isinstance(name, str) and not name.startswith("%")
    require(good, f"{shown(name)} cannot name an input; write a word, % is for values without a name")
    return current_trace().input(type_of(type), name)


@says_where()
@in_own_context
def trace(function: Callable[..., Any], *examples: Any, name: str | None = None) -> Graph:
    """Record function(*tensors) as a Graph.

    examples: for each argument a type (f32[128, 784]), an array, a number, or containers of these.
    The function runs once, on tensors that have a type but no numbers; the graph takes its arguments in the same form.
    Raises GraphError if the function does not return tensors, or needs their numbers, as `if x > 0` does.

    >>> ng.trace(lambda x: ng.exp(x) + x, ng.f32[3])
    graph(x: f32[3])
      %0: f32[3] = exp(x)
      %1: f32[3] = add(%0, x)
      return %1
    """
    if not callable(function):
        raise GraphError(f"trace wants a function first, found {shown(function)}; write trace(function, f32[128, 784])")
    labels = argument_labels(function, len(examples))
    with Trace(title(name, plain_name(function))) as t:
        tree = structure(examples)
        names = [p for label, child in zip(labels, tree.children, strict=True) for p in paths(child, label)]
        tensors = [t.input(example_type(x, n), n) for x, n in zip(leaves(examples), names, strict=True)]
        outputs = function(*build(tree, tensors))
        for x in t.inputs[len(tensors) :]:
            raise GraphError(f"the function declares the parameter {x!r}; in trace() inputs are arguments, make it one")
        t.function = function
        return t.graph(outputs, input_tree=tree)
