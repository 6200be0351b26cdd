"""Samples of blocks of space that become channels or members of a batch."""

from samples.making import ALL, numbers, several


def _each(name, *cases):
    return several(name, ALL, *[([numbers(*shape)], params) for shape, params in cases])


MODES = ({"mode": "blocks_first"}, {"mode": "depth_first"})
ROWS = [
    *_each("space_to_depth", *[((2, 3, 4, 2), {"block_size": 2, **mode}) for mode in MODES]),
    *_each("space_to_depth", *[((1, 2, 6), {"block_size": 3, **mode}) for mode in MODES]),
    *_each("space_to_depth", ((1, 1, 2, 2, 2), {"block_size": 2}), ((1, 1, 1), {"block_size": 1})),
    *_each("space_to_depth", ((0, 2, 2, 2), {"block_size": 2}), ((1, 2, 0, 2), {"block_size": 2})),
    *_each("depth_to_space", *[((2, 8, 1, 3), {"block_size": 2, **mode}) for mode in MODES]),
    *_each("depth_to_space", *[((1, 6, 2), {"block_size": 3, **mode}) for mode in MODES]),
    *_each("depth_to_space", ((1, 8, 1, 2, 1), {"block_size": 2}), ((1, 1, 1), {"block_size": 1})),
    *_each("depth_to_space", ((0, 4, 2, 2), {"block_size": 2}), ((1, 0, 2, 2), {"block_size": 2})),
    *_each(
        "space_to_batch",
        ((1, 4), {"block_shape": [1, 2]}),
        ((2, 3, 2), {"block_shape": [1, 2, 2], "pads_begin": [0, 1, 0], "pads_end": [0, 0, 2]}),
        ((0, 2), {"block_shape": (1, 2)}),
        ((1, 1), {"block_shape": (1, 1)}),
    ),
    *_each(
        "batch_to_space",
        ((2, 2), {"block_shape": [1, 2]}),
        ((4, 2, 3), {"block_shape": [1, 2, 2], "crops_begin": [0, 1, 0], "crops_end": [0, 0, 2]}),
        ((0, 2), {"block_shape": (1, 2)}),
        ((1, 1), {"block_shape": (1, 1)}),
    ),
]
EXACT = {row.op for row in ROWS}
