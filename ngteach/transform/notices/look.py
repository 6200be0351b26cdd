"""A look at a finished graph: each equation that could be part of a mistake is handed to whoever knows that mistake."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from ...core.calling.notices import warn
from ...ops import broadcast, exp, gather, log, logsumexp, multiply, negative, one_hot, softmax
from .again import log_softmax_of_softmax, softmax_of_softmax, written_softmax_of_softmax
from .columns import column_beside_row
from .labels import float_indices, float_labels
from .logits import logarithm, logits_in_a_product, logits_picked


def picked(eqn, facts):
    """Both that concern gather."""
    yield from float_indices(eqn, facts)
    yield from logits_picked(eqn, facts)


# What looks for a mistake is a function of (equation, facts) that yields (text, line).
_KNOWN = {
    softmax: softmax_of_softmax,
    logsumexp: log_softmax_of_softmax,
    exp: written_softmax_of_softmax,
    broadcast: column_beside_row,
    one_hot: float_labels,
    **dict.fromkeys((log, negative), logarithm),
    multiply: logits_in_a_product,
    gather: picked,
}


class Facts:
    """What may be asked about a graph: what makes a tensor, who reads it, is it a result?"""

    def __init__(self, graph, is_inner):
        self._graph, self.is_inner = graph, is_inner
        self.logarithms: dict = {}  # {log(p), or -log(p): the equation of log}, of those that were met

    @cached_property
    def producer(self):
        return self._graph.producer

    @cached_property
    def users(self):
        """{tensor: the equations that read it}, which is made in less time than that of the graph."""
        users: dict = defaultdict(list)
        for eqn in self._graph.equations:
            for x in eqn.inputs:
                users[x].append(eqn)
        return users

    @cached_property
    def results(self):
        return frozenset(self._graph.outputs)


def look(graph, is_inner):
    """Warn of what is probably not meant, once for each line.

    is_inner: was it traced inside another trace, so that an input may stand for anything?
    """
    facts, said = Facts(graph, is_inner), set()
    for eqn in graph.equations:
        mistake = _KNOWN.get(eqn.op)
        if mistake is not None and eqn.adjoint_of is None:
            for text, line in mistake(eqn, facts):
                if (mistake, line) not in said:
                    said.add((mistake, line))
                    warn(mistake.__name__, text, line)
