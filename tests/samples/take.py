"""Samples of what is picked along one axis."""

import numpy as np

from ngteach.core.types import u8
from samples.making import ALL, labels, numbers, several

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
]

NUMPY = {
    "take": lambda x, i, **params: np.take(x, i, **params),
    "take_along_axis": lambda x, i, axis=-1: np.take_along_axis(x, i, axis=axis),
}
JAX = {"put_along_axis": lambda j: lambda x, i, v, axis=-1: j.numpy.put_along_axis(x, i, v, axis, inplace=False)}
TORCH = {
    "take_along_axis": lambda t: (
        lambda x, i, axis=-1: t.take_along_dim(x, i.long() % (x.numel() if axis is None else x.shape[axis]), axis)
    ),
}
EXACT = ("take", "take_along_axis", "put_along_axis")
