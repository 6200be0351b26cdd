"""Samples of what is left when numbers are divided."""

import numpy as np

from samples.making import FLOATS, NUMBERS, PAIRS, Row, binary, numbers, positive, unary

DIVISORS = np.array([[-1.3, 0.7, 1.9], [0.6, -0.4, -2.1]])  # none of them rounds to 0
SIGNED = [Row(f, (numbers(2, 3), DIVISORS), NUMBERS, label="signs") for f in ("floor_divide", "remainder", "fmod")]
ROWS = [
    *binary("floor_divide", NUMBERS, second=positive),
    *binary("remainder", NUMBERS, second=positive),
    *binary("fmod", NUMBERS, second=positive),
    *SIGNED,
    *[Row("divmod", (numbers(*s), positive(*t, seed=1)), NUMBERS, part=i) for i in (0, 1) for s, t in PAIRS],
    *[Row("modf", row.inputs, FLOATS, part=i, smooth=i == 0) for i in (0, 1) for row in unary("modf", FLOATS)],
]
NUMPY = {
    "floor_divide": np.floor_divide,
    "remainder": np.remainder,
    "fmod": np.fmod,
    "divmod": np.divmod,
    "modf": np.modf,
}
JUMPS = tuple(NUMPY)
NOT_IN_NGRAPH = ("floor_divide",)
