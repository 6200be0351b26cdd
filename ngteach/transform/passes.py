"""The loop of every pass: walk over the equations, and put something else in the place of some."""

from __future__ import annotations

from dataclasses import replace

from ..core.graph import replay
from ..core.trace import Trace, apart
from ..core.types import require
from ..core.wanted import takes_graph


@apart
@takes_graph
def revise(graph, rule):
    """The graph, with rule(eqn, *inputs) in the place of each equation: a tensor, or None to keep it.

    The rule may record new equations, or return a tensor that is there already.  Equations that stay
    keep their tensors.  Returns the graph itself if nothing changed.
    """
    with Trace(graph.name) as t:
        t.adopt(graph)
        changed = False

        def emit(eqn, *inputs):
            nonlocal changed
            t.origin = eqn.line, eqn.adjoint_of
            before = len(t.equations)
            y = rule(eqn, *inputs)
            if y is None or y is eqn.output:
                changed |= t.keep(eqn, inputs)
                return eqn.output
            require(y.type == eqn.output.type, f"a pass put {y!r} in the place of {eqn.output!r}")
            changed = True
            if len(t.equations) > before and t.equations[-1].output is y:
                y.name = eqn.output.name  # it is new, and the name is free now
            return y

        env = replay(graph, graph.inputs, emit)
        if not changed:
            return graph
        outputs = tuple(env[y] for y in graph.outputs)
        return replace(graph, equations=tuple(t.equations), outputs=outputs)
