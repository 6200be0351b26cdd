"""A random order of the rows for each epoch: a function of seed and epoch alone, the same on every machine."""

from __future__ import annotations

import numpy as np

from ..core.types import u32
from ..ops import random

_ORDER, _SPLIT = 1, 2  # what a key is for, so that no two uses of a seed are given the same bits


def order(seed: int, epoch: int, count: int) -> np.ndarray:
    """The numbers from 0 up to count in the order of that epoch: i64[count].

    Each row is given 32 random bits, and the rows are sorted by them.  The generator is ours (ops/random_bits.py): the
    streams of NumPy's may change with its version.
    """
    return _sorted(random.fold_in(_key(seed, _ORDER), epoch), count)


def split(seed: int, share: float, count: int) -> tuple[np.ndarray, np.ndarray]:
    """(rows to learn from, rows kept from it), each in their own order; the second are that share of all, at random.

    Of each there is one row at least.
    """
    mixed = _sorted(_key(seed, _SPLIT), count)
    kept = min(max(round(share * count), 1), count - 1)
    return np.sort(mixed[kept:]), np.sort(mixed[:kept])


def _key(seed, use):
    return random.fold_in(random.key(seed % 2**64), use)


def _sorted(key, count):
    """The rows sorted by random bits, first by the lower 16 and then by the upper ones.

    NumPy sorts numbers of 16 bits by counting, so that twice the rows take twice the time.
    """
    bits, rows = random.bits(key, (count,), u32), np.arange(count)
    for shift in (0, 16):
        digits = (bits >> np.uint32(shift)).astype(np.uint16)
        rows = rows[np.argsort(digits[rows], kind="stable")]
    return rows
