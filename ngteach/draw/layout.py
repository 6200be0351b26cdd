"""Where the boxes of a picture stand: rows, the order inside a row, and positions from left to right.

Three lanes share the rows: forward runs down, the adjoint of each forward box stands at its height and runs
up, and the update stands below both.   Source: Sugiyama, Tagawa and Toda (1981), for one lane.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from itertools import accumulate

FORWARD, ADJOINT, UPDATE = LANES = 0, 1, 2
GAP = 16.0  # between two boxes of a row
BEND = 10.0  # the room that a line takes where it passes through a row
_WIDEST_UPDATE = 900.0  # a longer row of updates goes on below
_SWEEPS = 8


@dataclass(frozen=True)
class Node:
    """A box before it has a place.  beside: the number of the forward node at whose height it stands."""

    lane: int
    width: float
    height: float
    beside: int | None = None
    is_source: bool = False  # an input or a constant: it follows its users, and never leads


@dataclass
class Plan:
    """Who stands where.  Items are nodes (by number) and, from len(nodes) on, bends of long lines."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]  # from a lower number to a higher one
    row: list[int] = field(default_factory=list)  # of each item
    lane: list[int] = field(default_factory=list)
    rows: dict = field(default_factory=dict)  # (lane, row) -> its items from left to right
    chains: dict = field(default_factory=dict)  # edge inside a lane -> its items, ends included
    x: list[float] = field(default_factory=list)  # the middle of each item; every lane begins at 0
    widths: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])  # of the lanes


def plan(nodes, edges):
    """The Plan for these nodes and edges: deterministic, without recursion, about linear in its size."""
    p = Plan(tuple(nodes), tuple(edges))
    before: list[list[int]] = [[] for _ in nodes]
    after: list[list[int]] = [[] for _ in nodes]
    for s, t in p.edges:
        if nodes[s].lane == nodes[t].lane:
            before[t].append(s)
            after[s].append(t)
    p.row = _rows(nodes, before, after)
    p.lane = [node.lane for node in nodes]
    up, down = _bend(p, after)
    pull = _pull(p)
    for lane in LANES:
        levels = sorted(r for k, r in p.rows if k == lane)
        _order(p, lane, levels, up, down, pull)
    _place(p, up, down, _leaders(p, before, after))
    return p


# ---- rows -------------------------------------------------------------------


def _layers(members, before, after):
    """The row of each member: below all it reads, and just above its first user if it has one."""
    layer: dict[int, int] = {}
    for i in members:
        layer[i] = max((layer[p] + 1 for p in before[i] if p in layer), default=0)
    for i in reversed(members):
        layer[i] = min((layer[s] - 1 for s in after[i] if s in layer), default=layer[i])
    return layer


def _rows(nodes, before, after):
    forward, adjoint, update = ([i for i, n in enumerate(nodes) if n.lane == lane] for lane in LANES)
    layer = _layers(forward, before, after)
    bands: list[list[int]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for i in adjoint:
        if nodes[i].beside in layer:
            bands[layer[nodes[i].beside]].append(i)
    row, bottoms, top = {}, [], 0
    for band in bands:
        depth = _layers(band, before, after)
        bottoms.append(top + max(depth.values(), default=0))
        row.update((i, bottoms[-1] - d) for i, d in depth.items())  # the first to run stands lowest
        top = bottoms[-1] + 1
    row.update((i, bottoms[layer[i]]) for i in forward)
    for i in reversed(adjoint):
        if i not in row:  # a seed stands below all that reads it
            row[i] = max((row[s] + 1 for s in after[i]), default=0)
    below = max(row.values(), default=-1) + 1
    row.update(_update_rows(nodes, update, before, after, below))
    return [row[i] for i in range(len(nodes))]


def _update_rows(nodes, members, before, after, top):
    """The layers of the update; one that is too wide goes on in the row below."""
    layer = _layers(members, before, after)
    row: dict[int, int] = {}
    level, width = 0, 0.0
    for i in sorted(members, key=lambda i: (layer[i], i)):
        if layer[i] > level or width + nodes[i].width > _WIDEST_UPDATE and width:
            level, width, top = layer[i], 0.0, top + 1
        row[i] = top
        width += nodes[i].width + GAP
    return row


# ---- bends ------------------------------------------------------------------


def _bend(p, after):
    """Give each long line inside a lane an item in every row it passes; lines from one node share them.

    Returns, for each item, its neighbours in the row above and in the row below.
    """
    up: list[list[int]] = [[] for _ in p.nodes]
    down: list[list[int]] = [[] for _ in p.nodes]
    for i in range(len(p.nodes)):
        p.rows.setdefault((p.lane[i], p.row[i]), []).append(i)
    for s in range(len(p.nodes)):
        for step in (1, -1):
            targets = [t for t in after[s] if (p.row[t] - p.row[s]) * step > 0]
            chain = [s]
            for r in range(1, max((abs(p.row[t] - p.row[s]) for t in targets), default=0)):
                item = len(p.row)
                p.row.append(p.row[s] + r * step)
                p.lane.append(p.lane[s])
                p.rows.setdefault((p.lane[s], p.row[item]), []).append(item)
                up.append([])
                down.append([])
                _join(chain[-1], item, step, up, down)
                chain.append(item)
            for t in targets:
                part = chain[: abs(p.row[t] - p.row[s])]
                _join(part[-1], t, step, up, down)
                p.chains[s, t] = (*part, t)
    return up, down


def _join(a, b, step, up, down):
    (down if step > 0 else up)[a].append(b)
    (up if step > 0 else down)[b].append(a)


# ---- the order inside a row -------------------------------------------------


def _pull(p):
    """Lines that leave their lane draw a box to that side: -1 left, 1 right."""
    pull = [0.0] * len(p.row)
    for s, t in p.edges:
        if p.lane[s] != p.lane[t]:
            if p.lane[t] == UPDATE:
                pull[s] += -1 if p.lane[s] == FORWARD else 1
            else:
                pull[s] += 1
                pull[t] -= 1
    return [max(-1.0, min(1.0, v)) * 0.75 for v in pull]


def _order(p, lane, levels, up, down, pull):
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


# ---- from left to right -----------------------------------------------------


def _leaders(p, before, after):
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


def _place(p, up, down, leader):
    """Move every item as near to its neighbours as the row allows; a follower straight to its leader."""
    n = len(p.nodes)
    width = [p.nodes[i].width if i < n else BEND for i in range(len(p.row))]
    follower = {b: a for a, b in leader.items()}
    weight = [20.0 if i in leader or i in follower else 1.0 for i in range(len(p.row))]
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
                ahead = leader.get(i), follower.get(i)
                near = [a for a in ahead if a is not None] or up[i] + down[i] or [i]
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
