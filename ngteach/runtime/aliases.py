"""Aliases: which tensors are views of others' memory, and what an equation reads when it reads a view."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.graph import Tensor
from ..ops import constant, reshape, slice, transpose
from .kernels import row_flags
from .syntax import VIEWS


@dataclass(frozen=True, eq=False)
class Aliases:
    """Where the elements of each tensor of a graph are in memory.

    base: the tensor whose memory it looks at; itself if it is computed, an input or a constant.
    contiguous: the tensors whose elements lie one after the other, in order, as in a new array.
    """

    base: dict[Tensor, Tensor]
    contiguous: frozenset[Tensor]

    def is_view(self, x):
        """Does x look at the memory of another tensor?"""
        return self.base[x] is not x


def find_aliases(graph):
    """The Aliases of a graph, for whatever runs it: the executor, and pictures of its memory.

    A reshape of what is not contiguous cannot be a view: it is copied, so it counts as computed.
    """
    base, contiguous = {x: x for x in graph.inputs}, set(graph.inputs)
    for eqn in graph.equations:
        y = eqn.output
        if eqn.op not in VIEWS or eqn.op is reshape and eqn.inputs[0] not in contiguous:
            base[y] = y
            contiguous.add(y)
            continue
        x = eqn.inputs[0]
        base[y] = base[x]
        same_order = x.type == y.type and eqn.op not in (transpose, slice)  # a slice may run backwards
        if x in contiguous and (eqn.op is reshape or same_order):
            contiguous.add(y)
    return Aliases(base, frozenset(contiguous))


def find_reads(graph, aliases):
    """{equation: ((base, by_row), ...)} for each equation that computes: what it reads, looking through views.

    by_row: the rows lo:hi of the output need only the rows lo:hi of the base.
    """
    rowwise = {x: True for x in graph.inputs}  # do the rows of a view need only the same rows of its base?
    found, base = {}, aliases.base
    for eqn in graph.equations:
        y, flags = eqn.output, row_flags(eqn)
        reads = [(base[x], by_row and rowwise[x]) for x, by_row in zip(eqn.inputs, flags, strict=True)]
        is_view = aliases.is_view(y)
        rowwise[y] = reads[0][1] if is_view else True
        if not is_view and eqn.op is not constant:  # a constant computes nothing
            found[eqn] = tuple(reads)
    return found
