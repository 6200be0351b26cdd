"""Fifty steps of training of each model of ngteach.models, which PyTorch makes as well (model_facts.py)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import ngteach as ng
from ngteach import f32, f64
from ngteach.core.calling.containers import structure
from ngteach.core.tree import build, leaves
from ngteach.data.names import bundled_names
from ngteach.models import transformer, vae
from ngteach.train.optimizers import optimizer

STEPS = 50
ELEMENTS = {"f32": f32, "f64": f64}
FACTS = Path(__file__).parent / "models" / "facts.json"


@dataclass(frozen=True)
class Case:
    """A model for one element type, its first weights, and what it is trained with.

    batches: (inputs, labels) of each step, labels None if the loss takes none.   carry: {argument: first value}.
    """

    model: Callable[..., Any]
    weights: Any
    loss: Callable[..., Any]
    batches: list[tuple[np.ndarray, np.ndarray | None]]
    optimizer: Any
    rate: float
    carry: dict[str, np.ndarray] = field(default_factory=dict)


def _rows(arrays, batch):
    """The batches of the first steps, one after the other, starting again at the front."""
    return [tuple(np.take(a, range(k * batch, (k + 1) * batch), 0, mode="wrap") for a in arrays) for k in range(STEPS)]


def _transformer(element):
    weights = transformer.first_weights(1, transformer.transformer_types(element))
    return Case(transformer.transformer, weights, transformer.nats, _rows(bundled_names().train, 16), "adamw", 0.001)


def _vae(element):
    digits = ng.load_data("digits")
    images = digits.train_images.astype(element.dtype) * element.dtype.type(digits.scale)
    weights = vae.first_weights(vae.vae_types(digits.pixels, element), 1)
    batches = [(x, None) for (x,) in _rows([images], 32)]
    return Case(vae.vae, weights, vae.nats, batches, "adamw", 0.001, {"key": ng.random.key(1)})


CASES = {"transformer": _transformer, "vae": _vae}


def training(case):
    """The training graph of a case."""
    x, labels = [None if a is None else ng.type_of(a) for a in case.batches[0]]
    types = build(structure(case.weights), [ng.type_of(w) for w in leaves(case.weights)])
    forward = ng.trace(case.model, x, types, *[ng.type_of(v) for v in case.carry.values()])
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


def facts():
    """{model: {element: losses}} as PyTorch computed them."""
    return json.loads(FACTS.read_text(encoding="utf-8"))["losses"]
