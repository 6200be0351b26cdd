"""What Run trains, as one record: a function, its weights, what it learns from, and how it is trained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.calling.errors import require, shown
from ..core.calling.hints import Nested
from .init import check_types
from .measuring import Measure
from .optimizers import Optimizer
from .settings import SETTINGS, check_settings, check_share, plain


@dataclass(frozen=True)
class Model:
    """A model, its data, and how it is trained: Run(model) does it, `ngteach train --model NAME` for ngteach.models.

    model(x, weights, *carried) -> outputs, or (outputs, *the next carried) if anything is carried.
    types: of the weights.
    data, test: (inputs, labels), or inputs alone if the loss takes no labels: arrays with a row for each example, or
    containers of them.  Bytes that are to be floats are Scaled(bytes, 1 / 255).
    loss(outputs, labels), or loss(outputs); by default the optimizer's own, cross_entropy.
    optimizer: an Optimizer, or a word, and then a file can tell what it is.
    carry: {argument: first value}, or a function of the seed that gives it: {"key": ng.random.key(seed)}.
    inference(x, weights, *some of the carried, by their names) -> outputs: what runs when nothing is learned;
    by default the model without what it carries on.
    first: the first weights, or a function of the seed that gives them; by default he_weights(types, seed).
    shuffle: a new order of the rows in each epoch.   last: what becomes of a last batch that is not full, "wrap"
    (filled with the next rows), "partial" (smaller) or "drop".
    validation: data of its own, or the share of the data that is kept from training.
    measure: what is told after each epoch.   samples(run, count) -> lines to print while it learns.
    picture(run) -> SVG text: what the model has learned, to look at.
    schedule: "constant"; "cosine" or "linear", down to 0 over all epochs; "one-cycle", up and down.
    warmup: the steps in which the rate grows at first.   clip: the largest norm of all gradients together.
    deterministic: the same bits on any number of threads, somewhat slower.
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
    validation: float | Nested = 0.0
    last: str = "wrap"
    backend: str = "cpu"
    threads: int | None = None
    deterministic: bool = False
    test: Nested = None
    measure: Measure | None = None
    samples: Callable[[Any, int], list[str]] | None = None
    picture: Callable[[Any], str] | None = None
    schedule: str = "constant"
    warmup: int = 0
    weight_decay: float | None = None
    clip: float | None = None
    dataset: str = ""
    what: str = "examples"

    def __post_init__(self):
        for name in SETTINGS:
            object.__setattr__(self, name, plain(getattr(self, name)))
        require(callable(self.model), f"found {shown(self.model)}, wanted a function of (x, weights)")
        check_settings(self)
        if isinstance(self.validation, (int, float, str)) or self.validation is None:
            check_share(self.validation)
            object.__setattr__(self, "validation", float(self.validation))
        check_types(self.types)
        named = self.measure is None or isinstance(self.measure, Measure)
        require(named, f"measure is a Measure, found {shown(self.measure)}; write Measure(name, function)")

    def words(self) -> dict[str, Any]:
        """All that a file can hold of it."""
        own = {"model": self.name, "data": self.dataset, "update": str(self.optimizer)}
        settings = {name: getattr(self, name) for name in SETTINGS}
        if not isinstance(self.validation, float):
            settings["validation"] = 0.0
        return {**own, **settings}
