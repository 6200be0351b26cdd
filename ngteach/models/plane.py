"""The plane of an autoencoder as a picture: what it draws at each place, and where it puts the images of each digit."""

from __future__ import annotations

import math

import numpy as np

from ..draw.shapes import DARK, GREY, MONO, alternative, framed_paper, label, page, px, xml
from ..draw.values import png_url
from ..ops import erfinv

SIDE, _AROUND = 14, 2  # images across and down, and the white pixels between two of them
_SHOWN = 400  # images that are encoded
_PANEL, _TOP, _LEFT, _GAP = 400.0, 84.0, 58.0, 70.0
_AXES = "the first latent number to the right, the second upwards; equal lengths hold equal shares of the standard bell"
_INKS = ["#222222", "#0072B2", "#9C4300", "#00664A", "#8B3A74", "#6A5B00", "#C23B22", "#1B7F9E", "#5A4FA2", "#7A5C3A"]


def plane(draw, means, labels, name="digits"):
    """The picture as SVG text: what is drawn at each place, and where images lie, on the same axes.

    draw(z: f32[n,2]) -> f32[n,rows,columns], grey between 0 and 1.   means: f32[m,2]   labels: whole numbers[m]
    Along an axis equal lengths hold equal shares of the standard bell.  The first 400 images are shown.
    """
    means, labels, at = means[:_SHOWN], labels[:_SHOWN], quantiles(SIDE)
    grey = draw(np.stack(np.meshgrid(at, at[::-1]), -1).reshape(-1, 2).astype(means.dtype))
    spaced = np.pad(grey, ((0, 0), (_AROUND // 2,) * 2, (_AROUND // 2,) * 2))
    rows, columns = spaced.shape[1:]
    drawn = spaced.reshape(SIDE, SIDE, rows, columns).transpose(0, 2, 1, 3).reshape(SIDE * rows, SIDE * columns)
    width, height = 2 * _PANEL + _LEFT + _GAP + 30, _TOP + _PANEL + 62
    right = _LEFT + _PANEL + _GAP
    parts = [
        framed_paper(width, height),
        label(22, 32, f"The plane of {xml(name)}", 15, DARK, ' font-weight="bold"'),
        label(_LEFT, 62, "what is decoded at each place", 12, DARK),
        label(right, 62, f"where {len(means)} images of the test data are encoded", 12, DARK),
        _bitmap(drawn, _LEFT),
        *_axes(_LEFT, at),
        *_axes(right, at),
        *_digits(means, labels, right),
        label(_LEFT, _TOP + _PANEL + 40, _AXES, 10.5, GREY),
    ]
    return page(parts, width, height, alternative(describe(means, labels)))


def quantiles(n):
    """n numbers, between and outside of which the standard bell has n equal shares: the middle of each share."""
    return math.sqrt(2) * np.asarray(erfinv((2 * np.arange(n) + 1.0) / n - 1.0))


def share(x):
    """How much of the standard bell lies below x, between 0 and 1."""
    return np.array([0.5 * (1 + math.erf(v / math.sqrt(2))) for v in np.ravel(x)]).reshape(np.shape(x))


def describe(means, labels):
    """What there is to see, in words."""
    centres = {int(k): np.mean(means[labels == k], axis=0) for k in np.unique(labels)}
    where = ", ".join(f"{k} around ({a:.1f}, {b:.1f})" for k, (a, b) in centres.items())
    return f"Neighbouring places are decoded to similar images. The images for testing: {where}."


def _bitmap(drawn, left):
    """Black on white; grey where the numbers are none, of weights that ran away."""
    pixels = np.repeat(np.rint(255 * (1 - np.nan_to_num(drawn, nan=0.5)))[..., None], 3, axis=2).astype(np.uint8)
    box = f'x="{px(left)}" y="{px(_TOP)}" width="{px(_PANEL)}" height="{px(_PANEL)}"'
    return f'<image {box} style="image-rendering:pixelated" href="{png_url(pixels)}"/>'


def _axes(left, at):
    """A frame, with the numbers of the plane below and beside it."""
    box = f'x="{px(left)}" y="{px(_TOP)}" width="{px(_PANEL)}" height="{px(_PANEL)}"'
    parts = [f'<rect {box} fill="none" stroke="{GREY}" stroke-width="1"/>']
    for z in (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5):
        x, y = _place(z, z, left)
        parts.append(label(x, _TOP + _PANEL + 18, f"{z:g}", 10.5, GREY, ' text-anchor="middle"'))
        parts.append(label(left - 8, y + 4, f"{z:g}", 10.5, GREY, ' text-anchor="end"'))
    return parts


def _place(a, b, left):
    """Where a point of the plane lies in a panel."""
    return left + _PANEL * float(share(a)), _TOP + _PANEL * (1 - float(share(b)))


def _digits(means, labels, left):
    more = f' text-anchor="middle" font-family="{MONO}" font-weight="bold"'
    parts = []
    for (a, b), k in zip(np.asarray(means, float), labels, strict=True):
        if np.isnan([a, b]).any():
            continue
        x, y = _place(a, b, left)
        parts.append(label(x, y + 4, str(int(k)), 11, _INKS[int(k) % len(_INKS)], more))
    return parts
