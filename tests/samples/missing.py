"""Samples of the reductions that leave NaN out; there is NaN in tests/ops/test_missing.py."""

import numpy as np

from samples.making import COMPUTED, FLOATS, numbers, reductions, several

ROWS = [
    *[row for name in ("nansum", "nanprod") for row in reductions(name, COMPUTED)],
    *[row for name in ("nanmax", "nanmin") for row in reductions(name, COMPUTED) if row.label != "nothing"],
    *[row for name in ("nanmean", "nanvar") for row in reductions(name, FLOATS)],
    *several("nanstd", FLOATS, ([numbers(2, 4)], {"axis": 1, "ddof": 1}), ([numbers(2, 3)], {"keepdims": True})),
    *[
        row
        for name in ("nancumsum", "nancumprod")
        for row in several(name, COMPUTED, ([numbers(2, 3)], {}), ([numbers(2, 3)], {"axis": 1}))
    ],
]
NAMES = ("nansum", "nanprod", "nanmax", "nanmin", "nanmean", "nanvar", "nanstd", "nancumsum", "nancumprod")
NUMPY = {name: getattr(np, name) for name in NAMES}


def _widening(name):
    """JAX keeps bytes."""

    def make(jax):
        def call(x, **params):
            total = {"u": np.uint64, "f": x.dtype}.get(np.dtype(x.dtype).kind, np.int64)
            return getattr(jax.numpy, name)(x, dtype=total, **params)

        return call

    return make


JAX = {name: _widening(name) for name in ("nansum", "nanprod", "nancumsum", "nancumprod")}
BENT = ("nanmax", "nanmin", "nanstd")
