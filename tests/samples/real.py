"""Samples of what NumPy asks of numbers that may be complex."""

import numpy as np

from samples.making import FLOATS, numbers, several, unary

ROWS = [*unary("angle", FLOATS), *several("angle", FLOATS, ([numbers(2, 3)], {"deg": True}))]
NUMPY = {"angle": np.angle}
JUMPS = ("angle",)
NO_PEER = ("angle",)  # JAX makes f64 of it
