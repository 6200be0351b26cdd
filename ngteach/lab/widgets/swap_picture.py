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
    label,
    page,
    plain_paper,
    px,
    rectangle,
    stroke,
    through,
    xml,
)
from ...draw.values import short_number
from ...ops import add, multiply, negative, subtract
from ...transform.phases import phases
from .swap_film import DATA, FIRST, STEPS, differing

WIDTH, HEIGHT = 960.0, 402.0
_UP = 32.0  # by which all is moved up
_CARD, _EDGE = 212.0, 16.0  # width of a set; its distance from the border
_MIDDLE = 290.0, 670.0  # left and right of the program
_TOP, _ROW = 64.0, 27.0
_SLOT = {"W0": 92.0, "W1": 184.0}  # top of each buffer
_SLOT_HIGH = 74.0
_BAD, _LIT = "#B3261E", "#FFF3C4"
_SIGNS = {multiply: "*", add: "+", subtract: "-"}
_CHART = 734.0, 330.0, 210.0, 78.0  # left, top, width, height
_MONO = f' font-family="{MONO}"'


def draw_moment(graph, film, right, at, in_place, words):
    """The picture as SVG text.   film: what to show, at the moment `at`.   right: the film with two sets of buffers."""
    moment = film[at]
    wrong = set(differing(moment, right[at]))
    parts = [*_set("A", moment, right[at], in_place), *_set("B", moment, right[at], in_place)]
    parts += [
        *_program(graph, moment, right[at], wrong),
        *_wires(moment, in_place),
        *_facts(),
        *_losses(film, right, at, in_place),
    ]
    raised = [f'<g transform="translate(0 {px(-_UP)})">', *parts, "</g>"]
    return page([plain_paper(WIDTH, HEIGHT), *raised], WIDTH, HEIGHT, alternative(words))


# ---- buffers ----------------------------------------------------------------


def _set(name, moment, right, in_place):
    left = _EDGE if name == "A" else WIDTH - _EDGE - _CARD
    reading = name == moment.now
    kind = "forward" if reading else "update"
    parts = [
        _classed("card", rectangle(left, 44, _CARD, 232, 10, PAPER, "#D9DDE0", 1.2)),
        label(left + 14, 72, f"set {name}", 15, DARK, ' font-weight="bold" class="ink"'),
        *_badge(left + _CARD - 112, "is read now" if reading else "is written", kind),
    ]
    for weight in FIRST:
        parts += _slot(name, weight, left + 14, moment, right, in_place)
    return parts


def _badge(left, words, kind):
    parts = [_classed(f"badge {kind}", rectangle(left, 56, 98, 22, 11, TINT[kind], COLOURS[kind], 1.4))]
    if kind == "update":
        parts.append(_classed(f"badge {kind}", rectangle(left + 3, 59, 92, 16, 8, "none", COLOURS[kind], 0.8)))
    middle = f' font-weight="bold" text-anchor="middle" class="{kind}-ink"'
    return [*parts, label(left + 49, 71, words, 11, INK[kind], middle)]


def _slot(name, weight, left, moment, right, in_place):
    top, wide = _SLOT[weight], _CARD - 28
    if weight in in_place and name == "B":
        text = [label(left + 12, top + 20, weight, 12, GREY, f'{_MONO} class="quiet"')]
        text += [label(left + 12, top + 44, "no buffer of its own:", 11, GREY, ' class="quiet"')]
        text += [label(left + 12, top + 60, "set A's is updated in place", 11, GREY, ' class="quiet"')]
        box = rectangle(left, top, wide, _SLOT_HIGH, 6, "none", "#A3A9AE", 1.2)
        return [_classed("ghost", box.replace("/>", ' stroke-dasharray="2 4"/>')), *text]
    value, wanted = moment.sets[name][weight], _wanted(name, weight, moment, right, in_place)
    read, written = ((name, weight) in _homes(places, in_place) for places in (moment.reads, moment.writes))
    late = read and weight in moment.overwritten
    kind = "late" if late else "update" if written else "forward" if read else "idle"
    stroke = {"late": _BAD, "idle": "#C4CACE"}.get(kind) or COLOURS[kind]
    thick = 1.2 if kind == "idle" else 2
    box = rectangle(left, top, wide, _SLOT_HIGH, 6, TINT.get(kind, PAPER), stroke, thick)
    parts = [_classed(f"slot {kind}", box), label(left + 12, top + 20, weight, 12, GREY, f'{_MONO} class="quiet"')]
    if written:
        inside = rectangle(left + 4, top + 4, wide - 8, _SLOT_HIGH - 8, 4, "none", stroke, 1)
        parts.append(_classed(f"slot {kind} inner", inside))
    if weight in in_place:
        more = ' text-anchor="end" class="quiet"'
        parts.append(label(left + wide - 12, top + 20, "one buffer, in place", 11, GREY, more))
    if math.isnan(value):
        return [*parts, label(left + 12, top + 48, "empty", 13, GREY, f'{_MONO} class="quiet"')]
    colour, ink = (DARK, "ink") if value == wanted else (_BAD, "bad-ink")
    parts.append(label(left + 12, top + 48, short_number(value), 22, colour, f'{_MONO} class="{ink}"'))
    if value != wanted:
        words = f"{'wanted' if late else 'right'}: {short_number(wanted)}"
        parts.append(label(left + 12, top + 66, words, 11.5, _BAD, f'{_MONO} class="bad-ink"'))
    return parts


