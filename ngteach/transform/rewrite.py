"""Rewriting: walk over a graph, and put something else in the place of some equations."""

from __future__ import annotations

from ..core.calling.contexts import in_own_context
from ..core.calling.errors import GraphError, require, shown
from ..core.calling.guards import takes_graph
from ..core.graph import Equation, Graph, Tensor, replay
from ..core.provenance import says_where
from ..core.trace import Trace


@in_own_context
@takes_graph
def rewrite(graph, rule, name=None, start=None):
    """(new graph, node_map): rule(eqn, *inputs) says what stands for each equation, the map for each tensor.

    The rule may return None: the equation stays, with its own tensor; or a tensor that is there already; or one that
    it has just recorded.  What it records keeps the line of the equation.  If every equation stays, so does the graph.
    start(trace), if given, makes what stands for the inputs: without it they are the graph's own.
    """
    with Trace(name or graph.name) as t:
        values = _adopted(t, graph) if start is None else start(t)
        stands_for = {x: v for x, v in zip(graph.inputs, values, strict=True) if v is not x}  # for what was replaced

        def emit(eqn, *inputs):
            t.origin = eqn.line, stands_for.get(eqn.adjoint_of, eqn.adjoint_of)
            count = len(t.equations)
            y = rule(eqn, *inputs)
            if y is None or y is eqn.output:
                if not stands_for.keys().isdisjoint((*eqn.inputs, eqn.adjoint_of)):
                    eqn = Equation(eqn.output, eqn.op, inputs, eqn.params, *t.origin)
                t.append(eqn)
                return eqn.output
            if not isinstance(y, Tensor) or y.type != eqn.output.type:
                raise GraphError(f"rewrite: '{eqn}' cannot become {shown(y)}")
            if start is None and len(t.equations) > count and t.equations[-1].output is y:
                y.name = eqn.output.name  # it is new, and the name is free now
            stands_for[eqn.output] = y
            return y

        env = replay(graph, values, emit)
    if start is None and tuple(t.equations) == graph.equations:  # the same objects, for equations compare by identity
        return graph, env
    trees = graph.input_tree if len(t.inputs) == len(graph.inputs) else None, graph.output_tree
    outputs = tuple(env[y] for y in graph.outputs)
    return Graph(t.name, tuple(t.inputs), tuple(t.equations), outputs, *trees), env


@says_where("revise")
@takes_graph
def revise(graph, rule):
    """The graph that rewrite makes with this rule: what a pass returns."""
    require(callable(rule), f"a rule is a function of (equation, *inputs), found {shown(rule)}")
    return rewrite(graph, rule)[0]


def _adopted(trace, graph):
    """The graph's own inputs, which become the trace's; no new tensor will get a name that the graph uses."""
    trace.inputs += graph.inputs
    trace.producer.update(dict.fromkeys(graph.inputs))
    trace.names.take_those_of(graph.tensors())
    return graph.inputs
