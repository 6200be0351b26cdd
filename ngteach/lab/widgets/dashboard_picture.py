"""The dashboard's curves as a picture that needs no page: the loss of each step, and the accuracy on the test images.

static/dashboard_picture.js draws the same, to the letter, while a run is watched.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...draw.shapes import (
    DARK,
    GREY,
    PAPER,
    alternative,
    label,
    page,
    plain_paper,
    px,
    stroke,
    through,
)

WIDTH, HEIGHT = 480.0, 396.0
LEFT, RIGHT = 48.0, 12.0
_LOSS = 26.0, 228.0  # top and bottom of each panel
_ACCURACY = 264.0, 370.0
_BEST = 0.997  # the accuracy at the top; that axis is one of the error, on a log scale
_LETTER = 6.1  # the width of a letter of size 11
_PALE = "#A3A9AE"
_BAND = "#E3E6E8"


@dataclass(frozen=True)
class Scale:
    """steps: the last one of the horizontal axis.   low, high: decimal logarithms of the ends of the loss's axis."""

    steps: int
    low: float
    high: float

    def x(self, step):
        return LEFT + step / self.steps * (WIDTH - LEFT - RIGHT)

    def loss(self, cost):
        power = math.log10(cost) if cost > 0 else self.low
        return _between(_LOSS, (min(max(power, self.low), self.high) - self.low) / (self.high - self.low))

    def accuracy(self, share):
        return _between(_ACCURACY, math.log(1 - min(share, _BEST)) / math.log(1 - _BEST))


def draw_curves(found, at):
    """Loss and accuracy as SVG text: the line in colour, the lines that were left for it in grey.

    found: as curves() gives it.   at: the step that we are at.
    """
    earlier = found["earlier"]
    scale = _scale(found["steps"], [*(points for points, _, _ in earlier), found["now"]])
    parts = [*_grid(scale), *_rates(found["rates"], scale)]
    for points, tests, _ in earlier:
        parts += [_path("earlier", points, scale, _PALE, 1.5), _accuracy("earlier", tests, scale, _PALE)]
    if earlier:
        parts.append(_end_label(*earlier[-1], scale))
    parts += [_range(found["now"], scale), _path("loss", found["now"], scale, DARK, 2)]
    parts += [_accuracy("accuracy", found["tests"], scale, DARK), *_nan(found["bad"], scale), _needle(at, scale)]
    sides = f' data-left="{LEFT / WIDTH:g}" data-right="{RIGHT / WIDTH:g}" data-steps="{scale.steps}"'
    parts = [plain_paper(WIDTH, HEIGHT), *filter(None, parts)]
    return page(parts, WIDTH, HEIGHT, alternative(found["words"]), sides)


def _scale(steps, lines):
    """The whole band fits in: from 1, 2 or 5 times a power of ten to another."""
    least = [p[2] for line in lines for p in line if p and p[2] > 0]
    most = [p[3] for line in lines for p in line if p and p[3] > 0]
    low = _round(min(least), math.floor) if least else -1.0
    high = _round(max(most), math.ceil) if most else 1.0
    return Scale(steps, min(max(low, -6.0), -math.log10(2)), max(min(high, 6.0), math.log10(2)))


def _round(x, way):
    """The logarithm of 1, 2 or 5 times a power of ten, next below or above x."""
    power = math.floor(math.log10(x) + 1e-12)
    steps = [power + math.log10(m) for m in (1, 2, 5, 10)]
    near = [s for s in steps if (s <= math.log10(x) + 1e-9 if way is math.floor else s >= math.log10(x) - 1e-9)]
    return max(near) if way is math.floor else min(near)


def _levels(scale):
    """The losses that have a line: powers of ten, and 2 and 5 times them where there is room."""
    factors = (1, 2, 5) if scale.high - scale.low < 2.4 else (1,)
    powers = range(math.floor(scale.low), math.ceil(scale.high) + 1)
    found = [m * 10.0**k for k in powers for m in factors]
    return [x for x in found if scale.low - 1e-9 <= math.log10(x) <= scale.high + 1e-9]


def _between(panel, share):
    top, bottom = panel
    return bottom - share * (bottom - top)


