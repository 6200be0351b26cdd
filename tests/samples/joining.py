"""Samples of what joins tensors."""

import numpy as np

from ngteach.core.types import f64
from samples.making import ALL, numbers, several


def _listed(name, *cases):
    """cases: (shapes, params)."""
    tensors = [([numbers(*s, seed=i) for i, s in enumerate(shapes)], params) for shapes, params in cases]
    return several(name, ALL, *tensors, listed=True)


ROWS = [
    *_listed(
        "concatenate",
        (((2, 3), (1, 3)), {}),
        (((2, 3), (2, 1), (2, 2)), {"axis": -1}),
        (((2, 3), (), (2,)), {"axis": None}),
        (((0, 3), (1, 3)), {"axis": 0}),
        (((2,), (1,)), {"dtype": f64}),
        (((1,),), {}),
        (((0,),), {}),
    ),
    *_listed(
        "stack",
        (((2, 3), (2, 3)), {}),
        (((2, 3), (2, 3), (2, 3)), {"axis": -1}),
        (((), ()), {}),
        (((),), {}),
        (((0, 2), (0, 2)), {"axis": 1}),
        (((2,), (2,)), {"dtype": f64}),
    ),
    *_listed("vstack", (((2,), (3, 2)), {}), (((), ()), {}), (((0, 3), (2, 3)), {}), (((1,),), {}), (((0,),), {})),
    *_listed("hstack", (((2,), (3,)), {}), (((2, 1), (2, 3)), {}), (((), ()), {}), (((2, 0, 3), (2, 1, 3)), {})),
    *_listed("dstack", (((2,), (2,)), {}), (((2, 3), (2, 3, 2)), {}), (((),), {}), (((0, 3),), {})),
    *_listed("column_stack", (((2,), (2, 3)), {}), (((2,), (2,)), {}), (((1,),), {}), (((0,), (0, 2)), {})),
    *several(
        "append",
        ALL,
        ([numbers(2, 3), numbers(2, seed=1)], {}),
        ([numbers(2, 3), numbers(1, 3, seed=1)], {"axis": 0}),
        ([numbers(2, 3), numbers(2, 0)], {"axis": -1}),
        ([numbers(0), numbers()], {}),
    ),
    *_listed("block", (((2, 3), (2, 1)), {}), (((), (2,)), {}), (((0, 3),), {}), (((),), {})),
]


def _typed(function):
    """NumPy's or JAX's function, which takes NumPy's element types."""

    def call(xs, dtype=None, **params):
        return function(xs, **params) if dtype is None else function(xs, dtype=dtype.dtype, **params)

    return call


LISTED = (np.concatenate, np.stack, np.vstack, np.hstack, np.dstack, np.column_stack, np.block)
NUMPY = {**{f.__name__: _typed(f) for f in LISTED}, "append": np.append}
JAX = {"concatenate": lambda jax: _typed(jax.numpy.concatenate), "stack": lambda jax: _typed(jax.numpy.stack)}
EXACT = {row.op for row in ROWS}
