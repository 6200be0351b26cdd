"""The error of central differences over the step size, as a picture with two logarithmic axes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...draw.shapes import (
    COLOURS,
    DARK,
    GREY,
    INK,
    PAPER,
    alternative,
    label,
    page,
    plain_paper,
    px,
    stroke,
    through,
    xml,
)
from .finite_differences import STEPS

WIDTH, HEIGHT = 640.0, 330.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 22.0, 24.0, 46.0
_DASH = {"f64": "", "f32": ' stroke-dasharray="6 4"'}
_TINT = "#F1F2F3"


@dataclass(frozen=True)
class Axes:
    """The powers of ten that the vertical axis runs over; the horizontal one runs over STEPS."""

    low: int
    high: int

    def x(self, h):
        first, last = math.log10(STEPS[0]), math.log10(STEPS[-1])
        return _LEFT + (math.log10(h) - first) / (last - first) * (WIDTH - _LEFT - _RIGHT)

    def y(self, error):
        """The height of an error; an error of 0 lies on the axis."""
        power = math.log10(error) if error > 0 else self.low
        share = (min(max(power, self.low), self.high) - self.low) / (self.high - self.low)
        return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)


def axes(curves):
    """The Axes that hold all finite errors."""
    errors = [c.error(i) for c in curves.values() for i in range(len(STEPS))] + [_own_error(curves)]
    powers = [math.log10(e) for e in errors if math.isfinite(e) and e > 0] or [-16.0]
    low, high = math.floor(min(powers)), math.ceil(max(powers))
    return Axes(min(low, high - 6), high)


def points(curves, ax):
    """{"f64": [[x, y] or None]}: where each step lies in the picture."""
    return {
        name: [[ax.x(h), ax.y(c.error(i))] if math.isfinite(c.error(i)) else None for i, h in enumerate(STEPS)]
        for name, c in curves.items()
    }


def draw_errors(curves, words, step=None):
    """The picture as SVG text.   step: the number of the step that is marked; None leaves the mark to the browser."""
    ax = axes(curves)
    parts = [*_kink_band(curves, ax), *_grid(ax), *_guides(curves, ax), *_adjoint_line(curves, ax)]
    parts += [_line(name, found) for name, found in points(curves, ax).items()]
    parts += _names(points(curves, ax))
    parts = _words_last(parts)
    if step is not None:
        parts += _mark(points(curves, ax), ax, step)
    return page([plain_paper(WIDTH, HEIGHT), *parts], WIDTH, HEIGHT, alternative(words))


def _words_last(parts):
    """The words above all lines, with an edge of paper, so that a line behind them strikes none out."""
    words = [part for part in parts if part.startswith("<text")]
    edge = f'<g class="words" paint-order="stroke" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round">'
    return [*(part for part in parts if part not in words), edge, *words, "</g>"]


def _grid(ax):
    parts, base = [], HEIGHT - _BOTTOM
    for power in range(-12, 1, 2):
        x = ax.x(10.0**power)
        parts.append(stroke("grid", f"M{px(x)} {px(_TOP)}V{px(base)}", "#E3E6E8", 1))
        parts.append(label(x, base + 16, _power(power), 11, GREY, ' text-anchor="middle" class="quiet"'))
    every = -(-(ax.high - ax.low) // 8)
    for power in range(ax.low, ax.high + 1, every):
        y = ax.y(10.0**power)
        parts.append(stroke("grid", f"M{px(_LEFT)} {px(y)}H{px(WIDTH - _RIGHT)}", "#E3E6E8", 1))
        parts.append(label(_LEFT - 8, y + 4, _power(power), 11, GREY, ' text-anchor="end" class="quiet"'))
    parts.append(stroke("axis", f"M{px(_LEFT)} {px(_TOP)}V{px(base)}H{px(WIDTH - _RIGHT)}", GREY, 1))
    parts.append(label(WIDTH - _RIGHT, HEIGHT - 8, "step size h", 11.5, DARK, ' text-anchor="end" class="ink"'))
    parts.append(label(8, 14, "|difference - adjoint|", 11.5, DARK, ' class="ink"'))
    return parts


def _guides(curves, ax):
    """Thin lines: what rounding alone, and what truncation alone, would make of it."""
    name = "f64" if "f64" in curves else "f32"
    c, parts = curves[name], []
    rounding = [(h, c.smallest / h) for h in STEPS]
    parts += _guide(rounding, ax, "rounding, 1/h")
    wide = [c.error(i) / h**2 for i, h in enumerate(STEPS) if 1e-3 <= h <= 0.2 and not c.kinks[i]]
    large = [s for i, s in enumerate(wide) if math.isfinite(s) and s > 1e-9]
    if large and max(large) < 4 * float(np.median(large)):  # a smooth function, and h small enough for h² to rule
        factor = float(np.median(large))
        parts += _guide([(h, factor * h * h) for h in STEPS], ax, "truncation, h²")
    return parts


def _guide(pairs, ax, words):
    inside = [(h, e) for h, e in pairs if 10.0**ax.low <= e <= 10.0**ax.high]
    if len(inside) < 4:
        return []
    path = through((ax.x(h), ax.y(e)) for h, e in (inside[0], inside[-1]))
    h, e = inside[len(inside) // 3]
    anchor = ' text-anchor="end" class="quiet"' if words.startswith("t") else ' class="quiet"'
    shift = -6 if words.startswith("t") else 6
    text = label(ax.x(h) + shift, ax.y(e) - 4, words, 11, GREY, anchor)
    return [stroke("guide", path, "#9AA1A6", 1.2, ' stroke-dasharray="1.5 3.5"'), text]


def _adjoint_line(curves, ax):
    """How far the f32 adjoint itself is off: a level line, for it has no step size."""
    error = _own_error(curves)
    if not error or not math.isfinite(error):
        return []
    y = ax.y(error)
    path = stroke("adjoint", f"M{px(_LEFT)} {px(y)}H{px(WIDTH - _RIGHT)}", COLOURS["adjoint"], 1.6, _DASH["f32"])
    words = label(
        WIDTH - _RIGHT - 4, y - 5, "the adjoint in f32", 11, INK["adjoint"], ' text-anchor="end" class="adjoint-ink"'
    )
    return [path, words]


def _own_error(curves):
    return abs(curves["f32"].adjoint - curves["f32"].truth) if len(curves) == 2 else 0.0


def _kink_band(curves, ax):
    """Shade the steps that reach across a kink."""
    c = curves.get("f64") or curves["f32"]
    reached = [i for i, k in enumerate(c.kinks) if k]
    if not reached:
        return []
    right, left = WIDTH - _RIGHT, ax.x(STEPS[reached[0]])
    band = (
        f'<rect class="band" x="{px(left)}" y="{px(_TOP)}" width="{px(max(right - left, 3))}" '
        f'height="{px(HEIGHT - _TOP - _BOTTOM)}" fill="{_TINT}"/>'
    )
    words = f"h reaches across the kink of {c.kinks[reached[0]]}"
    return [band, label(right - 4, _TOP - 6, xml(words), 11, GREY, ' text-anchor="end" class="quiet"')]


def _line(name, found):
    """A curve, interrupted where there is no number."""
    return stroke(f"curve {name}", through(found), COLOURS["forward"] if name == "f64" else DARK, 2, _DASH[name])


def _names(found):
    """The name of each curve at its left end; side by side where the curves meet."""
    parts, taken = [], []
    for name, line in found.items():
        at = next((p for p in line[1:] if p), None)
        if at:
            shift = 30 * sum(abs(at[1] - y) < 14 for y in taken)
            taken.append(at[1])
            colour = INK["forward"] if name == "f64" else DARK
            more = f' font-weight="bold" class="name-{name}"'
            parts.append(label(at[0] + 2 + shift, max(at[1] - 8, _TOP + 10), name, 12, colour, more))
    return parts


def _mark(found, ax, step):
    x = ax.x(STEPS[step])
    dots = [f'<circle cx="{px(x)}" cy="{px(p[step][1])}" r="4.5" fill="{DARK}"/>' for p in found.values() if p[step]]
    return [stroke("needle", f"M{px(x)} {px(_TOP)}V{px(HEIGHT - _BOTTOM)}", "#B88600", 2), *dots]


def _power(k):
    """10 to the k, as a label: 1e-6, and 1 for 0."""
    return "1" if k == 0 else f"1e{k}"
