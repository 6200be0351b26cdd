"""More handwriting from little: copies of the bundled digits, slanted, turned, widened, bent, and thinner or thicker.

Nobody writes the same 7 twice, and nobody writes it where another did.  A copy that is still a 7 is one more example,
and it costs nothing.   Source: Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks".
"""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require
from ..ops import random
from .bitmaps import CELLS, SIDE, bitmap_of, counts, readable

_SLANT, _TURN, _WIDER, _BENT = 0.45, 0.2, 1.5, 1.8  # columns a row; radians; times; points
_KNOTS = 4  # a bend is even within a quarter of the picture
_USE = 3  # what the key is for, so that no two uses of a seed are given the same bits


def augmented_images(images, copies, seed):
    """The images as they are, then the same images copies - 1 times, each changed in its own way: u8[n*copies,8,8].

    images: u8[n,8,8] of counts from 0 to 16.   seed: the same seed makes the same copies.
    Each changed copy is then set upright and stretched, as the digit pad does it with what is drawn.
    """
    fits = images.ndim == 3 and images.shape[1:] == (CELLS, CELLS) and images.size and images.max() <= 16
    require(fits, f"only pictures of 8 x 8 counts from 0 to 16 can be bent, found {images.dtype}{list(images.shape)}")
    require(isinstance(copies, int) and copies > 0, f"copies must be a whole number from 1 on, found {copies!r}")
    bitmaps = np.stack([bitmap_of(picture) for picture in images]) if copies > 1 else None
    key = random.fold_in(random.key(seed % 2**64), _USE)
    changed = [_changed(bitmaps, random.fold_in(key, copy)) for copy in range(1, copies)]
    return np.concatenate([images, *changed])


def _changed(bitmaps, key):
    """One changed copy of each: bool[n,32,32] -> u8[n,8,8]."""
    how, across, down, pen = (np.asarray(k) for k in random.split(key, 4))
    n = len(bitmaps)
    slant, turn, wider = np.asarray(random.uniform(how, (3, n, 1, 1))) * 2 - 1
    slant, turn, wider = _SLANT * slant, _TURN * turn, _WIDER**wider
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    x = (x + slant * y) / wider / 0.9  # a little smaller, so that what is bent outwards is not cut off
    y = np.broadcast_to(y / 0.9, x.shape)
    back_x = np.cos(turn) * x - np.sin(turn) * y + _bend(across, n)  # where each point of the copy comes from
    back_y = np.sin(turn) * x + np.cos(turn) * y + _bend(down, n)
    ink = _taken(bitmaps, back_y, back_x)
    return np.stack([counts(readable(bitmap)) for bitmap in _with_another_pen(ink, pen)])


def _bend(key, n):
    """By how much each point is moved, little by little different from its neighbours: f64[n,32,32]."""
    knots = _BENT * np.asarray(random.normal(key, (n, _KNOTS, _KNOTS)), float)
    at = np.linspace(0, _KNOTS - 1, SIDE)
    low = np.minimum(at.astype(int), _KNOTS - 2)
    share = at - low
    rows = knots[:, low] * (1 - share)[:, None] + knots[:, low + 1] * share[:, None]
    return rows[:, :, low] * (1 - share) + rows[:, :, low + 1] * share


def _taken(bitmaps, y, x):
    """The nearest point of each bitmap; none from outside."""
    y, x = (np.rint(k + (SIDE - 1) / 2).astype(int) for k in (y, x))
    inside = (y >= 0) & (y < SIDE) & (x >= 0) & (x < SIDE)
    return bitmaps[np.arange(len(bitmaps))[:, None, None], y.clip(0, SIDE - 1), x.clip(0, SIDE - 1)] & inside


def _with_another_pen(ink, key):
    """A quarter of them a point thicker all around, and a quarter thinner, unless that would leave too little."""
    around = np.pad(ink, ((0, 0), (1, 1), (1, 1)))
    beside = [around[:, 1:-1, :-2], around[:, 1:-1, 2:], around[:, :-2, 1:-1], around[:, 2:, 1:-1]]
    thick, thin = np.logical_or.reduce([ink, *beside]), np.logical_and.reduce([ink, *beside])
    which = np.asarray(random.uniform(key, (len(ink), 1, 1)))
    enough = thin.sum(axis=(1, 2), keepdims=True) > 0.45 * ink.sum(axis=(1, 2), keepdims=True)
    return np.where(which > 0.75, thick, np.where((which < 0.25) & enough, thin, ink))
