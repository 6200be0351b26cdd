"""linearize: the tangent line of a function at a point, as a function of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.calling.containers import leaves_like, structure
from ..core.calling.errors import require, shown
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..core.tree import build, leaves
from .closure import as_tensor, close, require_types
from .jvp import forward
from .split import halves


@says_where("linearize")
def linearize(function: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """(y, linear): y = function(*primals), and linear(*tangents) is its derivative there along these tangents.

    It is jvp in two parts: what does not depend on the tangents is computed once, however often linear is called.
    linear.graph is the graph that it runs.   Source: jax.linearize.

    >>> y, linear = ng.linearize(ng.sin, 0.0)
    >>> linear(2.0)
    array(2.)
    """
    require(callable(function), f"found {shown(function)}, wanted a function first; write linearize(function, x)")
    return linearize_of(close(function, primals), primals)


def linearize_of(closed, primals):
    """linearize of a function that is closed already."""
    both = forward(closed.graph, closed.inputs)
    count = len(closed.graph.outputs)
    tangents = both.inputs[len(both.inputs) - len(closed.inputs) :]
    first, second = halves(both, tangents, both.outputs[:count], both.outputs[count:])
    values, kept = first(*leaves(primals), *closed.outside)
    nesting, results = structure(primals), closed.graph.output_tree

    @says_where("linearize's linear")
    def linear(*directions):
        given = leaves_like(nesting, directions, "tangents")
        require_types(given, tangents)
        moved = second(kept, *given)
        if any(isinstance(y, Tensor) for y in leaves(values)):
            moved = [as_tensor(dy) for dy in moved]  # at tensors, those of a linear function are tensors, too
        return build(results, moved)

    linear.graph = second  # type: ignore[attr-defined]
    return build(results, values), linear
