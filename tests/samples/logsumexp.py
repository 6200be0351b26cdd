"""Samples of logsumexp and log_softmax."""

from samples.making import FLOATS, numbers, reductions, several

ROWS = [
    *reductions("logsumexp", FLOATS),
    *several("logsumexp", FLOATS, ([500 * numbers(2, 3)], {"axis": 1})),
    *several(
        "log_softmax",
        FLOATS,
        ([numbers(2, 3)], {"axis": 1}),
        ([numbers(2, 3)], {"axis": 0}),
        ([numbers(2, 3)], {}),
        ([numbers(3, 2, 2)], {"axis": (1, 2)}),
        ([numbers(2, 3)], {"axis": ()}),
        ([numbers()], {}),
        ([numbers(0, 3)], {"axis": 1}),
        ([numbers(1, 1)], {"axis": -1}),
        ([100 * numbers(2, 3)], {"axis": 1}),
    ),
]


def _jax_logsumexp(jax):
    def logsumexp(x, **params):  # JAX has none of nothing
        return jax.nn.logsumexp(x, **params) if x.size else jax.numpy.log(jax.numpy.sum(x, **params))

    return logsumexp


def _jax_log_softmax(jax):
    return lambda x, axis=None: jax.nn.log_softmax(x, axis=tuple(range(x.ndim)) if axis in (None, ()) else axis)


JAX = {"logsumexp": _jax_logsumexp, "log_softmax": _jax_log_softmax}
ROUNDED = ("logsumexp",)
NOT_IN_NGRAPH = ("logsumexp",)
