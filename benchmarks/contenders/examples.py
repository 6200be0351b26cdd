"""The numbers that every contender starts from."""

from __future__ import annotations

import numpy as np

from ngteach.train.init import tutorial_weights
from ngteach.train.nn import SMALLEST, mlp_types

RATE = np.float32(0.03)
CALLS = 1000  # of a small function, in one step
__all__ = ["RATE", "SMALLEST", "batch", "first_weights", "many_calls", "numbers", "small_call", "told"]


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


def small_call(facts):
    """(function, arguments) that leave nearly nothing to compute: what takes time is the way in and out."""
    if facts["nested"]:
        weights = {f"W{i}": np.full(3, i, np.float32) for i in range(6)}
        return lambda weights, rate: {name: w * rate for name, w in weights.items()}, (weights, 0.5)
    x, y = np.arange(3, dtype=np.float32), np.ones(3, np.float32)
    return lambda x, y: x + y, (x, y)


def many_calls(function, args):
    """(step, result) of so many calls, one after the other."""

    def step():
        for _ in range(CALLS):
            y = function(*args)
        return y

    return step, lambda: [float(v) for y in _arrays(function(*args)) for v in y]


def _arrays(results):
    return results.values() if isinstance(results, dict) else [results]
