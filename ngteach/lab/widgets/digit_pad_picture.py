"""What the digit pad shows beside the drawing: the counts, a bar for each digit, and the adjoint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...data.bitmaps import BLOCK, CELLS, SIDE
from ...draw.shapes import COLOURS, DARK, GREY, INK, MONO, PAPER, alternative, label, page, plain_paper, px

_CELL = 25.0
_MAP = _CELL * CELLS  # each panel is a square of this side
_GAP, _TOP, _EDGE = 26.0, 40.0, 16.0
_MONO = f' font-family="{MONO}"'


@dataclass(frozen=True)
class Panel:
    """One square of the picture.   parts: SVG elements from the corner on.   notes: the lines below it."""

    title: str
    parts: list[str]
    notes: tuple[str, str]
    words: str  # what there is to see

    def alone(self):
        """This panel as SVG text, for a page that sets title and notes itself."""
        return page([*self.parts, _frame()], _MAP, _MAP, alternative(self.words))


def panels(seen, looked, p, explained, predicted, centred, of):
    """What the graph gets, what it reads, and what it looked at: three Panels.

    seen: u8[8,8], the counts.   looked: f[64], the adjoint.   p: f[classes].   explained: the digit of the adjoint.
    predicted: the digit that was read, or -1.   centred: the drawing was.   of: "logit", or "p".
    """
    how = "upright, stretched and centred" if centred else "as they are in the data set"
    total = f"{int(np.sum(seen))} of {SIDE**2} points are inked"
    best = f"{predicted}, {p[predicted]:.1%}" if predicted >= 0 else "nothing"
    return [
        Panel("what the graph gets, 8 x 8", _counts(seen), ("inked points of each 4 x 4 block,", how), total),
        Panel("p: what it reads", _bars(p, explained, predicted), ("dashed: whose adjoint is shown", ""), best),
        Panel(
            f"adjoint of {of}[{explained}]",
            _adjoint(looked),
            (f"orange +: more ink, more {explained}; blue −: less.", _strongest(looked, of, explained)),
            f"the adjoint of {of}[{explained}] for each cell; {_strongest(looked, of, explained)}",
        ),
    ]


def draw_reading(shown, words, bitmap):
    """The whole picture as SVG text, for a viewer without a pad.   shown: the panels.   bitmap: the drawing."""
    drawing = Panel("the drawing, 32 x 32", _ink(bitmap), ("", ""), "")
    left, parts = _EDGE, []
    for panel in (drawing, *shown):
        parts.append(label(left, _TOP - 14, panel.title, 12.5, DARK, ' font-weight="bold"'))
        parts += [f'<g transform="translate({px(left)} {px(_TOP)})">', *panel.parts, _frame(), "</g>"]
        parts += [label(left, _TOP + _MAP + 18 + 16 * i, line, 10.5, GREY) for i, line in enumerate(panel.notes)]
        left += _MAP + _GAP
    width, height = left, _TOP + _MAP + 46
    return page([plain_paper(width, height), *parts], width, height, alternative(words))


def _frame():
    box = f'x="0.5" y="0.5" width="{px(_MAP - 1)}" height="{px(_MAP - 1)}"'
    return f'<rect class="frame" {box} fill="none" stroke="#C4CACE" stroke-width="1"/>'


def _cells():
    """(left, top) of each cell, from the top left one."""
    return ((k % CELLS * _CELL, k // CELLS * _CELL) for k in range(CELLS**2))


def _square(x, y, kind, fill, opacity):
    box = f'x="{px(x)}" y="{px(y)}" width="{px(_CELL)}" height="{px(_CELL)}"'
    return f'<rect class="{kind}" {box} fill="{fill}" fill-opacity="{opacity:.2f}"/>'


def _counts(seen):
    parts = []
    for (x, y), n in zip(_cells(), np.ravel(seen), strict=True):
        if n:
            dark = n > 8
            # never a middle grey, on which neither black nor white could be read
            parts.append(_square(x, y, "count", DARK, 0.38 + n / 26 if dark else n / 20))
            ink = (PAPER, "on-ink") if dark else (DARK, "ink")
            more = f' text-anchor="middle" class="{ink[1]}"'
            parts.append(label(x + _CELL / 2, y + 16.5, f"{n}", 11.5, ink[0], more))
    return parts


def _adjoint(looked):
    """The stronger, the more colour and the larger the sign."""
    most = float(np.abs(looked).max())
    parts = []
    if not np.isfinite(most) or most == 0:
        return parts
    for (x, y), v in zip(_cells(), np.ravel(looked), strict=True):
        share = abs(v) / most
        phase, sign = ("adjoint", "+") if v > 0 else ("forward", "−")
        parts.append(_square(x, y, phase, COLOURS[phase], 0.75 * share))
        if share > 0.12:
            size = round(11 + 8 * share)
            more = ' text-anchor="middle" font-weight="bold" class="ink"'
            parts.append(label(x + _CELL / 2, y + _CELL / 2 + size * 0.35, sign, size, DARK, more))
    return parts


def _strongest(looked, of, explained):
    most = float(np.abs(looked).max())
    return f"A full cell moves {of}[{explained}] by up to {most:.2g}." if np.isfinite(most) else "Not finite."


def _bars(p, explained, predicted):
    parts = []
    high = _MAP / len(p)
    for k, share in enumerate(p):
        y, best = k * high, k == predicted
        colour, kind = (INK["forward"], "forward-ink") if best else (DARK, "ink")
        look = f'{_MONO} class="{kind}"' + (' font-weight="bold"' if best else "")
        parts.append(label(8, y + high / 2 + 4, f"{k}", 12.5, colour, look))
        box = f'x="24" y="{px(y + 4)}" height="{px(high - 8)}" rx="3"'
        parts.append(f'<rect class="track" {box} width="116" fill="#EEF0F1"/>')
        if share > 0.002:
            parts.append(f'<rect class="bar" {box} width="{px(116 * share)}" fill="{COLOURS["forward"]}"/>')
        if k == explained:
            dashed = f'stroke="{COLOURS["adjoint"]}" stroke-width="1.4" stroke-dasharray="4 3"'
            parts.append(f'<rect class="explained" {box} width="116" fill="none" {dashed}/>')
        words = f"{share:.1%}" if np.isfinite(share) else "NaN"
        parts.append(label(_MAP - 6, y + high / 2 + 4, words, 12, colour, f'{look} text-anchor="end"'))
    return parts


def _ink(bitmap):
    """The bitmap as one path: a rectangle for each run of points in a row."""
    size, d = _CELL / BLOCK, []
    for i in range(SIDE):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], bitmap[i].astype(int), [0]])))
        for a, b in zip(edges[::2], edges[1::2], strict=True):
            d.append(f"M{px(a * size)} {px(i * size)}h{px((b - a) * size)}v{px(size)}h{px((a - b) * size)}z")
    return [f'<path class="count" d="{"".join(d)}" fill="{DARK}"/>'] if d else []
