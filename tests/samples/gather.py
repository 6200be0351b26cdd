"""Samples of gather, scatter and scatter_add: with negative, repeated and missing positions, of every integer type."""

import numpy as np

from ngteach.core.types import i64, u8
from samples.making import ALL, NUMBERS, Row, labels, numbers

ROWS_AT, COLUMNS = labels(2, 0, 2, -1), labels(1, -3, 0, 1)
OUTSIDE = labels(1, 4, -5, 0)
NOTHING = labels().reshape(0, 2)
GRID = np.array([[2], [-1]]), np.array([[1, 0, 2]], i64.dtype)

READ = (  # x, indices
    (numbers(4, 3), (ROWS_AT,)),
    (numbers(4, 3), (np.array(2),)),
    (numbers(4, 3), (ROWS_AT, COLUMNS)),
    (numbers(4, 3), GRID),
    (numbers(4, 3, 2), (np.array([[0, 3], [3, 1]], u8.dtype), labels(2, 2))),
    (numbers(4, 3), (NOTHING,)),
    (numbers(0, 3), (labels(),)),
    (numbers(4, 0), (ROWS_AT,)),
    (numbers(1), (labels(0),)),
)
LOST = (  # some of them outside
    (numbers(4, 3), (OUTSIDE,)),
    (numbers(4, 3), (ROWS_AT, OUTSIDE)),
    (numbers(4, 3), (np.array(-5),)),
)


def _written(x, indices):
    shape = np.broadcast_shapes(*[i.shape for i in indices]) + x.shape[len(indices) :]
    return [x, numbers(*shape, seed=1), *indices]


def _rows(op, types, cases, label, smooth=True, **params):
    return [Row(op, tuple(xs), types, params, f"{label}{k}", smooth=smooth) for k, xs in enumerate(cases)]


INSIDE = [_written(*case) for case in READ]
BROADCAST = [[numbers(4, 3), numbers(3, seed=1), ROWS_AT], [numbers(4, 3), numbers(seed=1), *GRID]]
BEYOND = [_written(*case) for case in LOST]  # known ones are an error: their derivatives have tests of their own

ROWS = [
    *_rows("gather", ALL, [(x, *i) for x, i in READ], ""),
    *_rows("gather", ALL, [(x, *i) for x, i in LOST], "lost", smooth=False),
    *_rows("gather", ALL, [(x, *i) for x, i in (*READ[:3], *LOST)], "zeros", outside="zeros"),
    *_rows("scatter_add", NUMBERS, INSIDE + BROADCAST, ""),
    *_rows("scatter_add", NUMBERS, BEYOND, "lost", smooth=False),
    *_rows("scatter", ALL, INSIDE + BROADCAST, ""),
    *_rows("scatter", ALL, BEYOND, "lost", smooth=False),
]

JAX = {
    "gather": lambda j: (
        lambda x, *i, outside="nan": x.at[i].get(mode="fill", fill_value=0 if outside == "zeros" else None)
    ),
    "scatter_add": lambda j: lambda x, updates, *i: x.at[i].add(updates, mode="drop"),
    "scatter": lambda j: lambda x, updates, *i: x.at[i].set(updates, mode="drop"),
}
ROUNDED = ("scatter_add",)
