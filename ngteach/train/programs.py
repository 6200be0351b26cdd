"""The two graphs of a model for batches of one size: what it computes, and what trains it; they share their weights."""

from __future__ import annotations

from functools import cached_property, wraps
from typing import Any

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import GraphError, counted, require, shown
from ..core.graph import Graph
from ..core.trace import Trace, trace
from ..core.tree import Tree, build, leaves
from ..core.types import f32, f64, type_of
from ..runtime.backend import compile
from ..transform.dead_code import prune
from .derive import derive_training, new_inputs
from .labels import takes_labels
from .roles import outputs_of


class Programs:
    """The graphs of a Model for a batch of these types, derived and compiled when they are first asked for.

    data: the types of (inputs, labels), or of the inputs.   carried: {argument: first value}.
    """

    def __init__(self, model, rule, data, carried):
        self.model, self._rule = model, rule
        self._x, *self._labels = data if takes_labels(model.loss) else (data,)
        self._kinds = {name: build(structure(a), [type_of(x) for x in leaves(a)]) for name, a in carried.items()}
        self.weights, self._order = _arguments(model.model, self._kinds)  # the names of the arguments
        found, wanted = ", ".join(self._order) or "nothing", ", ".join(carried) or "nothing"
        fits = set(self._order) == set(carried)
        require(fits, f"{model.name} takes {found} after its data and weights, but carry has {wanted}")
        self.inputs = len(leaves(self._x))  # how many arrays they are

    @cached_property
    def forward(self) -> Graph:
        """The model as it is trained."""
        return self._trace(self.model.model, self._order)

    @cached_property
    def training(self) -> Graph:
        """What derive_training makes of the model."""
        labels = self._labels[0] if self._labels else None
        carry = tuple(self._kinds)
        return derive_training(self.forward, self.model.loss, self._rule, self.weights, labels, carry)

    @cached_property
    def taken(self) -> tuple[str, ...]:
        """The names of what is carried that inference takes, behind the weights."""
        if self.model.inference is None:
            return tuple(self._order)
        names = _arguments(self.model.inference, self._kinds)[1]
        unknown = ", ".join(name for name in names if name not in self._kinds)
        require(not unknown, f"inference takes {unknown}, but carry has {', '.join(self._kinds) or 'nothing'}")
        return tuple(names)

    @cached_property
    def inference(self) -> Graph:
        """The model when nothing is learned."""
        if self.model.inference is None and not self._kinds:
            return self.forward
        return prune(
            self._trace(self.model.inference or _without_carried(self.model.model, len(self._kinds)), self.taken)
        )

    @cached_property
    def loss(self) -> Graph:
        """The model and its loss: (inputs, labels, weights, *what is carried) -> loss."""
        with Trace("loss") as t:
            given = [t.input(x.type, x.name) for x in self.forward.inputs]
            labels = [new_inputs(t, types, "labels") for types in self._labels]
            outputs = self.forward(*given)
            value = (self.model.loss or self._rule.loss)(outputs_of(outputs, len(self._kinds)), *labels)
            return t.graph(value, inputs=[*given[: self.inputs], *leaves(labels), *given[self.inputs :]])

    @cached_property
    def train(self) -> Any:
        """training, compiled."""
        return self._compiled(self.training)

    @cached_property
    def infer(self) -> Any:
        """inference, compiled."""
        return self._compiled(self.inference)

    @cached_property
    def results(self) -> list[Any]:
        """Arrays for what training gives besides the next values: the loss, and the outputs of the model."""
        tree: Any = self.training.output_tree
        loss, *outputs = [np.empty(y.shape, y.dtype) for y in self.training.outputs[: 1 + tree.children[1].size]]
        return [loss, build(tree.children[1], outputs)]

    @property
    def changing(self) -> Tree:
        """How the arguments of training nest that a step changes: weights, what is carried, state."""
        tree: Any = self.training.input_tree
        return Tree(tuple, (), tree.children[-2 - len(self._kinds) :])

    def _compiled(self, graph):
        settings = self.model
        return compile(graph, settings.backend, threads=settings.threads, deterministic=settings.deterministic)

    def _trace(self, function, carried):
        try:
            return trace(function, self._x, self.model.types, *[self._kinds[n] for n in carried], name=self.model.name)
        except GraphError as problem:
            if reason := self._reason(carried):
                problem.args = (f"{reason}.  {problem}",)
            raise

    def _reason(self, carried):
        """Why the model takes no batch like this, if it is plain to see."""
        found, wanted = ({type_of(t).element for t in leaves(part)} for part in (self._x, self.model.types))
        if f64 in found and wanted == {f32}:  # as NumPy makes them
            return "the data are f64, the weights f32; write .astype(np.float32)"
        rows, batch = type_of(leaves(self._x)[0]).shape[0], self.model.batch
        for name in carried if rows != batch else ():
            for t in leaves(self._kinds[name]):
                if t.shape[:1] == (batch,):
                    advice = 'write last="drop", and an inference= without it'
                    return (
                        f"{name}: {t} is carried for batches of {batch}, and here are {counted(rows, 'row')}; {advice}"
                    )
        return None


class BySize(dict):
    """{rows: the Programs for batches of so many rows}, made when they are first asked for."""

    def __init__(self, model, rule, batches, carried):
        self._made_of = model, rule, batches, carried

    def __missing__(self, rows):
        model, rule, batches, carried = self._made_of
        for old in [*self][1:-7]:  # predict() may be asked for any number of rows
            del self[old]
        self[rows] = made = Programs(model, rule, batches.types(rows), carried)
        return made


def _arguments(function, kinds):
    """(the argument for the weights, those behind it that must be given or are carried), by name."""
    import inspect

    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        parameters = {}.values()
    row = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    wanted = "wanted a function of (x, weights), and of what it carries"
    require(len(row) >= 2, f"{shown(function)} takes {counted(len(row), 'argument')}, {wanted}")
    return row[1].name, [p.name for p in row[2:] if p.name in kinds or p.default is p.empty]


def _without_carried(function, carried):
    @wraps(function)
    def inference(*args):
        return outputs_of(function(*args), carried)

    return inference
