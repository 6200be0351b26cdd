"""Dead-code elimination: an equation whose result nobody reads may go, unless it runs for its effect."""

from __future__ import annotations

from dataclasses import replace

from ..core.calling.effects import effects
from ..core.calling.guards import takes_graph
from ..core.graph import Graph, needed


@takes_graph
def prune(graph: Graph) -> Graph:
    """Dead-code elimination: drop the equations that no output, and no effect such as watch, depends on.

    >>> def f(x):
    ...     unused = ng.exp(x)
    ...     return x + x
    >>> ng.prune(ng.trace(f, ng.f32))
    f(x: f32[])
      %1: f32[] = add(x, x)
      return %1
    """
    kept = needed(graph.equations, (*graph.outputs, *effects(graph.equations)))
    return graph if len(kept) == len(graph.equations) else replace(graph, equations=kept)


def without_effects(graph):
    """The graph without what runs for its effect alone, and without dead code."""
    return replace(graph, equations=needed(graph.equations, graph.outputs))


def told_apart(graph):
    """The graph without dead code, but with each equation whose adjoint is there: an adjoint says whose it is."""
    there = {eqn.output for eqn in graph.equations}
    named = there.intersection(eqn.adjoint_of for eqn in prune(graph).equations)
    kept = needed(graph.equations, (*graph.outputs, *effects(graph.equations), *named))
    return graph if len(kept) == len(graph.equations) else replace(graph, equations=kept)
