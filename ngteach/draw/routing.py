"""How the lines of a picture run: between rows and beside lanes, never through a box.

Inside a lane a line is a soft curve from row to row.  From lane to lane it runs at right angles, through the
channels between the rows and the gutters between the lanes, on a track of its own; lines from one node share it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from .layout import Plan
from .paths import corners, curve
from .ports import ports_across, ports_along
from .rows import ADJOINT, FORWARD, UPDATE
from .tracks import LEFT, MIDDLE, RIGHT, TRACK, channel_tracks, gutter_tracks

_CHANNEL = 26.0  # between two rows, without tracks
_APART = 1  # lines from one lane into one update; more than these run together
_GUTTER = 18.0  # beside a lane, without tracks


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
    port: Any  # where it enters: the source, or what lines that run together have in common


def route(p: Plan) -> Layout:
    """Give every row its height, every line its track, and every node its place."""
    n = len(p.nodes)
    ways = _ways(p)
    gutters, gutter_track = gutter_tracks(ways)
    lane_x, gutter_x, width = _columns(p, gutters)
    x = [p.x[i] + lane_x[p.lane[i]] for i in range(len(p.row))]
    ports = ports_across(p, x, ways)
    trunk = {net: gutter_x[net[1]] + k * TRACK for net, k in gutter_track.items()}
    channels, track = channel_tracks(p, ways, ports, trunk, x)
    tops, bottoms, height = _heights(p, channels, x)
    y = [(tops[p.row[i]] + bottoms[p.row[i]]) / 2 for i in range(n)]
    side_ports = ports_along(p, y, ways, tops, bottoms)
    routes = {edge: curve(p, edge, chain, x, y, ports, tops, bottoms) for edge, chain in p.chains.items()}
    for way in ways:
        routes[way.source, way.target] = corners(p, way, x, y, ports, side_ports, trunk, track, tops, bottoms)
    return Layout(p.row[:n], x[:n], y, routes, _lanes(p, x, y), width, height)


def _ways(p):
    """Where each line that is not a curve leaves and enters, and which gutter it takes."""
    first = {items[0] for items in p.rows.values()}
    last = {items[-1] for items in p.rows.values()}
    ways = []
    into = Counter((p.lane[s], t) for s, t in p.edges if p.lane[s] != p.lane[t] == UPDATE)
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
        joins = into[lane, t] > _APART  # then they share a track, and enter as one
        net, port = (("into", t), "together") if joins else (s, s)
        ways.append(_Way((net, gutter), s, t, gutter, leaves, enters, start, end, port))
    return ways


def _level(p, i, side):
    return 2 * p.row[i] + {"top": 0, "bottom": 2}.get(side, 1)


def _columns(p, gutters):
    """Where each lane and each gutter's first track begin, and the width of all."""
    sizes = [_GUTTER + TRACK * k if k else 0.0 for k in gutters]
    if p.widths[FORWARD] and p.widths[ADJOINT]:
        sizes[MIDDLE] = _GUTTER + 12 + TRACK * gutters[MIDDLE]
    above = p.widths[FORWARD] + sizes[MIDDLE] + p.widths[ADJOINT]
    inner = max(above, p.widths[UPDATE])  # the outer gutters keep clear of the update, even if it is wider
    forward = sizes[LEFT] + (inner - above) / 2
    adjoint = forward + p.widths[FORWARD] + sizes[MIDDLE]
    update = sizes[LEFT] + (inner - p.widths[UPDATE]) / 2
    starts = [(sizes[g] - TRACK * (gutters[g] - 1)) / 2 for g in (LEFT, MIDDLE, RIGHT)]
    gutter_x = [starts[LEFT], forward + p.widths[FORWARD] + starts[MIDDLE], sizes[LEFT] + inner + starts[RIGHT]]
    return [forward, adjoint, update], gutter_x, sizes[LEFT] + inner + sizes[RIGHT]


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


def _lanes(p, x, y):
    """The room that the boxes of each lane take, and the lines inside it."""
    rooms = []
    for lane in (FORWARD, ADJOINT, UPDATE):
        mine = [(x[i], y[i], node.width / 2, node.height / 2) for i, node in enumerate(p.nodes) if node.lane == lane]
        if not mine:
            rooms.append(None)
            continue
        bends = [(x[i] - 4, x[i] + 4) for i in range(len(p.nodes), len(x)) if p.lane[i] == lane]
        left, top = min([a - w for a, _, w, _ in mine] + [a for a, _ in bends]), min(b - h for _, b, _, h in mine)
        right, bottom = max([a + w for a, _, w, _ in mine] + [b for _, b in bends]), max(b + h for _, b, _, h in mine)
        rooms.append((left, top, right, bottom))
    return rooms
