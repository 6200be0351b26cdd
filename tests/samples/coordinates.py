"""Samples of positions as coordinates."""

import numpy as np

from samples.making import ALL, NUMBERS, Row, labels, numbers, several

PAIRS = np.array([[[0, 1], [-1, 2]], [[2, 0], [0, 1]]], np.int32)
CUBE = numbers(3, 2, 4)

ROWS = [
    *several(
        "gather_nd",
        ALL,
        ([numbers(3, 4), PAIRS], {}),
        ([CUBE, PAIRS % 2], {}),
        ([numbers(3, 4), labels(1, 0).reshape(2, 1)], {}),
        ([numbers(3, 4), labels(1, 2)], {}),
        ([numbers(3, 4), np.zeros((2, 0), int)], {}),
        ([numbers(2, 3, 4), PAIRS], {"batch_dims": 1}),
        ([numbers(2, 2, 3), PAIRS[..., :1] % 3], {"batch_dims": 2}),
        ([numbers(0, 3), np.zeros((0, 2), int)], {}),
    ),
    *[
        row
        for name, types in (("scatter_nd_update", ALL), ("scatter_nd_add", NUMBERS))
        for row in several(
            name,
            types,
            [numbers(3, 4), PAIRS, numbers(2, 2, seed=1)],
            [CUBE, PAIRS % 2, numbers(2, 2, 4, seed=1)],
            [numbers(3, 4), labels(1, 0, 1).reshape(3, 1), numbers(4, seed=1)],
            [numbers(0, 3), np.zeros((0, 2), int), numbers(0)],
        )
    ],
    *[Row("unravel_index", (labels(0, 23, 7),), ALL, {"shape": (3, 2, 4)}, part=part) for part in range(3)],
    *[Row("unravel_index", (np.array([[5]], np.int8),), ALL, {"shape": (2, 300)}, part=part) for part in range(2)],
    Row("ravel_multi_index", (labels(0, 1), labels(2, 0)), ALL, {"dims": (2, 3)}, listed=True),
]

NUMPY = {
    "unravel_index": lambda x, **params: np.unravel_index(x, **params),
    "ravel_multi_index": lambda xs, **params: np.ravel_multi_index(xs, **params),
}


def _update(how):
    return lambda j: lambda x, i, updates: getattr(x.at[tuple(i[..., k] for k in range(i.shape[-1]))], how)(updates)


JAX = {
    "gather_nd": lambda j: _gather_nd,
    "scatter_nd_update": _update("set"),
    "scatter_nd_add": _update("add"),
}
NO_PEER = ("unravel_index", "ravel_multi_index")  # JAX keeps i32
FLAT = ("unravel_index", "ravel_multi_index")
EXACT = ("gather_nd", "scatter_nd_update", "unravel_index", "ravel_multi_index")


def _gather_nd(x, i, batch_dims=0):
    own = np.ix_(*[np.arange(d) for d in i.shape[:-1]])[:batch_dims]
    return x[(*own, *(i[..., k] for k in range(i.shape[-1])), ...)] if i.shape[-1] else x[(None,) * 1].repeat(2, 0)
