"""Samples of the same elements several times."""

import numpy as np

from samples.making import ALL, numbers, several


def _each(name, *cases):
    return several(name, ALL, *[([numbers(*shape)], params) for shape, params in cases])


ROWS = [
    *_each(
        "tile",
        ((3,), {"reps": 2}),
        ((2, 3), {"reps": (2,)}),
        ((2, 3), {"reps": (2, 3)}),
        ((2, 1), {"reps": (3, 1, 2)}),
        ((2, 3), {"reps": (0, 1)}),
        ((), {"reps": 3}),
        ((), {"reps": ()}),
        ((0, 2), {"reps": 2}),
        ((1,), {"reps": 1}),
    ),
    *_each(
        "repeat",
        ((2, 3), {"repeats": 2}),
        ((2, 3), {"repeats": 3, "axis": 0}),
        ((2, 3), {"repeats": [2], "axis": -1}),
        ((3, 2), {"repeats": (1, 0, 3), "axis": 0}),
        ((2, 3), {"repeats": 0, "axis": 1}),
        ((), {"repeats": 2}),
        ((0, 2), {"repeats": 2, "axis": 1}),
        ((1,), {"repeats": 1}),
    ),
    *_each(
        "resize",
        ((3,), {"new_shape": (2, 4)}),
        ((2, 3), {"new_shape": 4}),
        ((), {"new_shape": (2, 2)}),
        ((0,), {"new_shape": (2,)}),
        ((2,), {"new_shape": (0, 3)}),
        ((1,), {"new_shape": ()}),
    ),
]
NUMPY = {f.__name__: f for f in (np.tile, np.repeat, np.resize)}
JAX = {"repeat": lambda jax: lambda x, repeats, axis=None: jax.numpy.repeat(x, np.array(repeats), axis)}
EXACT = {row.op for row in ROWS}
