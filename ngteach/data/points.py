"""Points of a plane in two classes: small problems that can be seen whole, made by a few lines and a seed."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import require, shown
from ..ops import random


def points(name: str, n: int = 256, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """(x: f32[n,2], labels: i32[n]) of "moons", "circles", "xor" or "spiral"; the classes are 0 and 1, by turns.

    All lie between about -1 and 1.   Raises GraphError for another name.

    >>> from ngteach.data.points import points
    >>> x, labels = points("moons", 4)
    >>> x.shape, labels
    ((4, 2), array([0, 1, 0, 1], dtype=int32))
    """
    known = isinstance(name, str) and name in KINDS
    require(known, f"there are no points called {shown(name)}; there are {', '.join(KINDS)}")
    at, noise = random.split(random.key(seed), 2)
    labels = np.arange(n, dtype=np.int32) % 2
    u = np.asarray(random.uniform(at, (n, 2)), np.float64)
    x = KINDS[name](u, labels) + np.multiply(random.normal(noise, (n, 2)), _NOISE[name], dtype=np.float64)
    return x.astype(np.float32), labels


def _moons(u, labels):
    """Two half circles that reach into each other."""
    angle = math.pi * u[:, 0]
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], 1)
    return 0.65 * np.where(labels[:, None] == 0, upper, -upper)


def _circles(u, labels):
    """A ring around a disc."""
    angle, radius = 2 * math.pi * u[:, 0], np.where(labels == 0, 0.8, 0.35 * np.sqrt(u[:, 1]))
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)


def _xor(u, labels):
    """Four squares; those that touch at a corner are of one class."""
    right = u[:, 0] < 0.5
    size = 0.1 + 0.75 * np.stack([(2 * u[:, 0]) % 1, u[:, 1]], 1)
    side = np.where(right, 1, -1)
    return size * np.stack([side, np.where(labels == 0, side, -side)], 1)


def _spiral(u, labels):
    """Two arms, one inside the other."""
    along = np.sqrt(u[:, 0])
    angle = 3.2 * math.pi * along + math.pi * labels
    return 0.95 * along[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)


KINDS = {"moons": _moons, "circles": _circles, "xor": _xor, "spiral": _spiral}
_NOISE = {"moons": 0.07, "circles": 0.06, "xor": 0.02, "spiral": 0.02}
