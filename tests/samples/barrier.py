"""Samples of the optimization barrier."""

from samples.making import ALL, SHAPES, Row, numbers, truths


def _jax_optimization_barrier(jax):
    return lambda x, after: jax.lax.optimization_barrier((x, after))[0]


ROWS = [Row("optimization_barrier", (numbers(*shape), truths(3)), ALL) for shape in SHAPES]
JAX = {"optimization_barrier": _jax_optimization_barrier}
NOT_IN_NGRAPH = ("optimization_barrier",)
