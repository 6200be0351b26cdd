"""Samples of the sines, and of what leads back from them to the angle."""

import numpy as np

from samples.making import FLOATS, binary, inside, unary

NAMES = ("sin", "cos", "tan", "arcsin", "arccos", "arctan", "arctan2", "hypot", "degrees", "radians", "sinc")
ROWS = [
    *unary("sin", FLOATS),
    *unary("cos", FLOATS),
    *unary("tan", FLOATS, inside),
    *unary("arcsin", FLOATS, inside),
    *unary("arccos", FLOATS, inside),
    *unary("arctan", FLOATS),
    *binary("arctan2", FLOATS),
    *binary("hypot", FLOATS),
    *unary("degrees", FLOATS),
    *unary("radians", FLOATS),
    *unary("sinc", FLOATS),
]
NUMPY = {name: getattr(np, name) for name in NAMES}
TORCH = {
    "degrees": lambda t: t.rad2deg,
    "radians": lambda t: t.deg2rad,
    **{name: lambda t, name=name: getattr(t, name) for name in NAMES[:8]},
}
ROUNDED = NAMES[:8]
BENT = ("arctan2", "hypot")  # at the origin
NOT_IN_NGRAPH = ("hypot",)
