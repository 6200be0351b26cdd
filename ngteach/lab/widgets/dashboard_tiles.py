"""What the first layer looks for: each unit's weights, or what training has changed in them, for a small picture."""

from __future__ import annotations

import numpy as np

MOST = 72  # tiles; with more of them none could be seen
_NAN, _INFINITE = -128, 127  # codes of what is no share of the strongest


def first_layer(weights, first, change):
    """(a byte for each number of each tile, what it shows, the same for who does not see it).

    weights: f32[pixels,units].   first: those before training.   change: weights - first?
    A byte is 126 for the strongest magnitude, and as much less as the number is; static/dashboard_tiles.js draws them.
    """
    units = (weights - first if change else weights).T
    shown = units[:MOST].astype(np.float64)
    n, finite = len(shown), np.isfinite(shown)
    strongest = np.abs(shown).max(initial=0, where=finite)
    codes = np.where(finite, shown, 0) * (126 / (strongest or 1.0))
    codes = np.where(np.isnan(shown), _NAN, np.where(finite, np.rint(codes), _INFINITE)).astype(np.int8)
    which = f"all {n} units" if n == len(units) else f"the first {n} of {len(units)} units"
    what = "W0 - its first value" if change else "W0"
    note = f"{which}, one tile each; blue −, white 0, orange +, strongest {strongest:.2g}"
    if change and not strongest:
        note = f"{which}, one tile each: nothing has changed yet"
    return codes.tobytes(), note, f"{which} of the first layer, each as a picture of {what}; {note}"
