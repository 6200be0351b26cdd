"""Where every contender's model starts: the first weights of ngteach.models, batches and rates, as NumPy's arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ngteach import ops as ng
from ngteach.data.digits import load_data
from ngteach.models import lenet, resnet, transformer, vae
from ngteach.models.first import he, normal_weights
from ngteach.train.nn import softmax_cross_entropy

BATCHES = 8  # different ones, in turn: weights that have learned one by heart no longer compute what others do
LOSSES = 5  # that are compared: each but the first depends on all weights


@dataclass(frozen=True)
class Example:
    """A model, and the numbers that it starts from.

    model, loss: ngteach's own.   weights: containers of arrays.   carried: {argument: value}, which steps change.
    batches: (x, labels) each, or (x,).   rate, decay: the optimizer's; SGD where decay is None, otherwise AdamW.
    """

    model: Callable
    loss: Callable
    weights: Any
    batches: list
    rate: float
    decay: float | None = None
    carried: dict[str, Any] = field(default_factory=dict)


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


def _images(n, larger=1, margin=0):
    """Batches of the bundled digits, each pixel `larger` x `larger` of them, and labels.

    Real ones: how long a pooling takes depends on whether the processor foresees which pixel is the largest.  Those
    made of one are a little different: which of two equal ones is the largest is rounding.
    """
    data, rng = load_data("digits"), np.random.default_rng(1)
    x = np.kron(data.train_images * np.float32(data.scale), np.ones((larger, larger), np.float32))
    x *= 1 - rng.random(x.shape, np.float32) / 8
    x = np.pad(x, ((0, 0), (margin, margin), (margin, margin)))
    picked = [np.arange(i, i + n) % len(x) for i in range(0, BATCHES * n, n)]
    return [(x[rows], data.train_labels[rows].astype(np.int32)) for rows in picked]


def _lenet(n):
    types = lenet.lenet_types(28, 10, lenet.LENET5)
    weights, batches = normal_weights(types, 0, he), _images(n, 3, margin=2)
    return Example(lenet.lenet, softmax_cross_entropy, weights, batches, rate=0.01)


def _resnet(n):
    types = resnet.resnet_types(10)
    weights, carried = resnet.first_weights(types, 0), {"statistics": resnet.first_statistics(types)}
    return Example(resnet.resnet, softmax_cross_entropy, weights, _images(n), rate=0.01, carried=carried)


def _transformer(n):
    rng = np.random.default_rng(0)
    batches = [_names(rng, n) for _ in range(BATCHES)]
    weights = transformer.first_weights(0)
    return Example(transformer.transformer, transformer.nats, weights, batches, rate=1e-3, decay=0.01)


def _names(rng, n, letters=27, context=16):
    """(letters, labels): i32[n,16] each; names of 3 to 15 letters between zeros, and the letter that comes next.

    A label of -1 is padding, which no loss counts.
    """
    x, labels = np.zeros((n, context), np.int32), np.full((n, context), -1, np.int32)
    for row, name in enumerate(rng.integers(1, letters, (n, context - 1))):
        length = min(int(rng.integers(3, 10) + rng.integers(0, 7)), context - 1)
        x[row, 1 : length + 1] = name[:length]
        labels[row, :length], labels[row, length] = name[:length], 0
    return x, labels


def _vae(n):
    weights, key = vae.first_weights(vae.vae_types(64), 0), ng.random.key(0)
    batches = [(x,) for x, _ in _images(n)]
    return Example(vae.vae, vae.nats, weights, batches, rate=0.003, decay=0.01, carried={"key": key})


EXAMPLES = {"lenet": _lenet, "resnet": _resnet, "transformer": _transformer, "vae": _vae}
