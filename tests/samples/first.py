"""Samples of the ops of the tutorial, and of what they are made of."""

import numpy as np

from ngteach.core.types import ELEMENT_TYPES, boolean, f32, f64, i32, i64, u8, u16, u32, u64
from samples.making import (
    ALL,
    COMPUTED,
    FEW_PAIRS,
    FEW_SHAPES,
    FLOATS,
    NUMBERS,
    PAIRS,
    SHAPES,
    WHOLE,
    Row,
    binary,
    labels,
    numbers,
    positive,
    reductions,
    several,
    truths,
    unary,
)  # fmt: skip

COMPARISONS = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
ROWS = [
    *binary("add", NUMBERS),
    *binary("subtract", NUMBERS),
    *binary("multiply", NUMBERS),
    *binary("divide", FLOATS, second=positive),
    *binary("maximum", NUMBERS),
    *binary("minimum", NUMBERS),
    *unary("negative", NUMBERS),
    *unary("abs", NUMBERS),
    *unary("sign", NUMBERS),
    *unary("exp", FLOATS),
    *unary("log", FLOATS, positive),
    *unary("sqrt", FLOATS, positive),
    *unary("tanh", FLOATS),
    *unary("sigmoid", FLOATS),
    *unary("relu", NUMBERS),
    *unary("identity", ALL),
    *unary("stop_gradient", ALL),
    *[row for e in ELEMENT_TYPES for row in unary("convert", ALL, shapes=FEW_SHAPES, label=f"to_{e}", dtype=e)],
    *[row for name in COMPARISONS for row in binary(name, COMPUTED, pairs=FEW_PAIRS)],
    *[
        row
        for name in ("logical_and", "logical_or", "logical_xor")
        for row in binary(name, (boolean,), pairs=FEW_PAIRS)
    ],
    *unary("logical_not", (boolean,)),
    *[Row("where", (truths(*s), numbers(*s), numbers(*t, seed=1)), ALL) for s, t in PAIRS],
    *[Row("where", (truths(*t), numbers(*s), numbers(*s, seed=1)), ALL, {}, "mask") for s, t in PAIRS],
    *[Row("mask", (numbers(*s), truths(*s)), FLOATS) for s in SHAPES],
    *reductions("sum", COMPUTED),
    *several("sum", (*WHOLE, boolean), ([numbers(2, 3)], {"axis": 0, "dtype": i32}), ([numbers()], {"dtype": i32})),
    *several(
        "sum",
        (u8, u16, u32, u64, boolean),
        ([numbers(3, 2)], {"axis": 1, "dtype": u8}),
        ([numbers(0, 2)], {"dtype": u8}),
    ),
    *reductions("max", COMPUTED),
    *reductions("min", COMPUTED),
    *reductions("argmax", COMPUTED, keepdims=False),
    *several(
        "argmax", COMPUTED, ([numbers(3, 4)], {"axis": 0, "keepdims": True}), ([numbers(3, 4)], {"keepdims": True})
    ),
    *several(
        "softmax",
        FLOATS,
        ([numbers(2, 3)], {"axis": 1}),
        ([numbers(2, 3)], {"axis": 0}),
        ([numbers(2, 3)], {}),
        ([numbers(3, 2, 2)], {"axis": (1, 2)}),
        ([numbers()], {}),
        ([numbers(0, 3)], {"axis": 1}),
        ([numbers(1, 1)], {"axis": -1}),
    ),
    *several(
        "broadcast",
        ALL,
        ([numbers(3)], {"shape": (2, 3)}),
        ([numbers()], {"shape": (2, 3)}),
        ([numbers(2, 1)], {"shape": (2, 3)}),
        ([numbers(2, 1, 3)], {"shape": (4, 2, 5, 3)}),
        ([numbers(2)], {"shape": (2, 3), "axis": 1}),
        ([numbers(2, 3)], {"shape": (2, 4, 3), "axis": 1}),
        ([numbers(3)], {"shape": (3,)}),
        ([numbers(1)], {"shape": (0,)}),
        ([numbers(1)], {"shape": (1, 1)}),
    ),
    *several(
        "reshape",
        ALL,
        ([numbers(2, 3)], {"shape": (3, 2)}),
        ([numbers(2, 3)], {"shape": -1}),
        ([numbers(2, 3)], {"shape": (2, -1, 1)}),
        ([numbers()], {"shape": (1, 1)}),
        ([numbers(1, 1)], {"shape": ()}),
        ([numbers(0, 3)], {"shape": (3, 0)}),
        ([numbers(4, 3)], {"shape": (4, 3, 1)}),
    ),
    *several(
        "transpose",
        ALL,
        ([numbers(2, 3)], {}),
        ([numbers(2, 3, 4)], {"axes": (1, 2, 0)}),
        ([numbers(3, 2, 4)], {"axes": (0, -1, 1)}),
        ([numbers()], {}),
        ([numbers(1)], {}),
        ([numbers(0, 3)], {}),
    ),
    *several(
        "slice",
        ALL,
        ([numbers(4, 3)], {"index": ((1, 3, 1), (0, 3, 1))}),
        ([numbers(4, 3)], {"index": ((0, 4, 1), (0, 3, 2))}),
        ([numbers(4, 3)], {"index": ((3, None, -2), (2, 3, 1))}),
        ([numbers(4)], {"index": ((2, 2, 1),)}),
        ([numbers(0, 3)], {"index": ((0, 0, 1), (1, 2, 1))}),
        ([numbers()], {"index": ()}),
        ([numbers(1)], {"index": ((0, 1, 1),)}),
    ),
    *several(
        "embed",
        ALL,
        ([numbers(2, 3)], {"shape": (4, 3), "index": ((1, 3, 1), (0, 3, 1))}),
        ([numbers(2, 2)], {"shape": (4, 3), "index": ((3, None, -2), (0, 3, 2))}),
        ([numbers()], {"shape": (), "index": ()}),
        ([numbers(1)], {"shape": (3,), "index": ((2, 3, 1),)}),
        ([numbers(0)], {"shape": (3,), "index": ((2, 2, 1),)}),
    ),
    *several(
        "join",
        ALL,
        ([numbers(2, 3), numbers(1, 3, seed=1)], {}),
        ([numbers(2, 3), numbers(2, 1, seed=1), numbers(2, 2, seed=2)], {"axis": -1}),
        ([numbers(0, 3), numbers(2, 3)], {"axis": 0}),
        ([numbers(1)], {}),
    ),
    *several(
        "dot",
        NUMBERS,
        ([numbers(2, 3), numbers(3, 4, seed=1)], {}),
        ([numbers(3), numbers(3, 4, seed=1)], {}),
        ([numbers(2, 3), numbers(3, seed=1)], {}),
        ([numbers(3), numbers(3, seed=1)], {}),
        ([numbers(1, 1), numbers(1, 1, seed=1)], {}),
        ([numbers(0, 3), numbers(3, 2)], {}),
        ([numbers(2, 0), numbers(0, 3)], {}),
    ),
    *several(
        "one_hot",
        (f32,),
        ([labels(2, 0, 1)], {"depth": 3}),
        ([labels(2, -1, 7)], {"depth": 4, "dtype": f64}),
        ([labels(1).astype(u8.dtype)], {"depth": 2, "dtype": i32}),
        ([np.array([[0, 1], [2, 0]])], {"depth": 3, "dtype": boolean}),
        ([labels()], {"depth": 3}),
        ([np.array(1)], {"depth": 2, "dtype": u8}),
        ([labels(0, 0)], {"depth": 0}),
        ([labels(2, -1, 7)], {"depth": 4, "unknown": "nan"}),
        ([labels(2, 0).reshape(1, 2)], {"depth": 3, "dtype": f64, "unknown": "nan"}),
        ([labels()], {"depth": 2, "unknown": "nan"}),
        ([labels(2, 0, 1)], {"depth": 3, "axis": 0}),
        ([labels(2, 0).reshape(1, 2)], {"depth": 3, "dtype": i32, "axis": -2}),
        ([labels(2, -1, 7)], {"depth": 4, "axis": 0, "unknown": "nan"}),
    ),
    *several(
        "constant",
        (f32,),
        ([], {"value": 1.5, "type": f32}),
        ([], {"value": [1, 2], "type": u8}),
        ([], {"value": numbers(2, 3)}),
        ([], {"value": np.array([True])}),
        ([], {"value": numbers(0, 3)}),
        ([], {"value": 7, "type": i64[2, 1]}),
    ),
]


