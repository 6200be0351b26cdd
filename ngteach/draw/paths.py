"""The lines of a picture, once their places are known: soft curves inside a lane, round corners between lanes."""

from __future__ import annotations

from .tracks import TRACK

STRAIGHT = 8.0  # of the end of a line, so that its head points along it
_CORNER = 7.0  # the radius


def curve(p, edge, chain, x, y, ports, tops, bottoms):
    """From row to row: straight through a row, an s-shaped curve between two, and straight into the box at the end."""
    s, t = edge
    down = p.row[t] > p.row[s]
    out, into = ("bottom", "top") if down else ("top", "bottom")
    sign = 1 if down else -1
    path = [("M", ports[s, out, "out"], y[s] + sign * p.nodes[s].height / 2)]
    end = y[t] - sign * p.nodes[t].height / 2
    for a, b in zip(chain, chain[1:], strict=False):
        leave = ports[s, out, "out"] if a == s else x[a]
        enter = ports[t, into, s] if b == t else x[b]
        y0, y1 = (bottoms[p.row[a]], tops[p.row[b]]) if down else (tops[p.row[a]], bottoms[p.row[b]])
        if b == t:
            y1 = min(y1, end - STRAIGHT) if down else max(y1, end + STRAIGHT)
        path.append(("L", leave, y0))
        if abs(leave - enter) > 0.5:
            middle = (y0 + y1) / 2
            path.append(("C", leave, middle, enter, middle, enter, y1))
    path.append(("L", ports[t, into, s], end))
    return path


def corners(p, way, x, y, ports, side_ports, trunk, track, tops, bottoms):
    """At right angles, with round corners."""
    s, t = way.source, way.target
    ends = []
    for i, side, key, level in ((s, way.leaves, "out", way.start), (t, way.enters, way.port, way.end)):
        node = p.nodes[i]
        if level % 2:
            at = side_ports[i, side, key]
            ends.append([(x[i] + (node.width / 2 if side == "right" else -node.width / 2), at)])
        else:
            at, edge_y = ports[i, side, key], y[i] + (node.height / 2 if side == "bottom" else -node.height / 2)
            ends.append([(at, edge_y), (at, _track_y(level // 2, track[way.net, level // 2], tops, bottoms))])
    (first, *_), last = ends[0], ends[1][::-1]
    turn = []
    if way.net in trunk and way.start != way.end:
        turn = [(trunk[way.net], ends[0][-1][1]), (trunk[way.net], last[0][1])]
    return _rounded([first, *ends[0][1:], *turn, *last])


def _track_y(channel, k, tops, bottoms):
    """Tracks lie just above the row below their channel, so that curves have the rest."""
    return tops[channel] - 13 - TRACK * k if channel < len(tops) else bottoms[-1] + 13 + TRACK * k


def _rounded(points):
    """A route through these points, with round corners."""
    kept = [points[0]]
    for a, b in zip(points[1:], [*points[2:], None], strict=True):
        if a != kept[-1] and (b is None or not (kept[-1][0] == a[0] == b[0] or kept[-1][1] == a[1] == b[1])):
            kept.append(a)
    path = [("M", *kept[0])]
    for before, corner, after in zip(kept, kept[1:], kept[2:], strict=False):
        r = min(_CORNER, *(max(abs(corner[0] - q[0]), abs(corner[1] - q[1])) / 2 for q in (before, after)))
        near, far = _toward(corner, before, r), _toward(corner, after, r)
        path += [("L", *near), ("Q", *corner, *far)]
    path.append(("L", *kept[-1]))
    return path


def _toward(a, b, distance):
    length = max(abs(a[0] - b[0]), abs(a[1] - b[1])) or 1.0
    return a[0] + (b[0] - a[0]) * distance / length, a[1] + (b[1] - a[1]) * distance / length
