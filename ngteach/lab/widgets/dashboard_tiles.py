"""What the first layer looks for: each unit's weights, or what training has changed in them, as a small picture."""

from __future__ import annotations

import math

import numpy as np

from ...draw.values import colours, png_url

MOST = 72  # tiles; with more of them none could be seen
_SHAPE = 1.85  # how much wider than tall they stand together
_BETWEEN = 190  # the grey between two tiles


def first_layer(weights, first, shape, change):
    """(PNG as data URL, what it shows, the same for who does not see it).

    weights: f32[pixels,units].   first: those before training.   shape: of a picture.   change: weights - first?
    """
    units = (weights - first if change else weights).T
    shown = units[:MOST]
    n, across = len(shown), _across(len(shown), shape)
    high, wide = shape[0] + 1, shape[1] + 1  # with a line between two tiles
    picture = np.full((-(-n // across) * high - 1, across * wide - 1, 3), _BETWEEN, np.uint8)
    for i, tile in enumerate(colours(shown.astype(np.float64)).reshape(n, *shape, 3)):
        top, left = i // across * high, i % across * wide
        picture[top : top + shape[0], left : left + shape[1]] = tile
    strongest = np.abs(shown).max(initial=0, where=np.isfinite(shown))
    which = f"all {n} units" if n == len(units) else f"the first {n} of {len(units)} units"
    what = "W0 - its first value" if change else "W0"
    note = f"{which}, one tile each; blue −, white 0, orange +, strongest {strongest:.2g}"
    if change and not strongest:
        note = f"{which}, one tile each: nothing has changed yet"
    return png_url(picture), note, f"{which} of the first layer, each as a picture of {what}; {note}"


def _across(n, shape):
    """How many tiles in a row, so that all together are about _SHAPE times as wide as tall."""
    return min(n, max(1, math.ceil(math.sqrt(n * _SHAPE * shape[0] / shape[1]))))
