"""Samples of pooling, and what PyTorch and JAX call it."""

from samples.making import COMPUTED, FLOATS, numbers, several

IMAGE = numbers(2, 2, 5, 4)
SETTINGS = (
    {"size": 2},
    {"size": (3, 2), "strides": (1, 2), "padding": (1, 0)},
    {"size": 2, "strides": 3, "ceil_mode": True},
    {"size": 3, "strides": 2, "padding": 1, "ceil_mode": True},
    {"size": 2, "dilation": 2, "strides": 1, "padding": ((0, 1), (1, -1))},
    {"size": 3, "padding": "same", "strides": 2},
)
OTHERS = (
    ([numbers(2, 3, 6)], {"size": 2, "strides": 1}),
    ([numbers(1, 1, 2, 3, 2)], {"size": (1, 2, 2), "strides": 1}),
    ([numbers(1, 1, 1)], {"size": 1}),
    ([numbers(0, 1, 3)], {"size": 2}),
)
GLOBAL = ([IMAGE], [numbers(2, 3, 4)], [numbers(1, 1, 1)], [numbers(0, 1, 3)])
ROWS = [
    *several("max_pool", COMPUTED, *[([IMAGE], p) for p in SETTINGS], *OTHERS),
    *several("max_pool", COMPUTED, ([numbers(1, 1, 2)], {"size": 1, "padding": 1})),
    *several("average_pool", FLOATS, *[([IMAGE], p) for p in SETTINGS], *OTHERS),
    *several("average_pool", FLOATS, *[([IMAGE], {**p, "include_padding": True}) for p in SETTINGS]),
    *several("average_pool", FLOATS, ([numbers(1, 1, 2)], {"size": 1, "padding": 1})),
    *several("global_max_pool", COMPUTED, *GLOBAL),
    *several("global_average_pool", FLOATS, *GLOBAL),
]

NO_PEER = ("max_pool", "average_pool", "global_max_pool", "global_average_pool")
ROUNDED = ("average_pool", "global_average_pool")
BENT = ("max_pool", "global_max_pool")
