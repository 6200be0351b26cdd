"""Samples of all, any and count_nonzero."""

import numpy as np

from samples.making import COMPUTED, numbers, reductions, several, truths

ROWS = [
    *[row for name in ("all", "any", "count_nonzero") for row in reductions(name, COMPUTED)],
    *[
        row
        for name in ("all", "any")
        for row in several(
            name,
            COMPUTED,
            ([numbers(2, 3)], {"axis": 1, "where": truths(2, 3)}),
            ([numbers(2, 3)], {"where": truths(3)}),
        )
    ],
]
NUMPY = {name: getattr(np, name) for name in ("all", "any", "count_nonzero")}
FLAT = EXACT = ("all", "any", "count_nonzero")
JUMPS = ("all", "any", "count_nonzero")
