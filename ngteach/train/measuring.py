"""What a model is worth: its outputs for examples that it does not learn from, and a number for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..data.plan import Plan
from .nn import cross_entropy


@dataclass(frozen=True)
class Measure:
    """What is told of a model after each epoch, over all the examples of the test or of the validation data.

    of(outputs, labels) gets arrays of some examples and gives a number for each of them, of which the mean is told;
    or their mean; or a pair of arrays, (sums, counts), of which sum(sums) / sum(counts) is told, as nats per character.
    Where there are no labels it is of(outputs).
    name: in "test accuracy 97.50%", accuracy.   form: as in a format string.   larger: is more better?
    """

    name: str
    of: Callable[..., Any]
    form: str = ".4f"
    larger: bool = False


def _is_right(outputs, labels):
    return np.argmax(outputs, axis=-1) == labels


ACCURACY = Measure("accuracy", _is_right, ".2%", larger=True)


def usual_measure(loss, outputs, labels):
    """Accuracy where classes are predicted, and else the loss.   outputs, labels: types; labels may be None"""
    one = [getattr(x, "shape", None) for x in (outputs, labels)]
    classes = None not in one and len(one[0]) == 2 and len(one[1]) == 1 and labels.dtype.kind in "iu"
    return ACCURACY if classes else Measure("loss", loss or cross_entropy)


def in_batches(batches, batch):
    """All the rows once, as lists of arrays; the last of them may have fewer rows."""
    plan = Plan(batches.count, batch, "partial")
    return (batches.fill(plan.parts(step)) for step in range(plan.steps(1)))


def measured(measure, batches, batch, infer):
    """The number of a Measure for all the rows of some Batches, each counted once.

    infer(arrays of a batch) -> (outputs, labels), or (outputs,)
    """
    each = [_sum_and_count(measure.of(*infer(arrays)), len(arrays[0])) for arrays in in_batches(batches, batch)]
    total, count = (float(sum(numbers)) for numbers in zip(*each, strict=True))
    return total / count if count else float("nan")


def _sum_and_count(found, rows):
    if isinstance(found, tuple):
        return [np.sum(part, dtype=np.float64) for part in found]
    found = np.asarray(found, np.float64)
    return (found.sum(), found.size) if found.ndim else (found * rows, rows)
