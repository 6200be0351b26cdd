"""A graph as a picture: SVG text, and what a notebook shows."""

from __future__ import annotations

import base64
import hashlib
import html
import unicodedata
from collections import Counter

from ..stages import STAGES
from .layout import Node, plan
from .picture import picture, short
from .routing import route
from .words import describe

COLOURS = {"forward": "#0072B2", "adjoint": "#D55E00", "update": "#009E73"}  # Okabe and Ito's, for colour-blind readers
_INK = {"forward": "#00527F", "adjoint": "#9C4300", "update": "#00664A"}  # the same, dark enough for text
_TINT = {"forward": "#EDF5FA", "adjoint": "#FDF1E9", "update": "#E9F6F2"}
_PANEL = {"forward": "#F7FAFC", "adjoint": "#FEF9F5", "update": "#F5FAF8"}
_DARK, _GREY, _PAPER = "#222222", "#5F6468", "#FFFFFF"
_SANS = "Helvetica, Arial, 'DejaVu Sans', sans-serif"
_MONO = "'DejaVu Sans Mono', Menlo, Consolas, monospace"
_BOLD_EM, _PLAIN_EM, _MONO_EM = 0.70, 0.62, 0.61  # the widest of these fonts: the mean width of a letter
_MARGIN, _HEAD, _PAD, _LINE = 22.0, 62.0, 10.0, 14.0


def draw(graph, collapse=None, title=None):
    """The picture of a graph as SVG text; the same graph gives the same text.

    collapse: True gives the equations of one line of Python one box, False never does, None does above 80 boxes.
    title: what stands above the picture; the graph's name otherwise.
    Each box is a <g class="node"> with data-name, data-stage, data-op, data-line and data-equations (their numbers).
    """
    pic = picture(graph, collapse)
    sizes = [_size(box) for box in pic.boxes]
    number = {box: i for i, box in enumerate(pic.boxes)}
    nodes = [
        Node(STAGES.index(box.stage), *size, number.get(box.beside), box.kind in ("input", "constant"))
        for box, size in zip(pic.boxes, sizes, strict=True)
    ]
    layout = route(plan(nodes, [(w.source, w.target) for w in pic.wires]))
    notes = _notes(pic)
    heading = short(title or graph.name, 60)
    legend = _legend(pic)
    width = max(
        layout.width, _text_width(heading, 15, _BOLD_EM) + 20, *(_text_width(n, 11, _PLAIN_EM) for n in notes or [""])
    )
    rows, legend_height = _legend_rows(legend, width)
    top = _HEAD + (14 if any(layout.lanes) else 0)
    height = top + layout.height + 24 + legend_height + 16 * len(notes)
    shift = _MARGIN + (width - layout.width) / 2
    body = [_panel(lane, name) for name, lane in zip(STAGES, layout.lanes, strict=True) if lane]
    body += [_wire(wire, layout, pic) for wire in pic.wires]
    place = {eqn: i for i, eqn in enumerate(graph.equations)}
    body += [_node(box, size, layout.x[i], layout.y[i], place) for i, (box, size) in enumerate(zip(pic.boxes, sizes))]
    below = top + layout.height + 24
    inside = [
        f'<text x="{_MARGIN:g}" y="{_MARGIN + 14:g}" font-size="15" font-weight="bold" fill="{_DARK}">{_text(heading)}</text>',
        f'<g transform="translate({_n(shift)} {_n(top)})">',
        *body,
        "</g>",
        *_draw_legend(rows, _MARGIN, below),
        *(
            f'<text x="{_MARGIN:g}" y="{_n(below + legend_height + 16 * k + 8)}" font-size="11" fill="{_GREY}">{_text(n)}</text>'
            for k, n in enumerate(notes)
        ),
    ]
    return _document("\n".join(inside), width + 2 * _MARGIN, height + _MARGIN, heading, describe(pic))


def _document(inside, width, height, heading, words):
    key = "ng" + hashlib.sha256(f"{heading}{inside}".encode()).hexdigest()[:10]  # so that two pictures share no id
    markers = "".join(
        f'<marker id="{key}-{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" '
        f'markerUnits="userSpaceOnUse"><path d="M0 0.8L7.5 4L0 7.2z" fill="{colour}"/></marker>'
        for name, colour in [*COLOURS.items(), ("input", _GREY)]
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}" height="{_n(height)}" '
            f'viewBox="0 0 {_n(width)} {_n(height)}" role="img" aria-labelledby="{key}-title {key}-desc" font-family="{_SANS}">',
            f'<title id="{key}-title">{_text(heading)}</title>',
            f'<desc id="{key}-desc">{_text(words)}</desc>',
            f"<defs>{markers}</defs>",
            f'<rect x="0.5" y="0.5" width="{_n(width - 1)}" height="{_n(height - 1)}" rx="12" fill="{_PAPER}" stroke="#D9DDE0"/>',
            inside.replace("url(#KEY-", f"url(#{key}-"),
            "</svg>\n",
        ]
    )


