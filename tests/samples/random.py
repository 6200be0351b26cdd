"""Samples of random numbers from a key, which have no derivative."""

import numpy as np

from ngteach.core.types import f32, f64, i64, u8, u32, u64
from samples.making import FLOATS, numbers, several

KEY = np.array([3, 42], np.uint32)
ANY = (f32,)  # keys have an element type of their own

ROWS = [
    *several("random.split", ANY, ([KEY], {}), ([KEY], {"num": 1}), ([KEY], {"num": 0})),
    *several("random.fold_in", ANY, ([KEY], {"data": 7}), ([KEY, np.array(-1)], {})),
    *several("random.bits", ANY, ([KEY], {"shape": (2, 3)}), ([KEY], {"dtype": u64}), ([KEY], {"shape": (0,)})),
    *several(
        "random.uniform",
        ANY,
        ([KEY], {"shape": (2, 3)}),
        ([KEY], {"dtype": f64, "minval": -2.0, "maxval": 5.0}),
        ([KEY], {"shape": (0, 3)}),
    ),
    *several("random.normal", ANY, ([KEY], {"shape": (2, 3)}), ([KEY], {"dtype": f64}), ([KEY], {"shape": (0, 3)})),
    *several("random.exponential", ANY, ([KEY], {"shape": (2, 3)}), ([KEY], {"dtype": f64})),
    *several("random.gumbel", ANY, ([KEY], {"shape": (2, 3)}), ([KEY], {"dtype": f64})),
    *several("random.bernoulli", ANY, ([KEY], {"shape": (2, 3)}), ([KEY], {"p": 0.1, "shape": (0,)})),
    *several(
        "random.randint",
        ANY,
        ([KEY], {"shape": (2, 3), "minval": -3, "maxval": 9}),
        ([KEY], {"shape": (), "minval": 0, "maxval": 256, "dtype": u8}),
        ([KEY], {"shape": (0,), "minval": 0, "maxval": 1, "dtype": i64}),
    ),
    *several("random.permutation", ANY, ([KEY], {"x": 5}), ([KEY], {"x": 0}), ([KEY, np.arange(6)], {})),
    *several("random.categorical", FLOATS, ([KEY, numbers(4, 3)], {}), ([KEY, numbers(4, 3)], {"axis": 0})),
    *several(
        "dropout", FLOATS, ([numbers(4, 3), KEY], {}), ([numbers(), KEY], {"rate": 0.0}), ([numbers(0, 3), KEY], {})
    ),
]


def _jax(name, **given):
    """jax.random's function, with its element types."""

    def make(j):
        def call(*xs, dtype=None, **params):
            return getattr(j.random, name)(*xs, **params, **given, **({"dtype": dtype.dtype} if dtype else {}))

        return call

    return make


JAX = {
    "random.split": _jax("split"),
    "random.fold_in": _jax("fold_in"),
    "random.bits": lambda j: lambda key, shape=(), dtype=None: j.random.bits(key, shape, (dtype or u32).dtype),
    "random.uniform": lambda j: lambda key, shape=(), dtype=f32, **p: j.random.uniform(key, shape, dtype.dtype, **p),
}
NO_PEER = tuple(row.op for row in ROWS if row.op not in JAX)  # their algorithms are not JAX's
FLAT = tuple(row.op for row in ROWS if row.op != "dropout")
JUMPS = ("random.categorical",)
EXACT = ("random.split", "random.fold_in", "random.bits", "random.randint", "random.permutation", "random.bernoulli")
