"""How the lines of a picture run: between rows and beside lanes, never through a box.

Inside a lane a line is a soft curve from row to row.  From lane to lane it runs at right angles, through the
channels between the rows and the gutters between the lanes, on a track of its own; lines from one node share it.
"""

from __future__ import annotations

from dataclasses import dataclass

from .corners import rounded
from .layout import ADJOINT, FORWARD, UPDATE, Plan, spread

TRACK = 9.0  # between two parallel lines
_CHANNEL = 26.0  # between two rows, without tracks
_GUTTER = 22.0  # beside a lane, without tracks
_PORT = 13.0  # between two lines that end at one side of a box
LEFT, MIDDLE, RIGHT = 0, 1, 2  # the gutters: before forward, between the lanes, behind adjoint


@dataclass(frozen=True)
class Layout:
    """A drawn plan.  A route is a list as in SVG: ("M", x, y), ("L", x, y), ("Q", 4 numbers), ("C", 6 numbers)."""

    rows: list[int]
    x: list[float]  # the middle of each node
    y: list[float]
    routes: dict  # edge -> its route
    lanes: list[tuple[float, float, float, float] | None]  # left, top, right, bottom of each lane that has nodes
    width: float
    height: float


@dataclass
class _Way:
    """A line from lane to lane (or along one row).  Heights are counted: channel c is 2c, row r is 2r + 1."""

    net: tuple
    source: int
    target: int
    gutter: int
    leaves: str  # the side of the box: "left", "right", "top" or "bottom"
    enters: str
    start: int
    end: int


def route(p: Plan) -> Layout:
    """Give every row its height, every line its track, and every node its place."""
    n = len(p.nodes)
    ways = _ways(p)
    gutters, gutter_track = _gutter_tracks(ways)
    lane_x, gutter_x, width = _columns(p, gutters)
    x = [p.x[i] + lane_x[p.lane[i]] for i in range(len(p.row))]
    ports = _ports_across(p, x, ways)
    trunk = {net: gutter_x[net[1]] + k * TRACK for net, k in gutter_track.items()}
    channels, track = _channel_tracks(p, ways, ports, trunk, x)
    tops, bottoms, height = _heights(p, channels, x)
    y = [(tops[p.row[i]] + bottoms[p.row[i]]) / 2 for i in range(n)]
    side_ports = _ports_along(p, y, ways, tops, bottoms)
    routes = {edge: _curve(p, edge, chain, x, y, ports, tops, bottoms) for edge, chain in p.chains.items()}
    for way in ways:
        routes[way.source, way.target] = _corners(p, way, x, y, ports, side_ports, trunk, track, tops, bottoms)
    return Layout(p.row[:n], x[:n], y, routes, _lanes(p, x, y), width, height)


# ---- from lane to lane ------------------------------------------------------


def _ways(p):
    """Where each line that is no curve leaves, enters, and which gutter it takes."""
    first = {items[0] for items in p.rows.values()}
    last = {items[-1] for items in p.rows.values()}
    ways = []
    for s, t in p.edges:
        if (s, t) in p.chains:
            continue
        lane, to = p.lane[s], p.lane[t]
        gutter = MIDDLE if (lane, to) == (FORWARD, ADJOINT) else LEFT if lane == FORWARD else RIGHT
        free = s in (first if gutter == LEFT else last) and lane != to
        out = "top" if lane == ADJOINT and to == UPDATE else "bottom"
        leaves = ("left" if gutter == LEFT else "right") if free else out
        enters = "top" if to == UPDATE and lane != to else "bottom"
        if to == ADJOINT and lane == FORWARD and t in first:
            enters = "left"
        start, end = _level(p, s, leaves), _level(p, t, enters)
        ways.append(_Way((s, gutter), s, t, gutter, leaves, enters, start, end))
    return ways


def _level(p, i, side):
    return 2 * p.row[i] + {"top": 0, "bottom": 2}.get(side, 1)


def _tracks(intervals):
    """{key: track}: keys whose intervals meet get different tracks; (low, high, key) in, greedy from the left."""
    track, ends = {}, []
    for low, high, key in sorted(intervals):
        free = next((k for k, end in enumerate(ends) if end < low), len(ends))
        if free == len(ends):
            ends.append(high)
        ends[free] = high
        track[key] = free
    return track


def _gutter_tracks(ways):
    spans: dict = {}
    for way in ways:
        low, high = spans.get(way.net, (way.start, way.start))
        spans[way.net] = min(low, way.end), max(high, way.end)
    track, count = {}, [0, 0, 0]
    for gutter in (LEFT, MIDDLE, RIGHT):
        mine = _tracks([(low, high, net) for net, (low, high) in spans.items() if net[1] == gutter and low < high])
        count[gutter] = max(mine.values(), default=-1) + 1
        if gutter == LEFT:  # the first track is the one next to the lane
            mine = {net: count[gutter] - 1 - k for net, k in mine.items()}
        track.update(mine)
    return count, track


def _columns(p, gutters):
    """Where each lane and each gutter's first track begin, and the width of all."""
    sizes = [_GUTTER + TRACK * k if k else 0.0 for k in gutters]
    if p.widths[FORWARD] and p.widths[ADJOINT]:
        sizes[MIDDLE] = _GUTTER + 14 + TRACK * gutters[MIDDLE]
    above = p.widths[FORWARD] + sizes[MIDDLE] + p.widths[ADJOINT]
    inner = max(above, p.widths[UPDATE])  # the outer gutters keep clear of the update, even if it is wider
    forward = sizes[LEFT] + (inner - above) / 2
    adjoint = forward + p.widths[FORWARD] + sizes[MIDDLE]
    update = sizes[LEFT] + (inner - p.widths[UPDATE]) / 2
    starts = [(sizes[g] - TRACK * (gutters[g] - 1)) / 2 for g in (LEFT, MIDDLE, RIGHT)]
    gutter_x = [starts[LEFT], forward + p.widths[FORWARD] + starts[MIDDLE], sizes[LEFT] + inner + starts[RIGHT]]
    return [forward, adjoint, update], gutter_x, sizes[LEFT] + inner + sizes[RIGHT]


