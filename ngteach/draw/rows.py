"""In which row each box of a picture stands: forward runs down, its adjoints run up beside it, updates stand below."""

from __future__ import annotations

FORWARD, ADJOINT, UPDATE = LANES = 0, 1, 2
GAP = 14.0  # between two boxes of a row
_WIDEST_UPDATE = 900.0  # a longer row of updates goes on below


def rows_of(nodes, before, after):
    """The row of each node.   before, after: its neighbours in its lane."""
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


def _layers(members, before, after):
    """The row of each member: below all it reads, and just above its first user if it has one."""
    layer: dict[int, int] = {}
    for i in members:
        layer[i] = max((layer[p] + 1 for p in before[i] if p in layer), default=0)
    for i in reversed(members):
        layer[i] = min((layer[s] - 1 for s in after[i] if s in layer), default=layer[i])
    return layer


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
