"""The examples of a run: those that it learns from, and those that tell how well."""

from __future__ import annotations

from functools import partial

from ..core.calling.containers import leaves_like
from ..core.calling.errors import require, shown
from ..core.tree import build, leaves, paths
from ..data.batches import Batches, taken
from ..data.shuffle import order, split


def examples(model, labelled):
    """(Batches to learn from, {"validation": Batches, "test": Batches}, of those that the Model has).

    labelled: is data a pair of inputs and labels?
    """
    data = _checked(model.data, labelled, "data")
    aside = {"validation": model.validation, "test": model.test}
    if isinstance(model.validation, float):
        aside["validation"] = None
        if model.validation:
            count = Batches(data, 1).count
            require(count > 1, "there is one example, of which none can be kept for validation")
            learned, kept = split(model.seed, model.validation, count)
            data, aside["validation"] = taken(data, learned), taken(data, kept)
    learn = Batches(data, model.batch, partial(order, model.seed) if model.shuffle else None)
    found = {name: _checked(d, labelled, name) for name, d in aside.items() if d is not None}
    return learn, {name: _like(learn, d, model.batch, name) for name, d in found.items()}


def _checked(data, labelled, name):
    pair = isinstance(data, (tuple, list)) and len(data) == 2
    advice = "write (inputs, labels), or a loss of the outputs alone"
    require(pair or not labelled, f"the loss takes labels, and {name} is {shown(data)}; {advice}")
    return tuple(data) if labelled else data


def _like(learn, data, batch, name):
    """Batches of other data, which must be like those that are learned from."""
    data = build(learn.tree, leaves_like(learn.tree, data, name))
    batches = Batches(data, batch, name=name)
    names = paths(learn.tree, name)
    for n, one, other in zip(names, leaves(batches.types(1)), leaves(learn.types(1)), strict=True):
        require(one == other, f"{n}: a row is {_row(one)}, but those that are learned from are {_row(other)}")
    return batches


def _row(t):
    return t.with_shape(t.shape[1:])
