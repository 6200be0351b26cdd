"""What is derived of a model of the grid: the graph that trains it, the one that answers, and its first weights."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.graph import Graph, Tensor
from ...core.trace import trace
from ...core.types import f32, u32
from ...train.derive import derive_with_map
from ...train.nn import mlp_types
from ...transform.dead_code import prune
from .grid import BATCH
from .lines import defined


@dataclass(frozen=True)
class Graphs:
    """training: (x, labels, learning_rate, weights, state) -> (loss, p, weights, state).   asked: (x, weights) -> p

    first: (key) -> the matrices of weights.   written: the tensors of training that the model's author wrote
    """

    training: Graph
    asked: Graph
    first: Graph
    written: frozenset[Tensor]


def graphs_of(choice, rows):
    """The Graphs of a choice.   rows: how many inputs are asked about at once"""
    found = defined(choice)
    model, types = found["model"], mlp_types(choice.sizes)
    inference = trace(model, f32[BATCH, choice.inputs], types)
    training, node_map = derive_with_map(inference, found["cross_entropy"], choice.optimizer)
    asked = trace(model, f32[rows, choice.inputs], types)

    def first(key):  # the page knows zeros without asking
        return {name: w for name, w in found["first_weights"](key).items() if name.startswith("W")}

    return Graphs(training, asked, prune(trace(first, u32[2])), frozenset(node_map.values()))
