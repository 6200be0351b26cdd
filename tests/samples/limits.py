"""Samples of clip."""

import numpy as np

from samples.making import NUMBERS, Row, numbers, positive

LOW, HIGH = numbers(2, 3, seed=2, low=-1.0, high=0.0), positive(3)
ROWS = [
    Row("clip", (numbers(2, 3), LOW, HIGH), NUMBERS),
    Row("clip", (numbers(), np.array(-1.0), np.array(1.0)), NUMBERS),
    Row("clip", (numbers(0, 3), numbers(0, 3)), NUMBERS),
    Row("clip", (numbers(2, 3),), NUMBERS, {"low": 0}, "low"),
    Row("clip", (numbers(2, 3),), NUMBERS, {"high": 1}, "high"),
]
JAX = {"clip": lambda j: lambda x, low=None, high=None: j.numpy.clip(x, low, high)}
TORCH = {"clip": lambda t: lambda x, low=None, high=None: t.clip(x, low, high)}
BENT = EXACT = ("clip",)
