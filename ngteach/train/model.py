"""What Run trains, as one record: a function, its weights, what it learns from, and how it is trained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.calling.hints import Nested
from .measuring import Measure
from .optimizers import Optimizer


@dataclass(frozen=True)
class Model:
    """A model, its data, and how it is trained: Run(model) does it, `ngteach train --model NAME` for ngteach.models.

    model(x, weights, *carried) -> outputs, or (outputs, *the next carried) if anything is carried.
    types: of the weights.   data, test: (inputs, labels), or inputs alone if the loss takes no labels; arrays with
    a common first axis, or containers of them; bytes that are to be floats as Scaled(bytes, 1 / 256).
    loss(outputs, labels), or loss(outputs); by default the optimizer's own, cross_entropy.
    carry: {argument: first value}, or a function of the seed that gives it: {"key": ng.random.key(seed)}.
    inference(x, weights, *some of the carried, by their names) -> outputs: what runs when nothing is learned;
    by default the model without what it carries on.
    first: the first weights, or a function of the seed that gives them; by default he_weights(types, seed).
    measure: what is told after each epoch.   samples(run, count) -> lines to print while it learns.
    picture(run) -> SVG text: what the model has learned, to look at.
    schedule: "constant", or "cosine", which falls to nothing over all the epochs.   warmup: the steps before.
    clip: the largest norm of all gradients together.   validation: the share of the data that is kept from training.
    last: what becomes of a last batch that is not full, "wrap" (filled with the next rows), "partial" or "drop".
    dataset: the name of the data, as in --data.   what: the word for its examples, such as "images".
    """

    name: str
    model: Callable[..., Any]
    types: Nested
    data: Nested
    loss: Callable[..., Any] | None = None
    optimizer: str | Optimizer = "sgd"
    learning_rate: float = 0.1
    batch: int = 32
    epochs: int = 20
    carry: Mapping[str, Nested] | Callable[[int], Mapping[str, Nested]] | None = None
    inference: Callable[..., Any] | None = None
    first: Nested | Callable[[int], Nested] = None
    seed: int = 0
    shuffle: bool = False
    validation: float = 0.0
    last: str = "wrap"
    backend: str = "cpu"
    threads: int | None = None
    test: Nested = None
    measure: Measure | None = None
    samples: Callable[[Any, int], list[str]] | None = None
    picture: Callable[[Any], str] | None = None
    schedule: str = "constant"
    warmup: int = 0
    weight_decay: float = 0.0
    clip: float | None = None
    dataset: str = ""
    what: str = "examples"
