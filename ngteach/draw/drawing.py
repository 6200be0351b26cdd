"""A graph as a picture: SVG text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core.calling.errors import require, shown
from ..core.calling.guards import takes_graph
from ..core.graph import Graph, Tensor
from ..core.provenance import says_where
from ..transform.phases import PHASES
from .boxes import LINE_HEIGHT, ROOM_GAP, short, size_of
from .document import document
from .legend import draw_legend, legend_of, legend_rows, notes_of
from .picture import laid_out, picture
from .shapes import (
    BOLD_EM,
    COLOURS,
    DARK,
    GREY,
    INK,
    MONO,
    PANEL,
    PAPER,
    PLAIN_EM,
    SHAPES,
    TINT,
    label,
    px,
    rectangle,
    text_width,
    xml,
)
from .words import describe

_BOLD = ' font-weight="bold"'
_MARGIN, _HEAD = 18.0, 58.0


@says_where()
@takes_graph
def draw_graph(
    graph: Graph,
    fold: Any = None,
    title: str | None = None,
    room: Mapping[Tensor, tuple[float, float]] | None = None,
) -> str:
    """The picture of a graph as SVG text; the same graph gives the same text.

    fold: which equations share a box, as picture() has it.
    title: what stands above the picture; the graph's name otherwise.
    room: {tensor: (width, height)}, room that is left free at the foot of its box, for a picture of its value; the box
    of several tensors goes by the last.
    Each box is a <g class="node"> with data-name, data-phase, data-op, data-line and data-equations (their numbers),
    data-fold, where it can be opened, and data-room, where there is room: its left edge, top, width and height.
    """
    require(title is None or isinstance(title, str), f"title must be a text, found {shown(title)}")
    require(room is None or isinstance(room, Mapping), f"room must be a dict of tensors, found {shown(room)}")
    return draw_picture(picture(graph, fold), title, room)


def draw_picture(pic, title=None, room=None):
    """The SVG text of a Picture."""
    graph = pic.graph
    rooms = [(room or {}).get(box.tensors[-1], (0, 0)) for box in pic.boxes]
    sizes = [size_of(box, *free) for box, free in zip(pic.boxes, rooms, strict=True)]
    layout = laid_out(pic, sizes)
    notes = notes_of(pic)
    heading = short(title or graph.name, 60)
    legend = legend_of(pic)
    width = max(
        layout.width, text_width(heading, 15, BOLD_EM) + 20, *(text_width(n, 11, PLAIN_EM) for n in notes or [""])
    )
    rows, legend_height = legend_rows(legend, width)
    top = _HEAD + (14 if any(layout.lanes) else 0)
    below = top + layout.height + (44 if layout.lanes[2] else 24)
    height = below + legend_height + 16 * len(notes)
    shift = _MARGIN + (width - layout.width) / 2
    body = [_panel(lane, name) for name, lane in zip(PHASES, layout.lanes, strict=True) if lane]
    body += [_wire(wire, layout, pic) for wire in pic.wires]
    place = {eqn: i for i, eqn in enumerate(graph.equations)}
    body += [
        _node(box, size, layout.x[i], layout.y[i], place, rooms[i])
        for i, (box, size) in enumerate(zip(pic.boxes, sizes, strict=True))
    ]
    inside = [
        label(_MARGIN, _MARGIN + 14, xml(heading), 15, DARK, _BOLD),
        f'<g transform="translate({px(shift)} {px(top)})">',
        *body,
        "</g>",
        *draw_legend(rows, _MARGIN, below),
        *(label(_MARGIN, below + legend_height + 16 * k + 8, xml(n), 11, GREY) for k, n in enumerate(notes)),
    ]
    return document("\n".join(inside), width + 2 * _MARGIN, height + _MARGIN, heading, describe(pic))


# ---- boxes ------------------------------------------------------------------


def _node(box, size, x, y, place, room):
    (w, h), left, top = size, x - size[0] / 2, y - size[1] / 2
    colour, fill = COLOURS[box.phase], TINT[box.phase]
    ink, small = INK[box.phase], DARK
    if box.kind == "input":
        colour, fill, ink = "#333333", PAPER, DARK
        shape = [rectangle(left, top, w, h, 4, fill, colour, 2.6)]
    elif box.kind == "constant":
        fill, ink = "#F1F2F3", GREY
        shape = [rectangle(left, top, w, h, 2, fill, "#8A9096", 1)]
    else:
        if box.is_result:
            fill, ink, small = ink if box.phase != "forward" else colour, PAPER, PAPER
        shape = SHAPES[box.phase](left, top, w, h, fill, colour, box.is_result)
    first = top + 8 + 9.5
    details = f'<tspan font-size="11" font-weight="normal">{xml(box.details)}</tspan>' if box.details else ""
    middle = ' text-anchor="middle"'
    letters, font = (10.5, f' font-family="{MONO}"') if box.is_code else (12, "")
    text = [label(x, first, xml(box.title) + details, letters, ink, middle + _BOLD + font)]
    for k, line in enumerate(box.lines, 1):
        text.append(label(x, first + LINE_HEIGHT * k, xml(line), 10.5, small, f'{middle} font-family="{MONO}"'))
    words = _said(box)
    free = (x - room[0] / 2, top + h - ROOM_GAP - room[1], *room)
    at = f' data-room="{" ".join(map(px, free))}"' if room[1] else ""
    return f"<g{_data(box, place)}{at}><title>{xml(words)}</title>{''.join(shape + text)}</g>"


def _said(box):
    """What a box says when it is pointed at."""
    if not box.equations:
        return "; ".join(map(repr, box.tensors[:8])) + (f"; and {len(box.tensors) - 8} more" if box.tensors[8:] else "")
    first = "; ".join(str(e) for e in box.equations[:3])
    return (
        first if len(box.equations) < 4 else f"{box.title}: {len(box.equations)} equations, of which the first: {first}"
    )


def _data(box, place):
    facts = {
        "class": "node",
        "data-name": box.tensors[-1].name,
        "data-phase": "input" if box.kind == "input" else box.phase,
        "data-op": box.equations[0].op.name if len(box.equations) == 1 else box.kind,
        "data-line": box.equations[0].line.number if box.equations and box.equations[0].line else "",
        "data-equations": " ".join(str(place[e]) for e in box.equations),
    }
    if box.fold is not None:
        facts["data-fold"] = box.fold.key
    return "".join(f' {k}="{xml(v)}"' for k, v in facts.items())


# ---- lines and lanes --------------------------------------------------------


def _wire(wire, layout, pic):
    source, target = pic.boxes[wire.source], pic.boxes[wire.target]
    kind = "input" if source.kind in ("input", "constant") and not wire.kept else source.phase
    colour = GREY if kind == "input" else COLOURS[kind]
    path = "".join(c + " ".join(px(v) for v in numbers) for c, *numbers in layout.routes[wire.source, wire.target])
    dots = ' stroke-dasharray="0.1 4.6" stroke-linecap="round"' if wire.kept else ""
    many = len(wire.tensors)
    values = "; ".join(map(repr, wire.tensors[:6])) + (f"; and {many - 6} more" if many > 6 else "")
    return (
        f'<path class="edge{" kept" if wire.kept else ""}" data-from="{xml(source.tensors[-1].name)}" '
        f'data-to="{xml(target.tensors[-1].name)}" d="{path}" fill="none" stroke="{colour}" '
        f'stroke-width="{2.2 if wire.kept else 1.4}"{dots} marker-end="url(#KEY-{kind})">'
        f"<title>{xml(values)}</title></path>"
    )


_HEADS = {"forward": "forward ↓", "adjoint": "adjoint ↑", "update": "update ↓"}


def _panel(lane, name):
    left, top, right, bottom = lane
    if name == "update":  # lines come in from above, so its name stands below
        above, height, y = 10, bottom - top + 34, bottom + 17
    else:
        above, height, y = 34, bottom - top + 44, top - 18
    panel = rectangle(left - 10, top - above, right - left + 20, height, 10, PANEL[name], "none", 0)
    return panel + label(left - 2, y, _HEADS[name], 12, INK[name], _BOLD)
