"""Samples of gather, scatter and scatter_add: with negative, repeated and missing positions, of every integer type."""

import numpy as np

from ngteach.core.types import i64, u8, u64
from samples.making import ALL, NUMBERS, Row, labels, numbers, several

ROWS, COLUMNS = labels(2, 0, 2, -1), labels(1, -3, 0, 1)
OUTSIDE = labels(1, 4, -5, 0)
HUGE = np.array([1, 2**63, 2**64 - 1], u64.dtype)
NOTHING = labels().reshape(0, 2)
GRID = np.array([[2], [-1]]), np.array([[1, 0, 2]], i64.dtype)

READ = (  # x, indices
    (numbers(4, 3), (ROWS,)),
    (numbers(4, 3), (np.array(2),)),
    (numbers(4, 3), (ROWS, COLUMNS)),
    (numbers(4, 3), GRID),
    (numbers(4, 3, 2), (np.array([[0, 3], [3, 1]], u8.dtype), labels(2, 2))),
    (numbers(4, 3), (NOTHING,)),
    (numbers(0, 3), (labels(),)),
    (numbers(4, 0), (ROWS,)),
    (numbers(1), (labels(0),)),
)
LOST = (  # some of them outside
    (numbers(4, 3), (OUTSIDE,)),
    (numbers(4, 3), (ROWS, OUTSIDE)),
    (numbers(4), (HUGE,)),
    (numbers(4, 3), (np.array(-5),)),
)


def _written(x, indices):
    shape = np.broadcast_shapes(*[i.shape for i in indices]) + x.shape[len(indices) :]
    return [x, numbers(*shape, seed=1), *indices]


_ROWS = [_written(*case) for case in (*READ, *LOST)]
WRITTEN = [*_ROWS, [numbers(4, 3), numbers(3, seed=1), ROWS], [numbers(4, 3), numbers(seed=1), *GRID]]

ROWS = [
    *several("gather", ALL, *[([x, *i], {}) for x, i in (*READ, *LOST)]),
    *[Row("gather", (x, *i), ALL, {"outside": "zeros"}, f"zeros{k}") for k, (x, i) in enumerate((*READ[:3], *LOST))],
    *several("scatter_add", NUMBERS, *WRITTEN),
    *several("scatter", ALL, *WRITTEN),
]

JAX = {
    "gather": lambda j: (
        lambda x, *i, outside="nan": x.at[i].get(mode="fill", fill_value=0 if outside == "zeros" else None)
    ),
    "scatter_add": lambda j: lambda x, updates, *i: x.at[i].add(updates, mode="drop"),
    "scatter": lambda j: lambda x, updates, *i: x.at[i].set(updates, mode="drop"),
}
ROUNDED = ("scatter_add",)
