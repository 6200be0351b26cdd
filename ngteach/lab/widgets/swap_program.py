"""The theatre's program: the equations of one step, with what each has computed."""

from __future__ import annotations

from ...draw.shapes import COLOURS, DARK, GREY, MONO, PAPER, classed, label, px, rectangle, stroke, xml
from ...draw.values import short_number
from ...ops import add, multiply, negative, subtract
from ...transform.phases import phases
from .swap_film import STEPS, other_set

MIDDLE = 268.0, 692.0  # left and right of the program
TOP, ROW = 64.0, 27.0
BAD = "#B3261E"
_LIT = "#FFF3C4"
_SIGNS = {multiply: "*", add: "+", subtract: "-"}
_MONO = f' font-family="{MONO}"'


def program_rows(graph, moment, right, wrong):
    """A row for each equation, and one for the swap.   wrong: the names of values that are not the right ones."""
    left, edge = MIDDLE
    done = moment.place if moment.step or moment.place else 0
    title = f"step {moment.step + 1} of {STEPS}"
    parts = [label(left + 14, 52, title, 15, DARK, ' font-weight="bold" class="ink"')]
    phase = phases(graph)
    for i, eqn in enumerate(graph.equations):
        y, name, ran = TOP + i * ROW, eqn.output.name, i < done
        if i == done - 1:
            parts.append(_lit(y, name in wrong or bool(moment.overwritten)))
        parts.append(_tick(left + 6, y, phase[eqn]))
        ink = (DARK, "ink") if ran else (GREY, "quiet")
        at = f'{_MONO} class="{ink[1]}" data-moment="{i + 1}"'
        parts.append(label(left + 20, y + 18, xml(written(eqn)), 12.5, ink[0], at))
        if ran:
            colour, kind = (BAD, "bad-ink") if name in wrong else (DARK, "ink")
            more = f'{_MONO} text-anchor="end" class="{kind}"' + (' font-weight="bold"' if name in wrong else "")
            parts.append(label(edge - 92, y + 18, short_number(moment.values[name]), 12.5, colour, more))
        if ran and name in wrong:
            words = f"≠ {short_number(right.values[name])}"
            parts.append(label(edge - 10, y + 18, words, 12.5, BAD, f'{_MONO} text-anchor="end" class="bad-ink"'))
    y = TOP + len(graph.equations) * ROW
    if done > len(graph.equations):
        parts.append(_lit(y, False))
    over = done > len(graph.equations)
    more = f' class="{"ink" if over else "quiet"}" data-moment="{len(graph.equations) + 1}"'
    words = f"⇄ swap: set {moment.now if over else other_set(moment.now)} is read next"
    return [*parts, label(left + 20, y + 18, words, 12.5, DARK if over else GREY, more)]


def _lit(y, bad):
    left, edge = MIDDLE
    kind = "row bad" if bad else "row"
    fill, line = (PAPER, BAD) if bad else (_LIT, "#B88600")
    return classed(kind, rectangle(left, y, edge - left, ROW - 2, 6, fill, line, 1.5))


def _tick(x, y, phase):
    """The phase of an equation: a solid, a dashed or a double line before it."""
    dash = ' stroke-dasharray="4 3"' if phase == "adjoint" else ""
    xs = (x - 1.5, x + 1.5) if phase == "update" else (x,)
    d = "".join(f"M{px(a)} {px(y + 4)}V{px(y + ROW - 6)}" for a in xs)
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
