"""What stands below a picture: the legend of its signs, and what it does not draw, in words."""

from __future__ import annotations

from collections import Counter

from ..transform.phases import PHASES
from .shapes import COLOURS, DARK, PAPER, PLAIN_EM, SHAPES, TINT, px, rectangle, text_width, xml


def legend_of(pic):
    boxes = pic.boxes
    found = {box.phase for box in boxes if box.kind in ("equation", "group")}
    entries = [(phase, phase) for phase in PHASES if phase in found]
    entries += [(kind, kind) for kind in ("input", "constant") if any(b.kind == kind for b in boxes)]
    if any(b.is_result and b.kind != "input" for b in boxes):
        entries.append(("result", "result"))
    if any(w.kept for w in pic.wires):
        entries.append(("kept", "kept for the backward pass"))
    return entries


def legend_rows(entries, width):
    rows, used = [[]], 0.0
    for kind, words in entries:
        need = 26 + text_width(words, 11, PLAIN_EM) + 18
        if rows[-1] and used + need > width:
            rows.append([])
            used = 0.0
        rows[-1].append((kind, words, used))
        used += need
    return rows, 20 * len(rows) if entries else 0


def draw_legend(rows, left, top):
    parts = []
    for k, row in enumerate(rows):
        for kind, words, at in row:
            x, y = left + at, top + 20 * k - 9
            parts.append(_sample(kind, x, y))
            parts.append(f'<text x="{px(x + 27)}" y="{px(y + 10)}" font-size="11" fill="{DARK}">{xml(words)}</text>')
    return parts


def _sample(kind, x, y):
    if kind == "kept":
        line = f'stroke="{COLOURS["forward"]}" stroke-width="2.2" stroke-dasharray="0.1 4.6" stroke-linecap="round"'
        return f'<path d="M{px(x + 1)} {px(y + 6)}h20" {line}/>'
    if kind == "input":
        return rectangle(x, y, 20, 12, 3, PAPER, "#333333", 2.6)
    if kind == "constant":
        return rectangle(x, y, 20, 12, 2, "#F1F2F3", "#8A9096", 1)
    if kind == "result":
        return rectangle(x, y, 20, 12, 4, COLOURS["forward"], COLOURS["forward"], 1.6)
    return "".join(SHAPES[kind](x, y, 20, 12, TINT[kind], COLOURS[kind], False))


def notes_of(pic):
    """What the picture does not draw as boxes, said in words."""
    notes = []
    if pic.folded:
        count = Counter(e.op.name for e in pic.folded)
        singular = {"constant": "constant", "broadcast": "broadcast of a constant"}
        plural = {"constant": "constants", "broadcast": "broadcasts of constants"}
        parts = [f"{n} {(singular if n == 1 else plural)[name]}" for name, n in count.items()]
        notes.append(f"Written into the boxes that read them: {' and '.join(parts)}.")
    groups = [box for box in pic.boxes if box.kind == "group"]
    if groups:
        hidden = sum(len(box.equations) for box in groups)
        boxes = "one box" if len(groups) == 1 else f"{len(groups)} boxes"
        together = f"{hidden:,} equations share {boxes}"
        notes.append(f"{together}: calls of functions and lines of Python.  graph.show(fold=False) shows all.")
    if pic.left_out:
        notes.append(f"{pic.left_out} wires from inputs straight to the updates are not drawn.")
    return notes
