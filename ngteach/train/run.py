"""The training loop: two sets of weights that change places after every step, and what a run remembers."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from os import PathLike
from typing import Any

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import require
from ..core.calling.hints import Nested
from ..core.graph import Graph
from ..core.tree import build, leaves, paths
from ..data.load import load_data
from ..data.plan import Plan
from .answers import Answers
from .asked import asked_model
from .best import Best
from .config import Config
from .examples import examples
from .init import first_carried, first_weights, he_weights
from .labels import takes_labels
from .mlp import inference_graph as inference_graph
from .programs import BySize
from .progress import Progress
from .restore import restored, save
from .restore import write_history as write_history
from .settings import rule_of


class Run(Answers, Progress):
    """A model, its training function and its data; train() moves it on.

    Run(model, types, data, loss, **settings) trains a function: model(x, weights, *carried) -> outputs, or (outputs,
    *the next carried).   types: of the weights.
    data: (inputs, labels), or inputs alone if the loss takes no labels: arrays with a row for each example, or
    containers of them; a Dataset brings test data, too.
    loss(outputs, labels), or loss(outputs); by default the optimizer's own.
    settings: optimizer="sgd", learning_rate=0.1, batch=32, epochs=20, carry=None, inference=None, first=None, seed=0,
    shuffle=False, validation=0.0, last="wrap", backend="cpu", threads=None, deterministic=False,
    test=None, measure=None, schedule="constant", warmup=0, weight_decay=None, clip=None; docs/run.md tells them.
    Run(model, **settings) trains a Model, with those of its settings changed, and Run(config) the tutorial's layers.
    Raises GraphError for data, types and settings that cannot be.

    weights, carried and state are always whole: a step writes the other set, and only then do the two change places.
    losses: of every step so far.   measured: {"validation": ..., "test": ...} after every epoch, of those there are.
    best: the weights after the best epoch, by the validation data, and without them by the test data; or None.
    graph, inference: the training function and the model.   seconds: where the time went.

    >>> x = np.arange(12, dtype=np.float32).reshape(12, 1) / 12
    >>> run = ng.Run(lambda x, w: x @ w, ng.f32[1], (x, 3 * x[:, 0]), lambda p, y: ng.mean((p - y) ** 2), batch=4)
    >>> run.train()
    >>> run.weights.round(2)
    array([2.93], dtype=float32)
    """

    def __init__(
        self, model: Any, types: Nested = None, data: Nested = None, loss: Callable | None = None, **settings: Any
    ) -> None:
        clock = time.perf_counter
        start = clock()
        self.config = model if isinstance(model, Config) else None
        self.data = types or load_data(model.data) if isinstance(model, Config) else data
        self.model = model = asked_model(model, types, self.data, loss, settings)
        loaded = clock()
        self._labelled = takes_labels(model.loss)
        self._learn, self._kept = examples(model, self._labelled)
        self._plan = Plan(self._learn.count, model.batch, model.last)
        too_large = f"a batch of {model.batch:,} is more than the {self._learn.count:,} rows there are"
        require(self._plan.each or model.last == "wrap", f"{too_large}, which drop would leave out")
        rule = rule_of(model.optimizer, model, self._plan.steps(model.epochs))
        first = partial(he_weights, model.types) if model.first is None else model.first
        weights, carried = first_weights(model.types, first, model.seed), first_carried(model.carry, model.seed)
        self._programs = BySize(model, rule, self._learn, carried)
        made = self._programs[model.batch]
        self.graph, self.inference, self._train = made.training, made.inference, made.train
        if self._plan.rest:
            self._programs[self._plan.rest].forward  # noqa: B018    an error comes early; compiled when its step comes
        if any(a.shape[:1] == (model.batch,) for a in leaves(carried)):  # and may not fit what is measured
            for data in self._kept.values():
                self._programs[data.count % model.batch or model.batch].inference  # noqa: B018
        names = paths(structure(weights))
        state = rule.init(dict(zip([made.weights] if names == [""] else names, leaves(weights), strict=True)))
        self._trees = structure((weights, carried, state))
        self._now = build(made.changing, [np.array(a) for a in leaves((weights, carried, state))])
        self._next = build(made.changing, [np.empty_like(a) for a in leaves(self._now)])
        rate = self.graph.inputs[len(leaves(self._learn.types(1)))]
        self._rate = np.asarray(model.learning_rate, rate.dtype)
        self.measure = model.measure or self._usual_measure(rule)
        self.steps = 0
        self.losses: list[float] = []
        self.measured: list[dict[str, float]] = []
        self.best: Best | None = None
        self._on_batch: Callable | None = None
        made.infer  # noqa: B018    compiled before the first step
        self.seconds = {"load": loaded - start, "compile": clock() - loaded, "train": 0.0, "test": 0.0}

    # ---- how it is now --------------------------------------------------------

    @property
    def weights(self) -> Nested:
        """The weights, in the container of their types: arrays that later steps write; copy what is to be kept."""
        return build(self._trees, leaves(self._now))[0]

    @property
    def carried(self) -> dict[str, Nested]:
        """{argument: value} of what is carried from step to step."""
        return build(self._trees, leaves(self._now))[1]

    @property
    def state(self) -> Any:
        """The optimizer's state."""
        return build(self._trees, leaves(self._now))[2]

    @property
    def loss_graph(self) -> Graph:
        """The model and its loss, as a graph: (inputs, labels, weights, *carried) -> loss."""
        return self._programs[self.model.batch].loss

    # ---- training -------------------------------------------------------------

    def step(self) -> float:
        """One step on the next batch; returns its loss."""
        del self.losses[self.steps :]  # of a step that was stopped between its last two lines
        rows = self._learn.fill(self._plan.parts(self.steps))
        batch = build(self._learn.tree, rows)
        train, results = self._trained(len(rows[0]))
        train(*(batch if self._labelled else (batch,)), self._rate, *self._now, out=(*results, *self._next))
        loss = float(results[0])
        self.losses.append(loss)
        # One assignment: wherever the program is stopped, the weights belong to one step.
        self._now, self._next, self.steps = self._next, self._now, self.steps + 1
        return loss

    def _trained(self, rows):
        """(the training function for batches of so many rows, arrays for its loss and for the outputs of the model)."""
        made = self._programs[rows]
        return self._train if rows == self.model.batch else made.train, made.results

    def train(
        self, on_step: Callable | None = None, on_epoch: Callable | None = None, on_batch: Callable | None = None
    ) -> None:
        """Train until all epochs are over.

        on_step(loss) is called after each step, and on_epoch(value) after each epoch: what the measure says of the test
        data, without them of the validation data, and without those the mean loss of the epoch.  on_batch() is called
        after each batch that is measured.
        """
        clock = time.perf_counter
        began, tested = clock(), self.seconds["test"]
        try:
            self._end_epochs(on_epoch, on_batch)  # of an epoch whose end was interrupted
            for _ in range(self.steps_to_do):
                loss = self.step()
                if on_step:
                    on_step(loss)
                self._end_epochs(on_epoch, on_batch)
        finally:
            self.seconds["train"] += clock() - began - (self.seconds["test"] - tested)
            del self.losses[self.steps :]

    def _end_epochs(self, on_epoch, on_batch):
        """Measure after every epoch that is over and has not been measured yet."""
        missing = self.epochs - len(self.measured)
        if missing > 0:
            began = time.perf_counter()
            self._on_batch = on_batch
            found = {part: self.evaluate(part) for part in self._kept}
            self._keep_best(found)
            for _ in range(missing):  # more than one, if a batch is larger than the data
                self.measured.append(found)
                if on_epoch:
                    on_epoch(found.get("test", found.get("validation", self.mean_loss)))
            self.seconds["test"] += time.perf_counter() - began

    def _keep_best(self, found):
        value = found.get("validation", found.get("test"))
        if value is not None and (self.best is None or self.measure.is_better(value, self.best.value)):
            weights, carried, _ = build(self._trees, [a.copy() for a in leaves(self._now)])
            self.best = Best(self.epochs, value, weights, carried)

    # ---- what is remembered ---------------------------------------------------

    def save(self, path: str | PathLike) -> None:
        """Write all that is needed to go on as if the run had never stopped.

        Whenever it is stopped, path is the old file or the new one.  Raises GraphError, which names path.
        """
        save(self, path)

    def restore(self, path: str | PathLike) -> None:
        """Go on from a file that save() wrote.  If it does not fit, GraphError, and nothing is changed."""
        arrays, *others = restored(self, path)
        now = build(structure(self._now), arrays)
        self._now, (self.steps, self.losses, self.measured, self.best) = now, others
