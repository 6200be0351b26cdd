"""Samples of what is picked along one axis."""

import numpy as np

from ngteach.core.types import u8
from samples.making import ALL, NUMBERS, Row, labels, numbers, several

SORTED = np.array([[2, 0, 1, 0], [1, -1, 2, 2]])

ROWS = [
    *several(
        "take",
        ALL,
        ([numbers(4, 3), labels(2, 0, -1)], {"axis": 0}),
        ([numbers(4, 3), SORTED], {"axis": 1}),
        ([numbers(2, 4, 3), SORTED.astype(u8.dtype) % 3], {"axis": -2}),
        ([numbers(4, 3), np.array(11)], {}),
        ([numbers(), labels(0)], {}),
        ([numbers(0, 3), labels()], {"axis": 0}),
        ([numbers(4, 3), labels(9, -1, 2)], {"axis": 1, "mode": "clip"}),
        ([numbers(4, 3), labels(9, -1, 2).astype(u8.dtype)], {"axis": 1, "mode": "clip"}),
        ([numbers(4, 3), labels(9, -8, 2)], {"axis": 1, "mode": "wrap"}),
        ([numbers(4, 3), labels(9, 200).astype(u8.dtype)], {"axis": 0, "mode": "wrap"}),
    ),
    *several(
        "take_along_axis",
        ALL,
        ([numbers(2, 3), SORTED], {"axis": 1}),
        ([numbers(2, 3), SORTED], {}),
        ([numbers(3, 4), labels(2, 0, -3, 1).reshape(1, 4)], {"axis": 0}),
        ([numbers(3, 1), SORTED], {"axis": -2}),
        ([numbers(2, 3, 2), SORTED[..., None] % 3], {"axis": 1}),
        ([numbers(2, 3), labels(5, -1)], {"axis": None}),
        ([numbers(2, 0), labels().reshape(2, 0)], {"axis": 1}),
    ),
    *several(
        "put_along_axis",
        ALL,
        ([numbers(2, 3), SORTED, numbers(2, 4, seed=1)], {"axis": 1}),
        ([numbers(3, 4), labels(2, 0, -3, 1).reshape(1, 4), numbers(seed=1)], {"axis": 0}),
        ([numbers(2, 3), labels(5, -1), numbers(2, seed=1)], {"axis": None}),
        ([numbers(2, 0), labels().reshape(2, 0), numbers(2, 0)], {"axis": 1}),
    ),
    *several(
        "embedding",
        ALL,
        ([SORTED, numbers(3, 2)], {}),
        ([np.array(1), numbers(3, 2)], {}),
        ([labels().reshape(0, 2), numbers(3, 2)], {}),
    ),
    *[
        Row(name, (numbers(3, 4), np.array(rows), numbers(*shape, seed=1)), types, {"axis": axis}, f"{axis}")
        for name, types in (("index_add", NUMBERS), ("index_copy", ALL))
        for axis, rows, shape in [(0, [2, 0, 2], (3, 4)), (1, [-1, 0], (3, 2)), (-2, [1], (1, 4))]
    ],
]


def _at(x, i, axis):
    return x.at[(slice(None),) * (axis % x.ndim) + (i,)]


NUMPY = {
    "take": lambda x, i, **params: np.take(x, i, **params),
    "take_along_axis": lambda x, i, axis=-1: np.take_along_axis(x, i, axis=axis),
}
JAX = {
    "put_along_axis": lambda j: lambda x, i, v, axis=-1: j.numpy.put_along_axis(x, i, v, axis, inplace=False),
    "embedding": lambda j: lambda ids, table: table[ids],
    "index_add": lambda j: lambda x, i, updates, axis=0: _at(x, i, axis).add(updates),
    "index_copy": lambda j: lambda x, i, updates, axis=0: _at(x, i, axis).set(updates),
}
TORCH = {
    "embedding": lambda t: lambda ids, table: table[ids.long()],
    "index_add": lambda t: lambda x, i, updates, axis=0: t.index_add(x, axis, i % x.shape[axis], updates),
    "take_along_axis": lambda t: (
        lambda x, i, axis=-1: t.take_along_dim(x, i.long() % (x.numel() if axis is None else x.shape[axis]), axis)
    ),
}
EXACT = ("embedding", "index_copy", "take", "take_along_axis", "put_along_axis")
