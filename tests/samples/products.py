"""Samples of matmul and of the other functions that are said with dot and batch_dot."""

import numpy as np

from samples.making import products

PAIRS = (
    ((2, 3), (3, 4)),
    ((3,), (3,)),
    ((3,), (3, 2)),
    ((2, 3, 4), (4, 2)),
    ((2, 3, 4), (4,)),
    ((3, 4), (2, 4, 2)),
    ((4,), (2, 4, 2)),
    ((2, 1, 2, 3), (3, 3, 2)),
    ((1, 2, 2), (3, 2, 1)),
    ((0, 2, 3), (3, 2)),
    ((2, 2, 0), (2, 0, 1)),
)


ROWS = [
    *products("matmul", *PAIRS),
    *products("tensordot", ((2, 3, 4), (3, 4, 2)), ((1, 2), (1, 2)), ((2, 0), (2, 0))),
    *products("tensordot", ((2, 3), (2,)), ((), (2,)), ((), ()), axes=0),
    *products("tensordot", ((2, 3), (3, 2, 1)), axes=1),
    *products("tensordot", ((2, 3, 4), (4, 3)), axes=((1, 2), (1, 0))),
    *products("tensordot", ((2, 3), (2, 3)), axes=[-1, -1]),
    *products("inner", ((3,), (3,)), ((2, 3), (4, 3)), ((2, 1, 3), (3,)), ((), (2, 3)), ((2, 0), (0,))),
    *products("outer", ((3,), (2,)), ((2, 3), (2,)), ((), (2,)), ((0,), (2,))),
    *products("kron", ((2,), (3,)), ((2, 3), (3, 2)), ((2,), (2, 3)), ((2, 1, 2), (2,)), ((), (2,)), ((0,), (2,))),
    *products("vdot", ((3,), (3,)), ((2, 3), (3, 2)), ((), ()), ((0,), (0,))),
]

NUMPY = {
    name: getattr(np, name) for name in ("matmul", "tensordot", "inner", "outer", "vdot", "kron") if hasattr(np, name)
}
TORCH = {"matmul": lambda t: t.matmul, "inner": lambda t: t.inner}
ROUNDED = ("matmul", "tensordot", "inner", "vdot")
