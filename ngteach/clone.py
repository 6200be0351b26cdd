"""Writing a graph again: a clone, and the rewriting that every pass is made of."""

from __future__ import annotations

from .graph import Tensor, compute, replay
from .ops import constant
from .tracing import Trace
from .tree import build
from .types import require, type_of


def clone(graph, substitute=None, name=None):
    """(copy, node_map): a copy of graph, and the map from each of its tensors to the copy's.

    substitute maps inputs (tensors or their names) to arrays: the copy no longer takes them, it knows them.
    Source: nGraph's clone_function, whose node map both substitutes and reports.
    """
    return rewrite(graph, compute, name, substitute)


def rewrite(graph, emit, name=None, substitute=None):
    """(copy, node_map), where emit(eqn, *inputs) says what stands for each equation in the copy.

    emit may record the equation again, compute(eqn, *inputs), record something else, or return a
    tensor that is there already.  Whatever it records keeps the name and the line of the equation.
    """
    given = {graph[x] if isinstance(x, str) else x: v for x, v in (substitute or {}).items()}
    for x, value in given.items():
        require(x in graph.inputs, f"clone: {x!r} is no input of {graph.name}")
        require(type_of(value) == x.type, f"clone: {x!r} cannot become {type_of(value)}")
    with Trace(name or graph.name) as t:
        values = [_constant(given[x]) if x in given else t.input(x.type, x.name) for x in graph.inputs]

        def emit_in_place(eqn, *inputs):
            t.origin = eqn.line, eqn.adjoint_of
            y = emit(eqn, *inputs)
            if not eqn.output.name.startswith("%"):
                t.rename(y, eqn.output.name)
            return y

        env = replay(graph, values, emit_in_place)
        t.origin = None
        outputs = build(graph.output_tree, [env[y] for y in graph.outputs])
        return t.graph(outputs, input_tree=None if given else graph.input_tree), env


def _constant(value):
    return value if isinstance(value, Tensor) else constant(value)
