"""Samples of the exponentials and logarithms beside exp and log."""

import numpy as np

from samples.making import FLOATS, Row, binary, numbers, positive, unary

NAMES = ("expm1", "log1p", "exp2", "log2", "log10", "logaddexp", "logaddexp2")
ROWS = [
    *unary("expm1", FLOATS),
    *unary("log1p", FLOATS, positive),
    *unary("exp2", FLOATS),
    *unary("log2", FLOATS, positive),
    *unary("log10", FLOATS, positive),
    *binary("logaddexp", FLOATS),
    *binary("logaddexp2", FLOATS),
    Row("logaddexp", (numbers(2, 3), numbers(2, 3)), FLOATS, label="equal"),
]
NUMPY = {name: getattr(np, name) for name in NAMES}
TORCH = {name: lambda t, name=name: getattr(t, name) for name in NAMES}
ROUNDED = NAMES
NOT_IN_NGRAPH = ROUNDED
