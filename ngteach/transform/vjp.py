"""vjp: the value of a function at a point, and from there its derivative backwards, for any seed.

VJP is vector-Jacobian product: a seed for the results, multiplied by the Jacobian, is a gradient for the arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.calling.containers import leaves_like
from ..core.calling.contexts import in_own_context
from ..core.calling.errors import GraphError, require, shown
from ..core.graph import Tensor, replay
from ..core.provenance import says_where
from ..core.trace import Trace
from ..core.tree import build, leaves, paths
from .autodiff import Adjoints
from .closure import as_tensor, close, require_types
from .dead_code import prune
from .split import halves


@says_where("vjp")
def vjp(function: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """(y, back): y = function(*primals), and back(dy) gives the gradient of sum(dy * y) for each primal, as a tuple.

    Primals and results may be containers; dy nests as y does, and a gradient as its primal.  The values that back
    needs are computed once, however often it is called.  back.graph is the graph that it runs.
    Raises GraphError for a primal that has no derivatives.   Source: jax.vjp.

    >>> y, back = ng.vjp(ng.sin, 0.0)
    >>> back(2.0)
    (array(2.),)
    """
    require(callable(function), f"found {shown(function)}, wanted a function first; write vjp(function, x)")
    return vjp_of(close(function, primals), primals)


def vjp_of(closed, primals):
    """vjp of a function that is closed already."""
    both, seeds = backward(closed.graph, closed.inputs)
    count = len(closed.graph.outputs)
    first, second = halves(both, seeds, both.outputs[:count], both.outputs[count:])
    values, kept = first(*leaves(primals), *closed.outside)
    results = closed.graph.output_tree

    @says_where("vjp's back")
    def back(dy, *more):
        require(
            not more, f"takes one dy, found {1 + len(more)}; write back((dy0, dy1)) for a function of several results"
        )
        given = leaves_like(results, dy, "dy")
        real = [d for d, y in zip(given, closed.graph.outputs, strict=True) if y.type.is_float]
        require_types(real, seeds)
        gradients = second(kept, *real)
        if any(isinstance(y, Tensor) for y in leaves(values)):
            gradients = [as_tensor(dx) for dx in gradients]  # at tensors, those of a linear function are tensors, too
        return build(closed.arguments, gradients)

    back.graph = second  # type: ignore[attr-defined]
    return build(results, values), back


def require_derivatives(tensors):
    """Raise GraphError for an argument that has none."""
    for x in tensors:
        if not x.type.is_float:
            raise GraphError(f"{x!r} has no derivatives, only f32 and f64 have; write lambda to leave {x.name} outside")


@in_own_context
def backward(graph, wrt):
    """(graph with seeds, the seeds): it takes a seed for each float result as well, and gives the gradients for wrt."""
    require_derivatives(wrt)
    with Trace(graph.name) as t:
        inputs = [t.input(x.type, x.name) for x in graph.inputs]
        env = replay(graph, inputs)
        ys = [env[y] for y in graph.outputs]
        real = [y for y in ys if y.type.is_float]
        names = [f"d{p}" if p else "dy" for y, p in zip(ys, paths(graph.output_tree), strict=True) if y.type.is_float]
        seeds = [t.input(y.type, name) for y, name in zip(real, names, strict=True)]
        adjoints = Adjoints(real, seeds, wrt=[env[x] for x in wrt])
        dxs = [adjoints[env[x]] for x in wrt]
        adjoints.doubts.about_all([env[x] for x in wrt])
        return prune(t.graph((tuple(ys), tuple(dxs)))), seeds
