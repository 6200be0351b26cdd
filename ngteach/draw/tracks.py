"""On which track each line of a picture runs, so that lines which meet do not lie on each other."""

from __future__ import annotations

TRACK = 9.0  # between two parallel lines
LEFT, MIDDLE, RIGHT = 0, 1, 2  # the gutters: before forward, between the lanes, behind adjoint


def gutter_tracks(ways):
    """(the number of tracks of each gutter, {net: track})."""
    spans: dict = {}
    for way in ways:
        low, high = spans.get(way.net, (way.start, way.start))
        spans[way.net] = min(low, way.start, way.end), max(high, way.start, way.end)
    track, count = {}, [0, 0, 0]
    for gutter in (LEFT, MIDDLE, RIGHT):
        mine = _tracks([(low, high, net) for net, (low, high) in spans.items() if net[1] == gutter and low < high])
        count[gutter] = max(mine.values(), default=-1) + 1
        if gutter == LEFT:  # the first track is the one next to the lane
            mine = {net: count[gutter] - 1 - k for net, k in mine.items()}
        track.update(mine)
    return count, track


def channel_tracks(p, ways, ports, trunk, x):
    """(the number of tracks of each channel, {(net, channel): track})."""
    spans: dict = {}
    for way in ways:
        for level, i, side, key in (
            (way.start, way.source, way.leaves, "out"),
            (way.end, way.target, way.enters, way.port),
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
