"""relu behind the pooling: the largest of relu(x) is relu of the largest x, and there are fewer of them.

Only where nothing else reads relu(x): an adjoint, which asks where x is positive, needs it as it is.
"""

from __future__ import annotations

from ..ops import max, relu, windows
from ..transform.match import Facts
from ..transform.rewrite import revise


def relu_behind_pooling(graph):
    """max(windows(relu(x))) becomes relu(max(windows(x))), which is the same number, NaN included."""
    facts = Facts(graph)

    def rule(eqn, *inputs):
        seen = facts.producer(inputs[0], windows) if eqn.op is max and facts.used_once(inputs[0]) else None
        positive = facts.producer(seen.inputs[0], relu) if seen and facts.used_once(seen.inputs[0]) else None
        kept = seen.inputs[0].ndim - len(seen.params["sizes"]) if seen else 0
        if not positive or not eqn.params["axis"] or any(a < kept for a in eqn.params["axis"]) or not inputs[0].size:
            return None
        (x,) = positive.inputs
        return relu(max(windows(x, **seen.params), **eqn.params))

    return revise(graph, rule)
