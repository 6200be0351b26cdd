"""Samples of running totals and running products, with zeros among the factors."""

import numpy as np

from ngteach.core.types import boolean, i32
from samples.making import COMPUTED, WHOLE, Row, numbers, several

ZERO = numbers(2, 5) * [1, 0, 1, 1, 1]
ZEROS = numbers(7, seed=1) * [1, 1, 0, 1, 1, 0, 1]


def _running(op, more=()):
    return [
        *several(
            op,
            COMPUTED,
            ([numbers(2, 3)], {}),
            ([numbers(2, 3)], {"axis": 0}),
            ([numbers(2, 3)], {"axis": -1}),
            ([numbers(3, 2, 4)], {"axis": 1}),
            ([numbers()], {}),
            ([numbers(1)], {"axis": 0}),
            ([numbers(0, 3)], {"axis": 0}),
            ([numbers(2, 0)], {"axis": 1}),
            *more,
        ),
        *[Row(op, (numbers(2, 3),), (*WHOLE, boolean), {"axis": 1, "dtype": i32}, "narrow")],
    ]


def _from_nothing(op):
    return several(
        op,
        COMPUTED,
        ([numbers(4)], {}),
        ([numbers(4)], {"include_initial": True}),
        ([numbers(2, 3)], {"axis": 0, "include_initial": True}),
        ([numbers(0, 3)], {"axis": 0, "include_initial": True}),
        ([numbers(1, 1)], {"axis": -1}),
    )


ROWS = [
    *_running("cumsum"),
    *_running("cumprod", [([ZERO], {"axis": 1}), ([ZEROS], {}), ([numbers(8)], {}), ([numbers(2)], {})]),
    *_from_nothing("cumulative_sum"),
    *_from_nothing("cumulative_prod"),
]


def _numpy(function):
    def call(x, dtype=None, **params):
        return function(x, dtype=getattr(dtype, "dtype", None), **params)

    return call


NUMPY = {name: _numpy(getattr(np, name)) for name in ("cumsum", "cumprod", "cumulative_sum", "cumulative_prod")}


def _jax(name):
    def make(jax):
        def call(x, dtype=None, **params):  # JAX keeps bytes
            total = {"u": np.uint64, "f": x.dtype}.get(np.dtype(x.dtype).kind, np.int64)
            return getattr(jax.numpy, name)(x, dtype=total if dtype is None else dtype.dtype, **params)

        return call

    return make


JAX = {name: _jax(name) for name in NUMPY}
ROUNDED = ("cumsum", "cumprod")
NOT_IN_NGRAPH = ("cumprod",)
