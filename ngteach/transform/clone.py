"""Writing a graph again: a clone, and the rewriting that every pass is made of."""

from __future__ import annotations

from ..core.graph import Tensor, compute, replay
from ..core.provenance import says_where
from ..core.trace import Trace, apart, title
from ..core.tree import build
from ..core.types import GraphError, TensorType, as_element, is_python_number, require, shown, type_of
from ..core.wanted import takes_graph
from ..ops import constant


@says_where("clone")
@takes_graph
def clone(graph, substitute=None, name=None):
    """(copy, node_map): a copy of graph, and the map from each of its tensors to the copy's.

    substitute maps inputs (tensors or their names) to arrays: the copy no longer takes them, it knows them.
    Source: nGraph's clone_function, whose node map both substitutes and reports.
    """
    return rewrite(graph, compute, name, substitute)


@apart
def rewrite(graph, emit, name=None, substitute=None):
    """(copy, node_map), where emit(eqn, *inputs) says what stands for each equation in the copy.

    emit may record the equation again, compute(eqn, *inputs), record something else, or return a
    tensor that is there already.  Whatever it records keeps the name and the line of the equation.
    """
    given = _constants(graph, {} if substitute is None else substitute)
    with Trace(title(name, graph.name)) as t:
        values = [constant(given[x]) if x in given else t.input(x.type, x.name) for x in graph.inputs]
        # adjoint_of is a name: it must follow its tensor, which may be called otherwise in the copy.
        names = {x.name: v.name for x, v in zip(graph.inputs, values, strict=True)}

        def emit_in_place(eqn, *inputs):
            t.origin = eqn.line, names.get(eqn.adjoint_of, eqn.adjoint_of)
            y = emit(eqn, *inputs)
            if not isinstance(y, Tensor) or y.type != eqn.output.type:
                raise GraphError(f"rewrite: '{eqn}' cannot become {shown(y)}")
            if not eqn.output.name.startswith("%"):
                t.rename(y, eqn.output.name)
            names[eqn.output.name] = y.name
            return y

        env = replay(graph, values, emit_in_place)
        t.origin = None
        outputs = build(graph.output_tree, [env[y] for y in graph.outputs])
        return t.graph(outputs, input_tree=None if given else graph.input_tree), env


def _constants(graph, substitute):
    """{input: array} for what replaces inputs, checked."""
    require(isinstance(substitute, dict), f"found {shown(substitute)}, wanted a dict of inputs: {{'x': array}}")
    given, inputs = {}, set(graph.inputs)
    for x, value in substitute.items():
        x = graph[x] if isinstance(x, str) else x
        if not isinstance(x, Tensor) or x not in inputs:
            raise GraphError(f"{shown(x)} is no input of {graph.name}; substitute takes inputs only")
        if is_python_number(value):
            value = as_element(value, x.type.element)
        found = repr(value) if isinstance(value, (Tensor, TensorType)) else type_of(value)
        if found != x.type:
            raise GraphError(f"{x!r} cannot become {found}; give an array of its type")
        given[x] = value
    return given
