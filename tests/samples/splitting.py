"""Samples of what splits one tensor into several: each row is about one of the parts."""

from dataclasses import replace

import numpy as np

from samples.making import ALL, numbers, several


def _parts(name, *cases):
    """cases: (shape, parameters, number of parts)."""
    rows = []
    for shape, params, count in cases:
        (row,) = several(name, ALL, ([numbers(*shape)], params))
        rows += [replace(row, part=i, label=f"{len(rows)}") for i in range(count)]
    return rows


ROWS = [
    *_parts(
        "split",
        ((6,), {"indices_or_sections": 3}, 3),
        ((2, 4), {"indices_or_sections": 2, "axis": -1}, 2),
        ((5, 2), {"indices_or_sections": [1, 3]}, 3),
        ((3,), {"indices_or_sections": (2, 2, 7)}, 4),
        ((3,), {"indices_or_sections": []}, 1),
        ((0, 2), {"indices_or_sections": 2}, 2),
    ),
    *_parts(
        "array_split",
        ((7,), {"indices_or_sections": 3}, 3),
        ((2, 3), {"indices_or_sections": 4, "axis": 1}, 4),
        ((3, 2), {"indices_or_sections": np.array([2, 1])}, 3),
        ((4,), {"indices_or_sections": [-1]}, 2),
        ((1,), {"indices_or_sections": 1}, 1),
    ),
    *_parts("hsplit", ((4,), {"indices_or_sections": 2}, 2), ((2, 3), {"indices_or_sections": [1]}, 2)),
    *_parts("hsplit", ((0, 1), {"indices_or_sections": 1}, 1)),
    *_parts("vsplit", ((4, 3), {"indices_or_sections": 2}, 2), ((0, 3), {"indices_or_sections": 1}, 1)),
    *_parts("dsplit", ((2, 1, 4), {"indices_or_sections": [1]}, 2), ((1, 0, 2), {"indices_or_sections": 2}, 2)),
    *_parts("unstack", ((2, 3), {}, 2), ((2, 3), {"axis": -1}, 3), ((1,), {}, 1), ((2, 0), {}, 2)),
]
NUMPY = {f.__name__: f for f in (np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit, np.unstack)}
EXACT = {row.op for row in ROWS}
