"""Where the words of a plot can stand: near what they name, and where no line strikes them out."""

from __future__ import annotations

import math
from itertools import pairwise

LETTER = 0.6  # the width of a letter, as a share of its size


class Places:
    """Gives each label the first free one of the places it could take.   lines: what is drawn, as points (x, y)."""

    def __init__(self, lines, left, right, top, bottom):
        self.points = [p for line in lines for p in _dense(line)]
        self.edges = left, right, top, bottom
        self.taken: list = []

    def place(self, words, size, spots):
        """The (x, y, anchor) of spots that is freest.   A spot: baseline's x and y, and "start", "middle" or "end"."""
        best = max(spots, key=lambda spot: self._room(_box(words, size, *spot)))
        self.taken.append(_box(words, size, *best))
        return best

    def _room(self, box):
        """How far the nearest line or label is, at most 12; negative if the box leaves the plot."""
        x0, y0, x1, y1 = box
        left, right, top, bottom = self.edges
        out = max(left - x0, x1 - right, top - y0, y1 - bottom, 0)
        if out:
            return -out
        near = [math.hypot(max(x0 - x, 0, x - x1), max(y0 - y, 0, y - y1)) for x, y in self.points]
        near += [math.hypot(max(x0 - c, 0, a - x1), max(y0 - d, 0, b - y1)) for a, b, c, d in self.taken]
        return min([12.0, *near])


def _box(words, size, x, y, anchor):
    wide = LETTER * size * len(words)
    left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
    return left, y - 0.8 * size, left + wide, y + 0.2 * size


def _dense(line):
    """The points of a line with others between, 4 apart; None interrupts it."""
    for a, b in pairwise(line):
        if a is None or b is None:
            continue
        n = max(1, math.ceil(math.hypot(b[0] - a[0], b[1] - a[1]) / 4))
        yield from ((a[0] + (b[0] - a[0]) * k / n, a[1] + (b[1] - a[1]) * k / n) for k in range(n + 1))
