"""The theatre as a picture: a set of buffers on either side, the equations between them, and the loss of each step."""

from __future__ import annotations

import math

from ...draw.shapes import (
    COLOURS,
    DARK,
    GREY,
    INK,
    MONO,
    PAPER,
    TINT,
    alternative,
    classed,
    label,
    page,
    plain_paper,
    px,
    rectangle,
    stroke,
)
from ...draw.values import short_number
from .swap_film import DATA, FIRST, differing, other_set
from .swap_losses import loss_chart
from .swap_program import BAD, MIDDLE, ROW, TOP, program_rows

WIDTH, HEIGHT = 960.0, 402.0
_UP = 32.0  # by which all is moved up
_CARD, _EDGE = 190.0, 16.0  # width of a set; its distance from the border
_SLOT = {"W0": 92.0, "W1": 184.0}  # top of each buffer
_SLOT_HIGH = 74.0
_MONO = f' font-family="{MONO}"'


def draw_moment(graph, film, right, at, in_place, words):
    """The picture as SVG text.   film: what to show, at the moment `at`.   right: the film with two sets of buffers."""
    moment = film[at]
    wrong = set(differing(moment, right[at]))
    parts = [*_set("A", moment, right[at], in_place), *_set("B", moment, right[at], in_place)]
    parts += [
        *program_rows(graph, moment, right[at], wrong),
        *_wires(moment, in_place),
        *_facts(),
        *loss_chart(film, right, at, in_place),
    ]
    raised = [f'<g transform="translate(0 {px(-_UP)})">', *parts, "</g>"]
    return page([plain_paper(WIDTH, HEIGHT), *raised], WIDTH, HEIGHT, alternative(words))


def _set(name, moment, right, in_place):
    left = _EDGE if name == "A" else WIDTH - _EDGE - _CARD
    reading = name == moment.now
    kind = "forward" if reading else "update"
    parts = [
        classed("card", rectangle(left, 44, _CARD, 232, 10, PAPER, "#D9DDE0", 1.2)),
        label(left + 14, 72, f"set {name}", 15, DARK, ' font-weight="bold" class="ink"'),
        *_badge(left + _CARD - 112, "is read now" if reading else "is written", kind),
    ]
    for weight in FIRST:
        parts += _slot(name, weight, left + 14, moment, right, in_place)
    return parts


def _badge(left, words, kind):
    parts = [classed(f"badge {kind}", rectangle(left, 56, 98, 22, 11, TINT[kind], COLOURS[kind], 1.4))]
    if kind == "update":
        parts.append(classed(f"badge {kind}", rectangle(left + 3, 59, 92, 16, 8, "none", COLOURS[kind], 0.8)))
    middle = f' font-weight="bold" text-anchor="middle" class="{kind}-ink"'
    return [*parts, label(left + 49, 71, words, 12, INK[kind], middle)]


