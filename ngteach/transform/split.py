"""Splitting a graph in two: what can be computed now, and what has to wait for the inputs that come later.

The field calls it partial evaluation.  Of a program that differentiates, with the seed as what comes later, the two
parts are the forward and the backward function, and what one hands to the other is what training keeps in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

from ..core.calling.arguments import argument_names
from ..core.calling.containers import without
from ..core.calling.effects import effects
from ..core.calling.errors import GraphError, require, shown
from ..core.calling.guards import takes_graph
from ..core.graph import Graph, Tensor, needed
from ..core.provenance import says_where
from ..core.tree import LEAF, Tree
from ..ops import constant
from .autodiff import depending_on


@says_where("split_graph")
@takes_graph
def split_graph(graph: Graph, late: str | Tensor | Sequence[str | Tensor]) -> tuple[Graph, Graph]:
    """(first, second): what does not depend on the late inputs, and what does.   late: inputs, or names of arguments

        early_results, kept = first(*the other arguments)
        late_results = second(kept, *late ones)

    An argument may be a container, of which all is late, or single inputs, "w.bias"; the others nest as before.
    kept is exactly what second reads: constants and views (a transposed matrix) are made again, not handed over.
    Raises GraphError for what is no input.

    >>> first, second = ng.split_graph(ng.trace(lambda x, dy: dy * ng.exp(x), ng.f32, ng.f32), "dy")
    >>> second
    graph_second(%0: f32[], dy: f32[])
      %1: f32[] = multiply(dy, %0)
      return %1
    """
    several: list[Any] = list(late) if isinstance(late, (list, tuple)) else [late]
    parts = [_called(graph, x) if isinstance(x, str) else (LEAF, [x]) for x in several]
    found, inputs = [x for _, part in parts for x in part], set(graph.inputs)
    for x in found:
        if not isinstance(x, Tensor) or x not in inputs:
            raise GraphError(f"{shown(x)} is not an input of {graph.name}; it has {', '.join(map(repr, graph.inputs))}")
    require(found, "late is empty; name an input that comes later")
    waiting = depending_on(graph.equations, found)
    early = [y for y in graph.outputs if y not in waiting]
    first, second = halves(graph, found, early, [y for y in graph.outputs if y in waiting])
    gone = [x in waiting for x in graph.inputs]
    takes = without(graph.input_tree, gone, "all of them are late, or none") or Tree(tuple)
    kept = second.input_tree.children[0]
    then = Tree(tuple, (), (kept, *[tree for tree, _ in parts]))
    return replace(first, input_tree=takes), replace(second, input_tree=then)


def _called(graph, name):
    """(how it nests, its inputs) for an argument, or for a single tensor."""
    ends = accumulate(tree.size for tree in graph.input_tree.children)
    for argument, tree, end in zip(argument_names(graph), graph.input_tree.children, ends, strict=True):
        if argument == name:
            return tree, graph.inputs[end - tree.size : end]
    return LEAF, [graph[name]]


def halves(graph, late, early_results, late_results):
    """The two parts of split_graph, for results that are told apart already."""
    waiting = depending_on(graph.equations, late)
    looks = effects(graph.equations)
    after, kept = _what_waits(graph, waiting, [*late_results, *(y for y in looks if y in waiting)])
    before = needed(graph.equations, [*early_results, *kept, *(y for y in looks if y not in waiting)])
    inputs = tuple(x for x in graph.inputs if x not in waiting)
    results = _row(early_results), _row(kept)
    first = Graph(f"{graph.name}_first", inputs, before, (*early_results, *kept), None, Tree(tuple, (), results))
    takes = Tree(tuple, (), (_row(kept), *[LEAF] * len(late)))
    second = Graph(f"{graph.name}_second", (*kept, *late), after, tuple(late_results), takes, _row(late_results))
    return first, second


def _what_waits(graph, waiting, results):
    """(the equations of the second part, the tensors that it is handed)."""
    wanted, equations = set(results), []
    for eqn in reversed(graph.equations):
        y = eqn.output
        if y in wanted and (y in waiting or _costs_nothing(eqn)):
            equations.append(eqn)
            wanted.update(eqn.inputs)
    made = {eqn.output for eqn in equations}
    kept = wanted - made - waiting
    return tuple(reversed(equations)), [x for x in graph.tensors() if x in kept]


def _costs_nothing(eqn):
    """Is it a constant, or a view of one tensor, which is made again in no time?"""
    return eqn.op is constant or eqn.op.kind == "view" and len(eqn.inputs) == 1


def _row(tensors):
    return Tree(tuple, (), (LEAF,) * len(tensors))
