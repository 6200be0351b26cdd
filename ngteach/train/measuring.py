"""What a model is worth: its outputs for examples that it does not learn from, and one number for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Measure:
    """What is told of a model after each epoch, over all the examples of the validation and of the test data.

    of(outputs, labels) gets arrays, for some of the examples, and gives a number for each of them, of which the mean is
    told; or their mean; or a pair of arrays, (sums, counts), of which sum(sums) / sum(counts) is told, as for nats per
    letter.  Where there are no labels it is of(outputs).
    name: in "test accuracy 97.50%", accuracy.   form: as in a format string.   larger: is more better?

    >>> ng.Measure("error", lambda outputs, labels: np.abs(outputs - labels)).tell(0.25)
    'error 0.2500'
    """

    name: str
    of: Callable[..., Any]
    form: str = ".4f"
    larger: bool = False

    def over(self, answers: Iterable[tuple[int, tuple[Any, ...]]]) -> float:
        """The number for all of them.   answers: of each batch, (its rows, (outputs, labels))"""
        each = [_sum_and_count(self.of(*answer), rows) for rows, answer in answers]
        total, count = (float(sum(numbers)) for numbers in zip(*each, strict=True))
        return total / count if count else float("nan")

    def is_better(self, one: float, other: float) -> bool:
        """Is one better than the other?  NaN is never better, and always worse."""
        return bool(one > other if self.larger else one < other) or (other != other and one == one)

    def is_possible(self, value: float) -> bool:
        """Can it be a value of this measure?  An accuracy is a share."""
        return self is not ACCURACY or 0 <= value <= 1

    def tell(self, value: float) -> str:
        """In words: accuracy 97.50%."""
        return f"{self.name} {value:{self.form}}"

    @property
    def key(self) -> str:
        """Its name in a file: nats_per_letter."""
        return "_".join(self.name.split())


def _is_right(outputs, labels):
    return np.argmax(outputs, axis=-1) == labels


ACCURACY = Measure("accuracy", _is_right, ".2%", larger=True)


def usual_measure(loss: Callable[..., Any], outputs: Any, labels: Any) -> Measure:
    """Accuracy where classes are predicted, and else the loss.   outputs, labels: types; labels may be None"""
    scores, classes = getattr(outputs, "shape", ()), getattr(labels, "shape", ())
    predicts = len(scores) == 2 and classes == scores[:1] and labels.dtype.kind in "iu"
    return ACCURACY if predicts else Measure("loss", loss)


def _sum_and_count(found, rows):
    if isinstance(found, tuple):
        return [np.sum(part, dtype=np.float64) for part in found]
    found = np.asarray(found, np.float64)
    return (found.sum(), found.size) if found.ndim else (found * rows, rows)
