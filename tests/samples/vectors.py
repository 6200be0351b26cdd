"""Samples of products of vectors."""

import numpy as np

from samples.making import products

SIGNALS = ((5,), (3,)), ((3,), (5,)), ((4,), (4,)), ((4,), (2,)), ((2,), (5,)), ((1,), (1,))
ROWS = [
    *products("vecdot", ((3,), (3,)), ((2, 3), (3,)), ((2, 1, 3), (4, 3)), ((0, 3), (3,))),
    *products("vecdot", ((3, 2), (3, 2)), axis=0),
    *products("matvec", ((2, 3), (3,)), ((2, 2, 3), (2, 3)), ((2, 3), (4, 3))),
    *products("vecmat", ((2,), (2, 3)), ((2, 2), (2, 2, 3)), ((4, 2), (2, 3))),
    *products("cross", ((3,), (3,)), ((2, 3), (3,)), ((2, 1, 3), (4, 3)), ((0, 3), (3,))),
    *products("cross", ((3, 2), (3, 2)), axis=0),
    *products("cross", ((3, 2), (2, 3)), axisa=0, axisb=1, axisc=0),
    *[row for mode in ("full", "same", "valid") for row in products("convolve", *SIGNALS, mode=mode)],
    *[row for mode in ("full", "same", "valid") for row in products("correlate", *SIGNALS, mode=mode)],
]

NAMES = ("vecdot", "matvec", "vecmat", "cross", "convolve", "correlate")
NUMPY = {name: getattr(np, name) for name in NAMES if hasattr(np, name)}


def _exact(name):
    """JAX gives floats for whole numbers."""
    return lambda j: lambda a, v, mode: getattr(j.numpy, name)(a, v, mode, precision="highest").astype(a.dtype)


JAX = {name: _exact(name) for name in ("convolve", "correlate")}
ROUNDED = NAMES
