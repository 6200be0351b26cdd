"""Samples of whole numbers as rows of bits."""

import numpy as np

from samples.making import WHOLE, Row, binary, numbers, unary

PAIRS = ("bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift", "gcd", "lcm")
ONES = ("invert", "bitwise_count")
ROWS = [
    *[row for name in PAIRS for row in binary(name, WHOLE)],
    *[row for name in ONES for row in unary(name, WHOLE)],
    *[Row(name, (numbers(4, low=-30, high=30), numbers(4, low=-9, high=12)), WHOLE, label="far") for name in PAIRS],
]
NUMPY = {name: getattr(np, name) for name in (*PAIRS, *ONES)}
NOT_IN_NGRAPH = (*PAIRS, *ONES)
