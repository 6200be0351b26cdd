"""Samples of argmin; max, min and argmax are among the first."""

import numpy as np

from samples.making import COMPUTED, numbers, reductions, several

ROWS = [
    *reductions("argmin", COMPUTED, keepdims=False),
    *several("argmin", COMPUTED, ([numbers(3, 4)], {"axis": 0, "keepdims": True}), ([numbers(3, 4)], {})),
]
NUMPY = {"argmin": np.argmin}
FLAT = JUMPS = EXACT = ("argmin",)
