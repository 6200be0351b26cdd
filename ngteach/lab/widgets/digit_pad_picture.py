"""What the digit pad shows beside the drawing: the counts, the adjoint, and a bar for each digit."""

from __future__ import annotations

import numpy as np

from ...draw.shapes import COLOURS, DARK, GREY, INK, MONO, PAPER, alternative, label, page, plain_paper, px
from .digit_pad_bitmap import BLOCK, CELLS, SIDE

_CELL, _TOP = 25.0, 40.0
_MAP = _CELL * CELLS
_GAP = 26.0
_BARS = 212.0  # width of the third panel
HEIGHT = _TOP + _MAP + 46
_MONO = f' font-family="{MONO}"'


def draw_reading(seen, looked, p, explained, predicted, centred, words, bitmap=None):
    """The picture as SVG text.

    seen: u8[8,8], the counts.   looked: f[64], the adjoint.   p: f[classes].   explained: the digit of the adjoint.
    predicted: the digit that was read, or -1.   bitmap: the drawing, for a viewer without a pad.
    """
    left, parts = 0.0, []
    if bitmap is not None:
        left = 16.0
        parts += [*_title(left, "the drawing, 32 x 32"), _ink(left, bitmap), _frame(left)]
        left += _MAP + _GAP
    how = "after stretching and centring" if centred else "as they are in the data set"
    parts += [*_title(left, "what the graph gets, 8 x 8"), *_counts(left, seen), _frame(left)]
    parts += _note(left, "inked points of each 4 x 4 block,", how)
    left += _MAP + _GAP
    parts += [*_title(left, f"adjoint of p[{explained}]"), *_adjoint(left, looked), _frame(left)]
    parts += _note(left, f"orange +: more ink here, more of a {explained};", "blue −: less.  " + _strongest(looked))
    left += _MAP + _GAP
    parts += [*_title(left, "p: what it reads"), *_bars(left, p, explained, predicted)]
    width = left + _BARS + (16 if bitmap is not None else 0)
    return page([plain_paper(width, HEIGHT), *parts], width, HEIGHT, alternative(words))


def _title(left, words):
    return [label(left, _TOP - 14, words, 12.5, DARK, ' font-weight="bold" class="ink"')]


def _note(left, *lines):
    return [label(left, _TOP + _MAP + 18 + 16 * i, line, 11.5, GREY, ' class="quiet"') for i, line in enumerate(lines)]


def _frame(left):
    box = f'x="{px(left)}" y="{px(_TOP)}" width="{px(_MAP)}" height="{px(_MAP)}"'
    return f'<rect class="frame" {box} fill="none" stroke="#C4CACE" stroke-width="1"/>'


def _cells():
    """(left, top) of each cell, from the top left one."""
    return ((k % CELLS * _CELL, _TOP + k // CELLS * _CELL) for k in range(CELLS**2))


def _square(x, y, kind, fill, opacity):
    box = f'x="{px(x)}" y="{px(y)}" width="{px(_CELL)}" height="{px(_CELL)}"'
    return f'<rect class="{kind}" {box} fill="{fill}" fill-opacity="{opacity:.2f}"/>'


def _counts(left, seen):
    parts = []
    for (x, y), n in zip(_cells(), np.ravel(seen), strict=True):
        if n:
            dark = n > 8
            # never a middle grey, on which neither black nor white could be read
            parts.append(_square(left + x, y, "count", DARK, 0.38 + n / 26 if dark else n / 20))
            ink = (PAPER, "on-ink") if dark else (DARK, "ink")
            more = f' text-anchor="middle" class="{ink[1]}"'
            parts.append(label(left + x + _CELL / 2, y + 16.5, f"{n}", 11, ink[0], more))
    return parts


def _adjoint(left, looked):
    """The stronger, the more colour and the larger the sign."""
    most = float(np.abs(looked).max())
    parts = []
    if not np.isfinite(most) or most == 0:
        return parts
    for (x, y), v in zip(_cells(), np.ravel(looked), strict=True):
        share = abs(v) / most
        phase, sign = ("adjoint", "+") if v > 0 else ("forward", "−")
        parts.append(_square(left + x, y, phase, COLOURS[phase], 0.75 * share))
        if share > 0.12:
            size = round(9 + 10 * share)
            more = ' text-anchor="middle" font-weight="bold" class="ink"'
            parts.append(label(left + x + _CELL / 2, y + _CELL / 2 + size * 0.35, sign, size, DARK, more))
    return parts


def _strongest(looked):
    most = float(np.abs(looked).max())
    return f"strongest: {most:.2g}" if np.isfinite(most) else "not finite"


def _bars(left, p, explained, predicted):
    parts = [label(left + 20, _TOP + _MAP + 18, "dashed: whose adjoint is shown", 11.5, GREY, ' class="quiet"')]
    high = _MAP / len(p)
    for k, share in enumerate(p):
        y, best = _TOP + k * high, k == predicted
        colour, kind = (INK["forward"], "forward-ink") if best else (DARK, "ink")
        look = f'{_MONO} class="{kind}"' + (' font-weight="bold"' if best else "")
        parts.append(label(left + 4, y + high / 2 + 4, f"{k}", 12.5, colour, look))
        box = f'x="{px(left + 20)}" y="{px(y + 4)}" height="{px(high - 8)}" rx="3"'
        parts.append(f'<rect class="track" {box} width="126" fill="#EEF0F1"/>')
        if share > 0.002:
            parts.append(f'<rect class="bar" {box} width="{px(126 * share)}" fill="{COLOURS["forward"]}"/>')
        if k == explained:
            dashed = f'stroke="{COLOURS["adjoint"]}" stroke-width="1.4" stroke-dasharray="4 3"'
            parts.append(f'<rect class="explained" {box} width="126" fill="none" {dashed}/>')
        words = f"{share:.1%}" if np.isfinite(share) else "NaN"
        parts.append(label(left + _BARS - 4, y + high / 2 + 4, words, 12, colour, f'{look} text-anchor="end"'))
    return parts


def _ink(left, bitmap):
    """The bitmap as one path: a rectangle for each run of points in a row."""
    size, d = _CELL / BLOCK, []
    for i in range(SIDE):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], bitmap[i].astype(int), [0]])))
        for a, b in zip(edges[::2], edges[1::2], strict=True):
            d.append(
                f"M{px(left + a * size)} {px(_TOP + i * size)}h{px((b - a) * size)}v{px(size)}h{px((a - b) * size)}z"
            )
    return f'<path class="count" d="{"".join(d)}" fill="{DARK}"/>' if d else ""