# ---- boxes ------------------------------------------------------------------


def _size(box):
    head = _text_width(box.title, 12, _BOLD_EM) + _text_width(box.details, 11, _PLAIN_EM)
    lines = max((_text_width(line, 10.5, _MONO_EM) for line in box.lines), default=0)
    return round(max(head, lines, 36) + 2 * _PAD), 8 + _LINE * (1 + len(box.lines)) + 5


def _node(box, size, x, y, place):
    (w, h), left, top = size, x - size[0] / 2, y - size[1] / 2
    colour, fill = COLOURS[box.stage], _TINT[box.stage]
    ink, small = _INK[box.stage], _DARK
    if box.kind == "input":
        colour, fill, ink = "#333333", _PAPER, _DARK
        shape = [_rect(left, top, w, h, 4, fill, colour, 2.6)]
    elif box.kind == "constant":
        fill, ink = "#F1F2F3", _GREY
        shape = [_rect(left, top, w, h, 2, fill, "#8A9096", 1)]
    else:
        if box.is_result:
            fill, ink, small = ink if box.stage != "forward" else colour, _PAPER, _PAPER
        shape = _SHAPES[box.stage](left, top, w, h, fill, colour, box.is_result)
    first = top + 8 + 9.5
    text = [
        f'<text x="{_n(x)}" y="{_n(first)}" text-anchor="middle" font-size="12" font-weight="bold" fill="{ink}">{_text(box.title)}'
        + (f'<tspan font-size="11" font-weight="normal">{_text(box.details)}</tspan>' if box.details else "")
        + "</text>",
        *(
            f'<text x="{_n(x)}" y="{_n(first + _LINE * (k + 1))}" text-anchor="middle" font-size="10.5" '
            f'font-family="{_MONO}" fill="{small}">{_text(line)}</text>'
            for k, line in enumerate(box.lines)
        ),
    ]
    words = "; ".join(str(e) for e in box.equations[:12]) or repr(box.tensors[0])
    return f"<g{_data(box, place)}><title>{_text(words)}</title>{''.join(shape + text)}</g>"


def _data(box, place):
    facts = {
        "class": "node",
        "data-name": box.tensors[-1].name,
        "data-stage": "input" if box.kind == "input" else box.stage,
        "data-op": box.equations[0].op.name if len(box.equations) == 1 else box.kind,
        "data-line": box.equations[0].line.number if box.equations and box.equations[0].line else "",
        "data-equations": " ".join(str(place[e]) for e in box.equations),
    }
    return "".join(f' {k}="{_text(v)}"' for k, v in facts.items())


def _rect(left, top, w, h, r, fill, stroke, thick):
    return (
        f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(w)}" height="{_n(h)}" rx="{r}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{thick}"/>'
    )


def _round_box(left, top, w, h, fill, colour, filled):
    return [_rect(left, top, w, h, 8, fill, colour, 1.6)]


def _cut_box(left, top, w, h, fill, colour, filled):
    c, right, bottom = 8, left + w, top + h
    corners = [(left + c, top), (right - c, top), (right, top + c), (right, bottom - c)]
    corners += [(right - c, bottom), (left + c, bottom), (left, bottom - c), (left, top + c)]
    points = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
    dashed = f'stroke="{colour}" stroke-width="1.6" stroke-dasharray="5 3"'
    return [f'<polygon points="{points}" fill="{fill}" {dashed}/>']


def _double_box(left, top, w, h, fill, colour, filled):
    inner = _PAPER if filled else colour
    return [
        _rect(left, top, w, h, 3, fill, colour, 1.6),
        _rect(left + 3, top + 3, w - 6, h - 6, 2, "none", inner, 1),
    ]


_SHAPES = {"forward": _round_box, "adjoint": _cut_box, "update": _double_box}


# ---- lines and lanes --------------------------------------------------------


def _wire(wire, layout, pic):
    source, target = pic.boxes[wire.source], pic.boxes[wire.target]
    kind = "input" if source.kind in ("input", "constant") and not wire.kept else source.stage
    colour = _GREY if kind == "input" else COLOURS[kind]
    path = "".join(c + " ".join(_n(v) for v in numbers) for c, *numbers in layout.routes[wire.source, wire.target])
    dots = ' stroke-dasharray="0.1 4.6" stroke-linecap="round"' if wire.kept else ""
    return (
        f'<path class="edge{" kept" if wire.kept else ""}" data-from="{_text(source.tensors[-1].name)}" '
        f'data-to="{_text(target.tensors[-1].name)}" d="{path}" fill="none" stroke="{colour}" '
        f'stroke-width="{2.2 if wire.kept else 1.4}"{dots} marker-end="url(#KEY-{kind})"/>'
    )


