"""Samples of what rounds."""

import numpy as np

from samples.making import FLOATS, NUMBERS, numbers, several, unary

ROWS = [
    *unary("floor", NUMBERS),
    *unary("ceil", NUMBERS),
    *unary("trunc", NUMBERS),
    *unary("rint", FLOATS),
    *unary("round", NUMBERS),
    *several(
        "round",
        NUMBERS,
        ([numbers(2, 3)], {"decimals": 2}),
        ([numbers(2, 3, low=-40, high=40)], {"decimals": -1}),
        ([numbers(0, 3)], {"decimals": 1}),
    ),
]
NUMPY = {name: getattr(np, name) for name in ("floor", "ceil", "trunc", "rint", "round")}
FLAT = ("round",)
JUMPS = ("floor", "ceil", "trunc", "rint", "round")
NOT_IN_NGRAPH = ("trunc",)
