"""Samples of pad."""

import numpy as np

from ngteach.core.types import f16
from samples.making import ALL, NUMBERS, numbers, several

ROWS = [
    *several(
        "pad",
        ALL,
        ([numbers(2, 3)], {"pad_width": 1}),
        ([numbers(2, 3)], {"pad_width": ((0, 2), (1, 0))}),
        ([numbers(3)], {"pad_width": (2, 1), "mode": "edge"}),
        ([numbers(3)], {"pad_width": (5, 1), "mode": "reflect"}),
        ([numbers(1, 3)], {"pad_width": 2, "mode": "reflect"}),
        ([numbers(2, 3)], {"pad_width": {1: (1, 4)}, "mode": "symmetric"}),
        ([numbers(3)], {"pad_width": [4], "mode": "wrap"}),
        ([numbers(2, 0)], {"pad_width": [[1, 0], [0, 2]]}),
        ([numbers(2, 0)], {"pad_width": [[1, 0], [0, 0]], "mode": "edge"}),
        ([numbers(2)], {"pad_width": 0}),
        ([numbers()], {"pad_width": 1}),
    ),
    *several(
        "pad",
        (*NUMBERS, f16),
        ([numbers(2, 3)], {"pad_width": 1, "constant_values": 7}),
        ([numbers(2, 3)], {"pad_width": (1, 2), "constant_values": ((1, 2), (3, 4))}),
        ([numbers(0)], {"pad_width": (1, 2), "constant_values": (5, 6)}),
    ),
    *several(
        "pad",
        NUMBERS,
        ([numbers(3)], {"pad_width": (5, 3), "mode": "reflect", "reflect_type": "odd"}),
        ([numbers(2, 2)], {"pad_width": 2, "mode": "symmetric", "reflect_type": "odd"}),
    ),
]
NUMPY = {"pad": np.pad}
EXACT = ()  # "odd" computes