_HEADS = {"forward": "forward ↓", "adjoint": "adjoint ↑", "update": "update ↓"}


def _panel(lane, name):
    left, top, right, bottom = lane
    text = f'<text x="{_n(left - 2)}" y="{_n(top - 18)}" font-size="12" font-weight="bold" fill="{_INK[name]}">{_HEADS[name]}</text>'
    return _rect(left - 10, top - 34, right - left + 20, bottom - top + 44, 10, _PANEL[name], "none", 0) + text


# ---- what the signs mean ----------------------------------------------------


def _legend(pic):
    boxes = pic.boxes
    found = {box.stage for box in boxes if box.kind in ("equation", "group")}
    entries = [(s, s) for s in STAGES if s in found]
    entries += [(kind, kind) for kind in ("input", "constant") if any(b.kind == kind for b in boxes)]
    if any(b.is_result and b.kind != "input" for b in boxes):
        entries.append(("result", "result"))
    if any(w.kept for w in pic.wires):
        entries.append(("kept", "kept for the backward pass"))
    return entries


def _legend_rows(entries, width):
    rows, used = [[]], 0.0
    for kind, words in entries:
        need = 26 + _text_width(words, 11, _PLAIN_EM) + 18
        if rows[-1] and used + need > width:
            rows.append([])
            used = 0.0
        rows[-1].append((kind, words, used))
        used += need
    return rows, 20 * len(rows) if entries else 0


def _draw_legend(rows, left, top):
    parts = []
    for k, row in enumerate(rows):
        for kind, words, at in row:
            x, y = left + at, top + 20 * k - 9
            parts.append(_sample(kind, x, y))
            parts.append(f'<text x="{_n(x + 27)}" y="{_n(y + 10)}" font-size="11" fill="{_DARK}">{_text(words)}</text>')
    return parts


def _sample(kind, x, y):
    if kind == "kept":
        line = f'stroke="{COLOURS["forward"]}" stroke-width="2.2" stroke-dasharray="0.1 4.6" stroke-linecap="round"'
        return f'<path d="M{_n(x + 1)} {_n(y + 6)}h20" {line}/>'
    if kind == "input":
        return _rect(x, y, 20, 12, 3, _PAPER, "#333333", 2.6)
    if kind == "constant":
        return _rect(x, y, 20, 12, 2, "#F1F2F3", "#8A9096", 1)
    if kind == "result":
        return _rect(x, y, 20, 12, 4, COLOURS["forward"], COLOURS["forward"], 1.6)
    return "".join(_SHAPES[kind](x, y, 20, 12, _TINT[kind], COLOURS[kind], False))


def _notes(pic):
    """What the picture does not draw as boxes, said in words."""
    notes = []
    if pic.folded:
        count = Counter("constant" if e.op.name == "constant" else "broadcast of a constant" for e in pic.folded)
        parts = [
            f"{n} {name if n == 1 else name.replace('constant', 'constants', 1) if name == 'constant' else 'broadcasts of constants'}"
            for name, n in count.items()
        ]
        notes.append(f"Written into the boxes that read them: {' and '.join(parts)}.")
    hidden = sum(len(b.equations) for b in pic.boxes if b.kind == "group")
    if hidden:
        groups = sum(b.kind == "group" for b in pic.boxes)
        notes.append(
            f"{hidden} equations stand in {groups} boxes, one for each line of Python; draw(graph, collapse=False) shows all."
        )
    return notes


# ---- text -------------------------------------------------------------------


def _text_width(text, size, em):
    """An estimate that is rather too wide than too narrow; East Asian letters are twice as wide."""
    return sum(size * em * (1.7 if unicodedata.east_asian_width(c) in "WF" else 1) for c in text)


def _text(x):
    """x as XML text: escaped, and without what XML does not allow."""
    clean = "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Cn") else "�" for c in str(x))
    return html.escape(clean)


def _n(x):
    return f"{x:.1f}".removesuffix(".0")


# ---- in a notebook ----------------------------------------------------------


class Drawing:
    """A picture in a notebook.  .svg is its text."""

    def __init__(self, graph, collapse=None):
        self.svg = draw(graph, collapse)
        self._text, self._words = str(graph), describe(picture(graph, collapse))

    def __repr__(self):
        return self._text

    def _repr_mimebundle_(self, include=None, exclude=None):
        """An <img>, because a notebook that is not trusted hides SVG; and the program, for those who cannot see it."""
        data = base64.b64encode(self.svg.encode()).decode()
        image = f'<img alt="{_text(self._words)}" src="data:image/svg+xml;base64,{data}">'
        return {"text/html": image, "text/plain": self._text}


def show(graph, collapse=None):
    """The Drawing of a graph."""
    return Drawing(graph, collapse)
