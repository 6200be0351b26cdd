"""Samples of finding places in an ordered row, and of counting."""

import numpy as np

from ngteach.core.types import f64
from samples.making import COMPUTED, FLOATS, NUMBERS, Row, labels, numbers, positive, several

ROW = np.sort(positive(5))
ROWS = [
    *several(
        "searchsorted",
        COMPUTED,
        ([ROW, positive(2, 3, seed=2)], {}),
        ([ROW, positive(seed=3)], {}),
        ([positive(5), positive(3, seed=3)], {"sorter": np.argsort(positive(5))}),
        ([numbers(0), numbers(2)], {}),
        ([ROW, numbers(0, 2)], {}),
        ([numbers(1), numbers(1, seed=1)], {}),
    ),
    *several(
        "digitize",
        NUMBERS,
        ([positive(2, 3, seed=2), ROW], {}),
        ([positive(3, seed=2), ROW[:1]], {}),
    ),
    Row("searchsorted", (ROW, ROW), COMPUTED, {"side": "right"}, "equal", smooth=False),
    Row("digitize", (ROW, ROW), NUMBERS, {"right": True}, "equal", smooth=False),
    *[
        Row("bincount", (labels(*counted),), (f64,), {"minlength": n}, f"{n}", smooth=False)  # no floats go in
        for counted, n in (((0, 2, 2, 1), 5), ((), 2), ((1,), 3))
    ],
    Row("bincount", (labels(0, 2, 2), np.array([0.5, 1.5, 2.0])), FLOATS, {"minlength": 3}, "weights"),
]


NUMPY = {"searchsorted": np.searchsorted}
JAX = {
    "searchsorted": lambda jax: (
        lambda x, v, sorter=None, **p: jax.numpy.searchsorted(x if sorter is None else x[sorter], v, **p).astype(
            np.int64
        )
    ),
    "digitize": lambda jax: lambda x, bins, **params: jax.numpy.digitize(x, bins, **params).astype(np.int64),
    "bincount": lambda jax: (
        lambda x, weights=None, minlength=0: jax.numpy.bincount(x, weights, length=minlength).astype(
            np.int64 if weights is None else weights.dtype
        )
    ),
}
FLAT = ("digitize",)
JUMPS = EXACT = ("searchsorted", "digitize")
NOT_IN_NGRAPH = ("searchsorted",)
