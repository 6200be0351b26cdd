"""Samples of prod: with no zero, one and several among the factors."""

import numpy as np

from ngteach.core.types import boolean, i32, u8, u16, u32, u64
from samples.making import COMPUTED, WHOLE, numbers, reductions, several

ZERO = numbers(2, 5) * [1, 0, 1, 1, 1]
ZEROS = numbers(7, seed=1) * [1, 1, 0, 1, 1, 0, 1]
ROWS = [
    *reductions("prod", COMPUTED),
    *several(
        "prod",
        COMPUTED,
        ([ZERO], {}),
        ([ZERO], {"axis": 1, "keepdims": True}),
        ([ZEROS], {}),
        ([numbers(2, 3, 4)], {"axis": (2, 0)}),
        ([numbers(1, 8)], {"axis": 1}),
    ),
    *several("prod", (*WHOLE, boolean), ([numbers(2, 3)], {"axis": 0, "dtype": i32})),
    *several("prod", (u8, u16, u32, u64, boolean), ([numbers(3, 2)], {"axis": 1, "dtype": u8})),
]


def _prod(x, dtype=None, **params):
    return np.prod(x, dtype=getattr(dtype, "dtype", None), **params)


def _jax(jax):
    def prod(x, dtype=None, **params):  # JAX keeps bytes
        total = {"u": np.uint64, "f": x.dtype}.get(np.dtype(x.dtype).kind, np.int64)
        return jax.numpy.prod(x, dtype=total if dtype is None else dtype.dtype, **params)

    return prod


NUMPY = {"prod": _prod}
JAX = {"prod": _jax}
ROUNDED = ("prod",)
