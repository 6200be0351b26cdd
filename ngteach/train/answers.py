"""What a run's weights answer: for the examples that tell how well it has learned, and for any others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..core.calling.containers import leaves_like, structure
from ..core.calling.errors import require, shown
from ..core.calling.hints import Nested
from ..core.tree import build, leaves
from ..core.types import TensorType
from ..data.batches import Batches
from ..data.plan import Plan
from .best import Best
from .measuring import ACCURACY, Measure, usual_measure
from .model import Model
from .programs import BySize


class Answers:
    """The part of a Run that asks its weights."""

    model: Model
    measure: Measure
    config: Any
    best: Best | None
    _labelled: bool
    _programs: BySize
    _learn: Batches
    _kept: dict[str, Batches]
    _on_batch: Callable | None

    def evaluate(self, part: str = "test", best: bool = False) -> float:
        """What the measure says of the data for "validation" or for "test", each example counted once.

        best: of the best weights, instead of those as they are now.
        """
        require(part in self._kept, f"this run has no data for {shown(part)}; it has {', '.join(self._kept) or 'none'}")
        if part == "test" and self.measure is ACCURACY and not best:
            return self.accuracy()
        return self.measure.over(self._answered(part, best))

    def predict(self, inputs: Nested, best: bool = False) -> Any:
        """The outputs of the model for inputs like those of the data, of any number of rows, one behind the other.

        best: of the best weights, instead of those as they are now.
        """
        given = Batches(inputs, self.model.batch, name="inputs")
        kinds = self._learn.types(1)[0] if self._labelled else self._learn.types(1)
        found, wanted = leaves_like(structure(kinds), given.types(1), "inputs"), leaves(kinds)
        require(found == wanted, f"inputs are rows of {_rows(found)}, but the model learns from {_rows(wanted)}")
        each = [leaves(outputs) for _, outputs in self._asked(given, best)]
        whole = [np.concatenate(parts) for parts in zip(*each, strict=True)]
        return build(self._programs[self.model.batch].inference.output_tree, whole)

    def predictions(self) -> np.ndarray:
        """The class that the model gives to each test example: i64[n]."""
        require("test" in self._kept, "this run has no test data; write Run(..., test=(inputs, labels))")
        return np.concatenate([np.argmax(outputs, axis=-1) for _, (outputs, *_) in self._answered("test")])

    def accuracy(self, predictions: np.ndarray | None = None) -> float:
        """The share of the test examples that are classified correctly, each counted once.

        The tutorial's program alone counts whole batches, as nGraph's does: the images that fill the last one twice.
        """
        right = (self.predictions() if predictions is None else predictions) == self._kept["test"].column(-1)
        right = np.resize(right, len(right) + self.counted_twice)  # which repeats it from the front
        return float(np.mean(right))

    @property
    def counted_twice(self) -> int:
        """How many test images accuracy() counts once more."""
        tutorial = self.config and self.config.is_tutorial
        return -self._kept["test"].count % self.model.batch if tutorial else 0

    def _answered(self, part, best=False):
        """(rows, (outputs, labels)) for each batch of a part of the data; without labels (rows, (outputs,))."""
        data = self._kept[part]
        for arrays, outputs in self._asked(data, best, self._labelled):
            labels = build(data.tree, arrays)[1:] if self._labelled else ()
            yield len(arrays[0]), (outputs, *labels)

    def _asked(self, data: Batches, best: bool, paired: bool = False) -> Iterator[tuple[list[np.ndarray], Any]]:
        """(the arrays of a batch, the outputs for them), until every row was asked for once.   paired: with labels?"""
        kept: Any = self.best if best else self
        require(kept, "there are no best weights yet: train() keeps them, if there are validation or test data")
        weights, carried = kept.weights, kept.carried
        plan = Plan(data.count, self.model.batch, "partial")
        for step in range(plan.steps(1)):
            arrays = data.fill(plan.parts(step))
            made = self._programs[len(arrays[0])]
            batch = build(data.tree, arrays)
            inputs = batch[0] if paired else batch
            yield arrays, made.infer(inputs, weights, *[carried[name] for name in made.taken])
            if self._on_batch:
                self._on_batch()

    def _usual_measure(self, rule):
        made = self._programs[self.model.batch]
        outputs = build(made.inference.output_tree, [y.type for y in made.inference.outputs])
        labels = self._learn.types(self.model.batch)[1] if self._labelled else None
        measure = usual_measure(self.model.loss or rule.loss, outputs, labels)
        if self._kept and self.model.inference and measure is not ACCURACY:
            _check_measured(outputs, made.training)
        return measure


def _check_measured(outputs, training):
    """Raise GraphError if the loss, which is to measure what inference gives, was meant for something else."""
    tree = training.output_tree.children[1]
    learned = build(tree, [y.type for y in training.outputs[1 : 1 + tree.size]])
    same = structure(outputs) == tree and leaves(outputs) == leaves(learned)
    found = f"inference returns {_told(outputs)}, but the loss is of {_told(learned)}"
    require(same, f"{found}; return the same, or write measure=Measure(name, function)")


def _told(types):
    return shown(types) if isinstance(types, TensorType) else f"({', '.join(map(str, leaves(types)))})"


def _rows(types):
    return ", ".join(str(t.with_shape(t.shape[1:])) for t in types)
