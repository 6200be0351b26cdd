"""Aliases: which tensors are views of others' memory, and what an equation reads when it reads a view."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.graph import Tensor
from ..ops import constant
from .kernels import row_flags
from .strides import in_order, strides_of_view
from .syntax import VIEWS


@dataclass(frozen=True, eq=False)
class Aliases:
    """Where the elements of each tensor of a graph are in memory.

    base: the tensor whose memory it looks at; itself if it is computed, an input or a constant.
    strides: how many elements of the base lie between neighbours along each of its axes.
    """

    base: dict[Tensor, Tensor]
    strides: dict[Tensor, tuple[int, ...]]

    def is_view(self, x):
        """Does x look at the memory of another tensor?"""
        return self.base[x] is not x


def find_aliases(graph):
    """The Aliases of a graph, for whatever runs it: the executor, and pictures of its memory.

    A reshape that cannot be a view is copied, so it counts as computed.
    """
    base = {x: x for x in graph.inputs}
    strides = {x: in_order(x.shape) for x in graph.inputs}
    for eqn in graph.equations:
        y = eqn.output
        seen = strides_of_view(eqn, strides[eqn.inputs[0]]) if eqn.op in VIEWS else None
        base[y] = y if seen is None else base[eqn.inputs[0]]
        strides[y] = in_order(y.shape) if seen is None else seen
    return Aliases(base, strides)


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
