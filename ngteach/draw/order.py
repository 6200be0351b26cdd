"""In which order the boxes of a row stand, so that few lines cross."""

from __future__ import annotations

from bisect import bisect_left, insort

from .rows import FORWARD, UPDATE

_SWEEPS = 8


def order(p, lane, levels, up, down, pull):
    """Sort each row by the mean place of its neighbours, up and down by turns; keep the order that crosses least."""
    place: dict[int, float] = {}

    def settle(items):
        items.sort(key=lambda i: place.get(i, 0.0))
        place.update((i, k - (len(items) - 1) / 2) for k, i in enumerate(items))

    for r in levels:
        items = p.rows[lane, r]
        place.update((i, k + 2 * pull[i]) for k, i in enumerate(items))
        settle(items)
    best, fewest = None, None
    for sweep in range(_SWEEPS):
        crossings = sum(_crossings(p.rows[lane, r], down, place) for r in levels)
        if fewest is None or crossings < fewest:
            best, fewest = {r: list(p.rows[lane, r]) for r in levels}, crossings
        if not crossings and sweep:
            break
        for r in levels if sweep % 2 == 0 else reversed(levels):
            near = up if sweep % 2 == 0 else down
            items = p.rows[lane, r]
            if len(items) > 1:
                for i in items:
                    if near[i]:
                        place[i] = sum(place[j] for j in near[i]) / len(near[i]) + pull[i]
                settle(items)
    p.rows.update(((lane, r), items) for r, items in (best or {}).items())


def pull_of(p):
    """Lines that leave their lane draw a box to that side: -1 left, 1 right.  Inputs stay with those that read them."""
    pull = [0.0] * len(p.row)
    stays = {s for s, _ in p.chains if p.nodes[s].is_source}
    for s, t in p.edges:
        if p.lane[s] != p.lane[t]:
            if p.lane[t] == UPDATE:
                pull[s] += -1 if p.lane[s] == FORWARD else 1
            else:
                pull[s] += s not in stays
                pull[t] -= 1
    return [max(-1.0, min(1.0, v)) * 0.75 for v in pull]


def _crossings(items, down, place):
    """How many pairs of lines to the row below cross."""
    seen: list[float] = []
    count = 0
    for i in items:
        ends = sorted(place[j] for j in down[i])
        for end in ends:
            count += len(seen) - bisect_left(seen, end + 0.01)
        for end in ends:
            insort(seen, end)
    return count
