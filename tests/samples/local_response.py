"""Samples of local response normalisation."""

from samples.making import FLOATS, numbers, several

ROWS = several(
    "local_response_norm",
    FLOATS,
    ([numbers(2, 5, 3)], {"size": 3}),
    ([numbers(1, 4)], {"size": 5, "alpha": 0.5, "beta": 0.5, "bias": 2.0}),
    ([numbers(2, 3, 4)], {"size": 3, "axis": (1, 2), "alpha": 0.3}),
    ([numbers(1, 1)], {"size": 1}),
    ([numbers(0, 3)], {"size": 3}),
    ([numbers(2, 3)], {"size": 9, "alpha": 0.3}),
)
