"""The two graphs of a model for batches of one size: what it computes, and what trains it; they share weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from ..core.calling.containers import structure
from ..core.calling.errors import GraphError, require, shown
from ..core.graph import Graph
from ..core.trace import trace
from ..core.tree import build, leaves
from ..core.types import type_of
from ..runtime.backend import compile
from .derive import derive_training


@dataclass(frozen=True)
class Programs:
    """inference(x, weights, *some of the carried), and training, as derive_training makes it; compiled when used.

    weights: the name of their argument.   carried: the names of the carried arguments that inference takes.
    """

    inference: Graph
    training: Graph
    weights: str
    carried: tuple[str, ...]
    backend: str
    threads: int | None

    @cached_property
    def infer(self) -> Any:
        """inference, compiled."""
        return compile(self.inference, self.backend, threads=self.threads)

    @cached_property
    def train(self) -> Any:
        """training, compiled."""
        return compile(self.training, self.backend, threads=self.threads)


def programs(model, rule, data, carried) -> Programs:
    """The Programs of a Model.   data: the types of a batch, as (inputs, labels) or inputs.   carried: first values."""
    x, *labels = data if takes_labels(model.loss) else (data,)
    kinds = {name: _types(value) for name, value in carried.items()}
    weights, order = _arguments(model.model, kinds)
    found, wanted = ", ".join(order) or "nothing", ", ".join(kinds) or "nothing"
    require(set(order) == set(kinds), f"{model.name} takes {found} after x and weights, but carry has {wanted}")
    forward = trace(model.model, x, model.types, *[kinds[name] for name in order], name=model.name)
    more = {"carry": tuple(kinds)} if kinds else {}
    training = derive_training(forward, model.loss, rule, weights, labels[0] if labels else None, **more)
    runs = model.backend, model.threads
    if model.inference is None and not kinds:
        return Programs(forward, training, weights, (), *runs)
    function = model.inference or _without_carried(model.model)
    taken = tuple(_arguments(function, kinds)[1])
    missing = [name for name in taken if name not in kinds]
    require(not missing, f"inference takes {', '.join(missing)}, but carry has {wanted}")
    inference = trace(function, x, model.types, *[kinds[name] for name in taken], name=model.name)
    return Programs(inference, training, weights, taken, *runs)


def _arguments(function, kinds):
    """(the name of the argument for the weights, the names behind it), of those that must be given or are carried."""
    import inspect  # only here: it is slow to load

    require(callable(function), f"found {shown(function)}, wanted a function of (x, weights)")
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        parameters = []
    row = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    require(len(row) >= 2, f"{shown(function)} must be a function of (x, weights), and what it carries behind them")
    return row[1].name, [p.name for p in row[2:] if p.name in kinds or p.default is p.empty]


def takes_labels(loss):
    """Is it loss(outputs, labels), not loss(outputs)?"""
    import inspect  # only here: it is slow to load

    if loss is None:
        return True
    require(callable(loss), f"the loss must be a function of (outputs, labels) or of (outputs), found {shown(loss)}")
    try:
        signature = inspect.signature(loss)
    except ValueError:  # a function in C may have none
        return True
    for arguments in (("outputs", "labels"), ("outputs",)):
        try:
            signature.bind(*arguments)
            return len(arguments) == 2
        except TypeError as problem:
            said = problem
    raise GraphError(f"the loss must be a function of (outputs, labels) or of (outputs): {said}")


def _types(value):
    return build(structure(value), [type_of(a) for a in leaves(value)])


def _without_carried(function):
    @wraps(function)
    def inference(*args):
        return function(*args)[0]

    return inference
