"""The convolution widget where no kernel runs: x with its padding, the filter and y, as one picture."""

from __future__ import annotations

import numpy as np

from ...draw.shapes import COLOURS, DARK, GREY, INK, MONO, alternative, framed_paper, label, page, px, xml
from ...draw.values import colours

_CELL, _GAP, _TOP, _SIDE = 26.0, 40.0, 56.0, 18.0
_LIT = "#B88600"


def draw_convolution(x, f, y, rule, pixel, words):
    """SVG text.   x, f, y: matrices   rule: their Rule   pixel: the place of y whose window is framed"""
    p = rule.padding
    ringed = np.pad(x, p)
    high = max(a.shape[0] for a in (ringed, f, y)) * _CELL
    width = 2 * _SIDE + 2 * _GAP + _CELL * sum(a.shape[1] for a in (ringed, f, y))
    parts, left, places = [framed_paper(width, _TOP + high + _SIDE)], _SIDE, []
    titles = f"x, in {p} of padding" if p else "x", "filter", "y"
    for a, title in zip((ringed, f, y), titles, strict=True):
        top = _TOP + (high - a.shape[0] * _CELL) / 2
        parts += _grid(a, left, top, title)
        places.append((left, top))
        left += a.shape[1] * _CELL + _GAP
    (x_left, x_top), _, (y_left, y_top) = places
    parts.append(_frame(x_left + p * _CELL, x_top + p * _CELL, *x.shape, COLOURS["forward"], 1.6))
    start = [k * rule.stride for k in pixel]
    parts.append(_frame(x_left + start[1] * _CELL, x_top + start[0] * _CELL, *rule.span, _LIT, 3))
    parts.append(_frame(y_left + pixel[1] * _CELL, y_top + pixel[0] * _CELL, 1, 1, _LIT, 3))
    return page(parts, width, _TOP + high + _SIDE, alternative(words))


def _grid(a, left, top, title):
    parts = [label(left, top - 10, xml(title), 12, INK["forward"], ' font-weight="bold"')]
    texts = [f"{v:.3g}".replace("0.", ".") if abs(v) < 1 else f"{v:.3g}" for v in a.ravel()]
    small = max(map(len, texts)) <= 4
    for k, (colour, text) in enumerate(zip(colours(a).reshape(-1, 3), texts, strict=True)):
        x, y = left + k % a.shape[1] * _CELL, top + k // a.shape[1] * _CELL
        fill = f"#{bytes(colour).hex()}"
        box = f'x="{px(x)}" y="{px(y)}" width="{px(_CELL)}" height="{px(_CELL)}"'
        parts.append(f'<rect {box} fill="{fill}" stroke="#D9DDE0" stroke-width="0.5"/>')
        if small:
            ink = "#FFFFFF" if colour @ [0.299, 0.587, 0.114] < 100 else DARK if text != "0" else GREY
            more = f' text-anchor="middle" font-family="{MONO}"'
            parts.append(label(x + _CELL / 2, y + _CELL / 2 + 3.5, text, 10, ink, more))
    return parts


def _frame(left, top, rows, columns, colour, thick):
    box = f'x="{px(left)}" y="{px(top)}" width="{px(columns * _CELL)}" height="{px(rows * _CELL)}"'
    return f'<rect {box} fill="none" stroke="{colour}" stroke-width="{thick}"/>'
