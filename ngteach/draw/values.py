"""What is to be seen of one array: a number in short, and all of them as a heat map."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np

BLUE, ORANGE, PINK, INK = (0, 114, 178), (213, 94, 0), (204, 121, 167), (34, 34, 34)
_ROWS, _COLUMNS = 96, 160  # the most pixels of a heat map, down and across


def short_number(x):
    """At most four digits that matter, as a student would write them: 0.125, -3, 1.2e-05."""
    x = float(x) + 0.0  # -0 is 0
    return f"{x:.4g}" if np.isfinite(x) else {"nan": "NaN"}.get(str(x), str(x).replace("inf", "∞"))


def matrix(a):
    """The array with two axes: the leading ones are joined, a vector is one row."""
    return a.reshape(1, -1) if a.ndim < 2 else a.reshape(-1, a.shape[-1])


def heat_map(numbers, rows=_ROWS, columns=_COLUMNS):
    """(data URL, words): blue is negative, white 0, orange positive, pink NaN, black infinite.

    A large array has one pixel for the mean of a block; words say how large the block is.
    """
    m, words = pixels(numbers, rows, columns)
    return png_url(colours(m)) if m.size else "", words


def pixels(numbers, rows=_ROWS, columns=_COLUMNS):
    """(matrix, words): the array with at most so many rows and columns; of a larger one the means of blocks."""
    m = matrix(numbers)
    if not m.size:
        return m, "there are no numbers"
    high, wide = min(rows, m.shape[0]), min(columns, m.shape[1])
    words = "each pixel is one number"
    if (high, wide) != m.shape:
        block = f"{-(-m.shape[0] // high)} x {-(-m.shape[1] // wide)}"
        words = f"each pixel is the mean of about {block} numbers"
        m = _block_means(m, high, wide)
    return m, words


def _block_means(m, high, wide):
    with np.errstate(invalid="ignore", over="ignore"):
        for axis, n in enumerate((high, wide)):
            edges = np.arange(n) * m.shape[axis] // n
            sizes = np.diff(np.append(edges, m.shape[axis]))
            m = np.add.reduceat(m, edges, axis) / (sizes[:, None] if axis == 0 else sizes)
    return m


def colours(m):
    """u8[rows,columns,3] of a matrix; the strongest colour is the largest finite magnitude."""
    finite = np.isfinite(m)
    magnitude = np.abs(np.where(finite, m, 0))
    share = (magnitude / (magnitude.max(initial=0) or 1.0))[..., None]
    end = np.where((m < 0)[..., None], BLUE, ORANGE)
    picture = 255 + share * (end - 255.0)
    picture[np.isnan(m)] = PINK
    picture[np.isinf(m)] = INK
    return picture.round().astype(np.uint8)


def png_url(picture):
    """u8[rows,columns,3] as a PNG in a data URL, by the smallest encoder there can be."""
    rows, columns, _ = picture.shape
    raw = np.zeros((rows, 1 + 3 * columns), np.uint8)  # each row starts with its filter: 0, none
    raw[:, 1:] = picture.reshape(rows, -1)
    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(raw.tobytes(), 6)), (b"IEND", b"")
    data = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)
    return "data:image/png;base64," + base64.b64encode(data).decode()


def _chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