def _slot(name, weight, left, moment, right, in_place):
    top, wide = _SLOT[weight], _CARD - 28
    if weight in in_place and name == "B":
        text = [label(left + 12, top + 20, weight, 12, GREY, f'{_MONO} class="quiet"')]
        text += [label(left + 12, top + 44, "no buffer of its own:", 12, GREY, ' class="quiet"')]
        text += [label(left + 12, top + 60, "it shares set A's", 12, GREY, ' class="quiet"')]
        box = rectangle(left, top, wide, _SLOT_HIGH, 6, "none", "#A3A9AE", 1.2)
        return [classed("ghost", box.replace("/>", ' stroke-dasharray="2 4"/>')), *text]
    value, want = moment.sets[name][weight], wanted(name, weight, moment, right, in_place)
    read, written = ((name, weight) in homes(places, in_place) for places in (moment.reads, moment.writes))
    late = read and weight in moment.overwritten
    kind = "late" if late else "update" if written else "forward" if read else "idle"
    stroke = {"late": BAD, "idle": "#C4CACE"}.get(kind) or COLOURS[kind]
    thick = 1.2 if kind == "idle" else 2
    box = rectangle(left, top, wide, _SLOT_HIGH, 6, TINT.get(kind, PAPER), stroke, thick)
    parts = [classed(f"slot {kind}", box), label(left + 12, top + 20, weight, 12, GREY, f'{_MONO} class="quiet"')]
    if written:
        inside = rectangle(left + 4, top + 4, wide - 8, _SLOT_HIGH - 8, 4, "none", stroke, 1)
        parts.append(classed(f"slot {kind} inner", inside))
    if weight in in_place:
        more = ' text-anchor="end" class="quiet"'
        parts.append(label(left + wide - 12, top + 20, "updated in place", 12, GREY, more))
    if math.isnan(value):
        return [*parts, label(left + 12, top + 48, "empty", 13, GREY, f'{_MONO} class="quiet"')]
    colour, ink = (DARK, "ink") if value == want else (BAD, "bad-ink")
    parts.append(label(left + 12, top + 48, short_number(value), 22, colour, f'{_MONO} class="{ink}"'))
    if value != want:
        words = f"{'wanted' if late else 'right'}: {short_number(want)}"
        parts.append(label(left + 12, top + 66, words, 12, BAD, f'{_MONO} class="bad-ink"'))
    return parts


def homes(places, in_place):
    """Where the buffers really are: one that both sets share is drawn in set A."""
    return [("A" if w in in_place else s, w) for s, w in places]


def wanted(name, weight, moment, right, in_place):
    """The number that two sets of buffers have here; for one buffer in place, that of the set it stands for."""
    if weight in in_place and weight not in moment.overwritten:
        over = moment.equation is not None and f"{weight}_next" in moment.values
        name = other_set(right.now) if over else right.now
    elif weight in in_place:
        name = right.now  # whoever reads it now wants the old one
    return right.sets[name][weight]


def _wires(moment, in_place):
    """An arrow from each buffer that the equation reads, and one to the buffer that it writes."""
    y = TOP + (moment.place - 1) * ROW + ROW / 2 - 1
    parts = []
    for s, w in homes(moment.reads, in_place):
        kind = "late" if w in moment.overwritten else "forward"
        parts.append(_wire(_port(s, w, -12), (_side(s), y - 5), kind))
    for s, w in homes(moment.writes, in_place):
        parts.append(_wire((_side(s), y + 5), _port(s, w, 12), "update"))
    return parts


def _side(name):
    return MIDDLE[0] if name == "A" else MIDDLE[1]


def _port(name, weight, shift):
    x = _EDGE + _CARD - 14 if name == "A" else WIDTH - _EDGE - _CARD + 14
    return x, _SLOT[weight] + _SLOT_HIGH / 2 + shift


def _wire(start, end, kind):
    (x0, y0), (x1, y1) = start, end
    colour = BAD if kind == "late" else COLOURS[kind]
    middle, way = (x0 + x1) / 2, 1 if x1 > x0 else -1
    d = f"M{px(x0)} {px(y0)}C{px(middle)} {px(y0)} {px(middle)} {px(y1)} {px(x1 - 7 * way)} {px(y1)}"
    head = " ".join(f"{px(a)},{px(b)}" for a, b in ((x1, y1), (x1 - 8 * way, y1 - 4), (x1 - 8 * way, y1 + 4)))
    thick = 3.2 if kind == "update" else 2
    line = stroke(f"wire {kind}", d, colour, thick)
    core = stroke("core", d, PAPER, 1) if kind == "update" else ""
    return f'{line}{core}<polygon class="wire {kind}" points="{head}" fill="{colour}" stroke="none"/>'


def _facts():
    parts = [label(_EDGE + 14, 308, "the same in every step", 12, GREY, ' font-weight="bold" class="quiet"')]
    for i, (name, value) in enumerate(DATA.items()):
        words = f"{name} = {value:g}"
        parts.append(label(_EDGE + 14, 330 + 19 * i, words, 12, DARK, f'{_MONO} class="ink"'))
    return parts
