"""Samples of what may stand in brackets."""

import numpy as np

from ngteach.core.types import u8
from samples.making import ALL, Row, labels, numbers

MASK = np.array([[True, False, True], [False, False, True]])
ROWS_OF_LABELS = labels(2, 0, -1)
KEYS = [  # the shape of x, a key
    ((4, 3), 2),
    ((4, 3), (slice(None, None, -1), None, 1)),
    ((4, 3), ([2, 0, 2],)),
    ((4, 3), [[1, 0], [-1, 1]]),
    ((4, 3), (..., [2, 2])),
    ((4, 3), (np.arange(4), ROWS_OF_LABELS[[0, 1, 2, 1]])),
    ((4, 3), (np.array([[3], [0]], u8.dtype), ROWS_OF_LABELS)),
    ((4, 3, 2), (slice(1, None), [2, 0], [1, 0])),
    ((4, 3, 2), (3, slice(None, 1, -1), [1, 1])),
    ((4, 3, 2), ([3, 0], slice(None), [1, 1])),
    ((4, 3, 2), (None, [1, 2], None, [0, 0])),
    ((2, 3), MASK),
    ((2, 3, 2), (MASK, 1)),
    ((2, 3), (slice(None), [True, False, True])),
    ((2, 3), (True, [1])),
    ((2, 3), np.array(1)),
    ((2, 3), []),
    ((0, 3), ([], 1)),
    ((), ()),
    ((1,), [0]),
]

ROWS = [Row("getitem", (numbers(*shape),), ALL, {"key": key}, f"{i}") for i, (shape, key) in enumerate(KEYS)]


def _arrays(key):
    """The key as JAX wants it, without lists."""
    return tuple(map(_arrays, key)) if isinstance(key, tuple) else _array(key) if isinstance(key, list) else key


def _array(key):
    return np.array(key) if key else np.array(key, int)


NUMPY = {"getitem": lambda x, key: x[key]}
JAX = {"getitem": lambda j: lambda x, key: x[_arrays(key)]}
EXACT = ("getitem",)
