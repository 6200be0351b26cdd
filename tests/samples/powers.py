"""Samples of powers and roots."""

import numpy as np

from samples.making import FLOATS, NUMBERS, binary, positive, unary

ROWS = [
    *binary("power", NUMBERS, first=positive, second=positive),
    *unary("cbrt", FLOATS),
    *unary("square", NUMBERS),
    *binary("squared_difference", NUMBERS),
    *unary("reciprocal", FLOATS, positive),
    *binary("float_power", NUMBERS, first=positive),
]
NUMPY = {name: getattr(np, name) for name in ("power", "cbrt", "square", "reciprocal", "float_power")}
JAX = {"squared_difference": lambda j: lambda x, y: j.numpy.square(x - y)}
TORCH = {
    "square": lambda t: t.square,
    "squared_difference": lambda t: lambda x, y: t.square(x - y),
    "reciprocal": lambda t: t.reciprocal,
}
ROUNDED = ("power", "cbrt")
NOT_IN_NGRAPH = ("cbrt",)
NO_PEER = ("float_power",)  # JAX keeps f32
