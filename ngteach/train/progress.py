"""How far a run has come: epochs, losses, and what was measured after each epoch."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..data.batches import Batches
from ..data.plan import Plan
from .best import Best
from .measuring import Measure
from .model import Model


class Progress:
    """The part of a Run that counts."""

    model: Model
    measure: Measure
    config: Any
    best: Best | None
    steps: int
    losses: list[float]
    measured: list[dict[str, float]]
    seconds: dict[str, float]
    _learn: Batches
    _kept: dict[str, Batches]
    _plan: Plan

    @property
    def accuracies(self) -> list[float]:
        """What the measure said of the test data, after every epoch."""
        return [found["test"] for found in self.measured if "test" in found]

    @property
    def examples(self) -> int:
        """How many there are to learn from."""
        return self._learn.count

    @property
    def kept(self) -> dict[str, int]:
        """How many there are for validation and for testing."""
        return {part: batches.count for part, batches in self._kept.items()}

    @property
    def epochs(self) -> int:
        """How often all the data has been seen."""
        return self.epochs_after(self.steps)

    def epochs_after(self, steps: int) -> int:
        """How often all the data has been seen after that many steps."""
        return self._plan.epochs(steps)

    @property
    def mean_loss(self) -> float:
        """The mean loss of as many steps as an epoch has; NaN before the first."""
        recent = self.losses[max(0, self.steps - max(1, self._plan.each)) : self.steps]
        return sum(recent) / len(recent) if recent else float("nan")

    @property
    def steps_to_do(self) -> int:
        """The steps that are left until all epochs are over."""
        return max(0, self._plan.steps(self.model.epochs) - self.steps)

    def history(self) -> dict[str, Any]:
        """What happened, for a JSON file."""
        config = {**asdict(self.config), "hidden": list(self.config.hidden)} if self.config else self.model.words()
        parts = {f"{part}_{self.measure.key}": [found[part] for found in self.measured] for part in self._kept}
        best = {"best": {"epoch": self.best.epoch, "value": self.best.value}} if self.best else {}
        return {
            "config": config,
            "loss": self.losses[: self.steps],
            **parts,
            "seconds": {**self.seconds, "total": sum(self.seconds.values())},
            **(best if "validation" in self._kept else {}),
        }