def _homes(places, in_place):
    """Where the buffers really are: one that both sets share is drawn in set A."""
    return [("A" if w in in_place else s, w) for s, w in places]


def _wanted(name, weight, moment, right, in_place):
    """The number that two sets of buffers have here; for one buffer in place, that of the set it stands for."""
    if weight in in_place and weight not in moment.overwritten:
        over = moment.equation is not None and f"{weight}_next" in moment.values
        name = _other(right.now) if over else right.now
    elif weight in in_place:
        name = right.now  # whoever reads it now wants the old one
    return right.sets[name][weight]


# ---- the program ------------------------------------------------------------


def _program(graph, moment, right, wrong):
    left, edge = _MIDDLE
    done = moment.place if moment.step or moment.place else 0
    title = f"step {moment.step + 1} of {STEPS}"
    parts = [label(left + 14, 52, title, 15, DARK, ' font-weight="bold" class="ink"')]
    phase = phases(graph)
    for i, eqn in enumerate(graph.equations):
        y, name, ran = _TOP + i * _ROW, eqn.output.name, i < done
        if i == done - 1:
            parts.append(_lit(y, name in wrong or bool(moment.overwritten)))
        parts.append(_tick(left + 6, y, phase[eqn]))
        ink = (DARK, "ink") if ran else (GREY, "quiet")
        at = f'{_MONO} class="{ink[1]}" data-moment="{i + 1}"'
        parts.append(label(left + 20, y + 18, xml(written(eqn)), 12.5, ink[0], at))
        if ran:
            colour, kind = (_BAD, "bad-ink") if name in wrong else (DARK, "ink")
            more = f'{_MONO} text-anchor="end" class="{kind}"' + (' font-weight="bold"' if name in wrong else "")
            parts.append(label(left + 268, y + 18, short_number(moment.values[name]), 12.5, colour, more))
        if ran and name in wrong:
            words = f"≠ {short_number(right.values[name])}"
            parts.append(label(edge - 10, y + 18, words, 12.5, _BAD, f'{_MONO} text-anchor="end" class="bad-ink"'))
    y = _TOP + len(graph.equations) * _ROW
    if done > len(graph.equations):
        parts.append(_lit(y, False))
    over = done > len(graph.equations)
    more = f' class="{"ink" if over else "quiet"}" data-moment="{len(graph.equations) + 1}"'
    words = f"⇄ swap: set {moment.now if over else _other(moment.now)} is read next"
    return [*parts, label(left + 20, y + 18, words, 12.5, DARK if over else GREY, more)]


def _other(name):
    return "B" if name == "A" else "A"


def _lit(y, bad):
    left, edge = _MIDDLE
    kind = "row bad" if bad else "row"
    fill, stroke = (PAPER, _BAD) if bad else (_LIT, "#B88600")
    return _classed(kind, rectangle(left, y, edge - left, _ROW - 2, 6, fill, stroke, 1.5))


def _tick(x, y, phase):
    """The phase of an equation: a solid, a dashed or a double line before it."""
    dash = ' stroke-dasharray="4 3"' if phase == "adjoint" else ""
    xs = (x - 1.5, x + 1.5) if phase == "update" else (x,)
    d = "".join(f"M{px(a)} {px(y + 4)}V{px(y + _ROW - 6)}" for a in xs)
    thick = 1.3 if phase == "update" else 2.4
    return stroke(f"tick {phase}", d, COLOURS[phase], thick, dash)


def written(eqn):
    """An equation as a person writes it: dh = de * W1."""
    names = [x.name for x in eqn.inputs]
    sign = _SIGNS.get(eqn.op)
    right = (
        f" {sign} ".join(names)
        if sign
        else f"-{names[0]}"
        if eqn.op is negative
        else f"{eqn.op.name}({', '.join(names)})"
    )
    return f"{eqn.output.name} = {right}"


