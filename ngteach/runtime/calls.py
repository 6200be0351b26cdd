"""The NumPy calls of one equation: its template, with the names of its arrays, or of a block's part of them."""

from __future__ import annotations

from functools import lru_cache
from string import Formatter
from typing import NamedTuple

from .kernels import row_flags
from .templates import extras, template


class Part(NamedTuple):
    """The part of an array that belongs to a block: x[lo:hi] are rows, x[:, lo:hi] columns."""

    name: str
    block: str

    def __str__(self):
        return self.name + self.block


def calls_of(places, eqn, group, flushed=()):
    """The calls as a list of texts and Parts, which together are one line for each call.

    group: what the equation is tiled with, None if it is not tiled.
    flushed: products that are called as flushed(np.dot, ...).
    """
    text = template(places, eqn, group)
    if eqn in flushed:
        text = f"flushed({text.replace('(', ', ', 1)}"  # flushed(np.dot, {0}, {1}, {out})
    made = extras(places, eqn, group, text)
    operands = _operands(places, eqn, group)
    pieces: list[str | Part] = []
    for before, hole, kind, _ in _parsed(text):
        pieces.append(before)
        if hole is not None:
            pieces.append(made[hole] if hole in made else _named(places, *operands[hole], kind))
    return pieces


@lru_cache(1024)
def _parsed(template):
    """(text, the hole behind it, what is said after its colon, ...): most equations have one of a few templates."""
    return tuple(Formatter().parse(template))


def _operands(places, eqn, group):
    """{hole of a template: (the tensor that it stands for, the text of the block's part)}."""
    small = [places.peeled(eqn, x) for x in eqn.inputs]
    if group is None:
        return {"out": (eqn.output, ""), **{f"{i}": (x, "") for i, x in enumerate(small)}}
    found = {"out": (eqn.output, "[:, lo:hi]" if group.axis else "[lo:hi]")}
    for i, (x, by_row) in enumerate(zip(small, row_flags(eqn), strict=True)):
        found[f"{i}"] = x, _block(eqn, i, x, by_row, group)
    return found


def _block(eqn, i, x, by_row, group):
    """How an operand is sliced to the block: x is input i without its broadcasts."""
    if group.axis == 0:
        aligned = x is eqn.inputs[i] or x.ndim == eqn.output.ndim and x.shape[0] == group.size
        return "[lo:hi]" if by_row and aligned else ""
    if eqn.op.kind != "elementwise" and i != len(eqn.inputs) - 1 or not x.shape or x.shape[-1] != group.size:
        return ""  # of a product only the right matrix is sliced
    return "[:, lo:hi]" if x.ndim == 2 else "[lo:hi]"


def _named(places, x, block, kind):
    """What stands in a hole: {0} is the tensor's array, sliced to the block; {0:bits} its bits as whole numbers."""
    name = places.another_view(x, kind) if kind else places.names[x]
    if not block or places.is_in_block(x):
        return name
    return Part(name, block) if name.isidentifier() else name + block
