"""Where the boxes of a picture stand: rows, the order inside a row, and positions from left to right.

Three lanes share the rows: forward runs down, the adjoint of each forward box stands at its height and runs
up, and the update stands below both.   Source: Sugiyama, Tagawa and Toda (1981), for one lane.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .order import order, pull_of
from .rows import LANES, rows_of
from .spread import leaders, place


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
    p.row = rows_of(nodes, before, after)
    p.lane = [node.lane for node in nodes]
    up, down = _bend(p, after)
    pull = pull_of(p)
    for lane in LANES:
        levels = sorted(r for k, r in p.rows if k == lane)
        order(p, lane, levels, up, down, pull)
    place(p, up, down, leaders(p, before, after))
    return p


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
