"""Samples of the hyperbolic functions."""

import numpy as np

from samples.making import FLOATS, above_one, inside, unary

NAMES = ("sinh", "cosh", "arcsinh", "arccosh", "arctanh")
ROWS = [
    *unary("sinh", FLOATS),
    *unary("cosh", FLOATS),
    *unary("arcsinh", FLOATS),
    *unary("arccosh", FLOATS, above_one),
    *unary("arctanh", FLOATS, inside),
]
NUMPY = {name: getattr(np, name) for name in NAMES}
TORCH = {name: lambda t, name=name: getattr(t, name) for name in NAMES}
ROUNDED = NAMES
