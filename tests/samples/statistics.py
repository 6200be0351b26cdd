"""Samples of means, and of how numbers spread around them."""

from dataclasses import replace

import numpy as np

from ngteach.core.types import f64
from samples.making import ALL, FLOATS, NUMBERS, numbers, reductions, several, truths

MASK = np.array([[True, False, True], [True, True, False]])


def _masked(name):
    return several(
        name,
        FLOATS,
        ([numbers(2, 3)], {"where": MASK}),
        ([numbers(2, 3)], {"axis": 1, "where": MASK[0], "keepdims": True}),
    )


def _spread(name):
    rows = [
        *reductions(name, FLOATS),
        *_masked(name),
        *several(
            name,
            FLOATS,
            ([numbers(2, 4)], {"axis": 1, "ddof": 1}),
            ([numbers(2, 4)], {"correction": 1.5, "keepdims": True}),
            ([numbers(4, 2)], {"axis": 0, "ddof": 2}),
            ([numbers(2, 4)], {"axis": 1, "ddof": 1, "where": truths(2, 4, seed=3)}),
        ),
    ]
    return [replace(row, smooth=name == "var" or not _is_equal(row)) for row in rows]


def _is_equal(row):
    """Is std 0, where its slope is a choice?"""
    return row.inputs[0].size == 1 or row.params.get("axis") == ()


ROWS = [
    *reductions("mean", FLOATS),
    *_masked("mean"),
    *several("mean", ALL, ([numbers(2, 3)], {"axis": 0, "dtype": f64})),
    *reductions("average", FLOATS),
    *several(
        "average",
        FLOATS,
        ([numbers(2, 3)], {"axis": 1, "weights": [1, 2, 3]}),
        ([numbers(2, 3)], {"axis": 0, "weights": [2.0, 0.5], "keepdims": True}),
    ),
    *_spread("var"),
    *_spread("std"),
    *[row for row in reductions("ptp", NUMBERS) if row.label != "nothing"],
]


def _mean(x, dtype=None, **params):
    return np.mean(x, dtype=getattr(dtype, "dtype", None), **params)


def _average(x, weights=None, **params):
    """NumPy finds the average of f32 with a list of weights in f64."""
    if weights is None:  # of nothing, NumPy has a mean, and an average has it not
        return np.mean(x, **params)
    return np.average(x, weights=np.array(weights, x.dtype), **params)


def _jax_average(jax):
    def average(x, weights=None, **params):
        return jax.numpy.average(x, weights=None if weights is None else np.array(weights, x.dtype), **params)

    return average


def _jax_mean(jax):
    return lambda x, dtype=None, **params: jax.numpy.mean(x, dtype=getattr(dtype, "dtype", None), **params)


NUMPY = {"mean": _mean, "average": _average, "var": np.var, "std": np.std, "ptp": np.ptp}
JAX = {"average": _jax_average, "mean": _jax_mean}
BENT = ("ptp", "std")
