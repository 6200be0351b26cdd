"""A drawing of 32 x 32 points becomes a picture of 8 x 8 counts, as the makers of the bundled digits did it."""

from __future__ import annotations

import math

import numpy as np

SIDE, BLOCK = 32, 4  # points of a bitmap; of a block that is counted
CELLS = SIDE // BLOCK
BRUSH = 4.5  # the squared radius of the pen, in points: about as thick as the strokes of the bundled digits
_NARROW, _WIDE = 9, 22  # how wide the bundled digits are, when they are 32 high
_STEEPEST = 0.7  # columns a row: what leans more than that was meant to lie


def counts(bitmap):
    """How many points of each 4 x 4 block are inked: bool[32,32] -> u8[8,8], from 0 to 16."""
    return bitmap.reshape(CELLS, BLOCK, CELLS, BLOCK).sum(axis=(1, 3)).astype(np.uint8)


def inked(strokes, brush=BRUSH):
    """What a round pen leaves: bool[32,32].   strokes: each a list of (row, column), where the pen is not lifted.

    The pad's own pen (static/digit_pad.js) paints the same points; a test compares them.
    """
    bitmap = np.zeros((SIDE, SIDE), bool)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    for stroke in strokes:
        for (y0, x0), (y1, x1) in zip(stroke, stroke[1:] or stroke, strict=False):
            steps = math.ceil(2 * max(abs(y1 - y0), abs(x1 - x0), 0.5))
            for k in range(steps + 1):
                down, right = rows - (y0 + (y1 - y0) * k / steps), columns - (x0 + (x1 - x0) * k / steps)
                bitmap |= down * down + right * right <= brush
    return bitmap


def readable(bitmap):
    """The drawing as the graph is to get it: upright, stretched to the height of the pad, and in its middle."""
    return centred(upright(bitmap))


def upright(bitmap):
    """The drawing without its slant: each row is shifted, so that the ink leans to neither side.

    bool[32,32] -> bool[32,n], since a shifted row may reach further.
    The lean is the covariance of row and column over the variance of the row: what a line through the ink would have.
    """
    ys, xs = np.nonzero(bitmap)
    n, total = len(ys), int(ys.sum())  # both moments n times, in whole numbers: JavaScript gets the same
    spread = n * int((ys * ys).sum()) - total**2
    if not spread:
        return bitmap.copy()
    lean = (n * int((ys * xs).sum()) - total * int(xs.sum())) / spread
    lean = min(max(lean, -_STEEPEST), _STEEPEST)
    reach = math.ceil(_STEEPEST * SIDE)
    out = np.zeros((SIDE, SIDE + 2 * reach), bool)
    out[ys, np.rint(xs - lean * (ys - total / n)).astype(int) + reach] = True
    return out


def centred(bitmap):
    """The drawing stretched to the height of the pad, and moved to its middle.

    All bundled digits are 32 points high, and 9 (a plain 1) to 22 wide: they were stretched, not only shifted.
    Source: NIST's form-based handprint recognition system, whose bitmaps the data set was made from.
    """
    ys, xs = np.nonzero(bitmap)
    if not len(ys):
        return np.zeros((SIDE, SIDE), bool)
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