def _grid(scale):
    right, parts = WIDTH - RIGHT, []
    for cost in _levels(scale):
        parts += _level(scale.loss(cost), f"{cost:g}")
    for percent in (0, 70, 90, 97, 99):
        parts += _level(scale.accuracy(percent / 100), f"{percent} %")
    for step in _ticks(scale.steps):
        anchor = ' text-anchor="middle" class="quiet"'
        parts.append(label(scale.x(step), _ACCURACY[1] + 17, f"{step:,}" if step else "step 0", 11, GREY, anchor))
    for top, bottom in (_LOSS, _ACCURACY):
        parts.append(stroke("axis", f"M{px(LEFT)} {px(top)}V{px(bottom)}H{px(right)}", GREY, 1))
    parts.append(label(LEFT, 15, "loss of each step, and its range", 12, DARK, ' font-weight="bold" class="ink"'))
    words = "accuracy on the test images"
    parts.append(label(LEFT, _ACCURACY[0] - 10, words, 12, DARK, ' font-weight="bold" class="ink"'))
    return parts


def _level(y, text):
    line = stroke("grid", f"M{px(LEFT)} {px(y)}H{px(WIDTH - RIGHT)}", "#E3E6E8", 1)
    return [line, label(LEFT - 8, y + 4, text, 11, GREY, ' text-anchor="end" class="quiet"')]


def _ticks(steps):
    """About five round numbers."""
    rough = 10 ** math.floor(math.log10(max(steps / 5, 1)))
    every = next(rough * m for m in (1, 2, 5, 10) if steps / (rough * m) <= 6)
    return range(0, steps + 1, every)


def _rates(rates, scale):
    """A fine line wherever the rate changed, with the new rate, where there is room for it."""
    parts, free, last = [], 0.0, -9.0
    for step, rate in rates:
        x, words = scale.x(step), rate if step else f"rate {rate}"
        if step and x > last + 3:
            parts.append(stroke("rate", f"M{px(x)} {px(_LOSS[0])}V{px(_LOSS[1])}", _PALE, 1, ' stroke-dasharray="1 3"'))
            last = x
        width = _LETTER * len(words)
        if x >= free and x + width < WIDTH:
            parts.append(label(x + 4, _LOSS[0] + 11, words, 11, DARK, ' class="ink"'))
            free = x + width + 10
    return parts


def _range(points, scale):
    """From the least to the most of each block, as a pale band."""
    seen = [p for p in points if p]
    if len(seen) < 2:
        return ""
    over = [f"{px(scale.x(p[0]))} {px(scale.loss(p[3]))}" for p in seen]
    under = [f"{px(scale.x(p[0]))} {px(scale.loss(p[2]))}" for p in reversed(seen)]
    return f'<path class="range" d="M{"L".join([*over, *under])}z" fill="{_BAND}" stroke="none"/>'


def _path(kind, points, scale, colour, thick):
    way = through((scale.x(p[0]), scale.loss(p[1])) if p else None for p in points)
    return stroke(kind, way, colour, thick) if way else ""


def _accuracy(kind, tests, scale, colour):
    points = [(scale.x(step), scale.accuracy(share)) for step, share in tests]
    if not points:
        return ""
    line = stroke(kind, through(points), colour, 1.5)
    few = points if len(points) <= 40 else points[-1:]
    return line + "".join(f'<circle class="{kind}" cx="{px(x)}" cy="{px(y)}" r="2.5" fill="{colour}"/>' for x, y in few)


def _end_label(points, _, rate, scale):
    """The rate of an earlier curve, beside its end."""
    at = next((p for p in reversed(points) if p), None)
    if at is None:
        return ""
    x, y = scale.x(at[0]), scale.loss(at[1])
    words = f"earlier: rate {rate}"
    right = x + _LETTER * len(words) > WIDTH - RIGHT
    more = f' class="quiet over" paint-order="stroke" stroke="{PAPER}" stroke-width="3"'
    more += ' text-anchor="end"' if right else ""
    return label(x - 2 if right else x + 6, y - 8 if right else y + 4, words, 11, GREY, more)


def _nan(bad, scale):
    if not bad:
        return []
    x = scale.x(bad)
    right = ' text-anchor="end"' if x > WIDTH / 2 else ""
    line = stroke("bad", f"M{px(x)} {px(_LOSS[0])}V{px(_LOSS[1])}", "#B3261E", 1.5)
    words = f"not a number from step {bad:,} on"
    return [line, label(x + (-6 if right else 6), _LOSS[1] - 8, words, 11.5, "#B3261E", f' class="bad-ink"{right}')]


def _needle(step, scale):
    x = px(scale.x(step))  # through both panels, but not through the words between them
    return stroke("needle", "".join(f"M{x} {px(top)}V{px(bottom)}" for top, bottom in (_LOSS, _ACCURACY)), "#B88600", 2)
