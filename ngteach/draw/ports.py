"""Where lines meet boxes: near to where they come from, and apart."""

from __future__ import annotations

from .spread import spread
from .tracks import TRACK

_PORT = 13.0  # between two lines that end at one side of a box


def ports_across(p, x, ways):
    """{(node, "top" or "bottom", "out" or the source): x}."""
    wanted: dict = {}
    for (s, t), chain in p.chains.items():
        down = p.row[t] > p.row[s]
        wanted.setdefault((s, "bottom" if down else "top"), {})["out"] = x[s]
        wanted.setdefault((t, "top" if down else "bottom"), {})[s] = x[chain[-2]]
    for way in ways:
        if way.leaves in ("top", "bottom"):
            wanted.setdefault((way.source, way.leaves), {})["out"] = x[way.source]
        if way.enters in ("top", "bottom"):
            wanted.setdefault((way.target, way.enters), {})[way.port] = x[way.source]
    return {
        (i, side, key): at
        for (i, side), lines in wanted.items()
        for key, at in _fit(lines, x[i], p.nodes[i].width / 2 - 12, _PORT)
    }


def ports_along(p, y, ways, tops, bottoms):
    """{(node, "left" or "right", "out" or the source): y}: in the middle if the line is straight."""
    wanted: dict = {}
    for way in ways:
        if way.leaves in ("left", "right"):
            wanted.setdefault((way.source, way.leaves), {})["out"] = y[way.source]
        if way.enters in ("left", "right"):
            turn = (way.start > way.end) - (way.start < way.end)
            wanted.setdefault((way.target, way.enters), {})[way.port] = y[way.target] + TRACK * turn
    return {
        (i, side, key): at
        for (i, side), lines in wanted.items()
        for key, at in _fit(lines, y[i], p.nodes[i].height / 2 - 6, TRACK)
    }


def _fit(lines, middle, room, gap):
    """(key, position) for the lines that end at one side: near to where they come from, and apart."""
    keys = sorted(lines, key=lambda k: (lines[k], str(k)))
    gap = min(gap, 2 * room / max(1, len(keys) - 1))
    limits = [(middle - room + gap * k, middle + room - gap * (len(keys) - 1 - k)) for k in range(len(keys))]
    aims = spread([min(max(lines[k], middle - room), middle + room) for k in keys], [gap] * (len(keys) - 1))
    return [(k, min(max(at, low), high)) for k, at, (low, high) in zip(keys, aims, limits, strict=True)]
