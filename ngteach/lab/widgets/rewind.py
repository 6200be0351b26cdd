"""A run that can go back to any of its steps: the training function keeps no state, so whoever keeps it can go back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.calling.containers import structure
from ...core.calling.errors import GraphError
from ...core.tree import build, leaves
from ...data.digits import Dataset
from ...train.config import Config
from ...train.run import Run

MOST = 64  # snapshots
_BYTES = 2**28  # of all snapshots together
_EARLIER = 4  # lines that are remembered after they were left


@dataclass(frozen=True)
class Line:
    """A way that training took, and that was left for another one.

    start: the steps before it.   costs: of its steps.   tests: (step, accuracy).   rate: of its last step.
    """

    start: int
    costs: tuple[float, ...]
    tests: tuple[tuple[int, float], ...]
    rate: float


class Rewind(Run):
    """A Run with a rate that may change at every step, and a way back.

    rate: of the steps to come.   rates: of every step of the line.   tests: (step, accuracy), after every epoch.
    last: the last step of the line; steps is where we are on it.   earlier: the lines that were left.
    """

    def __init__(self, config: Config, dataset: Dataset | None = None):
        super().__init__(config, dataset)
        self.rate = config.learning_rate
        self.rates: list[float] = []
        self.tests: list[tuple[int, float]] = [(0, self.accuracy())]
        self.earlier: list[Line] = []
        size = sum(a.nbytes for a in leaves(self._now))
        self._most = max(2, min(MOST, _BYTES // size))
        self._stride = 1
        self._snapshots = {0: _copy(self._now)}

    @property
    def last(self):
        """The last step of the line."""
        return min(len(self.rates), len(self.losses))  # of a step that was interrupted there may be only one

    @property
    def costs(self):
        """The cross-entropy of every step of the line; the tutorial's loss is the same with the other sign."""
        return self._costs(self.losses[: self.last])

    @property
    def is_lost(self):
        """Was the last step the first one whose loss is not a number?"""
        losses = self.losses[-2:]
        return self.steps == self.last > 0 and not np.isfinite(losses[-1]) and bool(np.isfinite(losses[:-1]).all())

    @property
    def now(self):
        """What a step changes, as it is now: the weights first."""
        return leaves(self._now)

    @property
    def learned(self):
        """(images, labels) that it learns from: u8[n,pixels], i32[n]."""
        return self._learn.column(0), self._learn.column(1)

    @property
    def tested(self):
        """(images, labels) that it is tested on."""
        return self._kept["test"].column(0), self._kept["test"].column(1)

    @property
    def rest(self):
        """The training function for the last batch of an epoch, if that is smaller; or None."""
        return self._programs[self._plan.rest].training if self._plan.rest else None

    def step(self):
        """One step with the rate as it is now.  After going back this leaves the line, and begins another one."""
        if self.steps < self.last:
            self._leave()
        epochs = self.epochs
        self._rate = np.asarray(self.rate, np.float32)
        self.rates[self.steps :] = [float(self.rate)]
        loss = super().step()
        if self.epochs > epochs:
            self.tests.append((self.steps, self.accuracy()))
        self._keep()
        return loss

    def go_to(self, step):
        """Have the weights as they were after that step, to the last bit.

        Goes on from the last snapshot before it, with the rates of then: the same batches and the same function.
        """
        if not 0 <= step <= self.last:
            raise GraphError(f"there is no step {step}; the line goes from 0 to {self.last}")
        base = max(s for s in self._snapshots if s <= step)
        known = list(self.losses)
        try:
            if not base <= self.steps <= step:
                self._now, self.steps = _copy(self._snapshots[base]), base
            while self.steps < step:
                self._rate = np.asarray(self.rates[self.steps], np.float32)
                super().step()
        finally:
            self.losses = known  # a step forgets those after it; here they are still to be seen

    def confusion(self, predictions=None):
        """How often a test image of one digit (row) was predicted to be another (column): i64[classes,classes]."""
        predictions, classes = self.predictions() if predictions is None else predictions, self.data.classes
        pairs = self.data.test_labels.astype(np.int64) * classes + predictions
        return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)

    def _costs(self, losses):
        return [-x for x in losses] if self.config.update == "tutorial" else list(losses)

    def _leave(self):
        """The rest of the line becomes an earlier one, and one can no longer go there."""
        step, tests = self.steps, tuple(t for t in self.tests if t[0] > self.steps)
        line = Line(step, tuple(self.costs[step:]), tests, self.rates[-1])
        if len(line.costs) > 1:
            self.earlier = [*self.earlier, line][-_EARLIER:]
        self.tests = self.tests[: len(self.tests) - len(tests)]
        self._snapshots = {s: kept for s, kept in self._snapshots.items() if s <= step}
        del self.rates[step:]

    def _keep(self):
        """A snapshot at every stride-th step; when they become too many, every second one is dropped."""
        if self.steps % self._stride == 0:
            self._snapshots[self.steps] = _copy(self._now)
        if len(self._snapshots) > self._most:
            self._stride *= 2
            self._snapshots = {s: kept for s, kept in self._snapshots.items() if s % self._stride == 0}


def _copy(container):
    return build(structure(container), [a.copy() for a in leaves(container)])
