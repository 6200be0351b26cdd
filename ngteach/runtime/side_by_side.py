"""Lowering of what only moves numbers: what lies side by side is joined, what must be copied is copied once."""

from __future__ import annotations

from ..ops import add, broadcast, embed, join, reshape, slice, transpose, windows
from ..transform.match import Facts
from ..transform.rewrite import revise
from .layout import Layout
from .strides import reshaped

SCATTERED = (broadcast, transpose, slice, windows)  # what BLAS, or a reshape, would have to copy first


def embedded_to_joined(graph):
    """Parts embedded side by side and added up are joined: as end the adjoints of slices of one tensor."""
    facts = Facts(graph)
    parts_of: dict = {}  # a sum of embedded parts -> (axis, {start: (end, part)})

    def found(x):
        eqn = facts.producer(x, embed) if facts.used_once(x) else None
        if x in parts_of or eqn is None:
            return parts_of.get(x)
        index = eqn.params["index"]
        partial = [a for a, (r, size) in enumerate(zip(index, x.shape, strict=True)) if r != (0, size, 1)]
        if len(partial) != 1 or index[partial[0]][2] != 1:
            return None
        start, stop, _ = index[partial[0]]
        return partial[0], {start: (stop, eqn.inputs[0])}

    def rule(eqn, *inputs):
        both = [found(x) for x in inputs]
        if None in both or both[0][0] != both[1][0] or both[0][1].keys() & both[1][1].keys():
            return None
        axis, parts = both[0][0], dict(sorted((both[0][1] | both[1][1]).items()))
        ends = [0, *(stop for stop, _ in parts.values())]
        if any(start < end for start, end in zip(parts, ends, strict=False)):
            return None  # they overlap
        if facts.used_once(eqn.output):
            parts_of[eqn.output] = axis, parts
        if list(parts) != ends[:-1] or ends[-1] != eqn.output.shape[axis]:
            return None
        return join(*[x + 0 for _, x in parts.values()], axis=axis)  # -0 + 0 is 0, as in the sum

    return revise(graph, rule, (add,))


def reshaped_once(graph):
    """What has to be copied to be reshaped is copied once, into a tensor of which other reshapes are views."""
    facts, layout = Facts(graph), Layout()
    first: dict = {}

    def rule(eqn, *inputs):
        if not facts.producer(inputs[0], *SCATTERED):
            return None
        if reshaped(inputs[0].shape, layout.strides(inputs[0]), eqn.output.shape) is not None:
            return None  # a view
        y = first.setdefault(inputs[0], eqn.output)
        return None if y is eqn.output else matrix(y, eqn.output.shape)

    return revise(graph, rule, (reshape,))


def matrix(x, shape):
    """x in this shape."""
    return x if x.shape == shape else reshape(x, shape)
