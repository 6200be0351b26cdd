"""Samples of products of vectors, matrices and stacks of matrices."""

import numpy as np

from samples.making import NUMBERS, numbers, several

ROWS = [
    *several(
        "batch_dot",
        NUMBERS,
        [numbers(2, 3, 4), numbers(2, 4, 2, seed=1)],
        [numbers(2, 1, 3, 2), numbers(2, 1, 2, 1, seed=1)],
        [numbers(1, 1, 1), numbers(1, 1, 1, seed=1)],
        [numbers(0, 2, 3), numbers(0, 3, 2)],
        [numbers(2, 1, 0), numbers(2, 0, 2)],
    ),
]

NUMPY = {"batch_dot": np.matmul}
JAX = {"batch_dot": lambda j: j.numpy.matmul}
TORCH = {"batch_dot": lambda t: t.matmul}
ROUNDED = ("batch_dot",)
