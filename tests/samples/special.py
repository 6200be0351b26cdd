"""Samples of the error function and its inverse."""

from samples.making import FLOATS, Row, inside, numbers, unary

ROWS = [
    *unary("erf", FLOATS),
    Row("erf", (numbers(4, 3, low=-7, high=7),), FLOATS, label="far"),
    *unary("erfinv", FLOATS, inside),
    Row("erfinv", (numbers(4, 3, low=-0.999, high=0.9999),), FLOATS, label="far"),
]
JAX = {"erf": lambda j: j.scipy.special.erf, "erfinv": lambda j: j.scipy.special.erfinv}
TORCH = {"erf": lambda t: t.erf, "erfinv": lambda t: t.erfinv}
ROUNDED = ("erf", "erfinv")
NOT_IN_NGRAPH = ("erfinv",)
