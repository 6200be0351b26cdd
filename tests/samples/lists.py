"""Samples of lists in place of tensors."""

from ngteach.core.types import f64
from samples.making import ALL, numbers, several

ROWS = [
    *several(
        "array",
        ALL,
        ([numbers(2, 3), numbers(2, 3, seed=1)], {}),
        ([numbers(), numbers(seed=1), numbers(seed=2)], {}),
        ([numbers(1, 0)], {}),
        ([numbers(1)], {}),
        listed=True,
    ),
    *several("array", ALL, ([numbers(2, 3)], {}), ([numbers(2)], {"dtype": f64})),
]
JAX = {"array": lambda jax: lambda x, dtype=None: jax.numpy.array(x, dtype and dtype.dtype)}
EXACT = {"array"}
