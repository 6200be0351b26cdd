"""A clone: the same program, with new tensors."""

from __future__ import annotations

from typing import Any

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.guards import takes_graph
from ..core.calling.names import title
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Graph, Tensor
from ..core.provenance import says_where
from ..core.types import TensorType, type_of
from ..ops import constant
from .rewrite import rewrite


@says_where("clone")
@takes_graph
def clone(
    graph: Graph, substitute: dict[Any, Any] | None = None, name: str | None = None
) -> tuple[Graph, dict[Tensor, Tensor]]:
    """(copy, node_map): a copy of graph, and the map from each of its tensors to the copy's.

    substitute maps inputs (tensors or their names) to arrays: in the copy they are constants.
    Source: nGraph's clone_function, whose node map both substitutes and reports.

    >>> graph = ng.trace(lambda x, y: x * y, ng.f32, ng.f32)
    >>> ng.clone(graph, {"y": 2.0})[0]
    graph(x: f32[])
      %0: f32[] = constant(value=2.0)
      %1: f32[] = multiply(x, %0)
      return %1
    """
    given = _constants(graph, {} if substitute is None else substitute)

    def make_inputs(trace):
        return [constant(given[x]) if x in given else trace.input(x.type, x.name) for x in graph.inputs]

    def again(eqn, *inputs):
        return eqn.op.rebind(eqn, inputs)

    return rewrite(graph, again, title(name, graph.name), make_inputs)


def _constants(graph, substitute):
    """{input: array} for what replaces inputs, checked."""
    require(isinstance(substitute, dict), f"found {shown(substitute)}, wanted a dict of inputs: {{'x': array}}")
    given, inputs = {}, set(graph.inputs)
    for x, value in substitute.items():
        x = graph[x] if isinstance(x, str) else x
        if not isinstance(x, Tensor) or x not in inputs:
            raise GraphError(f"{shown(x)} is not an input of {graph.name}; substitute takes inputs only")
        if is_python_number(value):
            value = as_element(value, x.type.element)
        found = repr(value) if isinstance(value, (Tensor, TensorType)) else type_of(value)
        if found != x.type:
            raise GraphError(f"{x!r} cannot become {found}; give an array of its type")
        given[x] = value
    return given