def _sum(x, dtype=None, **params):
    """np.sum takes NumPy's element types."""
    return np.sum(x, dtype=getattr(dtype, "dtype", None), **params)


# NumPy's own functions, with the parameters of the op.
NUMPY = {
    "abs": np.abs,
    "equal": np.equal,
    "broadcast": lambda x, shape: np.broadcast_to(x, shape),
    "reshape": lambda x, shape: np.reshape(x, shape),
    "transpose": lambda x, axes=None: np.transpose(x, axes),
    "dot": np.matmul,
    "where": np.where,
    "sum": _sum,
    "max": lambda x, **params: np.max(x, **params),
    "min": lambda x, **params: np.min(x, **params),
    "argmax": lambda x, **params: np.argmax(x, **params),
    "join": lambda *xs, **params: np.concatenate(xs, **params),
    **{
        f.__name__: f
        for f in (np.add, np.subtract, np.multiply, np.divide, np.maximum, np.minimum, np.negative, np.sign)
        + (np.exp, np.log, np.sqrt, np.tanh, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)
        + (np.logical_and, np.logical_or, np.logical_xor, np.logical_not)
    },
}

ROUNDED = ("sum", "dot", "softmax", "sigmoid", "exp", "log", "tanh")
JUMPS = ("sign", *COMPARISONS)
BENT = ("relu", "abs", "maximum", "minimum", "max", "min")  # their slopes ask for a comparison
