"""Samples of numbers at equal distances, and of grids."""

from dataclasses import replace

import numpy as np

from ngteach.core.types import f32, i32
from samples.making import ALL, FLOATS, numbers, positive, several


def _parts(rows, count):
    return [replace(row, part=i) for row in rows for i in range(count)]


ROWS = [
    *several(
        "linspace",
        FLOATS,
        ([numbers(), numbers(seed=1)], {"num": 5}),
        ([numbers(2, 3), numbers(3, seed=1)], {"num": 3, "axis": -1}),
        ([numbers(2), numbers(2, seed=1)], {"num": 4, "endpoint": False}),
        ([numbers(2), numbers(2, seed=1)], {"num": 1}),
        ([numbers(2), numbers(2, seed=1)], {"num": 0}),
        ([numbers(), numbers(seed=1)], {"num": 2, "dtype": f32}),
    ),
    *_parts(several("linspace", FLOATS, ([numbers(2), numbers(2, seed=1)], {"num": 3, "retstep": True})), 2),
    *several(
        "logspace",
        FLOATS,
        ([numbers(), numbers(seed=1)], {"num": 4}),
        ([numbers(2), numbers(seed=1)], {"num": 3, "base": 2.0, "endpoint": False}),
        ([numbers(), numbers(seed=1)], {"num": 1}),
        ([numbers(0), numbers(0)], {"num": 3, "axis": 1}),
    ),
    *several(
        "geomspace",
        FLOATS,
        ([positive(), positive(seed=1)], {"num": 4}),
        ([positive(2), positive(seed=1)], {"num": 3, "endpoint": False}),
        ([positive(), positive(seed=1)], {"num": 1}),
        ([positive(0), positive(0)], {"num": 3, "axis": 1}),
    ),
    *_parts(
        several(
            "meshgrid",
            ALL,
            ([numbers(2), numbers(3, seed=1)], {}),
            ([numbers(2), numbers(3, seed=1)], {"indexing": "ij"}),
            ([numbers(2), numbers(3, seed=1)], {"sparse": True}),
            ([numbers(0), numbers(seed=1)], {}),
        ),
        2,
    ),
    *_parts(several("meshgrid", ALL, ([numbers(1)], {}), ([numbers(3)], {"indexing": "ij"})), 1),
    *several(
        "indices",
        (f32,),
        ([], {"dimensions": (2, 3)}),
        ([], {"dimensions": 3, "dtype": i32}),
        ([], {"dimensions": (1,)}),
        ([], {"dimensions": (0, 2)}),
    ),
    *_parts(several("indices", (f32,), ([], {"dimensions": (2, 3), "sparse": True})), 2),
    *several(
        "broadcast_to",
        ALL,
        ([numbers(3)], {"shape": (2, 3)}),
        ([numbers(2, 1)], {"shape": (2, 0)}),
        ([numbers()], {"shape": ()}),
    ),
    *_parts(
        several("broadcast_arrays", ALL, ([numbers(2, 1), numbers(3, seed=1)], {}), ([numbers(0), numbers()], {})), 2
    ),
    *_parts(several("broadcast_arrays", ALL, ([numbers(2, 3)], {})), 1),
]


def _linspace(x, y, dtype=None, **params):
    return np.linspace(x, y, dtype=getattr(dtype, "dtype", None), **params)


NUMPY = {  # but not geomspace, which gives f64 for f32
    "linspace": _linspace,
    **{f.__name__: f for f in (np.logspace, np.meshgrid, np.broadcast_to, np.broadcast_arrays)},
}
JAX = {
    "linspace": lambda jax: (
        lambda x, y, dtype=None, **params: jax.numpy.linspace(x, y, dtype=getattr(dtype, "dtype", None), **params)
    )
}
NO_PEER = ("indices",)
FLAT = ("indices",)
EXACT = ("meshgrid", "indices", "broadcast_to", "broadcast_arrays")
