"""Samples of diagonals and triangles."""

import numpy as np

from ngteach.core.types import boolean, i32
from samples.making import ALL, COMPUTED, FLOATS, WHOLE, numbers, several


def _each(name, *cases, types=ALL):
    return several(name, types, *[([numbers(*shape)], params) for shape, params in cases])


SQUARE = (((3, 3), {}), ((2, 4), {"k": 1}), ((4, 2), {"k": -2}), ((2, 3), {"k": 7}), ((0, 3), {}), ((1, 1), {}))
ROWS = [
    *_each("diag", *SQUARE, ((3,), {}), ((2,), {"k": 2}), ((2,), {"k": -1}), ((0,), {}), ((1,), {})),
    *_each(
        "diagonal",
        ((3, 3), {}),
        ((2, 4), {"offset": 2}),
        ((4, 2), {"offset": -1}),
        ((2, 3, 4), {"axis1": -1, "axis2": -2}),
        ((2, 3, 2), {"axis2": 2, "offset": 1}),
        ((2, 3), {"offset": -9}),
        ((0, 3), {}),
        ((1, 1), {}),
    ),
    *_each("diagflat", ((2, 2), {}), ((), {"k": 1}), ((0, 2), {}), ((3,), {"k": -1})),
    *_each(
        "diagonal_sum",
        ((3, 3), {}),
        ((2, 4), {"offset": 1}),
        ((2, 3, 4, 3), {"axis1": 1, "axis2": -1}),
        ((2, 3), {"offset": 5}),
        ((0, 3), {}),
        types=COMPUTED,
    ),
    *_each("diagonal_sum", ((3, 3), {"dtype": i32}), types=(*WHOLE, boolean)),
    *several(
        "fill_diagonal",
        ALL,
        ([numbers(3, 4), numbers(seed=1)], {}),
        ([numbers(7, 2), numbers(3, seed=1)], {"wrap": True}),
        ([numbers(2, 2, 2), numbers(2, seed=1)], {}),
        ([numbers(0, 3), numbers(2)], {}),
        ([numbers(1, 1), numbers(seed=1)], {}),
    ),
    *[row for name in ("tril", "triu") for row in _each(name, *SQUARE, ((2, 3, 2), {"k": -1}), ((3,), {}))],
    *_each(
        "vander",
        ((3,), {}),
        ((2,), {"N": 4, "increasing": True}),
        ((2,), {"N": 0}),
        ((0,), {}),
        ((1,), {"N": 1}),
        types=FLOATS,
    ),
]


def _trace(x, dtype=None, **params):
    return np.trace(x, dtype=getattr(dtype, "dtype", None), **params)


NUMPY = {
    "diagonal_sum": _trace,
    **{f.__name__: f for f in (np.diag, np.diagonal, np.diagflat, np.tril, np.triu)},
}
JAX = {
    "diagonal_sum": lambda jax: (
        lambda x, dtype=None, **params: jax.numpy.trace(x, dtype=dtype.dtype if dtype else _total(x.dtype), **params)
    ),
    "fill_diagonal": lambda jax: lambda x, val, wrap=False: jax.numpy.fill_diagonal(x, val, wrap=wrap, inplace=False),
}
EXACT = {"diag", "diagonal", "diagflat", "fill_diagonal", "tril", "triu"}


def _total(dtype):
    return dtype if dtype.kind == "f" else np.uint64 if dtype.kind == "u" else np.int64
