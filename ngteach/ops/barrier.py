"""An optimization barrier: the same numbers as a value of its own, which waits for another."""

from __future__ import annotations

from ..core.op import op
from .shape import copy_into


def _first(x, after, out=None):
    return x if out is None else copy_into(x, out)


@op(forward=_first, kind="view")
def optimization_barrier(x, after):
    """x, as a value that no pass takes for x, and that is not there before `after` is.

    after: any tensor; its numbers do not matter.
    What is computed from it is computed again, and late, though the same was computed from x before: so checkpoint
    recomputes what it does not keep.   Source: XLA's OptimizationBarrier.

    >>> graph = ng.trace(lambda x: ng.exp(x) + ng.exp(ng.optimization_barrier(x, x)), ng.f32)
    >>> ng.share(graph) is graph
    True
    """
    return x


@optimization_barrier.adjoint
def optimization_barrier_adjoint(dy, y, x, after):
    return dy, None
