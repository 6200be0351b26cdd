"""Samples of what asks whether numbers are equal, or nearly so."""

import numpy as np

from samples.making import COMPUTED, NUMBERS, Row, binary, numbers

A, B = numbers(2, 3), numbers(2, 3) + np.array([0.0, 1e-3, -1e-7])
NARROW = ({}, {"rtol": 0.01}, {"rtol": 0.0, "atol": 0.1}, {"equal_nan": True})
ROWS = [
    *binary("isclose", NUMBERS),
    *binary("allclose", NUMBERS),
    *[Row("isclose", (A, B), NUMBERS, params, f"{i}", smooth=False) for i, params in enumerate(NARROW)],
    *[Row("allclose", (A, B), NUMBERS, params, f"{i}", smooth=False) for i, params in enumerate(NARROW)],
    Row("allclose", (A, A), NUMBERS, label="same", smooth=False),
    Row("array_equal", (A, B), COMPUTED),
    *[Row("array_equal", (x, x), COMPUTED, label="same", smooth=False) for x in (A, numbers(), numbers(0, 3))],
    Row("array_equal", (A, A), COMPUTED, {"equal_nan": True}, "nan", smooth=False),
]
NUMPY = {name: getattr(np, name) for name in ("isclose", "allclose", "array_equal")}
FLAT = JUMPS = tuple(NUMPY)
