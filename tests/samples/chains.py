"""Samples of products of many matrices."""

import numpy as np

from samples.making import NUMBERS, Row, numbers, several

LISTS = (
    [(2, 3), (3, 4)],
    [(2, 3), (3, 1), (1, 4), (4, 2)],
    [(3,), (3, 2), (2, 2), (2,)],
    [(2, 3), (3, 2), (2,)],
    [(1, 1), (1, 1)],
    [(0, 2), (2, 3), (3, 2)],
)
ROWS = [
    *[
        Row("multi_dot", tuple(numbers(*s, seed=i) for i, s in enumerate(shapes)), NUMBERS, listed=True)
        for shapes in LISTS
    ],
    *several(
        "matrix_power",
        NUMBERS,
        *[([numbers(3, 3)], {"n": n}) for n in (0, 1, 2, 5)],
        ([numbers(2, 2, 2)], {"n": 3}),
        ([numbers(1, 1)], {"n": 4}),
        ([numbers(0, 0)], {"n": 2}),
    ),
]

NUMPY = {"multi_dot": np.linalg.multi_dot, "matrix_power": lambda x, n: np.linalg.matrix_power(x, n)}
JAX = {name: lambda j, name=name: getattr(j.numpy.linalg, name) for name in NUMPY}
ROUNDED = ("multi_dot", "matrix_power")
