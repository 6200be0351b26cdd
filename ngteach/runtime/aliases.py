"""What each computing equation reads once views are looked through: whose memory, and whether only its own rows."""

from __future__ import annotations

from ..ops import constant, reshape, slice, transpose
from .kernels import row_flags
from .spelling import VIEWS


def roots_of(graph):
    """{tensor: the tensor whose memory it looks at}; a tensor that is computed, an input or a constant is its own root.

    A reshape of what does not lie in one piece cannot be a view, so it counts as computed.
    """
    root, whole = {}, {}
    for x in graph.inputs:
        root[x], whole[x] = x, True
    for eqn in graph.equations:
        y = eqn.output
        if not is_view(eqn, whole):
            root[y], whole[y] = y, True
            continue
        (x,) = eqn.inputs
        root[y] = root[x]
        same_order = x.type == y.type and eqn.op not in (transpose, slice)  # a slice may run backwards
        whole[y] = whole[x] and (eqn.op is reshape or same_order)
    return root


def is_view(eqn, whole):
    """Does the output look at the memory of the input?  whole says which tensors lie in one piece."""
    return eqn.op in VIEWS and (eqn.op is not reshape or whole[eqn.inputs[0]])


def reads_of(graph):
    """({equation: ((root, by_row), ...)} for each equation that computes, {tensor: root}).

    by_row: the rows lo:hi of the output need only the rows lo:hi of the root.
    """
    root = roots_of(graph)
    rowwise = {x: True for x in root}  # do the rows of a view need only the same rows of its root?
    calls = {}
    for eqn in graph.equations:
        flags = row_flags(eqn)
        reads = tuple((root[x], by_row and rowwise[x]) for x, by_row in zip(eqn.inputs, flags, strict=True))
        if root[eqn.output] is not eqn.output:
            rowwise[eqn.output] = reads[0][1]
        elif eqn.op is not constant:  # it computes nothing
            calls[eqn] = reads
    return calls, root
