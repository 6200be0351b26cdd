"""A drawing of 32 x 32 points becomes a picture of 8 x 8 counts, as the makers of the bundled digits did it."""

from __future__ import annotations

import numpy as np

SIDE, BLOCK = 32, 4  # points of a bitmap; of a block that is counted
CELLS = SIDE // BLOCK
_NARROW, _WIDE = 9, 22  # how wide the bundled digits are, when they are 32 high


def counts(bitmap):
    """How many points of each 4 x 4 block are inked: bool[32,32] -> u8[8,8], from 0 to 16."""
    return bitmap.reshape(CELLS, BLOCK, CELLS, BLOCK).sum(axis=(1, 3)).astype(np.uint8)


def centred(bitmap):
    """The drawing stretched to the height of the pad, and moved to its middle.

    All of those are 32 points high, and 9 (a plain 1) to 22 wide: they were stretched, not only shifted.
    Source: NIST's form-based handprint recognition system, whose bitmaps the data set was made from.
    """
    ys, xs = np.nonzero(bitmap)
    if not len(ys):
        return bitmap.copy()
    box = bitmap[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    high, wide = box.shape
    width = int(np.clip(round(wide * SIDE / high), _NARROW, _WIDE))
    left = (SIDE - width) // 2
    out = np.zeros((SIDE, SIDE), bool)
    out[:, left : left + width] = _stretched(box, SIDE, width)
    return out


def bitmap_of(picture):
    """A bitmap whose counts are this picture: u8[8,8] -> bool[32,32].

    In each block those points are inked that lie nearest to the ink around it, so that strokes join.
    """
    at = (np.arange(SIDE) + 0.5) / BLOCK - 0.5  # where the points lie among the centres of the cells
    padded = np.pad(picture.astype(float), 1)
    smooth = np.apply_along_axis(lambda row: np.interp(at, np.arange(-1, CELLS + 1), row), 1, padded)
    smooth = np.apply_along_axis(lambda col: np.interp(at, np.arange(-1, CELLS + 1), col), 0, smooth)
    blocks = smooth.reshape(CELLS, BLOCK, CELLS, BLOCK).transpose(0, 2, 1, 3).reshape(CELLS, CELLS, -1)
    rank = np.argsort(np.argsort(-blocks, axis=-1, kind="stable"), axis=-1)
    inked = (rank < picture[:, :, None]).reshape(CELLS, CELLS, BLOCK, BLOCK)
    return inked.transpose(0, 2, 1, 3).reshape(SIDE, SIDE)


def _stretched(box, high, wide):
    """The nearest point of the box for each point of the larger or smaller one."""
    rows = (np.arange(high) + 0.5) * box.shape[0] // high
    columns = (np.arange(wide) + 0.5) * box.shape[1] // wide
    return box[rows.astype(int)][:, columns.astype(int)]
