"""Where everything stands in the picture of a derivation: laid out once, for the last state of the film.

From left to right: inputs, a gutter for long lines, the forward lane, a gutter for what is kept, the adjoint lane, a
gutter, and a bus that brings the adjoints of the weights down to the update, which has the foot of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .blocks import Block, adjoint_block, forward_block, input_blocks
from .rows import Row
from .story import seed_formula

GAP, _HEAD, _TRACK, _MARGIN = 9.0, 20.0, 7.0, 5.0
_GUTTER = 13.0  # without tracks


@dataclass(eq=False)
class Places:
    """Every block in its place; *_x: {row: where its long line runs}."""

    forward: dict[Row, Block] = field(default_factory=dict)
    adjoint: dict[Row, Block] = field(default_factory=dict)
    left: dict[Row, list[Block]] = field(default_factory=dict)
    top: Block | None = None  # the input above the first row
    seed: Block | None = None
    updates: list[Block] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)  # what only updates read
    panels: list[tuple[str, float, float, float, float]] = field(default_factory=list)
    down_x: dict[Row, float] = field(default_factory=dict)
    up_x: dict[Row, float] = field(default_factory=dict)
    kept_x: dict[Row, float] = field(default_factory=dict)
    bus: float = 0.0
    width: float = 0.0
    height: float = 0.0


def places(made, reasons=False, width=340.0):
    """reasons: is each rule explained in its box?   width: the picture becomes at least so wide"""
    rows, p = made.rows.rows, Places()
    skip = ()
    if rows and rows[0].inputs:
        x = next(x for x in made.graph.inputs if x in set(rows[0].inputs))  # data come before weights
        skip = (x,)
        p.top = Block(x.name, "input", made.rows.names[x][:16], [str(x.type)[:20]])
    for row in rows:
        p.forward[row] = forward_block(row, made)
        block = adjoint_block(row, made, reasons)
        if block:
            p.adjoint[row] = block
        p.left[row] = input_blocks(row, made, skip)
    if made.seed:
        name = made.rows.names[made.seed[-1].output]
        p.seed = Block(made.seed[-1].output.name, "adjoint", name, [f"= {seed_formula(made)}"[:36]], made.seed)
    for update in made.updates:
        p.updates.append(Block(update.result.name, "update", update.title, [update.text], update.equations))
    _columns(p, rows, width)
    _heights(p, rows)
    _foot(p, made)
    return p


def _columns(p, rows, width):
    at = {row: k for k, row in enumerate(rows)}
    down = _lines({r: [s for s in r.readers if at[s] != at[r] + 1] for r in rows}, at)
    up = _lines({r: [b for b in r.back if _between(p, rows, at[b], at[r])] for r in rows}, at)
    kept = _lines({r: [k for k in r.kept if k is not r] for r in rows}, at)
    left = max((b.width for blocks in p.left.values() for b in blocks), default=0.0)
    lane = max([b.width for b in p.forward.values()] + ([p.top.width] if p.top else []), default=60.0)
    other = max([b.width for b in p.adjoint.values()] + ([p.seed.width] if p.seed else []), default=0.0)
    count = {name: max(t.values(), default=-1) + 1 for name, t in (("down", down), ("up", up), ("kept", kept))}
    x = _MARGIN + left
    gutter = _GUTTER + count["down"] * _TRACK if left or down else 0.0
    p.down_x = {r: x + gutter - 9 - k * _TRACK for r, k in down.items()}
    x += gutter
    middle = _GUTTER + 8 + count["kept"] * _TRACK if other else 0.0
    right = 17 + count["up"] * _TRACK if other else 0.0
    spare = max(width - (x + lane + middle + other + right + _MARGIN), 0.0)
    lane, other = lane + spare * 0.25, other + spare * 0.75
    for row, block in p.forward.items():
        block.x, block.width = x, lane
        for each in p.left[row]:
            each.x, each.width = _MARGIN, left
    if p.top:
        p.top.x = x + (lane - p.top.width) / 2
    p.kept_x = {r: x + lane + 12 + k * _TRACK for r, k in kept.items()}
    x += lane + middle
    for block in p.adjoint.values():
        block.x, block.width = x, other
    if p.seed:
        p.seed.x = x + (other - p.seed.width) / 2
    x += other
    p.up_x = {r: x + 9 + k * _TRACK for r, k in up.items()}
    p.bus = x + right - 1
    p.width = x + right + _MARGIN


def _between(p, rows, top, bottom):
    """Does another adjoint stand between these two rows?"""
    return any(rows[k] in p.adjoint for k in range(top + 1, bottom))


def _lines(targets, at):
    """{row: the track of its long line}, for the rows that have such targets; lines that meet have different tracks."""
    track, ends = {}, []
    for row, others in targets.items():
        if others:
            reach = [at[row], *(at[other] for other in others)]
            k = next((k for k, end in enumerate(ends) if end < min(reach)), len(ends))
            ends[k : k + 1] = [max(reach)]
            track[row] = k
    return track


def _heights(p, rows):
    y, free, part = 6.0, 0.0, None
    if p.top:
        p.top.y = y + _HEAD
    for row in rows:
        box, beside, cell = p.forward[row], p.adjoint.get(row), p.left[row]
        if row.author != part:
            y += _HEAD + (p.top.height + GAP + 2 if p.top and part is None else 0) + (8 if part else 0)
            part = row.author
        tall = max(box.height, beside.height if beside else 0.0)
        stack = sum(b.height for b in cell) + 7 * (len(cell) - 1)
        above = stack - cell[-1].height / 2 if row.sides else stack / 2  # of the cell, above the middle of the row
        if cell:
            y = max(y, free + above - tall / 2)
        middle = y + tall / 2
        box.y = middle - box.height / 2
        if beside:
            beside.y = middle - beside.height / 2
        at = middle - above
        for block in cell:
            block.y, at = at, at + block.height + 7
        free = at if cell else free
        y += tall + GAP
    if p.seed:
        p.seed.y = y
        y += p.seed.height + GAP
    p.height = max(y, free)


def _foot(p, made):
    """The update below everything, in rows as wide as the picture."""
    rows = made.rows.rows
    for author in ("yours", "loss"):
        mine = [p.forward[r] for r in rows if r.author == author]
        if mine:
            first = p.top if p.top and author == rows[0].author else mine[0]
            p.panels.append((author, mine[0].x - 7, first.y - _HEAD, mine[0].right + 7, mine[-1].bottom + 5))
    lane = [*p.adjoint.values(), *([p.seed] if p.seed else [])]
    if lane:
        x, right = min(b.x for b in p.adjoint.values()) - 7, max(b.right for b in p.adjoint.values()) + 7
        top = min([b.y for b in lane]) - _HEAD
        p.panels.append(("adjoint", x, top, right, max(b.bottom for b in lane) + 5))
    if not p.updates:
        return
    names = made.rows.names
    own = {x for u in made.updates for eqn in u.equations for x in eqn.inputs}
    seen = {x for r in rows for x in r.inputs}
    inputs = [x for x in made.graph.inputs if x in own and x not in seen]
    top = p.height + 4
    y, x = top + _HEAD + 14, 2 * _MARGIN
    if inputs:
        bold, lines = names[inputs[0]][:16], [str(inputs[0].type)[:20]]
        if len(inputs) > 1:
            bold, lines = f"{len(inputs)} inputs", [f"{names[inputs[0]][:16]}, …"]
        beside = Block("inputs of the update", "input", bold, lines)
        beside.x, beside.y, beside.height = 150, top + 4, 22
        p.others.append(beside)
    room = p.width - 2 * _MARGIN
    for block in p.updates:
        if x + block.width > room and x > 2 * _MARGIN:
            x, y = 2 * _MARGIN, y + block.height + 13
        block.x, block.y = x, y
        x += block.width + 10
    bottom = y + p.updates[-1].height
    p.panels.append(("update", _MARGIN, top, p.width - _MARGIN, bottom + 8))
    p.height = bottom + 8
