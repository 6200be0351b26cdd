"""Samples of cov and corrcoef."""

from samples.making import FLOATS, numbers, several

ROWS = [
    *several(
        "cov",
        FLOATS,
        ([numbers(2, 4)], {}),
        ([numbers(2, 4), numbers(4, seed=1)], {}),
        ([numbers(4, 2)], {"rowvar": False, "ddof": 0}),
        ([numbers(4)], {"bias": True}),
        ([numbers(1, 4)], {}),
    ),
    *several("corrcoef", FLOATS, ([numbers(3, 5)], {}), ([numbers(5), numbers(5, seed=1)], {})),
]
