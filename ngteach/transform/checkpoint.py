"""checkpoint: recompute instead of keep.  What a function computes on its way is not kept for its adjoint.

The rule of its results is: the arguments again, each behind a barrier that waits for the adjoint of the results; then
the equations of the function again; then their adjoints.  Without the barrier, common-subexpression elimination would
see that all this is there already, and keep it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..core.calling.contexts import in_own_context
from ..core.calling.errors import require, shown
from ..core.graph import replay
from ..core.provenance import says_where
from ..core.trace import Trace
from ..core.tree import leaves
from ..ops import optimization_barrier
from .autodiff import Adjoints
from .closure import are_numbers, at_numbers, close
from .dead_code import without_effects
from .grad import called_like
from .with_rule import nameless, with_rule


@says_where("checkpoint")
def checkpoint(function: Callable[..., Any]) -> Callable[..., Any]:
    """function, whose adjoint computes again what it needs: it keeps the arguments, and nothing else.

    As a decorator, or checkpoint(function)(*args).  A chain of n layers in blocks of sqrt(n), each a checkpoint, needs
    memory for about 2 * sqrt(n) values in place of n, and computes each value twice.  What function reads from
    outside, such as weights, gets its gradient as ever.
    Source: T. Chen and others, "Training Deep Nets with Sublinear Memory Cost" (2016); jax.checkpoint.

    >>> block = ng.checkpoint(lambda x: ng.exp(ng.exp(x)))
    >>> graph = ng.trace(ng.grad(block), ng.f32)
    >>> [eqn.op.name for eqn in graph.equations].count("exp")
    4
    """
    require(callable(function), f"found {shown(function)}, wanted a function; write checkpoint(function)(x)")

    @says_where("checkpoint")
    def keeping_little(*args, **named):
        values = leaves(args)
        if are_numbers(values):
            return at_numbers(keeping_little, args, named)
        closed = close(function, args, **named)
        return with_rule(closed, values, partial(_recomputed, closed.graph))

    return called_like(keeping_little, function, "checkpoint_of")


@in_own_context
def _recomputed(graph):
    """The graph (*inputs, a seed for each float result) -> the adjoint of each float input, as far as it is one."""
    with Trace(f"{graph.name}_again") as t:
        inputs = [t.input(x.type, x.name) for x in graph.inputs]
        seeds = [t.input(y.type, "dy") for y in graph.outputs if y.type.is_float]
        xs = [optimization_barrier(x, seeds[0]) for x in inputs]
        env = replay(without_effects(graph), xs)  # what is watched has been shown
        adjoints = Adjoints([env[y] for y in graph.outputs if y.type.is_float], seeds)
        return t.graph(nameless([adjoints[x] for x in xs if x.type.is_float]))
