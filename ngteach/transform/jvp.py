"""jvp: the derivative forwards, along a direction, without a forward rule: reverse mode, twice.

The derivative backwards, dx = J.T @ dy, is linear in the seed dy.  So its own derivative with respect to dy, with the
tangent as the seed, is J @ tangent: a Jacobian-vector product (JVP).  The value of dy falls out, and with it every
equation that read it: what is left is the program that forward-mode rules would have recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..core.calling.containers import leaves_like, structure
from ..core.calling.contexts import in_own_context
from ..core.calling.errors import require, shown
from ..core.graph import replay
from ..core.provenance import says_where
from ..core.trace import Trace
from ..core.tree import build, leaves, paths
from ..ops import full, identity, optimization_barrier, zeros
from .autodiff import Adjoints
from .closure import close, require_types
from .common_subexpressions import share
from .dead_code import prune
from .rewrite import revise
from .split import depending_on
from .vjp import require_derivatives


@says_where("jvp")
def jvp(function: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
    """(y, y_dot): y = function(*primals), and its derivative along tangents, which nest as primals do.

    y_dot nests as y does; what is no float has a tangent of zeros.
    Raises GraphError for a primal without derivatives, and tangents of other types.
    Source: J. Li and others, "You only linearize once" (2023), for the idea; jax.jvp.

    >>> ng.jvp(ng.sin, (0.0,), (2.0,))
    (array(0.), array(2.))
    """
    for found, name in ((primals, "primals"), (tangents, "tangents")):
        row = isinstance(found, (tuple, list))
        require(row, f"{name} is a tuple, one entry for each argument, found {shown(found)}; write (x,)")
    require(callable(function), f"found {shown(function)}, wanted a function first; write jvp(function, (x,), (t,))")
    closed = close(function, primals)
    graph = forward(closed.graph, closed.inputs)
    directions = leaves_like(structure(tuple(primals)), tuple(tangents), "tangents")
    require_types(directions, graph.inputs[-len(directions) :] if directions else ())
    values = graph(*leaves(primals), *closed.outside, *directions)
    return tuple(build(closed.graph.output_tree, part) for part in values)


@in_own_context
def forward(graph, wrt):
    """The graph that takes a tangent for each tensor in wrt as well, and gives (results, their tangents)."""
    require_derivatives(wrt)
    with Trace(f"{graph.name}_forward") as t:
        inputs = [t.input(x.type, x.name) for x in graph.inputs]
        env = replay(graph, inputs)
        written = len(t.equations)
        ys = [env[y] for y in graph.outputs]
        tangents = [t.input(x.type, f"{x.name}_dot") for x in wrt]
        real = [y for y in ys if y.type.is_float]
        seeds = [identity(full(y.shape, 0.0, y.dtype)) for y in real]
        since = len(t.equations)
        backwards = Adjoints(real, seeds, wrt=[env[x] for x in wrt])
        backwards.doubts.forget()  # a where picks a slope forwards, and the other one comes to nothing
        dxs = [backwards[env[x]] for x in wrt]
        forwards = Adjoints(dxs, tangents, since=since, wrt=seeds)
        dots = iter([forwards[seed] for seed in seeds])
        flat = [next(dots) if y.type.is_float else zeros(y.shape, y.dtype) for y in ys]
        for y, name in zip(flat, paths(graph.output_tree), strict=True):
            t.rename(y, f"{name or 'y'}_dot")
        return _at_once(prune(_told_whose(t.graph((tuple(ys), tuple(flat))), written)), seeds)


def _told_whose(graph, written):
    """The graph, where what came after the function's own equations is marked as the adjoint of one of these.

    What was recorded as the adjoint of an adjoint is the tangent of what that was the adjoint of.
    """
    equations, own = list(graph.equations[:written]), {}
    for eqn in graph.equations[written:]:
        own[eqn.output] = of = own.get(eqn.adjoint_of, eqn.adjoint_of)
        equations.append(replace(eqn, adjoint_of=of))
    return replace(graph, equations=tuple(equations))


def _at_once(graph, seeds):
    """The graph in which nothing waits for the seeds, as what checkpoint recomputes does: forwards, nothing is kept."""
    waiting = depending_on(graph.equations, seeds)

    def rule(eqn, *xs):
        return xs[0] if eqn.op is optimization_barrier and eqn.inputs[1] in waiting else None

    barriers = any(eqn.op is optimization_barrier for eqn in graph.equations)
    return prune(share(revise(graph, rule))) if barriers else graph
