"""The numbers that every contender starts from."""

from __future__ import annotations

import numpy as np

from ngteach.train.init import tutorial_weights
from ngteach.train.nn import SMALLEST, mlp_types

RATE = np.float32(0.03)
__all__ = ["RATE", "SMALLEST", "batch", "first_weights", "numbers", "told"]


def batch(facts):
    """(x, labels): rows of pixels, mostly dark as MNIST's, and whole numbers."""
    rng = np.random.default_rng(1)
    x = rng.random((facts["batch"], facts["inputs"]), np.float32)
    x *= rng.random(x.shape) < 0.2
    return x, rng.integers(0, facts["classes"], facts["batch"]).astype(np.int32)


def first_weights(facts):
    """{name: array}: U(-0.05, 0.05), or the tutorial's own."""
    types = mlp_types((facts["inputs"], facts["hidden"], facts["classes"]))
    if facts["first"] == "tutorial":
        return tutorial_weights(types)
    rng = np.random.default_rng(0)
    return {name: rng.uniform(-0.05, 0.05, t.shape).astype(np.float32) for name, t in types.items()}


def told(loss, weights):
    """What all must agree on: the loss, and of each array the sum, and the sum of every other column.

    Behind a softmax the gradients of a row add up to 0: the whole sums of W1 and b1 stay, whatever a step does.
    """
    return [float(loss), *(float(part.sum()) for a in weights for part in (a, a[..., ::2]))]


def numbers(n):
    """n numbers in (-3, 3)."""
    return np.random.default_rng(2).uniform(-3, 3, n).astype(np.float32)
