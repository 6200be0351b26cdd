"""The models in ngteach: traced, derived, compiled, and called with out=."""

from __future__ import annotations

import math

import numpy as np

import ngteach as ng
from ngteach.core.tree import build, leaves

from .models import HEADS, RESNET, compared, example, in_turn


def model(facts):
    """With as many threads as there are processors."""
    return _model(facts, None)


def model_alone(facts):
    """With one thread."""
    return _model(facts, 1)


def _model(facts, threads):
    start = example(facts)
    train = ng.compile(training_graph(facts, inference_graph(facts)), threads=threads)
    batches, rate = in_turn(start.batches), np.float32(start.rate)
    now = first(train.graph, start)
    x, labels = start.batches[0]
    loss, outputs, *following = train(x, labels, rate, *now)  # arrays for the results
    now = first(train.graph, start)

    def step():
        nonlocal now, following
        train(*next(batches), rate, *now, out=(loss, outputs, *following))
        now, following = following, now
        return loss

    return compared(step)


def inference_graph(facts):
    """The model, traced."""
    start = example(facts)
    arguments = _types(start.weights), *([_types(start.statistics)] if start.statistics else [])
    return ng.trace(MODELS[facts["model"]], ng.type_of(start.batches[0][0]), *arguments)


def training_graph(facts, inference):
    """Its training function: weights, statistics where there are any, and the optimizer's state in and out."""
    start = example(facts)
    optimizer = "sgd" if start.decay is None else ng.adamw(weight_decay=start.decay)
    more = {"carry": ("statistics",)} if start.statistics else {}
    labels = ng.type_of(start.batches[0][1])
    return ng.derive_training(inference, _mean_nats, optimizer, trainable="weights", labels=labels, **more)


def first(graph, start):
    """The first weights, statistics and state: what the training function takes behind the rate."""
    state = build(graph.input_tree, graph.inputs)[-1]
    zeros = build(ng.core.tree.nesting(state), [np.zeros(t.shape, t.dtype) for t in leaves(state)])
    return [start.weights, *([start.statistics] if start.statistics else []), zeros]


def _types(tree):
    return build(ng.core.tree.nesting(tree), [ng.type_of(a) for a in leaves(tree)])


def _mean_nats(scores, labels):
    """The mean over the labels that are not -1."""
    came = ng.one_hot(labels, scores.shape[-1], scores.dtype)
    return -ng.sum(ng.log_softmax(scores, axis=-1) * came) / ng.sum(came)


def _dense(x, layer):
    return x @ layer["W"] + layer["b"]


def _lenet(x, weights):
    w = weights
    x = ng.convolution(x, w["conv1"]["W"], padding=2) + w["conv1"]["b"][:, None, None]
    x = ng.convolution(ng.max_pool(ng.relu(x), 2), w["conv2"]["W"]) + w["conv2"]["b"][:, None, None]
    x = ng.reshape(ng.max_pool(ng.relu(x), 2), (x.shape[0], 400))
    x = ng.relu(_dense(ng.relu(_dense(x, w["dense1"])), w["dense2"]))
    return _dense(x, w["dense3"])


def _batch_norm(x, w, moments):
    """As PyTorch keeps the running moments: a tenth of the new, the variance of n - 1."""
    y, mean, variance = ng.batch_norm_training(x, w["scale"], w["shift"])
    n = x.size / x.shape[1]
    following = {
        "mean": 0.9 * moments["mean"] + 0.1 * mean,
        "variance": 0.9 * moments["variance"] + 0.1 * (n / (n - 1)) * variance,
    }
    return y, following


def _resnet(x, weights, statistics):
    following = {}
    x = ng.convolution(x, weights["stem"], padding=1)
    x, following["norm"] = _batch_norm(x, weights["norm"], statistics["norm"])
    x = ng.relu(x)
    for i, (_, _, stride) in enumerate(RESNET):
        p, s, new = weights[f"block{i}"], statistics[f"block{i}"], {}
        y = ng.convolution(x, p["conv1"], strides=stride, padding=1)
        y, new["norm1"] = _batch_norm(y, p["norm1"], s["norm1"])
        y = ng.convolution(ng.relu(y), p["conv2"], padding=1)
        y, new["norm2"] = _batch_norm(y, p["norm2"], s["norm2"])
        if stride > 1:
            x, new["norm3"] = _batch_norm(ng.convolution(x, p["short"], strides=stride), p["norm3"], s["norm3"])
        x, following[f"block{i}"] = ng.relu(x + y), new
    return _dense(ng.mean(x, axis=(2, 3)), weights["head"]), following


def _transformer(letters, weights):
    def norm(x, w):
        return ng.layer_norm(x, w["scale"], w["shift"])

    x = ng.embedding(letters, weights["letters"]) + weights["positions"]
    n, context, width = x.shape
    unseen = np.triu(np.full((context, context), -np.inf, np.float32), 1)
    for p in weights["blocks"]:
        parts = ng.reshape(_dense(norm(x, p["norm1"]), p["qkv"]), (n, context, 3, HEADS, width // HEADS))
        q, k, v = ng.unstack(ng.transpose(parts, (2, 0, 3, 1, 4)))
        seen = ng.softmax(q @ k.mT * math.sqrt(HEADS / width) + unseen, axis=-1) @ v
        x = x + _dense(ng.reshape(ng.transpose(seen, (0, 2, 1, 3)), x.shape), p["joined"])
        x = x + _dense(ng.gelu(_dense(norm(x, p["norm2"]), p["up"]), "tanh"), p["down"])
    return _dense(norm(x, weights["norm"]), weights["head"])


MODELS = {"lenet": _lenet, "resnet": _resnet, "transformer": _transformer}
