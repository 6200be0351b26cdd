"""Two files of one student as one record."""

from __future__ import annotations

from ..exercises.record import Entry, Record


def joined(a: Record, b: Record) -> Record:
    """Solved in one is solved, shown in one is shown; of what both tell in different words the first is taken."""
    pairs = {id: (a.exercises.get(id, Entry()), b.exercises.get(id, Entry())) for id in {**a.exercises, **b.exercises}}
    return Record(
        {id: x.joined(y) for id, (x, y) in pairs.items()},
        {**b.answers, **a.answers},
        {**b.predictions, **a.predictions},
        {**b.inventory, **a.inventory},
    )
