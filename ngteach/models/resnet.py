"""A residual network: every block adds a correction to what it got, so that even deep networks learn.

Each convolution is followed by batch normalisation: a channel is brought to mean 0 and variance 1 over the batch.
While it learns, the network keeps running statistics of all batches; they are used when it has learned, so that an
answer does not depend on what else is in the batch.   Source: He, Zhang, Ren and Sun 2016; Ioffe and Szegedy 2015.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from .. import ops as ng
from ..core.calling.errors import require, shown
from ..core.types import f32
from ..data.digits import Dataset
from ..train.model import Model
from ..train.nn import dense, softmax_cross_entropy
from .first import dense_types, normal_weights

DATASET = "digits"
CHANNELS = 16, 32, 64  # of each block; where there are more than before, the image becomes half as wide and high
MOMENTUM = 0.1  # how much of a batch's statistics goes into the running ones


def resnet_types(classes, channels=CHANNELS, element=f32):
    """The types of the weights: {name of a layer: its filters, and the scale and shift of each channel}."""

    def layer(before, after, window):
        return {"filters": element[after, before, window, window], "scale": element[after], "shift": element[after]}

    types, before = {"stem": layer(1, channels[0], 3)}, channels[0]
    for i, after in enumerate(channels):
        types[f"first{i}"], types[f"second{i}"] = layer(before, after, 3), layer(after, after, 3)
        if after != before:
            types[f"shortcut{i}"] = layer(before, after, 1)
        before = after
    return {**types, "head": dense_types(before, classes, element)}


def network(images, weights, stride, norm):
    """Scores for the classes.   images: f32[n,rows,columns]   stride: of the stem   norm(x, name of the layer) -> x"""

    def layer(x, name, stride=1):
        filters = weights[name]["filters"]
        return norm(ng.convolution(x, filters, strides=stride, padding=filters.shape[-1] // 2), name)

    def block(x, i):
        if f"shortcut{i}" in weights:
            stride, shortcut = 2, layer(x, f"shortcut{i}", 2)
        else:
            stride, shortcut = 1, x
        change = layer(ng.relu(layer(x, f"first{i}", stride)), f"second{i}")
        return ng.relu(change + shortcut)

    x = ng.relu(layer(images[:, None], "stem", stride))  # f32[n,channels,rows,columns]
    i = 0
    while f"first{i}" in weights:
        x, i = block(x, i), i + 1
    return dense(ng.mean(x, axis=(2, 3)), **weights["head"])


def resnet(images, weights, statistics, stride=1):
    """(scores, the next running statistics): normalised by the statistics of this batch."""
    following = {}

    def norm(x, name):
        y, mean, variance = ng.batch_norm_training(x, weights[name]["scale"], weights[name]["shift"])
        n = x.size // x.shape[1]
        batch = {"mean": mean, "variance": variance * (n / max(n - 1, 1))}  # what all images are likely to have
        following[name] = {key: (1 - MOMENTUM) * statistics[name][key] + MOMENTUM * batch[key] for key in batch}
        return y

    return network(images, weights, stride, norm), following


def resnet_inference(images, weights, statistics, stride=1):
    """The scores: normalised by the running statistics, so that each image is for itself."""

    def norm(x, name):
        return ng.batch_norm(x, weights[name]["scale"], weights[name]["shift"], **statistics[name])

    return network(images, weights, stride, norm)


def first_statistics(types):
    """Mean 0 and variance 1 for each channel of each layer."""
    scales = {name: layer["scale"] for name, layer in types.items() if "scale" in layer}
    return {
        name: {"mean": np.zeros(t.shape, t.dtype), "variance": np.ones(t.shape, t.dtype)} for name, t in scales.items()
    }


def first_weights(types, seed):
    """He's normal numbers by the outputs of each filter, so that adjoints keep their size; small ones for the head.

    The last scale of each block is 0: at first it passes on what it gets.   Source: Goyal and others 2017.
    """
    weights = normal_weights(types, seed, outward)
    return {
        name: {**w, "scale": np.zeros_like(w["scale"])} if name.startswith("second") else w
        for name, w in weights.items()
    }


def outward(t):
    """sqrt(2 / outputs) for filters f32[outputs,channels,size...], sqrt(1 / inputs) for a matrix."""
    return math.sqrt(2 / (t.size // t.shape[1])) if t.rank > 2 else math.sqrt(1 / t.shape[0])


def model(data):
    """Three blocks, eight layers; for MNIST the stem halves the image, as in the original."""
    require(isinstance(data, Dataset), f"resnet takes images, found {shown(data)}; write --data digits")
    large = min(data.train_images.shape[1:]) >= 20
    stride = 2 if large else 1
    types = resnet_types(data.classes)
    return Model(
        "resnet",
        partial(resnet, stride=stride),
        types,
        data.train,
        softmax_cross_entropy,
        inference=partial(resnet_inference, stride=stride),
        carry={"statistics": first_statistics(types)},
        first=lambda seed: first_weights(types, seed),
        optimizer="adam",
        learning_rate=0.005,
        schedule="cosine",
        batch=64 if large else 32,
        epochs=3 if large else 10,
        shuffle=True,
        test=data.test,
        dataset=data.name,
        what="images",
    )
