"""Samples of what floats have beside numbers; NaN, infinities and -0 have tests of their own."""

import numpy as np

from samples.making import COMPUTED, FLOATS, NUMBERS, binary, numbers, several, unary

QUESTIONS = ("isnan", "isinf", "isfinite")
ROWS = [
    *[row for name in QUESTIONS for row in unary(name, COMPUTED)],
    *unary("signbit", NUMBERS),
    *unary("isposinf", FLOATS),
    *unary("isneginf", FLOATS),
    *unary("nan_to_num", NUMBERS),
    *several("nan_to_num", NUMBERS, ([numbers(2, 3)], {"nan": 1, "posinf": 2, "neginf": 3})),
    *binary("copysign", FLOATS),
    *unary("fabs", FLOATS),
    *binary("heaviside", FLOATS),
    *binary("fmax", NUMBERS),
    *binary("fmin", NUMBERS),
]
NAMES = ("signbit", "isposinf", "isneginf", "nan_to_num", "copysign", "fabs", "heaviside", "fmax", "fmin")
NUMPY = {name: getattr(np, name) for name in (*QUESTIONS, *NAMES)}
FLAT = ("isposinf", "isneginf")
JUMPS = (*QUESTIONS, "signbit", "isposinf", "isneginf", "copysign", "heaviside")
BENT = ("fabs", "fmax", "fmin")
EXACT = ("isposinf", "isneginf", "nan_to_num", "copysign", "fabs", "heaviside", "fmax", "fmin")
NOT_IN_NGRAPH = (*QUESTIONS, "signbit")