def _wires(moment, in_place):
    """An arrow from each buffer that the equation reads, and one to the buffer that it writes."""
    y = _TOP + (moment.place - 1) * _ROW + _ROW / 2 - 1
    parts = []
    for s, w in _homes(moment.reads, in_place):
        kind = "late" if w in moment.overwritten else "forward"
        parts.append(_wire(_port(s, w, -12), (_side(s), y - 5), kind))
    for s, w in _homes(moment.writes, in_place):
        parts.append(_wire((_side(s), y + 5), _port(s, w, 12), "update"))
    return parts


def _side(name):
    return _MIDDLE[0] if name == "A" else _MIDDLE[1]


def _port(name, weight, shift):
    x = _EDGE + _CARD - 14 if name == "A" else WIDTH - _EDGE - _CARD + 14
    return x, _SLOT[weight] + _SLOT_HIGH / 2 + shift


def _wire(start, end, kind):
    (x0, y0), (x1, y1) = start, end
    colour = _BAD if kind == "late" else COLOURS[kind]
    middle, way = (x0 + x1) / 2, 1 if x1 > x0 else -1
    d = f"M{px(x0)} {px(y0)}C{px(middle)} {px(y0)} {px(middle)} {px(y1)} {px(x1 - 7 * way)} {px(y1)}"
    head = " ".join(f"{px(a)},{px(b)}" for a, b in ((x1, y1), (x1 - 8 * way, y1 - 4), (x1 - 8 * way, y1 + 4)))
    thick = 3.2 if kind == "update" else 2
    line = stroke(f"wire {kind}", d, colour, thick)
    core = stroke("core", d, PAPER, 1) if kind == "update" else ""
    return f'{line}{core}<polygon class="wire {kind}" points="{head}" fill="{colour}" stroke="none"/>'


# ---- what stays the same, and what comes of it ------------------------------


def _facts():
    parts = [label(_EDGE + 14, 308, "the same in every step", 12, GREY, ' font-weight="bold" class="quiet"')]
    for i, (name, value) in enumerate(DATA.items()):
        words = f"{name} = {value:g}"
        parts.append(label(_EDGE + 14, 330 + 19 * i, words, 12, DARK, f'{_MONO} class="ink"'))
    return parts


def _losses(film, right, at, in_place):
    """The loss of every step that is over, on a logarithmic scale."""
    left, top, wide, high = _CHART
    seen = film[at].step + (film[at].equation is None and film[at].place > 0)
    parts = [label(left + 14, 308, "loss of each step", 12, GREY, ' font-weight="bold" class="quiet"')]
    for power in (-2, 0):
        y = _height(10.0**power)
        parts.append(
            f'<path class="grid" d="M{px(left + 14)} {px(y)}H{px(left + wide)}" fill="none" stroke="#E3E6E8"/>'
        )
        parts.append(label(left + 8, y + 4, f"{10.0**power:g}", 11, GREY, ' text-anchor="end" class="quiet"'))
    lines = [("forward", right, "two sets")] + ([("late", film, "in place")] if in_place else [])
    for kind, run, words in lines:
        parts += _curve(kind, _step_losses(run)[:seen], words)
    return parts


def _step_losses(film):
    return [m.values["loss"] for m in film if m.equation is None and m.place]


def _height(loss):
    _, top, _, high = _CHART
    return top + high - (math.log10(min(max(loss, 1e-3), 10)) + 3) / 4 * high


def _curve(kind, losses, words):
    if not losses:
        return []
    left, _, wide, _ = _CHART
    colour = _BAD if kind == "late" else COLOURS[kind]
    points = [(left + 28 + i * (wide - 90) / (STEPS - 1), _height(loss)) for i, loss in enumerate(losses)]
    dash = ' stroke-dasharray="5 3"' if kind == "late" else ""
    x, y = points[-1]
    ink = INK.get(kind, _BAD)
    near = kind == "late" and len(losses) < 2
    return [
        stroke(f"curve {kind}", through(points), colour, 2, dash),
        *(f'<circle class="curve {kind}" cx="{px(a)}" cy="{px(b)}" r="3" fill="{colour}"/>' for a, b in points),
        label(x + 8, y + (18 if near else 4), words, 11, ink, f' class="{"bad" if kind == "late" else kind}-ink"'),
    ]


def _classed(kind, element):
    return element.replace("<rect ", f'<rect class="{kind}" ', 1)
