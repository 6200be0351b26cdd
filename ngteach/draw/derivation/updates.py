"""The update of each weight: which of the optimizer's equations compute it."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.graph import Equation, Tensor, needed
from .formulas import formulas

MOST = 6  # boxes; more updates share one


@dataclass(frozen=True, eq=False)
class Update:
    """Some of the optimizer's equations.   result: the tensor that the box is named after"""

    title: str
    text: str
    result: Tensor
    results: tuple[Tensor, ...]
    equations: tuple[Equation, ...]


def updates_of(who, names) -> list[Update]:
    """One for each result; of many results, one for all."""
    graph, written = who.graph, who.by("update")
    taken: set[Equation] = set()
    parts = []
    given = {x for x in graph.tensors() if who.of.get(graph.producer.get(x)) != "update"}
    for y in dict.fromkeys(graph.outputs):
        own = tuple(eqn for eqn in needed(written, [y], given) if eqn not in taken)
        if y not in given and own:
            taken.update(own)
            parts.append((y, own))
    if len(parts) > MOST:
        results = tuple(y for y, _ in parts)
        first, own = parts[0]
        text = f"{names[first]}, from {len(own)} equations, and so on"
        return [Update(f"{len(results)} results", text, results[0], results, written)] if results else []
    return [Update(names[y], _formula(y, own, names), y, (y,), own) for y, own in parts]


def _formula(y, own, names):
    text = formulas(own, names, 60)[y].text
    return f"= {text}" if len(own) < 9 else f"from {len(own)} equations"
