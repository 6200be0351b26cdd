"""Samples of sorting, and of the largest and smallest few."""

import numpy as np

from ngteach.core.types import i32
from samples.making import COMPUTED, Row, numbers, several

SHAPES = (
    ([numbers(2, 5)], {}),
    ([numbers(2, 5)], {"axis": 0}),
    ([numbers(3, 2, 4)], {"axis": 1}),
    ([numbers(2, 3)], {"axis": None}),
    ([numbers()], {"axis": None}),
    ([numbers(1)], {"axis": 0}),
    ([numbers(0, 3)], {"axis": 0}),
    ([numbers(2, 0)], {"axis": -1}),
)
DOWN = ([numbers(2, 5)], {"descending": True})
PARTED = (
    ([numbers(2, 5)], {"kth": 2}),
    ([numbers(5, 2)], {"kth": (0, -1), "axis": 0}),
    ([numbers(7)], {"kth": 3, "axis": None}),
)
TOP = (
    ([numbers(2, 5)], {"k": 3}),
    ([numbers(5, 2)], {"k": 5, "axis": 0}),
    ([numbers(2, 5)], {"k": 1, "largest": False}),
    ([numbers(0, 2)], {"k": 2}),
    ([numbers(1)], {"k": 1, "axis": 0}),
)
ROWS = [
    *several("argsort", COMPUTED, *SHAPES, DOWN),
    *several("sort", COMPUTED, *SHAPES, DOWN),
    *several("partition", COMPUTED, *PARTED),
    *several("argpartition", COMPUTED, *PARTED),
    *[
        Row("top_k", tuple(x), COMPUTED, params, f"{i}", part=part)
        for i, (x, params) in enumerate([*TOP, ([numbers(2, 5)], {"k": 2, "dtype": i32})])
        for part in (0, 1)
    ],
]


def _jax_sorted(name):
    def make(jax):
        def call(x, kind=None, **params):
            x = x.astype(np.int8) if name == "argsort" and x.dtype == bool else x
            found = getattr(jax.numpy, name)(x, stable=True, **params)
            return found.astype(np.int64) if name == "argsort" else found

        return call

    return make


def _jax_parted(name):
    def make(jax):
        def call(x, kth, axis=-1):
            return getattr(jax.numpy, name)(x, axis=axis)

        return call

    return make


JAX = {
    "sort": _jax_sorted("sort"),
    "argsort": _jax_sorted("argsort"),
    "partition": _jax_parted("sort"),
    "argpartition": _jax_parted("argsort"),
}
NO_PEER = ("top_k",)  # JAX's takes the last axis only
FLAT = ("argpartition",)
JUMPS = ("argsort", "sort", "partition", "argpartition", "top_k")
BENT = ("sort", "partition", "top_k")
EXACT = ("sort", "partition", "argpartition", "top_k")
NOT_IN_NGRAPH = ("argsort",)
