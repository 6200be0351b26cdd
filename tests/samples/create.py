"""Samples of tensors made of a shape and a number."""

import numpy as np

from ngteach.core.types import boolean, f32, f64, i32, u8
from samples.making import ALL, numbers, several


def _made(name, *cases):
    return several(name, (f32,), *[([], params) for params in cases])


ROWS = [
    *_made(
        "full",
        {"shape": (2, 3), "fill_value": 1.5, "dtype": f32},
        {"shape": 2, "fill_value": 7},
        {"shape": (), "fill_value": True},
        {"shape": (0, 3), "fill_value": 0.5},
    ),
    *_made("zeros", {"shape": (2, 3)}, {"shape": (), "dtype": boolean}, {"shape": (0,), "dtype": i32}),
    *_made("ones", {"shape": (2, 3)}, {"shape": (), "dtype": boolean}, {"shape": (0,), "dtype": u8}),
    *_made("empty", {"shape": (2, 3), "dtype": f32}, {"shape": ()}, {"shape": (0,)}),
    *_made("eye", {"N": 3}, {"N": 2, "M": 4, "k": 1, "dtype": i32}, {"N": 0}, {"N": 1, "dtype": boolean}),
    *_made("tri", {"N": 3}, {"N": 2, "M": 4, "k": -1, "dtype": i32}, {"N": 0}, {"N": 1, "dtype": boolean}),
    *_made(
        "arange",
        {"start": 5},
        {"start": 7.5, "stop": 1.0, "step": -0.5},
        {"start": 1, "stop": 4, "dtype": f32},
        {"start": 3, "stop": 3},
        {"start": 0, "stop": 1},
    ),
    *several(
        "full_like",
        ALL,
        ([numbers(2, 3)], {"fill_value": 1.5, "dtype": f64}),
        ([numbers()], {"fill_value": 1.0, "dtype": f32, "shape": (2, 0)}),
    ),
    *[
        row
        for name in ("zeros_like", "ones_like", "empty_like")
        for row in several(
            name,
            ALL,
            ([numbers(2, 3)], {}),
            ([numbers()], {}),
            ([numbers(0, 3)], {"dtype": i32}),
            ([numbers(3)], {"shape": (1, 2)}),
        )
    ],
]


def _typed(function):
    """NumPy's or JAX's function, which takes NumPy's element types."""

    def call(*xs, dtype=None, **params):
        return function(*xs, **params, **({} if dtype is None else {"dtype": dtype.dtype}))

    return call


LIKE = ("full_like", "zeros_like", "ones_like")
MADE = ("full", "zeros", "ones", "empty", "eye", "tri", "arange")
NUMPY = {name: _typed(getattr(np, name)) for name in LIKE}
JAX = {name: lambda jax, name=name: _typed(getattr(jax.numpy, name)) for name in LIKE}
NO_PEER = MADE
FLAT = (*MADE, *LIKE, "empty_like")
EXACT = FLAT
