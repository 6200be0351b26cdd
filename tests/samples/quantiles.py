"""Samples of medians and quantiles."""

import numpy as np

from samples.making import FLOATS, numbers, several

COMMON = (
    ([numbers(2, 5)], {}),
    ([numbers(2, 4)], {"axis": 1}),
    ([numbers(3, 2, 4)], {"axis": (0, 2), "keepdims": True}),
    ([numbers()], {}),
    ([numbers(1, 1)], {"axis": 0}),
    ([numbers(0, 3)], {"axis": 1}),
    ([numbers(2, 0)], {"axis": 1}),
)
METHODS = ("linear", "lower", "higher", "nearest", "midpoint")
ROWS = [
    *several("median", FLOATS, *COMMON),
    *several("quantile", FLOATS, *[(x, {"q": 0.3} | params) for x, params in COMMON]),
    *several("quantile", FLOATS, *[([numbers(2, 5)], {"q": 0.37, "axis": 1, "method": m}) for m in METHODS]),
    *several("quantile", FLOATS, ([numbers(2, 5)], {"q": [[0.0, 0.3], [0.5, 1.0]], "axis": 1, "keepdims": True})),
    *several("percentile", FLOATS, ([numbers(2, 5)], {"q": 30}), ([numbers(2, 5)], {"q": [25, 50.0], "axis": 1})),
]


def _jax(name):
    def make(jax):
        def call(x, q=None, **params):
            found = getattr(jax.numpy, name)(x, *([] if q is None else [np.array(q, x.dtype)]), **params)
            return found.astype(x.dtype)

        return call

    return make


NUMPY = {"median": np.median}
JAX = {name: _jax(name) for name in ("median", "quantile", "percentile")}
BENT = ("median", "quantile", "percentile")
