"""Samples of what swaps, moves, adds and removes axes."""

import numpy as np

from samples.making import ALL, numbers, several


def _shapes(name, *cases, **more):
    return several(name, ALL, *[([numbers(*shape)], params) for shape, params in cases], **more)


ROWS = [
    *_shapes("flatten", ((2, 3), {}), ((2, 3), {"order": "F"}), ((), {}), ((0, 3), {"order": "F"}), ((1,), {})),
    *_shapes("ravel", ((2, 3), {}), ((2, 1, 3), {"order": "F"}), ((), {}), ((0, 3), {})),
    *_shapes(
        "reshape_in_order",
        ((2, 3), {"shape": (3, 2), "order": "F"}),
        ((2, 3), {"shape": (-1, 2), "order": "F"}),
        ((2, 3), {"shape": -1}),
        ((0, 3), {"shape": (3, 0), "order": "F"}),
        ((), {"shape": (1,), "order": "F"}),
    ),
    *_shapes(
        "expand_dims",
        ((2, 3), {"axis": 0}),
        ((2, 3), {"axis": -1}),
        ((2, 3), {"axis": (0, 2)}),
        ((), {"axis": 0}),
        ((0, 3), {"axis": (-1, 1)}),
        ((2,), {"axis": ()}),
    ),
    *_shapes(
        "squeeze",
        ((1, 3, 1), {}),
        ((1, 3, 1), {"axis": 0}),
        ((1, 3, 1), {"axis": (0, -1)}),
        ((1, 1), {}),
        ((0, 1), {}),
        ((), {}),
    ),
    *[
        row
        for n in (1, 2, 3)
        for row in _shapes(f"atleast_{n}d", ((), {}), ((3,), {}), ((2, 3), {}), ((0, 1, 2), {}), ((2, 1, 3, 1), {}))
    ],
    *several("atleast_2d", ALL, ([numbers(3), numbers(2, 1, seed=1)], {}), part=1),
    *_shapes("permute_dims", ((2, 3), {}), ((2, 3, 4), {"axes": (1, -1, 0)}), ((), {}), ((0, 3), {})),
    *_shapes("matrix_transpose", ((2, 3), {}), ((4, 2, 3), {}), ((1, 1), {}), ((0, 3), {})),
    *_shapes(
        "swapaxes",
        ((2, 3), {"axis1": 0, "axis2": 1}),
        ((2, 3, 4), {"axis1": -1, "axis2": 0}),
        ((1,), {"axis1": 0, "axis2": 0}),
        ((0, 3), {"axis1": 0, "axis2": -1}),
    ),
    *_shapes(
        "moveaxis",
        ((2, 3, 4), {"source": 0, "destination": -1}),
        ((2, 3, 4, 5), {"source": (0, 1), "destination": (-1, 0)}),
        ((1,), {"source": 0, "destination": 0}),
        ((0, 3), {"source": 1, "destination": 0}),
        ((), {"source": (), "destination": ()}),
    ),
    *_shapes(
        "rollaxis",
        ((2, 3, 4), {"axis": 2}),
        ((2, 3, 4), {"axis": 0, "start": 3}),
        ((2, 3, 4), {"axis": -2, "start": -1}),
        ((1,), {"axis": 0}),
        ((0, 3), {"axis": 1}),
    ),
]
NUMPY = {
    "flatten": lambda x, **params: np.ravel(x, **params),
    "reshape_in_order": lambda x, **params: np.reshape(x, **params),
    "squeeze": lambda x, **params: np.squeeze(x, **params),
    **{
        f.__name__: f
        for f in (np.ravel, np.expand_dims, np.atleast_1d, np.atleast_2d, np.atleast_3d, np.matrix_transpose)
        + (np.swapaxes, np.moveaxis, np.rollaxis)
    },
}
JAX = {
    "permute_dims": lambda jax: jax.numpy.transpose,
    "flatten": lambda jax: jax.numpy.ravel,
    "reshape_in_order": lambda jax: jax.numpy.reshape,
}
EXACT = {row.op for row in ROWS}
