"""What a schedule is made of: lines for one thread, and parallel regions that several threads share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..core.graph import Equation


@dataclass(frozen=True, eq=False)
class Line:
    """One equation, run by the calling thread."""

    equation: Equation


@dataclass(frozen=True, eq=False)
class FusedGroup:
    """Equations that are computed together, block by block: a block of one needs only the same block of the others.

    axis: 0 if blocks are rows, 1 if they are columns.   size: how many there are.   blocks: from, to.
    """

    equations: tuple[Equation, ...]
    axis: int
    size: int
    blocks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class ParallelRegion:
    """Groups that do not depend on each other: their blocks are handed out to the threads together.

    order: (number of the group, from, to) of each block; the caller takes the first, helpers the last.
    """

    groups: tuple[FusedGroup, ...]
    order: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, eq=False)
class PartsRegion(ParallelRegion):
    """Parts of a batch, one program for all of them, each with memory of its own.

    split: a Split, of parts.py.   steps, reads, aliases, memory: of the graph of one part.
    """

    split: Any
    steps: tuple
    reads: dict
    aliases: Any
    memory: Any


class HeadStart(ParallelRegion):
    """What helpers begin with while the caller runs the lines that follow.  The next parallel region waits for it."""
