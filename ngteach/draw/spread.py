"""Where the boxes of a row stand from left to right: near to their neighbours above and below, and apart."""

from __future__ import annotations

from itertools import accumulate

from .rows import GAP, LANES

_BEND = 10.0  # the room that a line takes where it passes through a row
_SWEEPS = 8


def place(p, up, down, leader):
    """Move every item as near to its neighbours as the row allows; a follower straight to its leader."""
    n = len(p.nodes)
    width = [p.nodes[i].width if i < n else _BEND for i in range(len(p.row))]
    follower = {b: a for a, b in leader.items()}
    weight = _weights(leader, len(p.row))
    p.x = [0.0] * len(p.row)
    gaps = {}
    for key, items in p.rows.items():
        gaps[key] = [(width[a] + width[b]) / 2 + GAP for a, b in zip(items, items[1:], strict=False)]
        places = list(accumulate(gaps[key], initial=-sum(gaps[key]) / 2))
        for i, x in zip(items, places, strict=True):
            p.x[i] = x
    for sweep in range(_SWEEPS + 1):
        for key in sorted(p.rows, reverse=sweep % 2 == 1):
            items = p.rows[key]
            wanted = []
            for i in items:
                before = [leader[i]] if i in leader else up[i]
                near = before + ([follower[i]] if i in follower else down[i]) or [i]
                straight = [a for a in near if (p.row[a] < p.row[i]) == (sweep % 2 == 0)] or near
                wanted.append(sum(p.x[a] for a in straight) / len(straight))
            for i, x in zip(items, spread(wanted, gaps[key], [weight[i] for i in items]), strict=True):
                p.x[i] = x
    for lane in LANES:
        items = [i for i in range(len(p.row)) if p.lane[i] == lane]
        left = min((p.x[i] - width[i] / 2 for i in items), default=0.0)
        for i in items:
            p.x[i] = round(p.x[i] - left, 1)
        p.widths[lane] = max((p.x[i] + width[i] / 2 for i in items), default=0.0)


def _weights(leader, count):
    """The longest straight line of all stands firm, and shorter ones are moved to it."""
    length = [1] * count
    ends: list[int] = []
    follower = {b: a for a, b in leader.items()}
    for i in range(count):
        if i in follower and i not in leader:
            line = [i]
            while line[-1] in follower:
                line.append(follower[line[-1]])
            for j in line:
                length[j] = len(line)
            ends.append(len(line))
    longest = max(ends, default=1)
    return [1.0 if n == 1 else 500.0 if n == longest else 4.0 for n in length]


def leaders(p, before, after):
    """{item: the item it stands straight behind}: the longest way through each lane becomes a straight line."""
    n = len(p.nodes)
    depth, height = [0] * n, [0] * n
    for i in range(n):
        depth[i] = max((depth[q] + 1 for q in before[i]), default=0 if p.nodes[i].is_source else 1)
    for i in reversed(range(n)):
        height[i] = max((height[t] + 1 for t in after[i]), default=0)
    leader: dict[int, int] = {}
    for i in range(n):
        first = max(before[i], key=lambda q: (depth[q], height[q], -q), default=None)
        if first is not None and (first, i) in p.chains:
            heir = max(after[first], key=lambda t: (height[t], depth[t], -t))
            if heir == i:
                chain = p.chains[first, i]
                leader.update(zip(chain[1:], chain, strict=False))
    return leader


def spread(wanted, gaps, weights=None):
    """The positions nearest to the wanted ones (least squares) that keep these gaps between neighbours.

    Source: the pool-adjacent-violators algorithm; neighbours that would overlap move as one block.
    """
    blocks: list[list[float]] = []  # [weight, weight * position, count]
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    for k, x in enumerate(wanted):
        w = weights[k] if weights else 1.0
        blocks.append([w, w * (x - offsets[k]), 1])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][0] >= blocks[-1][1] * blocks[-2][0]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    means = [mean / w for w, mean, count in blocks for _ in range(int(count))]
    return [m + o for m, o in zip(means, offsets[: len(wanted)], strict=True)]
