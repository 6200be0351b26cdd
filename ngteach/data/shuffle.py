"""A random order of the rows for each epoch: a function of seed and epoch alone, the same on every machine."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core.calling.hints import TensorLike
from ..core.types import u32
from ..ops import random

_ORDER, _SPLIT = 1, 2  # what a key is for, so that no two uses of a seed are given the same bits


def order(seed: int, epoch: int, count: int) -> np.ndarray:
    """The numbers from 0 up to count in the order of that epoch: i64[count].

    Each row is given 32 random bits, and the rows are sorted by them.  The generator is ours (ops/random_bits.py): the
    streams of NumPy's may change with its version.
    """
    return _sorted(order_bits(seed, epoch, count))


def order_bits(seed: int, epoch: TensorLike, count: int) -> Any:
    """The random bits that the rows of an epoch are sorted by, the smallest first: u32[count]; it can be traced."""
    return _bits(random.fold_in(_key(seed, _ORDER), epoch), count)


def split(seed: int, share: float, count: int) -> tuple[np.ndarray, np.ndarray]:
    """(rows to learn from, rows kept from it), each in their own order; the second are that share of all, at random.

    Of each there is one row at least.
    """
    mixed = _sorted(_bits(_key(seed, _SPLIT), count))
    kept = min(max(round(share * count), 1), count - 1)
    return np.sort(mixed[kept:]), np.sort(mixed[:kept])


def _key(seed, use):
    return random.fold_in(random.key(seed % 2**64), use)


def _bits(key, count):
    return random.bits(key, (count,), u32)


def _sorted(bits):
    """The rows sorted by random bits, first by the lower 16 and then by the upper ones.

    NumPy sorts numbers of 16 bits by counting, so that twice the rows take twice the time.
    """
    rows = np.arange(len(bits))
    for shift in (0, 16):
        digits = (bits >> np.uint32(shift)).astype(np.uint16)
        rows = rows[np.argsort(digits[rows], kind="stable")]
    return rows
