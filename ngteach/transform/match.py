"""What may be asked about a graph while it is replayed: who makes a tensor, who reads it, is it a number?"""

from __future__ import annotations

from ..core.trace import current_trace
from ..ops import broadcast, constant, multiply


class Facts:
    """The facts of a graph, for as long as it is replayed into the current trace."""

    def __init__(self, graph):
        self._uses: dict = {}
        for x in [x for eqn in graph.equations for x in eqn.inputs] + 2 * list(graph.outputs):
            self._uses[x] = self._uses.get(x, 0) + 1

    def maker(self, x, *ops):
        """The equation that makes x, if it is one of these ops; otherwise None."""
        eqn = current_trace().maker(x)
        return eqn if eqn is not None and eqn.op in ops else None

    def used_once(self, x):
        """Does only one equation read x, and is it no result?"""
        return self._uses.get(x, 0) == 1

    def number(self, x):
        """The Python number that x holds everywhere; None if x is not such a constant."""
        eqn = self.maker(x, broadcast)
        eqn = self.maker(eqn.inputs[0] if eqn else x, constant)
        value = eqn.params["value"] if eqn else None
        return value.item() if value is not None and value.ndim == 0 else None

    def number_first(self, eqn):
        """The two inputs of eqn as (number, the other); (None, ...) if neither is a number."""
        x, y = eqn.inputs
        return (self.number(y), x) if self.number(x) is None else (self.number(x), y)

    def factors(self, x):
        """The tensors whose product x is: of x * (y * z) they are x, y and z."""
        factors, todo = [], [x]
        while todo:
            x = todo.pop()
            m = self.maker(x, multiply) if self.used_once(x) else None
            if m:
                todo += reversed(m.inputs)
            else:
                factors.append(x)
        return factors
