"""Samples of interp."""

import numpy as np

from samples.making import FLOATS, numbers, several

PLACES = np.sort(numbers(5, seed=1))
HEIGHTS = numbers(5, seed=2)
ROWS = [
    *several(
        "interp",
        FLOATS,
        ([numbers(2, 3), PLACES, HEIGHTS], {}),
        ([numbers(2, 3) * 2, PLACES, HEIGHTS], {"left": -7.0, "right": 0.5}),
        ([numbers(), PLACES, HEIGHTS], {}),
        ([numbers(3), numbers(1), numbers(1, seed=1)], {}),
        ([numbers(0), PLACES, HEIGHTS], {}),
    ),
]


def _jax(jax):
    return lambda x, xp, fp, **params: jax.numpy.interp(x, xp, fp, **params).astype(x.dtype)


JAX = {"interp": _jax}
BENT = JUMPS = ("interp",)
