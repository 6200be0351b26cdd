"""Rewriting: copy a graph, replacing some equations."""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..core.calling.contexts import in_own_context
from ..core.calling.errors import GraphError, require, shown
from ..core.calling.guards import takes_graph
from ..core.graph import Equation, Graph, Tensor, replay
from ..core.op import Op
from ..core.provenance import says_where
from ..core.trace import Trace


@in_own_context
@takes_graph
def rewrite(graph, rule, name=None, make_inputs=None, ops=None):
    """Copy a graph, replacing some equations.  Returns the new graph, and a map from each old tensor to the new one.

    rule(eqn, *inputs) returns None to keep the equation, or a tensor to use instead of its output: one that is there
    already, or one that it has just recorded.  If nothing changes, the same graph is returned.  Equations that become
    unused stay; dead-code elimination removes them.
    make_inputs(trace), if given, returns what stands for the inputs; without it they are the graph's own.
    ops, if given, are those that the rule is about: it is not asked about others, and a graph without them is returned
    at once.
    """
    if ops is not None and make_inputs is None and not any(eqn.op in ops for eqn in graph.equations):
        return graph, {x: x for x in graph.tensors()}  # to look is quicker than to rewrite
    with Trace(name or graph.name) as t:
        values = _adopted(t, graph) if make_inputs is None else make_inputs(t)
        stands_for = {x: v for x, v in zip(graph.inputs, values, strict=True) if v is not x}  # only what changed

        def emit(eqn, *inputs):
            changed = eqn.adjoint_of in stands_for or not stands_for.keys().isdisjoint(eqn.inputs)
            adjoint_of = stands_for.get(eqn.adjoint_of, eqn.adjoint_of) if changed else eqn.adjoint_of
            y = None
            if ops is None or eqn.op in ops:
                t.origin, count = (eqn.line, adjoint_of), len(t.equations)
                y = rule(eqn, *inputs)
            if y is None or y is eqn.output:
                t.append(Equation(eqn.output, eqn.op, inputs, eqn.params, eqn.line, adjoint_of) if changed else eqn)
                return eqn.output
            if not isinstance(y, Tensor) or y.type != eqn.output.type:
                raise GraphError(f"'{eqn}' cannot become {shown(y)}")
            new = len(t.equations) > count and t.equations[-1].output is y
            if new and make_inputs is None:
                y.name = eqn.output.name  # it was recorded to replace this tensor, and inherits its name
            stands_for[eqn.output] = y
            return y

        env = replay(graph, values, emit)
    if make_inputs is None and tuple(t.equations) == graph.equations:  # equations are equal if they are the same object
        return graph, env
    input_tree = graph.input_tree if len(t.inputs) == len(graph.inputs) else None  # a clone may have fewer inputs
    outputs = tuple(env[y] for y in graph.outputs)
    return Graph(t.name, tuple(t.inputs), tuple(t.equations), outputs, input_tree, graph.output_tree), env


@says_where("revise")
@takes_graph
def revise(graph: Graph, rule: Callable[..., Tensor | None], ops: Collection[Op] | None = None) -> Graph:
    """The graph that rewrite makes with this rule: what a pass returns.   ops: those that the rule is about

    >>> graph = ng.trace(lambda x: ng.relu(x), ng.f32)
    >>> ng.revise(graph, lambda eqn, x: ng.tanh(x) if eqn.op is ng.relu else None)
    graph(x: f32[])
      %0: f32[] = tanh(x)
      return %0
    """
    require(callable(rule), f"a rule is a function of (equation, *inputs), found {shown(rule)}")
    return rewrite(graph, rule, ops=ops)[0]


def _adopted(trace, graph):
    """The graph's own inputs, which become the trace's; no new tensor will get a name that the graph uses."""
    trace.inputs += graph.inputs
    trace.producer.update(dict.fromkeys(graph.inputs))
    trace.names.take_those_of(graph.tensors())
    return graph.inputs
