"""Samples of activations without a kink."""

import numpy as np

from samples.making import FLOATS, Row, numbers, several, unary

NAMES = ("softplus", "log_sigmoid", "silu", "swish", "gelu", "mish", "softsign")
ROWS = [
    *[row for name in NAMES for row in unary(name, FLOATS)],
    *several("swish", FLOATS, ([numbers(2, 3)], {"beta": 1.7})),
    *several("gelu", FLOATS, ([numbers(2, 3)], {"approximate": "tanh"})),
    Row("softplus", (np.array([-40.0, 0.0, 40.0]),), FLOATS, label="far"),
]
JAX = {
    "gelu": lambda j: lambda x, approximate="none": j.nn.gelu(x, approximate == "tanh"),
    "swish": lambda j: lambda x, beta=1.0: x * j.nn.sigmoid(beta * x),
    "softsign": lambda j: j.nn.soft_sign,
}
TORCH = {
    "softplus": lambda t: lambda x: t.logaddexp(x, t.zeros_like(x)),  # its softplus is x above 20
    "log_sigmoid": lambda t: t.nn.functional.logsigmoid,
    "silu": lambda t: t.nn.functional.silu,
    "gelu": lambda t: t.nn.functional.gelu,
    "softsign": lambda t: t.nn.functional.softsign,
}
ROUNDED = ("softplus",)
NOT_IN_NGRAPH = ("softplus",)
