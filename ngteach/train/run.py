"""The training loop: two sets of weights that change places after every step, and what a run remembers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from os import PathLike
from typing import Any

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import require, shown
from ..core.trace import trace
from ..core.tree import build, leaves, paths
from ..core.types import f32
from ..data.digits import Dataset, fill, load_data, rows, steps_in
from ..files.reading import printable
from ..files.writing import write_whole
from ..runtime.backend import compile
from . import checkpoint
from .config import Config, is_whole, read_config
from .derive import derive_training
from .init import he_weights, tutorial_weights
from .nn import mlp, mlp_types
from .optimizers import optimizer


def inference_graph(config, pixels, classes):
    """The model as a graph: mlp(x, weights) for this batch size and these layers."""
    types = mlp_types((pixels, *config.hidden, classes))
    return trace(mlp, f32[config.batch, pixels], types, name="mlp")


class Run:
    """A model, its training function and its data; train() moves it on.

    weights and state are always whole: a step writes the other set, and only then do the two change places.
    losses: of every step so far.   accuracies: on the test images, after every epoch.   seconds: where the time went.

    >>> run = ng.Run(ng.Config(epochs=1))
    >>> run.weights["W0"].shape
    (64, 64)
    """

    def __init__(self, config: Config, dataset: Dataset | None = None) -> None:
        start = time.perf_counter()
        require(isinstance(config, Config), f"found {shown(config)}, wanted a Config; write Run(Config(epochs=5))")
        self.config, self.data = config, dataset or load_data(config.data)
        rule = optimizer(config.update)
        loaded = time.perf_counter()
        self.inference = inference_graph(config, self.data.pixels, self.data.classes)
        self.graph = derive_training(self.inference, optimizer=rule, trainable="weights")
        options = {"threads": config.threads}
        self._train = compile(self.graph, config.backend, **options)
        self._infer = compile(self.inference, config.backend, **options)
        types = mlp_types((self.data.pixels, *config.hidden, self.data.classes))
        weights = tutorial_weights(types) if config.init == "tutorial" else he_weights(types, config.seed)
        self._now = weights, rule.init(weights)
        self._next = _like(self._now)
        self.steps = 0
        self.losses: list[float] = []
        self.accuracies: list[float] = []
        self._x = np.empty((config.batch, self.data.pixels), np.float32)
        self._labels = np.empty(config.batch, np.int32)
        self._rate = np.asarray(config.learning_rate, np.float32)
        self._loss = np.empty((), np.float32)
        self._p = np.empty((config.batch, self.data.classes), np.float32)
        self.seconds = {"load": loaded - start, "compile": time.perf_counter() - loaded, "train": 0.0, "test": 0.0}

    @property
    def weights(self) -> dict[str, np.ndarray]:
        """{name: array}, as they are now."""
        return self._now[0]

    @property
    def state(self) -> Any:
        """The optimizer's state, as it is now."""
        return self._now[1]

    @property
    def epochs(self) -> int:
        """How often all the data has been seen."""
        return self.steps * self.config.batch // len(self.data.train_labels)

    @property
    def steps_to_do(self) -> int:
        """The steps that are left until config.epochs."""
        return max(0, steps_in(self.config.epochs, self.config.batch, len(self.data.train_labels)) - self.steps)

    def step(self) -> float:
        """One step on the next batch; returns its loss."""
        del self.losses[self.steps :]  # of a step that was stopped between its last two lines
        fill(self._x, rows(self.data.train_images), self.steps, self.data.scale)
        fill(self._labels, self.data.train_labels, self.steps)
        self._train(self._x, self._labels, self._rate, *self._now, out=(self._loss, self._p, *self._next))
        loss = float(self._loss)
        self.losses.append(loss)
        # One assignment: wherever the program is stopped, the weights belong to one step.
        self._now, self._next, self.steps = self._next, self._now, self.steps + 1
        return loss

    def train(self, on_step: Callable | None = None, on_epoch: Callable | None = None) -> None:
        """Train until config.epochs; on_step(loss) is called after each step, on_epoch(accuracy) after each epoch."""
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
            accuracy = self.accuracy()
            for _ in range(missing):  # more than one, if a batch is larger than the data
                self.accuracies.append(accuracy)
                if on_epoch:
                    on_epoch(accuracy)
            self.seconds["test"] += time.perf_counter() - began

    def predictions(self) -> np.ndarray:
        """The class that the model gives to each test image: i64[n]."""
        images, batch = rows(self.data.test_images), self.config.batch
        found = np.empty(len(images), np.int64)
        for k in range(steps_in(1, batch, len(images))):
            fill(self._x, images, k, self.data.scale)
            self._infer(self._x, self.weights, out=self._p)
            part = found[k * batch : (k + 1) * batch]
            part[:] = np.argmax(self._p, axis=1)[: len(part)]  # the last batch starts again at the front
        return found

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
        n, batch = len(self.data.test_labels), self.config.batch
        return steps_in(1, batch, n) * batch - n if self.config.is_tutorial else 0

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
        arrays = {f"{part}/{name}": a for part, container in self._parts() for name, a in _named(container)}
        checkpoint.save(path, arrays, {**self.history(), "steps": self.steps, "epochs": self.epochs})

    def restore(self, path: str | PathLike) -> None:
        """Go on from a file that save() wrote.  If it does not fit, GraphError, and nothing is changed."""
        arrays, about = checkpoint.load(path)
        found, path = read_config(arrays, about, path), printable(path)
        for name in ("data", "batch", "hidden", "update"):
            a, b = getattr(found, name), getattr(self.config, name)
            require(a == b, f"{path} is of a run with {name} {_plain(a)}, this one has {_plain(b)}")
        wanted = {f"{part}/{name}": a for part, container in self._parts() for name, a in _named(container)}
        require(set(arrays) == set(wanted), f"{path} holds {_list(arrays)}, wanted {_list(wanted)}")
        for name, a in wanted.items():
            b = arrays[name]
            fits = a.shape == b.shape and a.dtype == b.dtype
            require(fits, f"{path}: {name} is {b.dtype}{list(b.shape)}, wanted {a.dtype}{list(a.shape)}")
        steps, losses, accuracies = about.get("steps"), about.get("loss"), about.get("test_accuracy")
        whole = is_whole(steps, 0, 2**53) and _are_floats(losses) and _are_floats(accuracies)
        epochs = steps * found.batch // len(self.data.train_labels) if whole else 0
        # A run that was only stepped has no accuracies; but a file that lies must not have us write millions.
        fits = whole and len(losses) == steps and about.get("epochs", epochs) == epochs
        fits = fits and 0 <= epochs - len(accuracies) <= 10_000 and all(0 <= a <= 1 for a in accuracies)
        require(fits, f"{path}: its history does not fit its steps; it is damaged")
        weights, state = [
            build(structure(c), [arrays[f"{part}/{n}"] for n, _ in _named(c)]) for part, c in self._parts()
        ]
        self._now, self.steps, self.losses, self.accuracies = (weights, state), steps, losses, accuracies

    def _parts(self):
        return (("weights", self.weights), ("state", self.state))


def write_history(path, history):
    """Write a history as JSON, whole or not at all; NaN and infinity become null, which JSON knows."""
    finite = {**history, "loss": [x if np.isfinite(x) else None for x in history["loss"]]}
    text = json.dumps(finite, indent=1)
    write_whole(path, text.encode())


def _are_floats(values):
    return isinstance(values, list) and all(isinstance(x, float) for x in values)


def _like(container):
    return build(structure(container), [np.empty_like(a) for a in leaves(container)])


def _named(container):
    return list(zip(paths(structure(container)), leaves(container), strict=True))


def _plain(value):
    return printable(",".join(map(str, value)) if isinstance(value, tuple) else value, 100)


def _list(names):
    return printable(", ".join(sorted(names)))
