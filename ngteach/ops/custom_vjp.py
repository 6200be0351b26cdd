"""A value with a derivative of one's own: what ng.custom_vjp and ng.checkpoint record."""

from __future__ import annotations

from ..core.calling.calls import calls_of, inside
from ..core.calling.errors import GraphError, require, shown
from ..core.graph import Graph, replay
from ..core.op import op
from ..core.trace import current_trace
from .rules import floats
from .shape import copy_into


def _first(y, *xs, rule, out=None):
    return y if out is None else copy_into(y, out)


@op(forward=_first, kind="view")
def custom_vjp(y, *xs, rule):
    """y, as a function of xs whose adjoint the graph `rule` computes: (*xs, dy) -> the adjoint of each float among xs.

    However y was computed, nothing flows back through it.

    >>> rule = ng.trace(lambda x, dy: 2.0 * dy, ng.f64, ng.f64)
    >>> custom_vjp = ng.OPS["custom_vjp"]
    >>> ng.grad(lambda x: custom_vjp(ng.sign(x), x, rule=rule))(3.0)
    array(2.)
    """
    require(isinstance(rule, Graph), f"the rule is a graph, found {shown(rule)}")
    wanted = (*xs, floats(y)), tuple(x for x in xs if x.is_float)
    found = tuple(x.type for x in rule.inputs), tuple(dx.type for dx in rule.outputs)
    if found != wanted:
        takes, gives = (" -> ".join(f"({', '.join(map(str, ts))})" for ts in pair) for pair in (found, wanted))
        raise GraphError(f"the rule {rule.name} does not fit: it is {takes}, wanted {gives}")
    return y


@custom_vjp.adjoint
def custom_vjp_adjoint(dy, y, value, *xs, rule):
    t, made = current_trace(), {}
    line, of = origin = t.origin or (None, None)
    around = calls_of(line, t.producer[value])

    def emit(eqn, *inputs):
        """The equation again, on the line of the rule, as the adjoint of what it is there; or of y."""
        t.origin = inside(around, eqn.line) or line, made.get(eqn.adjoint_of, of)
        made[eqn.output] = eqn.op.rebind(eqn, inputs)
        return made[eqn.output]

    env = replay(rule, [*xs, dy], emit)
    t.origin = origin
    dxs = iter([env[dx] for dx in rule.outputs])
    return None, *[next(dxs) if x.type.is_float else None for x in xs]
