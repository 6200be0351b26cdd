"""Samples of elements put in and taken out."""

import numpy as np

from ngteach.core.types import f16
from samples.making import ALL, NUMBERS, numbers, several

ROWS = [
    *several(
        "delete",
        ALL,
        ([numbers(5)], {"obj": 1}),
        ([numbers(2, 3)], {"obj": [0, -1], "axis": 1}),
        ([numbers(2, 3)], {"obj": slice(1, None, 2)}),
        ([numbers(3, 2)], {"obj": np.array([True, False, True]), "axis": 0}),
        ([numbers(1)], {"obj": 0}),
        ([numbers(2)], {"obj": []}),
        ([numbers(3)], {"obj": [0, 2]}),
        ([numbers(40)], {"obj": list(range(0, 40, 2))}),
    ),
    *several(
        "insert",
        (*NUMBERS, f16),
        ([numbers(3)], {"obj": 1, "values": 3}),
        ([numbers(2, 3)], {"obj": 2, "values": [1, 2, 3], "axis": 0}),
        ([numbers(2, 3)], {"obj": -1, "values": [4, 5], "axis": 1}),
        ([numbers(2, 3)], {"obj": [0, 3], "values": [[1], [2]], "axis": 1}),
        ([numbers(3)], {"obj": slice(0, 2), "values": 2}),
        ([numbers(0)], {"obj": 0, "values": 1}),
        ([numbers(0, 2)], {"obj": [], "values": 1, "axis": 0}),
    ),
]
NUMPY = {"delete": np.delete, "insert": np.insert}
EXACT = ("delete", "insert")


def _as_array(x):
    return np.array(x, int if x == [] else None) if isinstance(x, list) else x


# JAX takes arrays, not lists.
JAX = {
    "delete": lambda jax: lambda x, obj, axis=None: jax.numpy.delete(x, _as_array(obj), axis),
    "insert": lambda jax: (
        lambda x, obj, values, axis=None: jax.numpy.insert(x, _as_array(obj), _as_array(values), axis)
    ),
}
