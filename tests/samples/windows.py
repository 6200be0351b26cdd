"""Samples of windows and of their adjoint."""

import numpy as np

from samples.making import ALL, NUMBERS, numbers, several

ROWS = [
    *several(
        "windows",
        ALL,
        ([numbers(5)], {"sizes": 2}),
        ([numbers(2, 7)], {"sizes": (3,), "strides": 2, "dilations": (2,)}),
        ([numbers(2, 4, 5)], {"sizes": (2, 3)}),
        ([numbers(2, 6, 5)], {"sizes": (2, 1), "strides": (2, 3), "dilations": (3, 1)}),
        ([numbers(3, 4)], {"sizes": (3, 4)}),
        ([numbers(0, 3)], {"sizes": (2,)}),
        ([numbers(1)], {"sizes": (1,)}),
        ([numbers(2, 3, 2, 3)], {"sizes": (2, 2, 2)}),
    ),
    *several(
        "add_windows",
        NUMBERS,
        ([numbers(2, 4)], {"space": 5}),
        ([numbers(2, 3, 2)], {"space": (7,), "strides": 2, "dilations": (2,)}),
        ([numbers(2, 2, 3, 3, 3)], {"space": (4, 5)}),
        ([numbers(2, 2, 1, 2, 2)], {"space": (6, 5), "strides": (2, 3), "dilations": (3, 1)}),
        ([numbers(2, 2, 2, 3)], {"space": (5, 7), "strides": (3, 2)}),
        ([numbers(0, 2, 2)], {"space": (3,)}),
        ([numbers(1, 1)], {"space": (1,)}),
    ),
    *several(
        "sliding_window_view",
        ALL,
        ([numbers(5)], {"window_shape": 2}),
        ([numbers(3, 4)], {"window_shape": (2, 3)}),
        ([numbers(2, 4, 3)], {"window_shape": 2, "axis": 1}),
        ([numbers(2, 4, 3)], {"window_shape": (3, 2), "axis": (-1, 0)}),
        ([numbers(0, 3)], {"window_shape": (2,), "axis": -1}),
    ),
]

NUMPY = {"sliding_window_view": np.lib.stride_tricks.sliding_window_view}
NO_PEER = ("windows", "add_windows", "sliding_window_view")
NOT_IN_NGRAPH = ("windows", "add_windows")
ROUNDED = ("add_windows",)
EXACT = ("sliding_window_view",)
