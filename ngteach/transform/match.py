"""What a rule may ask about the graph it is applied to: what produces a tensor, who uses it, is it a number?"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import chain

from ..core.graph import needed
from ..core.trace import current_trace
from ..ops import broadcast, constant, multiply


class Facts:
    """The facts of a graph while it is rewritten into the open trace."""

    def __init__(self, graph):
        equations = needed(graph.equations, graph.outputs)  # those that run for an effect would see no difference
        self._uses = Counter(chain.from_iterable(eqn.inputs for eqn in equations))
        self._uses.update(2 * graph.outputs)

    @cached_property
    def _producer(self):
        return current_trace().producer.get  # the rules ask for it many times for each equation

    def producer(self, x, *ops):
        """The equation that produces x, if it is of one of these ops; otherwise None."""
        eqn = self._producer(x)
        return eqn if eqn is not None and eqn.op in ops else None

    def used_once(self, x):
        """Is x used in one place only, and not a result?"""
        return self._uses[x] == 1

    def number(self, x):
        """The Python number that every element of x equals; None if x is not such a constant."""
        eqn = self._producer(x)
        if eqn is not None and eqn.op is broadcast:
            eqn = self._producer(eqn.inputs[0])
        if eqn is None or eqn.op is not constant:
            return None
        value = eqn.params["value"]
        return value.item() if value.ndim == 0 else None

    def number_first(self, eqn):
        """The two inputs of eqn as (number, the other input); (None, ...) if neither is a number."""
        x, y = eqn.inputs
        return (self.number(y), x) if self.number(x) is None else (self.number(x), y)

    def factors(self, x):
        """The tensors whose product x is: for a * (b * c) they are a, b and c."""
        factors, todo = [], [x]
        while todo:
            x = todo.pop()
            m = self.producer(x, multiply) if self.used_once(x) else None
            if m:
                todo += reversed(m.inputs)
            else:
                factors.append(x)
        return factors
