"""Digits as strokes of a pen: a hundred that are made here, and UCI's real ones where somebody has the file.

The real ones are those of UCI's "Pen-Based Recognition of Handwritten Digits" as they were written (E. Alpaydin and
F. Alimoglu 1998, doi 10.24432/C5MG6K, CC BY 4.0): pendigits-orig.tes, 3498 digits of 14 writers.  It is not bundled;
NGTEACH_PENDIGITS names the folder that has it.  (The better known form of 8 points a digit joins the strokes of a
digit to one, and stretches each digit to a square: much of that a person cannot read either.)
"""

import math
import os
from pathlib import Path

# Corners of each digit, (row, column) on a pad of 32 x 32, in the ways that people write it; None lifts the pen.
SHAPES = {
    0: [
        [(8, 12), (4, 18), (4, 24), (10, 28), (20, 28), (27, 24), (28, 18), (26, 12), (18, 8), (10, 9), (8, 12)],
        [(4, 17), (7, 11), (15, 9), (24, 11), (28, 16), (24, 21), (15, 23), (7, 21), (4, 16)],
    ],
    1: [[(4, 16), (28, 16)], [(9, 11), (4, 17), (28, 17)], [(9, 11), (4, 16), (28, 16), None, (28, 10), (28, 22)]],
    2: [
        [(8, 9), (4, 15), (7, 22), (13, 22), (20, 15), (27, 9), (27, 24)],
        [(8, 10), (5, 13), (4, 18), (8, 22), (14, 20), (28, 9), (28, 23)],
    ],
    3: [
        [(5, 10), (4, 17), (9, 21), (14, 17), (19, 22), (26, 18), (27, 10)],
        [(4, 10), (4, 21), (13, 15), (18, 21), (24, 21), (28, 16), (27, 10)],
    ],
    4: [[(4, 12), (17, 9), (17, 25), None, (8, 20), (28, 19)], [(28, 20), (4, 20), (20, 9), (20, 25)]],
    5: [
        [(4, 23), (4, 11), (13, 11), (14, 19), (20, 23), (26, 18), (27, 10)],
        [(4, 12), (14, 11), (13, 18), (18, 22), (25, 20), (28, 14), (26, 10), None, (4, 12), (4, 22)],
    ],
    6: [
        [(4, 19), (12, 11), (21, 9), (27, 14), (25, 21), (18, 21), (17, 13), (20, 10)],
        [(4, 15), (14, 11), (24, 11), (28, 16), (25, 21), (19, 20), (18, 15), (22, 11)],
    ],
    7: [
        [(4, 8), (4, 24), (28, 13)],
        [(7, 8), (4, 10), (5, 24), (15, 17), (28, 14)],
        [(4, 8), (5, 24), (16, 17), (28, 13), None, (16, 11), (16, 22)],
        [(4, 9), (4, 23), (12, 20), (28, 16)],
    ],
    8: [
        [(5, 16), (9, 10), (15, 16), (22, 22), (27, 16), (22, 10), (15, 16), (9, 21), (5, 16)],
        [(6, 21), (4, 16), (8, 11), (14, 15), (20, 21), (26, 19), (28, 15), (24, 10), (18, 13), (10, 21), (6, 21)],
    ],
    9: [
        [(13, 22), (16, 15), (11, 10), (5, 14), (6, 21), (13, 22), (22, 21), (28, 18)],
        [(8, 21), (4, 16), (8, 11), (14, 12), (15, 18), (8, 21), (28, 20)],
    ],
}


def made_strokes(each=10):
    """[(digit, strokes)]: each digit so often, in its shapes by turns, leaning, larger and smaller, unsteady."""
    return [(digit, _written(SHAPES[digit], k)) for digit in SHAPES for k in range(each)]


def _written(shapes, k):
    corners = shapes[k % len(shapes)]
    lean, size = 0.09 * (k * 3 % 7) - 0.22, 0.6 + 0.04 * (k * 7 % 10)
    strokes = [[]]
    for n, corner in enumerate(corners):
        if corner is None:
            strokes.append([])
            continue
        y, x = corner[0] - 16 + math.sin(5 * n + 3 * k), corner[1] - 16 + math.sin(7 * n + 2 * k)
        strokes[-1].append((15.5 + size * y, 15.5 + size * (x - lean * y)))
    return strokes


def real_strokes(height=24):
    """[(digit, strokes)] of UCI's test file, each in the middle of the pad; None if it is not on this machine."""
    path = Path(os.environ.get("NGTEACH_PENDIGITS", "/nowhere")) / "pendigits-orig.tes"
    return [(digit, _fitted(strokes, height)) for digit, strokes in _unipen(path)] if path.is_file() else None


def first_of_each(strokes, count=10):
    """The first so many of each digit."""
    return [s for digit in range(10) for s in [s for s in strokes if s[0] == digit][:count]]


def _unipen(path):
    """The digits in a file of the UNIPEN format: lines of x and y (upwards), .PEN_DOWN before each stroke."""
    found = []
    for line in path.read_text().splitlines():
        if line.startswith(".SEGMENT"):
            found.append((int(line.split('"')[1]), []))
        elif line.startswith(".PEN_DOWN"):
            found[-1][1].append([])
        elif line[:1] in (" ", "-") or line[:1].isdigit():
            x, y = map(int, line.split())
            found[-1][1][-1].append((-y, x))
    return [(digit, [s for s in strokes if s]) for digit, strokes in found]


def _fitted(strokes, height):
    ys, xs = zip(*(point for stroke in strokes for point in stroke), strict=True)
    scale = min(height / max(max(ys) - min(ys), 1), 28 / max(max(xs) - min(xs), 1))
    y0, x0 = (max(ys) + min(ys)) / 2, (max(xs) + min(xs)) / 2
    return [[(15.5 + scale * (y - y0), 15.5 + scale * (x - x0)) for y, x in stroke] for stroke in strokes]
