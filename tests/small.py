"""A data set so small that a whole run takes a moment, and the bits of a run for comparing."""

import numpy as np

from ngteach.core.tree import leaves
from ngteach.data.digits import Dataset
from ngteach.train.config import Config
from ngteach.train.run import Run

_rng = np.random.default_rng(5)
DATA = Dataset(
    "small",
    _rng.integers(0, 256, (10, 2, 3), np.uint8),
    _rng.integers(0, 4, 10).astype(np.uint8),
    _rng.integers(0, 256, (5, 2, 3), np.uint8),
    _rng.integers(0, 4, 5).astype(np.uint8),
    1 / 256,
    4,
)
CONFIG = Config("small", epochs=2, batch=4, hidden=(3,), learning_rate=0.5, update="adam")


def small_run(**changes):
    """A run of five steps, two epochs; the second batch but one reaches over the end of the data."""
    config = Config(**{**{name: getattr(CONFIG, name) for name in Config.__dataclass_fields__}, **changes})
    return Run(config, DATA)


def bits(run):
    """Everything that a run has computed, byte by byte."""
    arrays = [a.tobytes() for a in leaves((run.weights, run.state))]
    return arrays, run.steps, [loss.hex() for loss in run.losses], run.accuracies
