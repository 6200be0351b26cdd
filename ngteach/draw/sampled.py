"""An array as text that fits into a page: its numbers, or of a large array every k-th row and column.

Along an axis every k-th place is taken, and k is a power of two: so the places that are taken of two arrays are
comparable, those of one among those of the other, and a row of x still meets a column of W.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

PIXELS = {64: 8, 784: 28}  # numbers of a picture of a digit -> its side
_EXACT = 64  # numbers; so few of an array are written with four digits, more with three


@dataclass(frozen=True, eq=False)
class Sampled:
    """numbers: of array[::steps[0], ::steps[1], ...].   shape: that of the whole array.

    look: "rows" or "columns" if these are pictures of digits, "" otherwise.
    """

    shape: tuple[int, ...]
    steps: tuple[int, ...]
    look: str
    numbers: np.ndarray

    def thinner(self, side):
        """The same for a smaller side."""
        wanted = steps_of(self.shape, side, self.look)
        return self.at_steps(tuple(max(new, old) for new, old in zip(wanted, self.steps, strict=True)))

    def at_steps(self, steps):
        """The same with other steps, multiples of these."""
        ratio = tuple(slice(None, None, new // old) for new, old in zip(steps, self.steps, strict=True))
        return Sampled(self.shape, steps, self.look, self.numbers[ratio])

    def count(self, side):
        """How many numbers thinner(side) has."""
        return math.prod(-(-n // k) for n, k in zip(self.shape, steps_of(self.shape, side, self.look), strict=True))


def sampled(array, side, pixels=(), turned=False):
    """Of an array about side x side numbers.   pixels: the counts of numbers that are pictures of digits.

    turned: columns of so many numbers are pictures, too, however many there are: those of x.T.
    """
    look = look_of(array.shape, side, pixels)
    if turned and not look and array.ndim == 2 and array.shape[0] in pixels:
        look = "columns"
    steps = steps_of(array.shape, side, look)
    return Sampled(array.shape, steps, look, array[tuple(slice(None, None, k) for k in steps)].copy())


def look_of(shape, side, pixels):
    """Are the rows of a matrix of this shape pictures of digits, or its columns, as are those of a first layer's W?"""
    if len(shape) != 2:
        return ""
    if shape[1] in pixels:
        return "rows"
    few = shape[0] == 64 or shape[0] * min(shape[1], side) <= 2 * side * side
    return "columns" if few and shape[0] in pixels else ""


def steps_of(shape, side, look=""):
    """How far apart the places are that are taken along each axis.   A picture of a digit is taken whole."""
    if math.prod(shape) <= side * side:
        return (1,) * len(shape)
    whole = {"rows": 1, "columns": 0}.get(look)
    longest = side * side if len(shape) == 1 else side if not look else _pictures(shape[whole], side)
    steps = [1 if a == whole else _power(n / longest) for a, n in enumerate(shape)]
    while whole is None and _taken(shape, steps) > side * side:
        counts = [-(-n // k) for n, k in zip(shape, steps, strict=True)]
        free = counts[:-2] if max(counts[:-2]) > 1 else counts  # the last two are a picture: first fewer pictures
        steps[free.index(max(free))] *= 2
    return tuple(steps)


def _pictures(pixels, side):
    """So many pictures of digits are taken of an array."""
    return min(side, 16) if pixels > 64 else max(min(side, 2 * side * side // pixels), 1)


def _power(ratio):
    return 1 << max(math.ceil(math.log2(ratio)), 0) if ratio > 0 else 1


def _taken(shape, steps):
    return math.prod(-(-n // k) for n, k in zip(shape, steps, strict=True))


def room_of(sample):
    """(width, height) of the room that a picture of it wants in a box."""
    counts = [n for n in sample.numbers.shape if n > 1]
    if not counts or not sample.numbers.size:
        return 64, 16
    if len(counts) == 1 and not sample.look:
        return 84, 28
    images = {"rows": counts[0], "columns": counts[-1]}.get(sample.look) or math.prod(counts[:-2])
    if len(counts) == 1 or images == 1:
        return 84, 44
    return (min(images, 4) * 34 - 2, 32) if images <= 4 else (134, 44)


def text_of(numbers):
    """The numbers, a space between them, as JavaScript reads them; floats have three digits that matter, or four."""
    flat = numbers.ravel().tolist()
    if numbers.dtype.kind != "f":
        return " ".join(str(int(x)) for x in flat)
    form = ".4g" if len(flat) <= _EXACT else ".3g"
    text = f" {' '.join([format(x, form) for x in flat])}"
    return (
        text.replace(" 0.", " .").replace(" -0.", " -.").replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")[1:]
    )
