"""Samples of norms of vectors and matrices."""

import numpy as np

from samples.making import FLOATS, numbers, several

INF = np.inf
ROWS = [
    *several(
        "norm",
        FLOATS,
        ([numbers(2, 3)], {}),
        ([numbers(2, 3, 2)], {"keepdims": True}),
        ([numbers()], {}),
        ([numbers(1)], {}),
        ([numbers(0, 3)], {}),
        ([numbers(0, 3)], {"axis": 0}),
        *[([numbers(2, 3)], {"ord": ord, "axis": 1}) for ord in (None, 1, 2, INF, -INF, 0, 3, 2.5, -1)],
        *[([numbers(4)], {"ord": ord}) for ord in (1, INF, -2, 4)],
        *[([numbers(3, 4, seed=2)], {"ord": ord}) for ord in ("fro", 1, -1, INF, -INF)],
        ([numbers(2, 3, 4)], {"ord": 1, "axis": (2, 0)}),
        ([numbers(2, 3, 4)], {"ord": INF, "axis": (-1, 0), "keepdims": True}),
        ([numbers(2, 3, 4)], {"axis": (1, 2)}),
    ),
    *several(
        "vector_norm",
        FLOATS,
        ([numbers(2, 3)], {}),
        ([numbers(2, 3)], {"ord": 3}),
        ([numbers(2, 3, 2)], {"axis": (0, 2), "ord": 1, "keepdims": True}),
        ([numbers(2, 3)], {"axis": 0, "ord": INF}),
    ),
    *several("matrix_norm", FLOATS, ([numbers(2, 3)], {}), ([numbers(2, 3, 2)], {"ord": 1, "keepdims": True})),
    *several(
        "normalize",
        FLOATS,
        ([numbers(2, 3)], {}),
        ([numbers(2, 3)], {"axis": None, "epsilon": 0.5}),
        ([numbers(2, 3)], {"axis": (0, 1), "epsilon": 0.1, "mode": "max"}),
        ([numbers(2, 3)], {"axis": (), "epsilon": 2.0}),
        ([numbers(0, 3)], {"axis": 0}),
        ([numbers(1)], {}),
    ),
]
NUMPY = {"norm": np.linalg.norm, "vector_norm": np.linalg.vector_norm, "matrix_norm": np.linalg.matrix_norm}


def _in(name):
    return lambda jax: getattr(jax.numpy.linalg, name)


JAX = {name: _in(name) for name in NUMPY}
NO_PEER = ("normalize",)
BENT = ("norm", "vector_norm", "matrix_norm", "normalize")
