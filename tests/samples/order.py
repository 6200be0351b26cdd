"""Samples of elements in another order."""

import numpy as np

from samples.making import ALL, labels, numbers, several


def _each(name, *cases):
    return several(name, ALL, *[([numbers(*shape)], params) for shape, params in cases])


ROWS = [
    *_each("flip", ((2, 3), {}), ((2, 3), {"axis": 0}), ((2, 3), {"axis": (-1, 0)}), ((), {}), ((0, 3), {"axis": 1})),
    *_each("flipud", ((2, 3), {}), ((3,), {}), ((1,), {}), ((0, 2), {})),
    *_each("fliplr", ((2, 3), {}), ((1, 1), {}), ((0, 2), {}), ((2, 3, 2), {})),
    *_each(
        "rot90",
        ((2, 3), {}),
        ((2, 3), {"k": 2}),
        ((2, 3), {"k": -1}),
        ((2, 3), {"k": 4}),
        ((2, 3, 4), {"axes": (2, 1)}),
        ((1, 1), {"k": 3}),
        ((0, 3), {}),
    ),
    *_each(
        "roll",
        ((4,), {"shift": 1}),
        ((2, 3), {"shift": -2}),
        ((2, 3), {"shift": 100, "axis": -1}),
        ((2, 3), {"shift": (1, 2), "axis": (0, 1)}),
        ((2, 3), {"shift": (1, 1), "axis": 1}),
        ((2, 3), {"shift": 1, "axis": (0, 1)}),
        ((0, 3), {"shift": 2, "axis": 0}),
        ((), {"shift": 1}),
        ((1,), {"shift": 3}),
    ),
    *_each(
        "shuffle_channels",
        ((2, 6), {"group": 2}),
        ((4, 2), {"group": 2, "axis": 0}),
        ((1, 1, 3), {"group": 1}),
        ((0, 4), {"group": 4}),
        ((1, 1), {"group": 1}),
    ),
    *several(
        "reverse_sequence",
        ALL,
        ([numbers(2, 3), labels(2, 3)], {}),
        ([numbers(4, 2, 3), labels(0, 1, 4)], {"batch_axis": 2, "seq_axis": 0}),
        ([numbers(0, 2), labels()], {}),
        ([numbers(1, 1), labels(1)], {}),
    ),
]
NUMPY = {f.__name__: f for f in (np.flip, np.flipud, np.fliplr, np.rot90, np.roll)}
TORCH = {"shuffle_channels": lambda torch: _shuffled}
EXACT = {row.op for row in ROWS}


def _shuffled(x, group, axis=1):
    """PyTorch's channel_shuffle has the channels in axis 1 and wants space behind them."""
    import torch

    moved = x.moveaxis(axis, 1) if x.ndim > 1 else x
    wide = moved[..., None, None]
    return torch.nn.functional.channel_shuffle(wide, group)[..., 0, 0].moveaxis(1, axis) if x.numel() else x
