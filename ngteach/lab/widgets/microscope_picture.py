"""The microscope where no kernel runs: the error over the step size, on two logarithmic axes; as microscope_plot.js."""

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
from .label_places import Places

WIDTH, HEIGHT = 480.0, 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 12.0, 26.0, 42.0
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


def draw_errors(curves, words, step):
    """The picture as SVG text.   step: the number of the step that is marked"""
    ax = axes(curves)
    found, guides, level = points(curves, ax), _guides(curves, ax), _own_level(curves, ax)
    places = Places([*found.values(), *guides.values(), level], _LEFT, WIDTH - _RIGHT, _TOP, HEIGHT - _BOTTOM)
    parts = [*_kink_band(curves, ax), *_grid(ax)]
    parts += [_line(name, line) for name, line in found.items()]  # the names of what matters most choose first
    parts += [_name(name, line, places) for name, line in found.items() if any(line)]
    parts += _adjoint_line(level, places)
    parts += [part for words, line in guides.items() for part in _guide(words, line, places)]
    parts = [*_words_last(parts), *_mark(found, ax, step)]
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
    parts.append(label(6, 14, "|difference - adjoint|", 11.5, DARK, ' class="ink"'))
    return parts


def _guides(curves, ax):
    """{words: line}: what rounding alone, and what truncation alone, would make of it."""
    name = "f64" if "f64" in curves else "f32"
    c = curves[name]
    guides = {"rounding, 1/h": [(h, c.smallest / h) for h in STEPS]}
    wide = [c.error(i) / h**2 for i, h in enumerate(STEPS) if 1e-3 <= h <= 0.2 and not c.kinks[i]]
    large = [s for s in wide if math.isfinite(s) and s > 1e-9]
    if large and max(large) < 4 * float(np.median(large)):  # a smooth function, and h small enough for h² to rule
        factor = float(np.median(large))
        guides["truncation, h²"] = [(h, factor * h * h) for h in STEPS]
    inside = {w: [(h, e) for h, e in line if 10.0**ax.low <= e <= 10.0**ax.high] for w, line in guides.items()}
    return {w: [(ax.x(h), ax.y(e)) for h, e in line] for w, line in inside.items() if len(line) >= 4}


def _guide(words, line, places):
    """A thin line, and its words beside it."""
    spots = [(x + side, y + up, "start" if side > 0 else "end") for x, y in line for side in (7, -7) for up in (-3, 11)]
    x, y, anchor = places.place(words, 11, spots)
    path = stroke("guide", through((line[0], line[-1])), "#9AA1A6", 1.2, ' stroke-dasharray="1.5 3.5"')
    return [path, label(x, y, words, 11, GREY, f' text-anchor="{anchor}" class="quiet"')]


def _own_level(curves, ax):
    """How far the f32 adjoint itself is off: a level line, for it has no step size.  Empty if it is not off."""
    error = _own_error(curves)
    if not error or not math.isfinite(error):
        return []
    return [(_LEFT, ax.y(error)), (WIDTH - _RIGHT, ax.y(error))]


def _adjoint_line(level, places):
    if not level:
        return []
    words = "error of the f32 adjoint"
    (left, y), (right, _) = level
    across = [left + 6 + k * (right - left - 170) / 8 for k in range(9)]
    x, at, anchor = places.place(words, 11, [(x, y + up, "start") for up in (-5, 14) for x in reversed(across)])
    path = stroke("level", f"M{px(left)} {px(y)}H{px(right)}", GREY, 1.4, ' stroke-dasharray="7 3 1.5 3"')
    return [path, label(x, at, words, 11, GREY, f' text-anchor="{anchor}" class="quiet"')]


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


def _name(name, line, places):
    """The name of a curve beside it, as far to the left as there is room."""
    near = [p for p in line if p]
    spots = [(x + dx, y + dy, "middle") for x, y in near for dx in (0, 16, -16) for dy in (-9, 18)]
    x, y, anchor = places.place(name, 12, spots)
    colour = INK["forward"] if name == "f64" else DARK
    return label(x, y, name, 12, colour, f' font-weight="bold" text-anchor="{anchor}" class="name-{name}"')


def _mark(found, ax, step):
    x = ax.x(STEPS[step])
    dots = [f'<circle cx="{px(x)}" cy="{px(p[step][1])}" r="4.5" fill="{DARK}"/>' for p in found.values() if p[step]]
    return [stroke("needle", f"M{px(x)} {px(_TOP)}V{px(HEIGHT - _BOTTOM)}", "#B88600", 2), *dots]


def _power(k):
    """10 to the k, as a label: 1e-6, and 1 for 0."""
    return "1" if k == 0 else f"1e{k}"
