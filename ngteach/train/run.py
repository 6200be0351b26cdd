"""The training loop: two sets of weights that change places after every step, and what a run remembers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from os import PathLike
from typing import Any

import numpy as np

from ..core.calling.containers import leaves_like, structure
from ..core.calling.errors import require, shown
from ..core.calling.hints import Nested
from ..core.trace import trace
from ..core.tree import build, leaves, paths
from ..core.types import f32, type_of
from ..data.batches import Batches, Scaled
from ..data.digits import Dataset, load_data, rows
from ..data.plan import Plan
from .config import Config
from .init import he_weights, tutorial_weights
from .measuring import ACCURACY, in_batches, measured, usual_measure
from .model import Model
from .nn import mlp, mlp_types
from .optimizers import optimizer
from .programs import Programs, programs, takes_labels
from .restore import restored, save
from .restore import write_history as write_history


def inference_graph(config, pixels, classes):
    """The model as a graph: mlp(x, weights) for this batch size and these layers."""
    types = mlp_types((pixels, *config.hidden, classes))
    return trace(mlp, f32[config.batch, pixels], types, name="mlp")


def mlp_model(config: Config, data: Dataset) -> Model:
    """What a Config says, as a Model."""
    train, test = (
        (Scaled(rows(images), data.scale), labels.astype(np.int32))
        for images, labels in ((data.train_images, data.train_labels), (data.test_images, data.test_labels))
    )
    types = mlp_types((data.pixels, *config.hidden, data.classes))
    first = tutorial_weights(types) if config.init == "tutorial" else he_weights(types, config.seed)
    names = "learning_rate", "batch", "epochs", "seed", "backend", "threads"
    settings = {name: getattr(config, name) for name in names} | {"optimizer": config.update, "dataset": config.data}
    return Model("mlp", mlp, types, train, first=first, test=test, measure=ACCURACY, what="images", **settings)


class Run:
    """A model, its training function and its data; train() moves it on.

    weights, carried and state are always whole: a step writes the other set, and only then do the two change places.
    losses: of every step so far.   accuracies: on the test images, after every epoch.   seconds: where the time went.

    >>> run = ng.Run(ng.Config(epochs=1))
    >>> run.weights["W0"].shape
    (64, 64)
    """

    def __init__(
        self, model: Any, types: Nested = None, data: Nested = None, loss: Callable | None = None, **settings: Any
    ) -> None:
        clock = time.perf_counter
        start = clock()
        self.config: Any = None
        if isinstance(model, Config):
            self.config, self.data = model, types or load_data(model.data)
            model = mlp_model(self.config, self.data)
        elif isinstance(model, Model):
            model = replace(model, **settings)
        else:
            wanted = "wanted a Config; write Run(Config(epochs=5)), or Run(function, types, data, loss)"
            require(callable(model), f"found {shown(model)}, {wanted}")
            if isinstance(data, Dataset):
                data, settings = data.train, {"test": data.test, "dataset": data.name, **settings}
            model = Model(getattr(model, "__name__", "model"), model, types, data, loss, **settings)
        self.model = model
        loaded = clock()
        rule = optimizer(model.optimizer)
        weights, carried = _first(model)
        self._labelled = takes_labels(model.loss)
        self._batches = Batches(model.data, model.batch)
        self._test = None if model.test is None else Batches(model.test, model.batch, name="test")
        self._plan = Plan(self._batches.count, model.batch, model.last)
        self._made: dict[int, Programs] = {}
        made = self._programs(model.batch, carried)
        self.graph, self.inference = made.training, made.inference
        self._train, _ = made.train, made.infer  # both are compiled before the first step
        names = paths(structure(weights))
        state = rule.init(dict(zip([made.weights] if names == [""] else names, leaves(weights), strict=True)))
        self._trees = structure((weights, carried, state))
        self._now = [np.array(a) for a in leaves((weights, carried, state))]
        self._next = [np.empty_like(a) for a in self._now]
        results = self.graph.outputs[: len(self.graph.outputs) - len(self._now)]
        self._results = [np.empty(y.shape, y.dtype) for y in results]  # the loss, and the outputs of the model
        rate = self.graph.inputs[len(self._batches.columns)]
        self._rate = np.asarray(model.learning_rate, rate.dtype)
        self.measure = model.measure or self._usual_measure()
        self.steps = 0
        self.losses: list[float] = []
        self.accuracies: list[float] = []
        self.seconds = {"load": loaded - start, "compile": clock() - loaded, "train": 0.0, "test": 0.0}

    def _programs(self, rows, carried=None):
        """The two graphs for batches of that many rows, compiled."""
        if rows not in self._made:
            carried = self.carried if carried is None else carried
            rule = optimizer(self.model.optimizer)
            self._made[rows] = programs(self.model, rule, self._batches.types(rows), carried)
        return self._made[rows]

    def _usual_measure(self):
        outputs = build(self.inference.output_tree, [y.type for y in self.inference.outputs])
        labels = self._batches.types(self.model.batch)[1] if self._labelled else None
        return usual_measure(self.model.loss, outputs, labels)

    @property
    def weights(self) -> Any:
        """The weights as they are now, in the container of their types."""
        return self._parts()["weights"]

    @property
    def carried(self) -> dict[str, Any]:
        """{argument: value} of what is carried from step to step, as it is now."""
        return self._parts()["carried"]

    @property
    def state(self) -> Any:
        """The optimizer's state, as it is now."""
        return self._parts()["state"]

    def _parts(self):
        weights, carried, state = build(self._trees, self._now)
        return {"weights": weights, "carried": carried, "state": state}

    @property
    def examples(self) -> int:
        """How many there are to learn from."""
        return self._batches.count

    @property
    def tested(self) -> int:
        """How many there are to be tested on."""
        return self._test.count if self._test else 0

    @property
    def epochs(self) -> int:
        """How often all the data has been seen."""
        return self._plan.epochs(self.steps)

    @property
    def steps_to_do(self) -> int:
        """The steps that are left until all epochs are over."""
        return max(0, self._plan.steps(self.model.epochs) - self.steps)

    def step(self) -> float:
        """One step on the next batch; returns its loss."""
        del self.losses[self.steps :]  # of a step that was stopped between its last two lines
        batch = self._batches.fill(self._plan.parts(self.steps))
        self._train(*batch, self._rate, *self._now, out=(*self._results, *self._next))
        loss = float(self._results[0])
        self.losses.append(loss)
        # One assignment: wherever the program is stopped, the weights belong to one step.
        self._now, self._next, self.steps = self._next, self._now, self.steps + 1
        return loss

    def train(self, on_step: Callable | None = None, on_epoch: Callable | None = None) -> None:
        """Train until all epochs are over; calls on_step(loss) after each step, on_epoch(accuracy) after each epoch."""
        clock = time.perf_counter
        began, tested = clock(), self.seconds["test"]
        try:
            self._end_epochs(on_epoch)  # of an epoch whose end was interrupted
            for _ in range(self.steps_to_do):
                loss = self.step()
                if on_step:
                    on_step(loss)
                self._end_epochs(on_epoch)
        finally:
            self.seconds["train"] += clock() - began - (self.seconds["test"] - tested)
            del self.losses[self.steps :]

    def _end_epochs(self, on_epoch):
        """Measure the accuracy after every epoch that is over and has none yet."""
        missing = self.epochs - len(self.accuracies)
        if missing > 0:
            began = time.perf_counter()
            accuracy = self.accuracy() if self.config else self.measured()
            for _ in range(missing):  # more than one, if a batch is larger than the data
                self.accuracies.append(accuracy)
                if on_epoch:
                    on_epoch(accuracy)
            self.seconds["test"] += time.perf_counter() - began

    def predictions(self) -> np.ndarray:
        """The class that the model gives to each test image: i64[n]."""
        found = [np.argmax(self._infer(arrays)[0], axis=-1) for arrays in in_batches(self._test, self.model.batch)]
        return np.concatenate(found)

    def _infer(self, arrays):
        """(outputs, labels) for the arrays of a batch; without labels (outputs,)."""
        made, parts = self._programs(len(arrays[0])), self._parts()
        taken = [parts["carried"][name] for name in made.carried]
        inputs, *labels = build(self._batches.tree, arrays) if self._labelled else (build(self._batches.tree, arrays),)
        return made.infer(*leaves((inputs, parts["weights"], taken))), *labels

    def measured(self) -> float:
        """What the measure says of the test data now; without test data, the mean loss of the last epoch."""
        if self._test is None:
            return float(np.mean(self.losses[-self._plan.steps(1) :]))
        return measured(self.measure, self._test, self.model.batch, self._infer)

    def accuracy(self, predictions: np.ndarray | None = None) -> float:
        """The share of the test images that are classified correctly, each counted once.

        The tutorial's program alone counts whole batches, as nGraph's does: the images that fill the last one twice.
        """
        right = (self.predictions() if predictions is None else predictions) == self.data.test_labels
        if self.config.is_tutorial:
            right = np.resize(right, len(right) + self.counted_twice)  # which repeats it from the front
        return float(np.mean(right))

    @property
    def counted_twice(self) -> int:
        """How many test images accuracy() counts once more."""
        return -len(self.data.test_labels) % self.config.batch if self.config.is_tutorial else 0

    def history(self) -> dict[str, Any]:
        """What happened, for a JSON file."""
        config = {**asdict(self.config), "hidden": list(self.config.hidden)}
        seconds = {**self.seconds, "total": sum(self.seconds.values())}
        return {
            "config": config,
            "loss": self.losses[: self.steps],
            "test_accuracy": self.accuracies,
            "seconds": seconds,
        }

    def save(self, path: str | PathLike) -> None:
        """Write all that is needed to go on as if the run had never stopped.

        Whenever it is stopped, path is the old file or the new one.  Raises GraphError, which names path.
        """
        save(self, path)

    def restore(self, path: str | PathLike) -> None:
        """Go on from a file that save() wrote.  If it does not fit, GraphError, and nothing is changed."""
        self._now, self.steps, self.losses, self.accuracies = restored(self, path)


def _first(model):
    """(weights, {name: carried}) at the start, checked against their types."""
    weights = model.first(model.seed) if callable(model.first) else model.first
    if weights is None:
        weights = he_weights(model.types, model.seed)
    tree = structure(model.types)
    flat = leaves_like(tree, weights, "first")
    for name, a, t in zip(paths(tree, "first"), flat, leaves(model.types), strict=True):
        require(type_of(a) == type_of(t), f"{name} is {type_of(a)}, but its type is {type_of(t)}")
    carried = (model.carry(model.seed) if callable(model.carry) else model.carry) or {}
    return build(tree, flat), dict(carried)