def _channel_tracks(p, ways, ports, trunk, x):
    """(the number of tracks of each channel, {(net, channel): track})."""
    spans: dict = {}
    for way in ways:
        for level, i, side, key in (
            (way.start, way.source, way.leaves, "out"),
            (way.end, way.target, way.enters, way.source),
        ):
            if level % 2 == 0:
                other = trunk.get(way.net, ports.get((way.source, way.leaves, "out")))
                at = ports[i, side, key]
                low, high = spans.get((way.net, level // 2), (at, at))
                spans[way.net, level // 2] = min(low, at, other), max(high, at, other)
    channels: dict[int, list] = {}
    for (net, channel), (low, high) in spans.items():
        channels.setdefault(channel, []).append((low - 6, high + 6, (net, channel)))
    track = {}
    for intervals in channels.values():
        track.update(_tracks(intervals))
    count = [0] * (max(p.row, default=-1) + 2)
    for (_, channel), k in track.items():
        count[channel] = max(count[channel], k + 1)
    return count, track


# ---- where lines meet boxes -------------------------------------------------


def _ports_across(p, x, ways):
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
            wanted.setdefault((way.target, way.enters), {})[way.source] = x[way.source]
    return {
        (i, side, key): at
        for (i, side), lines in wanted.items()
        for key, at in _fit(lines, x[i], p.nodes[i].width / 2 - 12, _PORT)
    }


def _ports_along(p, y, ways, tops, bottoms):
    """{(node, "left" or "right", "out" or the source): y}: in the middle if the line is straight."""
    wanted: dict = {}
    for way in ways:
        if way.leaves in ("left", "right"):
            wanted.setdefault((way.source, way.leaves), {})["out"] = y[way.source]
        if way.enters in ("left", "right"):
            turn = (way.start > way.end) - (way.start < way.end)
            wanted.setdefault((way.target, way.enters), {})[way.source] = y[way.target] + TRACK * turn
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


# ---- heights and paths ------------------------------------------------------


def _heights(p, channels, x):
    """The top and the bottom of each row, and the height of all."""
    slant = [0.0] * len(channels)  # a curve that goes far to the side needs height
    for chain in p.chains.values():
        for a, b in zip(chain, chain[1:], strict=False):
            c = max(p.row[a], p.row[b])
            slant[c] = max(slant[c], abs(x[a] - x[b]))
    tall = [0.0] * (len(channels) - 1)
    for i, node in enumerate(p.nodes):
        tall[p.row[i]] = max(tall[p.row[i]], node.height)
    tops, bottoms, y = [], [], channels[0] * TRACK
    for r, height in enumerate(tall):
        if r:
            y += _CHANNEL + min(20.0, slant[r] * 0.06) + channels[r] * TRACK
        tops.append(y)
        y += height
        bottoms.append(y)
    return tops, bottoms, y + (channels[-1] * TRACK + 13 if channels[-1] else 0)


def _curve(p, edge, chain, x, y, ports, tops, bottoms):
    """From row to row: straight through a row, an s-shaped curve between two."""
    s, t = edge
    down = p.row[t] > p.row[s]
    out, into = ("bottom", "top") if down else ("top", "bottom")
    sign = 1 if down else -1
    path = [("M", ports[s, out, "out"], y[s] + sign * p.nodes[s].height / 2)]
    for a, b in zip(chain, chain[1:], strict=False):
        leave = ports[s, out, "out"] if a == s else x[a]
        enter = ports[t, into, s] if b == t else x[b]
        y0, y1 = (bottoms[p.row[a]], tops[p.row[b]]) if down else (tops[p.row[a]], bottoms[p.row[b]])
        path.append(("L", leave, y0))
        if abs(leave - enter) > 0.5:
            middle = (y0 + y1) / 2
            path.append(("C", leave, middle, enter, middle, enter, y1))
    path.append(("L", ports[t, into, s], y[t] - sign * p.nodes[t].height / 2))
    return path


def _corners(p, way, x, y, ports, side_ports, trunk, track, tops, bottoms):
    """At right angles, with round corners."""
    s, t = way.source, way.target
    ends = []
    for i, side, key, level in ((s, way.leaves, "out", way.start), (t, way.enters, s, way.end)):
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
    return rounded([first, *ends[0][1:], *turn, *last])


def _track_y(channel, k, tops, bottoms):
    """Tracks lie just above the row below their channel, so that curves have the rest."""
    return tops[channel] - 13 - TRACK * k if channel < len(tops) else bottoms[-1] + 13 + TRACK * k


def _lanes(p, x, y):
    """The room that the boxes of each lane take."""
    rooms = []
    for lane in (FORWARD, ADJOINT, UPDATE):
        mine = [(x[i], y[i], node.width / 2, node.height / 2) for i, node in enumerate(p.nodes) if node.lane == lane]
        if not mine:
            rooms.append(None)
            continue
        left, top = min(a - w for a, _, w, _ in mine), min(b - h for _, b, _, h in mine)
        right, bottom = max(a + w for a, _, w, _ in mine), max(b + h for _, b, _, h in mine)
        rooms.append((left, top, right, bottom))
    return rooms
