"""Values with a rule: the equations that say that the adjoint of what was computed is given by a graph.

custom_vjp and checkpoint record them.  A rule takes the arguments and a seed for each float result, and gives the
gradient of each float argument.  One result is one equation.  Several have one rule together: each seems to depend on
a vector of zeros, in whose adjoint their seeds meet, and the vector has the rule.
"""

from __future__ import annotations

from itertools import accumulate

from ..core.calling.contexts import in_own_context
from ..core.graph import Tensor, replay
from ..core.trace import Trace, current_trace
from ..core.tree import build
from ..core.types import f32, f64
from ..ops import broadcast, constant, convert, embed, reshape, slice, sum, zeros
from ..ops.custom_vjp import custom_vjp
from .batching import batch, family, has_axis


def with_rule(closed, values, make_rule):
    """The results of a closed function for these values, with the rule that make_rule() gives as their adjoint."""
    graph = closed.graph
    known = [x if isinstance(x, Tensor) else constant(x, of.type) for x, of in zip(values, closed.inputs, strict=True)]
    xs = [*known, *closed.outside]
    env = replay(graph, xs)
    ys = [env[y] for y in graph.outputs]
    real = [y for y in ys if y.type.is_float]
    if not real or not any(x.type.is_float for x in xs):
        return build(graph.output_tree, ys)
    rule = make_rule()
    if graph.output_tree.kind is None:
        return custom_vjp(ys[0], *xs, rule=rule)  # returned at once, it takes the name of the variable
    derived = iter([custom_vjp(real[0], *xs, rule=rule)] if len(real) == 1 else _together(real, xs, rule))
    return build(graph.output_tree, [next(derived) if y.type.is_float else y for y in ys])


def nameless(dxs):
    """The gradients that a rule gives, each with a number for a name: autodiff knows of what they are the adjoint."""
    t = current_trace()
    for dx in dxs:
        if t.producer[dx] is not None:
            dx.name = t.names.free(None, len(t.equations))
    return dxs


@in_own_context
def _together(ys, xs, rule):
    """ys with the one rule, each by way of the vector in which their seeds meet."""
    element = f32 if all(y.dtype is f32.dtype for y in ys) else f64
    ends = list(accumulate(y.size for y in ys))
    parts = [((end - y.size, end, 1),) for y, end in zip(ys, ends, strict=True)]
    with Trace(rule.name) as t:
        inputs = [t.input(x.type, x.name) for x in rule.inputs[: len(xs)]]
        seeds = t.input(element[ends[-1]], "seeds")
        dys = [reshape(_as(slice(seeds, part), y), y.shape) for y, part in zip(ys, parts, strict=True)]
        env = replay(rule, [*inputs, *dys])
        apart = t.graph([env[dx] for dx in rule.outputs])
    vector = custom_vjp(zeros(ends[-1], element), *xs, rule=apart)
    return [custom_vjp(y, vector, rule=_put(y, vector, part)) for y, part in zip(ys, parts, strict=True)]


def _put(y, vector, part):
    """The rule that puts the seed of y in its place in the vector."""
    with Trace("seed") as t:
        t.input(vector.type, "seeds")
        dy = t.input(y.type, "dy")
        return t.graph([embed(_as(reshape(dy, (y.size,)), vector), vector.shape, part)])


def _as(x, y):
    return x if x.dtype is y.dtype else convert(x, y.dtype)


@family(custom_vjp)
def for_all_examples(eqn, y, *xs):
    """The rule for all examples at once; what they share gets the sum of their gradients."""
    old, *olds = eqn.inputs
    is_batched = [has_axis(x, o) for x, o in zip(xs, olds, strict=True)]
    size = next(x.shape[0] for x, o in zip((y, *xs), eqn.inputs, strict=True) if has_axis(x, o))
    y = y if has_axis(y, old) else broadcast(y, (size, *y.shape))
    rule, whole = batch(eqn.params["rule"], [*is_batched, True], size)
    with Trace(rule.name) as t:
        env = replay(rule, [t.input(x.type, x.name) for x in rule.inputs])
        own = [b for b, x in zip(is_batched, olds, strict=True) if x.type.is_float]
        dxs = [
            env[dx] if b else broadcast(env[dx], (size, *dx.shape)) for dx, b in zip(rule.outputs, whole, strict=True)
        ]
        rule = t.graph([dx if b else sum(dx, axis=0) for dx, b in zip(dxs, own, strict=True)])
    return current_trace().record(custom_vjp, [y, *xs], {"rule": rule}, like=eqn)
