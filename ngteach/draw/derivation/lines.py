"""The lines of a derivation: what reads what, forwards, back, and what the way back keeps."""

from __future__ import annotations

from ..shapes import COLOURS, GREY, px, xml
from .story import adjoint_name

_CORNER = 6.0  # the radius


def lines_of(p, made):
    """All lines as SVG.   p: the Places"""
    return _forward_lines(p, made) + _kept_lines(p, made) + _back_lines(p, made) + _update_lines(p, made)


def _forward_lines(p, made):
    rows, lines = made.rows.rows, []
    if p.top and rows:
        first = p.forward[rows[0]]
        lines.append(_line(p.top, first, [(p.top.centre, p.top.bottom), (p.top.centre, first.y - 1)], "input"))
    for row in rows:
        box, cell = p.forward[row], p.left[row]
        side = cell[-1] if row.sides and cell else None
        for block in cell:
            if side is not None and block is not side:
                below = cell[cell.index(block) + 1]
                lines.append(_line(block, below, [(block.centre, block.bottom), (block.centre, below.y - 1)], "input"))
                continue
            y = min(max(block.middle, box.y + 6), box.bottom - 6)
            bend = [(block.right + 5, block.middle), (block.right + 5, y)] if abs(y - block.middle) > 1 else []
            kind = "input" if block.kind == "input" else "forward"
            lines.append(_line(block, box, [(block.right, block.middle), *bend, (box.x - 1, y)], kind))
    number = {row: k for k, row in enumerate(rows)}
    for row in rows:
        box = p.forward[row]
        for other in sorted(row.readers, key=number.get):
            to = p.forward[other]
            if number[other] == number[row] + 1:
                points = [(box.centre, box.bottom), (box.centre, to.y - 1)]
            else:
                x = p.down_x[row]
                points = [(box.x, box.middle + 6), (x, box.middle + 6), (x, to.middle - 6), (to.x - 1, to.middle - 6)]
            lines.append(_line(box, to, points, "forward"))
    return lines


def _kept_lines(p, made):
    lines = []
    number = {row: k for k, row in enumerate(made.rows.rows)}
    for row in made.rows.rows:
        box = p.forward[row]
        for other in sorted((r for r in row.kept if r in p.adjoint), key=number.get):
            to = p.adjoint[other]
            if other is row:
                points = [(box.right, box.middle), (to.x - 1, box.middle)]
            else:
                x = p.kept_x[row]
                y, end = min(box.middle + 6, box.bottom - 4), max(to.middle - 6, to.y + 6)
                points = [(box.right, y), (x, y), (x, end), (to.x - 1, end)]
            lines.append(_line(box, to, points, "forward", kept=True))
    return lines


def _back_lines(p, made):
    lines, rows = [], made.rows.rows
    number = {row: k for k, row in enumerate(rows)}
    last = next((r for r in reversed(rows) if r in p.adjoint), None)
    if p.seed and last:
        to = p.adjoint[last]
        lines.append(_line(p.seed, to, [(p.seed.centre, p.seed.y), (p.seed.centre, to.bottom + 1)], "adjoint"))
    for row in reversed(rows):
        for other in sorted((r for r in row.back if r in p.adjoint and row in p.adjoint), key=number.get):
            box, to = p.adjoint[row], p.adjoint[other]
            if row in p.up_x and any(r in p.adjoint for r in rows[number[other] + 1 : number[row]]):
                x = p.up_x[row]
                leave, enter = box.middle - 6, to.middle + 6
                points = [(box.right, leave), (x, leave), (x, enter), (to.right + 1, enter)]
            else:
                points = [(box.centre, box.y), (box.centre, to.bottom + 1)]
            lines.append(_line(box, to, points, "adjoint"))
    return lines


def _update_lines(p, made):
    lines = []
    for update, block in zip(made.updates, p.updates, strict=True):
        read = {x for eqn in update.equations for x in eqn.inputs}
        for row, box in p.adjoint.items():
            given = {y for y, _ in row.results} | set(row.passes)
            if read.isdisjoint(given) and read.isdisjoint({eqn.output for eqn in row.adjoints}):
                continue
            y, channel = min(box.middle + 5, box.bottom - 4), block.y - 7
            points = [(box.right, y), (p.bus, y), (p.bus, channel), (block.centre, channel)]
            points.append((block.centre, block.y - 1))
            lines.append(_line(box, block, points, "adjoint", from_name=adjoint_name(row)))
    return lines


def _line(source, target, points, kind, kept=False, from_name=""):
    """A line through these points, with round corners and an arrowhead."""
    colour = GREY if kind == "input" else COLOURS[kind]
    dots = ' stroke-dasharray="0.1 4.6" stroke-linecap="round"' if kept else ""
    ends = f'data-from="{xml(from_name or source.name)}" data-to="{xml(target.name)}"'
    return (
        f'<path class="edge{" kept" if kept else ""}" {ends} d="{_round(points)}" fill="none" stroke="{colour}" '
        f'stroke-width="{2.2 if kept else 1.4}"{dots} marker-end="url(#KEY-{kind})"/>'
    )


def _round(points):
    """The way through these points, as SVG writes it."""
    way = f"M{px(points[0][0])} {px(points[0][1])}"
    for before, corner, after in zip(points, points[1:], points[2:]):
        r = min(_CORNER, *(max(abs(corner[0] - q[0]), abs(corner[1] - q[1])) / 2 for q in (before, after)))
        (a, b), (c, d) = (_toward(corner, q, r) for q in (before, after))
        way += f"L{px(a)} {px(b)}Q{px(corner[0])} {px(corner[1])} {px(c)} {px(d)}"
    return f"{way}L{px(points[-1][0])} {px(points[-1][1])}"


def _toward(a, b, distance):
    length = max(abs(a[0] - b[0]), abs(a[1] - b[1])) or 1.0
    return a[0] + (b[0] - a[0]) * distance / length, a[1] + (b[1] - a[1]) * distance / length
