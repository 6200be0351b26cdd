"""What a schedule is made of: lines for one thread, and sections that several threads share."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.graph import Equation


@dataclass(frozen=True, eq=False)
class Line:
    """One equation, run by the calling thread."""

    equation: Equation


@dataclass(frozen=True, eq=False)
class Group:
    """Equations that are computed block by block: each block of one needs only the same block of the others.

    axis: 0 if blocks are rows, 1 if they are columns.   size: how many there are.   blocks: from, to.
    """

    equations: tuple[Equation, ...]
    axis: int
    size: int
    blocks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Section:
    """Groups that do not depend on each other: their blocks are handed out to the threads together.

    order: (number of the group, from, to) of each block; the caller takes the first, helpers the last.
    """

    groups: tuple[Group, ...]
    order: tuple[tuple[int, int, int], ...]


class Start(Section):
    """What helpers begin with while the caller goes on with the lines that follow.  The next section waits for it."""
