"""Samples of differences and slopes."""

import numpy as np

from samples.making import COMPUTED, FLOATS, NUMBERS, Row, numbers, several

PLACES = [0.0, 1.0, 1.5, 3.0]
ROWS = [
    *several(
        "diff",
        COMPUTED,
        ([numbers(2, 4)], {}),
        ([numbers(2, 4)], {"axis": 0}),
        ([numbers(2, 4)], {"n": 2}),
        ([numbers(2, 4)], {"n": 0}),
        ([numbers(2, 2)], {"n": 3}),
        ([numbers(1)], {}),
        ([numbers(0)], {}),
    ),
    *several(
        "ediff1d",
        NUMBERS,
        ([numbers(2, 3)], {}),
        ([numbers(3)], {"to_begin": 0, "to_end": [1, 2]}),
        ([numbers(1)], {}),
    ),
    *several(
        "gradient",
        FLOATS,
        ([numbers(5)], {}),
        ([numbers(2)], {}),
        ([numbers(3, 5)], {"axis": 1, "edge_order": 2}),
        ([numbers(3, 4)], {"axis": -1}),
    ),
    *[Row("gradient", (numbers(3, 4),), FLOATS, {}, "all", part=part) for part in (0, 1)],
    *several(
        "trapezoid",
        FLOATS,
        ([numbers(2, 4)], {}),
        ([numbers(2, 4)], {"axis": 0, "dx": 0.5}),
        ([numbers(2, 4)], {"x": PLACES}),
        ([numbers(2, 4), numbers(2, 4, seed=1)], {}),
        ([numbers(1)], {}),
    ),
]


def _trapezoid(y, x=None, **params):
    return np.trapezoid(y, x if x is None or hasattr(x, "dtype") else np.array(x, y.dtype), **params)


def _jax_trapezoid(jax):
    def trapezoid(y, x=None, **params):
        return jax.numpy.trapezoid(y, np.array(x, y.dtype) if isinstance(x, list) else x, **params)

    return trapezoid


def _jax_ediff1d(jax):
    def ediff1d(x, **ends):
        return jax.numpy.ediff1d(x, **{name: np.array(v, x.dtype) for name, v in ends.items()})

    return ediff1d


def _ediff1d(x, **ends):
    return np.ediff1d(x, **{name: np.array(v, x.dtype) for name, v in ends.items()})


NUMPY = {"diff": np.diff, "ediff1d": _ediff1d, "gradient": np.gradient, "trapezoid": _trapezoid}
JAX = {"trapezoid": _jax_trapezoid, "ediff1d": _jax_ediff1d}
