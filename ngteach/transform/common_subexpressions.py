"""Common-subexpression elimination (CSE): what is written twice is computed once."""

from __future__ import annotations

from types import NoneType
from typing import Any

import numpy as np

from ..core.calling.guards import takes_graph
from ..core.graph import Equation, Graph
from ..core.types import ElementType
from .cost import PRODUCTS
from .rewrite import revise


@takes_graph
def share(graph: Graph) -> Graph:
    """Common-subexpression elimination (CSE): the same op on the same inputs with the same parameters is computed once.

    The adjoints share what the user wrote, but their matrix products do not stand in for the user's: an executor may
    flush subnormal numbers to zero in them.

    >>> ng.share(ng.trace(lambda x: ng.exp(x) * ng.exp(x), ng.f32))
    graph(x: f32[])
      %0: f32[] = exp(x)
      %2: f32[] = multiply(%0, %0)
      return %2
    """
    seen: dict[Any, Equation] = {}
    says = {eqn: _said(eqn) for eqn in graph.equations}
    if len({(*eqn.inputs, said) for eqn, said in says.items()}) == len(says):
        return graph  # to look is quicker than to rewrite

    def rule(eqn, *inputs):
        key = *inputs, says[eqn]
        first = seen.setdefault(key, eqn)
        if eqn.op in PRODUCTS and eqn.adjoint_of is None and first.adjoint_of is not None:
            seen[key] = first = eqn
        return first.output

    return revise(graph, rule)


def _said(eqn):
    """Equal for equations that compute the same from the same inputs; an effect is wanted as often as written."""
    if eqn.op.kind == "effect":
        return eqn
    return (eqn.op, *((k, _hashable(v)) for k, v in eqn.params.items())) if eqn.params else eqn.op


def _hashable(value):
    """Something that is equal for equal parameters, and only for these.

    Large constants equal only themselves: comparing them would cost more than sharing saves.  The same goes for
    values whose == is not known to mean what we need.
    """
    if type(value) is tuple and set(map(type, value)) == {int}:  # a shape, the axes of a sum
        return int, value
    if isinstance(value, np.ndarray):
        return (value.dtype, value.shape, value.ravel().tobytes()) if value.nbytes <= 4096 else id(value)
    if isinstance(value, tuple):
        return tuple(map(_hashable, value))
    if isinstance(value, (bool, int, float, complex, np.generic)):
        return type(value), repr(value)  # 1 is not True, and 0.0 is not -0.0
    return value if isinstance(value, (str, bytes, ElementType, NoneType)) else id(value)
