"""Where storages lie in one piece of memory: those that live at different times may share bytes.

To find the least memory is hard (dynamic storage allocation, NP-complete), but two simple rules come close.  As time
goes by, each takes the smallest hole that fits: quick for any number of them.  Where that leaves gaps, the largest
choose first: mostly no byte is lost then, but each has to look at all others.
"""

from __future__ import annotations

from bisect import bisect_left, insort

import numpy as np

ALIGN = 64  # bytes: a cache line
TIGHT = 1.02  # times the lower bound: nothing more is tried
MANY = 3000  # storages; so many are not compared with each other


def rounded(n):
    """n bytes, in whole cache lines."""
    return -(-n // ALIGN) * ALIGN


def place(intervals):
    """Give each storage of (first, last, storage) an offset.   first, last: moments, as whole numbers, both included.

    Returns (bytes in all, the most bytes alive at one time).
    """
    top, most = _as_time_goes_by(intervals)
    if top > TIGHT * most and len(intervals) <= MANY:
        tighter, offsets = _largest_first(intervals)
        if tighter < top:
            for (_, _, s), offset in zip(intervals, offsets, strict=True):
                s.offset = offset
            return tighter, most
    return top, most


def _as_time_goes_by(intervals):
    events: list = []
    for n, (first, last, s) in enumerate(intervals):
        events.append((first, 0, -s.nbytes, n, s))  # at the same time, the large ones choose first
        events.append((last, 1, 0, n, s))  # and nothing is freed before all have chosen
    holes = _Holes()
    top = alive = most = 0
    for _, end, _, _, s in sorted(events, key=lambda e: e[:4]):
        size, used = rounded(s.nbytes), rounded(s.nbytes if s.least is None else s.least)
        if end:
            alive -= used
            holes.add(size, s.offset)
            continue
        alive += used
        most = max(most, alive)
        s.offset = top
        hole = holes.smallest(size) or holes.ending(top)  # where nothing fits, one at the top can grow
        if hole:
            room, s.offset = hole
            holes.remove(room, s.offset)
            holes.add(room - size, s.offset + size)
        top = max(top, s.offset + size)
    return top, most


def _largest_first(intervals):
    """(bytes in all, [offset]): each in the smallest gap between those that are alive at some time that it is."""
    sizes = [rounded(s.nbytes) for _, _, s in intervals]
    order = sorted(range(len(intervals)), key=lambda i: -sizes[i])
    first, last, size = (np.array([row[i] for i in order]) for row in (*list(zip(*intervals))[:2], sizes))
    start, end = np.zeros_like(size), np.zeros_like(size)
    for k, n in enumerate(size):
        beside = np.flatnonzero((first[:k] <= last[k]) & (last[:k] >= first[k]))
        beside = beside[np.argsort(start[beside])]
        gaps = np.append(0, np.maximum.accumulate(end[beside]))  # where each begins; the last has no end
        room = start[beside] - gaps[:-1]
        fits = np.flatnonzero(room >= n)
        start[k] = gaps[fits[np.argmin(room[fits])]] if fits.size else gaps[-1]
        end[k] = start[k] + n
    offsets = [0] * len(order)
    for i, offset in zip(order, start.tolist(), strict=True):
        offsets[i] = offset
    return int(end.max(initial=0)), offsets


class _Holes:
    """Free pieces of memory, (bytes, offset), found by size and by where they end, however many there are."""

    def __init__(self):
        self._sorted: list[tuple[int, int]] = []
        self._size_at: dict[int, int] = {}  # offset -> bytes
        self._offset_before: dict[int, int] = {}  # end -> offset

    def smallest(self, size):
        """The smallest hole with so much room; None if there is none."""
        at = bisect_left(self._sorted, (size, 0))
        return self._sorted[at] if at < len(self._sorted) else None

    def ending(self, end):
        """The hole that ends there; None if there is none."""
        offset = self._offset_before.get(end)
        return None if offset is None else (end - offset, offset)

    def add(self, size, offset):
        """One hole more, joined with its neighbours."""
        if size <= 0:
            return
        if before := self.ending(offset):
            self.remove(*before)
            size, offset = size + before[0], before[1]
        if after := self._size_at.get(offset + size):
            self.remove(after, offset + size)
            size += after
        insort(self._sorted, (size, offset))
        self._size_at[offset], self._offset_before[offset + size] = size, offset

    def remove(self, size, offset):
        """One hole less."""
        del self._sorted[bisect_left(self._sorted, (size, offset))]
        del self._size_at[offset], self._offset_before[offset + size]
