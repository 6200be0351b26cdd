"""The models of ngteach.models: traced, derived, compiled, and called with out=."""

from __future__ import annotations

import numpy as np

import ngteach as ng
from ngteach.core.tree import build, leaves, nesting

from .models import compared, example, in_turn


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
    loss, outputs, *following = train(*start.batches[0], rate, *first(train.graph, start))  # arrays for the results
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
    carried = map(_types, start.carried.values())
    return ng.trace(start.model, ng.type_of(start.batches[0][0]), _types(start.weights), *carried)


def training_graph(facts, inference):
    """Its training function: weights, what is carried, and the optimizer's state in and out."""
    start = example(facts)
    optimizer = "sgd" if start.decay is None else ng.adamw(weight_decay=start.decay)
    labels = [ng.type_of(a) for a in start.batches[0][1:]] or [None]
    return ng.derive_training(inference, start.loss, optimizer, "weights", *labels, carry=tuple(start.carried))


def first(graph, start):
    """The first weights, what is carried, and the first state: what the training function takes behind the rate."""
    state = build(graph.input_tree, graph.inputs)[-1]
    zeros = build(nesting(state), [np.zeros(t.shape, t.dtype) for t in leaves(state)])
    return [start.weights, *start.carried.values(), zeros]


def _types(tree):
    return build(nesting(tree), [ng.type_of(a) for a in leaves(tree)])
