"""Fifty steps of training of each model of ngteach.models, which PyTorch makes as well (model_facts.py)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import ngteach as ng
from ngteach import f32, f64
from ngteach.core.calling.containers import structure
from ngteach.core.tree import build, leaves
from ngteach.data.names import bundled_names
from ngteach.models import lenet, resnet, transformer, vae
from ngteach.models.first import he, normal_weights
from ngteach.train.optimizers import optimizer

STEPS = 50
ELEMENTS = {"f32": f32, "f64": f64}
FACTS = Path(__file__).parent / "models" / "facts.json"


@dataclass(frozen=True)
class Case:
    """A model for one element type, its first weights, and what it is trained with.

    batches: (inputs, labels) of each step, labels None if the loss takes none.   carry: {argument: first value}.
    inference(x, weights, *carried) -> outputs, if it is another function.
    """

    model: Callable[..., Any]
    weights: Any
    loss: Callable[..., Any]
    batches: list[tuple[np.ndarray, np.ndarray | None]]
    optimizer: Any
    rate: float
    carry: dict[str, Any] = field(default_factory=dict)
    inference: Callable[..., Any] | None = None


def _rows(arrays, batch):
    """The batches of the first steps, one after the other, starting again at the front."""
    return [tuple(np.take(a, range(k * batch, (k + 1) * batch), 0, mode="wrap") for a in arrays) for k in range(STEPS)]


def _digits(element, batch):
    """Batches of the bundled digits: (f32[batch,8,8], i32[batch])."""
    digits = ng.load_data("digits")
    images = digits.train_images.astype(element.dtype) * element.dtype.type(digits.scale)
    return _rows([images, digits.train_labels.astype(np.int32)], batch)


def _large(images):
    """Each pixel three times in both directions, and a margin: f32[n,8,8] -> f32[n,28,28]."""
    return np.pad(images.repeat(3, 1).repeat(3, 2), ((0, 0), (2, 2), (2, 2)))


def _lenet(element):
    batches = [(_large(x), labels) for x, labels in _digits(element, 16)]
    weights = normal_weights(lenet.lenet_types(28, 10, lenet.LENET5, element), 1, he)
    return Case(lenet.lenet, weights, ng.softmax_cross_entropy, batches, "adam", 0.001)


def _small_lenet(element):
    weights = normal_weights(lenet.lenet_types(8, 10, lenet.SMALL, element), 1, he)
    model = partial(lenet.lenet, padding=lenet.SMALL["padding"])
    return Case(model, weights, ng.softmax_cross_entropy, _digits(element, 16), "momentum", 0.01)


def _resnet(element):
    types = resnet.resnet_types(10, element=element)
    weights, carry = resnet.first_weights(types, 1), {"statistics": resnet.first_statistics(types)}
    batches, loss = _digits(element, 16), ng.softmax_cross_entropy
    return Case(resnet.resnet, weights, loss, batches, "adam", 0.001, carry, resnet.resnet_inference)


def _transformer(element):
    weights = transformer.first_weights(1, transformer.transformer_types(element))
    return Case(transformer.transformer, weights, transformer.nats, _rows(bundled_names().train, 16), "adamw", 0.001)


def _vae(element):
    batches = [(x, None) for x, _ in _digits(element, 32)]
    weights = vae.first_weights(vae.vae_types(64, element), 1)
    return Case(vae.vae, weights, vae.nats, batches, "adamw", 0.001, {"key": ng.random.key(1)})


CASES = {"lenet": _lenet, "small lenet": _small_lenet, "resnet": _resnet, "transformer": _transformer, "vae": _vae}


def types(container):
    """The types of the arrays in a container."""
    return build(structure(container), [ng.type_of(a) for a in leaves(container)])


def training(case):
    """The training graph of a case."""
    x, labels = [None if a is None else ng.type_of(a) for a in case.batches[0]]
    forward = ng.trace(case.model, x, types(case.weights), *map(types, case.carry.values()))
    return ng.derive_training(forward, case.loss, case.optimizer, "weights", labels, carry=tuple(case.carry))


def trained(case, backend="cpu", steps=STEPS, **options):
    """(the losses of the first steps, the weights after them, what is carried on, the optimizer's state)"""
    program = ng.compile(training(case), backend, **options)
    rate = np.asarray(case.rate, leaves(case.weights)[0].dtype)
    weights, state, carried = case.weights, optimizer(case.optimizer).init(case.weights), [*case.carry.values()]
    losses = []
    for x, labels in case.batches[:steps]:
        given = (x,) if labels is None else (x, labels)
        loss, _, weights, *carried, state = program(*given, rate, weights, *carried, state)
        losses.append(float(loss))
    return losses, weights, carried, state


def inferred(case, weights, carried):
    """What the model says of the images of the first step, when it has learned."""
    x = case.batches[0][0]
    program = ng.compile(ng.trace(case.inference, ng.type_of(x), types(weights), *map(types, carried)))
    return program(x, weights, *carried)


def facts(what="losses"):
    """{model: {element: losses}} as PyTorch computed them; "scores" after them, and "carried", one after the other."""
    return json.loads(FACTS.read_text(encoding="utf-8"))[what]
