"""Where every contender's model starts: first weights, batches and rates, in NumPy.

Weights are dicts of dicts.  Filters are [outputs, channels, rows, columns], images [n, channels, rows, columns].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ngteach.data.digits import load_data

BATCHES = 8  # different ones, in turn: weights that have learned one by heart no longer compute what others do
LOSSES = 5  # that are compared: each but the first depends on all weights


@dataclass(frozen=True)
class Example:
    """A model's numbers.

    weights, statistics: dicts of arrays; statistics are changed by steps, not by the optimizer.
    batches: (x, labels) each.   rate, decay: the optimizer's; SGD where decay is None, otherwise AdamW.
    """

    weights: Any
    statistics: Any
    batches: list
    rate: float
    decay: float | None = None


def example(facts):
    """The Example of facts["model"]."""
    return EXAMPLES[facts["model"]](facts["batch"])


def compared(step):
    """(step, result) as a contender returns them: result tells the first losses."""
    return step, lambda: [float(step()) for _ in range(LOSSES)]


def in_turn(batches):
    """next() of it is the next batch, over and over."""
    while True:
        yield from batches


def _layer(rng, *shape, outputs):
    """A filter or matrix of small numbers, and a bias."""
    spread = np.sqrt(2 * shape[outputs] / np.prod(shape))
    return {"W": _normal(rng, shape, spread), "b": np.zeros(shape[outputs], np.float32)}


def _dense(rng, inputs, outputs):
    return _layer(rng, inputs, outputs, outputs=1)


def _filters(rng, outputs, channels, side):
    return _layer(rng, outputs, channels, side, side, outputs=0)


def _normal(rng, shape, spread):
    return (rng.normal(size=shape) * spread).astype(np.float32)


def _images(n, larger=1, margin=0):
    """Batches of the bundled digits, each pixel `larger` x `larger` of them, and labels.

    Real ones: how long a pooling takes depends on whether the processor foresees which pixel is the largest.  Those
    made of one are a little different: which of two equal ones is the largest is rounding.
    """
    data, rng = load_data("digits"), np.random.default_rng(1)
    x = np.kron(data.train_images[:, None] * np.float32(data.scale), np.ones((larger, larger), np.float32))
    x *= 1 - rng.random(x.shape, np.float32) / 8
    x = np.pad(x, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
    picked = [np.arange(i, i + n) % len(x) for i in range(0, BATCHES * n, n)]
    return [(x[rows], data.train_labels[rows].astype(np.int32)) for rows in picked]


def _lenet(n):
    rng = np.random.default_rng(0)
    weights = {
        "conv1": _filters(rng, 6, 1, 5),
        "conv2": _filters(rng, 16, 6, 5),
        "dense1": _dense(rng, 400, 120),
        "dense2": _dense(rng, 120, 84),
        "dense3": _dense(rng, 84, 10),
    }
    return Example(weights, {}, _images(n, 3, margin=2), rate=0.01)


RESNET = ((16, 16, 1), (16, 32, 2), (32, 64, 2))  # channels in, channels out, stride


def _resnet(n):
    rng = np.random.default_rng(0)
    weights = {"stem": _bare(rng, 16, 1, 3), "norm": _norm(16)}
    statistics = {"norm": _moments(16)}
    for i, (before, after, stride) in enumerate(RESNET):
        block = {"conv1": _bare(rng, after, before, 3), "norm1": _norm(after)}
        block |= {"conv2": _bare(rng, after, after, 3), "norm2": _norm(after)}
        moments = {"norm1": _moments(after), "norm2": _moments(after)}
        if stride > 1:
            block |= {"short": _bare(rng, after, before, 1), "norm3": _norm(after)}
            moments["norm3"] = _moments(after)
        weights[f"block{i}"], statistics[f"block{i}"] = block, moments
    weights["head"] = _dense(rng, 64, 10)
    return Example(weights, statistics, _images(n), rate=0.01)


def _bare(rng, outputs, channels, side):
    """Filters without a bias: the batch norm behind them has one."""
    return _filters(rng, outputs, channels, side)["W"]


def _norm(n):
    return {"scale": np.ones(n, np.float32), "shift": np.zeros(n, np.float32)}


def _moments(n):
    return {"mean": np.zeros(n, np.float32), "variance": np.ones(n, np.float32)}


LETTERS, CONTEXT, WIDTH, HEADS, LAYERS = 27, 16, 64, 4, 4


def _transformer(n):
    rng = np.random.default_rng(0)

    def dense(inputs, outputs):
        return {"W": _normal(rng, (inputs, outputs), 0.02), "b": np.zeros(outputs, np.float32)}

    def block():
        parts = {"norm1": _norm(WIDTH), "qkv": dense(WIDTH, 3 * WIDTH), "joined": dense(WIDTH, WIDTH)}
        return parts | {"norm2": _norm(WIDTH), "up": dense(WIDTH, 4 * WIDTH), "down": dense(4 * WIDTH, WIDTH)}

    weights = {
        "letters": _normal(rng, (LETTERS, WIDTH), 0.02),
        "positions": _normal(rng, (CONTEXT, WIDTH), 0.02),
        "blocks": [block() for _ in range(LAYERS)],
        "norm": _norm(WIDTH),
        "head": dense(WIDTH, LETTERS),
    }
    return Example(weights, {}, [_names(rng, n) for _ in range(BATCHES)], rate=1e-3, decay=0.01)


def _names(rng, n):
    """(letters, labels): i32[n,16] each; names of 3 to 15 letters between zeros, and the letter that comes next.

    A label of -1 is padding, which no loss counts.
    """
    letters, labels = np.zeros((n, CONTEXT), np.int32), np.full((n, CONTEXT), -1, np.int32)
    for row, name in enumerate(rng.integers(1, LETTERS, (n, CONTEXT - 1))):
        length = min(int(rng.integers(3, 10) + rng.integers(0, 7)), CONTEXT - 1)
        letters[row, 1 : length + 1] = name[:length]
        labels[row, :length], labels[row, length] = name[:length], 0
    return letters, labels


EXAMPLES = {"lenet": _lenet, "resnet": _resnet, "transformer": _transformer}
