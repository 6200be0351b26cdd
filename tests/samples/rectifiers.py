"""Samples of activations made of straight pieces."""

import numpy as np

from samples.making import FLOATS, NUMBERS, Row, numbers, positive, several, unary

AT_ZERO = np.array([-1.0, 0.0, 2.0])
ROWS = [
    *unary("leaky_relu", FLOATS),
    *several("leaky_relu", FLOATS, ([numbers(2, 3)], {"negative_slope": 0.3})),
    *several(
        "prelu",
        FLOATS,
        [numbers(2, 3), positive(3)],
        [numbers(2, 3, 4), positive(3)],
        [numbers(2, 3, 2, 2), positive(1)],
        [numbers(), positive()],
        [numbers(0, 3), positive()],
    ),
    *unary("elu", FLOATS),
    *several("elu", FLOATS, ([numbers(2, 3)], {"alpha": 0.7})),
    *unary("selu", FLOATS),
    *unary("relu6", NUMBERS),
    *several("relu6", NUMBERS, ([numbers(2, 3, low=-4, high=9)], {})),
    *unary("hard_tanh", FLOATS),
    *several("hard_tanh", FLOATS, ([numbers(2, 3)], {"min_val": -0.5, "max_val": 1.5})),
    *unary("hard_sigmoid", FLOATS),
    *several("hard_sigmoid", FLOATS, ([numbers(2, 3)], {"alpha": 0.5, "beta": 0.4})),
    *unary("hard_swish", FLOATS),
    *several("hard_swish", FLOATS, ([numbers(2, 3, low=-5, high=4)], {})),
    *[Row(name, (AT_ZERO,), FLOATS, label="zero", smooth=False) for name in ("leaky_relu", "elu", "selu")],
]
JAX = {
    "prelu": lambda j: lambda x, slope: j.numpy.where(x > 0, x, _by_channel(x, slope) * x),
    "relu6": lambda j: lambda x: j.numpy.minimum(j.nn.relu(x), 6),
    "hard_tanh": lambda j: lambda x, min_val=-1.0, max_val=1.0: j.numpy.clip(x, min_val, max_val),
    "hard_sigmoid": lambda j: lambda x, alpha=0.2, beta=0.5: j.numpy.clip(alpha * x + beta, 0, 1),
}
TORCH = {
    "leaky_relu": lambda t: t.nn.functional.leaky_relu,
    "elu": lambda t: t.nn.functional.elu,
    "selu": lambda t: t.nn.functional.selu,
    "hard_tanh": lambda t: t.nn.functional.hardtanh,
    "hard_swish": lambda t: t.nn.functional.hardswish,
}
BENT = ("leaky_relu", "prelu", "elu", "selu", "relu6", "hard_tanh", "hard_sigmoid", "hard_swish")


def _by_channel(x, slope):
    return slope.reshape(-1, *(1,) * (x.ndim - 2)) if x.ndim > 2 and slope.size > 1 else slope
