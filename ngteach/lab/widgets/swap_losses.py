"""The theatre's chart: the loss of every step, with two sets of buffers and in place."""

from __future__ import annotations

import math

from ...draw.shapes import COLOURS, GREY, INK, PAPER, label, px, stroke, through
from .swap_film import STEPS
from .swap_program import BAD

_CHART = 740.0, 330.0, 204.0, 78.0  # left, top, width, height
_ON_PAPER = f' stroke="{PAPER}" stroke-width="4" paint-order="stroke"'  # no line of the grid crosses the words


def loss_chart(film, right, at, in_place):
    """The loss of every step that is over, on a logarithmic scale."""
    left, top, wide, high = _CHART
    seen = film[at].step + (film[at].equation is None and film[at].place > 0)
    parts = [label(left + 14, 308, "loss of each step", 12, GREY, ' font-weight="bold" class="quiet"')]
    for power in (-2, 0):
        y = _height(10.0**power)
        parts.append(
            f'<path class="grid" d="M{px(left + 14)} {px(y)}H{px(left + wide)}" fill="none" stroke="#E3E6E8"/>'
        )
        parts.append(label(left + 8, y + 4, f"{10.0**power:g}", 12, GREY, ' text-anchor="end" class="quiet"'))
    lines = [("forward", right, "two sets")] + ([("late", film, "in place")] if in_place else [])
    for kind, run, words in lines:
        parts += _curve(kind, step_losses(run)[:seen], words)
    return parts


def step_losses(film):
    """The loss of each step of a film."""
    return [m.values["loss"] for m in film if m.equation is None and m.place]


def _height(loss):
    _, top, _, high = _CHART
    return top + high - (math.log10(min(max(loss, 1e-3), 10)) + 3) / 4 * high


def _curve(kind, losses, words):
    if not losses:
        return []
    left, _, wide, _ = _CHART
    colour = BAD if kind == "late" else COLOURS[kind]
    points = [(left + 28 + i * (wide - 90) / (STEPS - 1), _height(loss)) for i, loss in enumerate(losses)]
    dash = ' stroke-dasharray="5 3"' if kind == "late" else ""
    x, y = points[-1]
    ink = INK.get(kind, BAD)
    near = kind == "late" and len(losses) < 2
    return [
        stroke(f"curve {kind}", through(points), colour, 2, dash),
        *(f'<circle class="curve {kind}" cx="{px(a)}" cy="{px(b)}" r="3" fill="{colour}"/>' for a, b in points),
        label(
            x + 8,
            y + (18 if near else 4),
            words,
            12,
            ink,
            f'{_ON_PAPER} class="{"bad" if kind == "late" else kind}-ink"',
        ),
    ]
