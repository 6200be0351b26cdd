"""Samples of polynomials."""

import numpy as np

from samples.making import NUMBERS, numbers, several

ROWS = several(
    "polyval",
    NUMBERS,
    [numbers(3), numbers(2, 3, seed=1)],
    [numbers(4), numbers(seed=1)],
    [numbers(1), numbers(1, seed=1)],
    [numbers(2), numbers(0, 3)],
)
NUMPY = {"polyval": np.polyval}
