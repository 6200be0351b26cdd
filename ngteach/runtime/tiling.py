"""Tiling: how many blocks the equations of a group are computed in, and how large they are."""

from __future__ import annotations

from ..ops import dot
from .kernels import row_flags
from .steps import FusedGroup, ParallelRegion

WAKE = 60e-6  # seconds until another thread has begun; a region that saves less is not worth it
LARGE = 30e-6  # seconds; an equation below this stays on one thread, because threads that
#                make many small calls only pass Python's lock back and forth
GRAIN = 16  # rows or columns: BLAS computes that many at once
CACHE = 2**19  # bytes of one block of one value, where nothing but memory limits the speed
MOST = 1024  # blocks of one group; those of very large values grow instead
PIECE = 300e-6  # seconds; blocks that must not depend on the number of threads are about so long


def is_large(eqn, cost):
    """Is it worth tiling, and can it be tiled?"""
    return cost[eqn] > LARGE and bool(eqn.output.shape) and eqn.output.shape[0] > 1 and any(row_flags(eqn))


def shares(size, threads, work, delay):
    """[(from, to)] for each thread: the caller's comes first, and is larger by what it does before the helpers begin.

    work: seconds of it.   delay: seconds until the helpers have begun.
    """
    part = min((1 + (threads - 1) * delay / work) / threads, 1.0)
    first = min(_rounded(size * part), size)
    rest = (size - first) / max(threads - 1, 1)
    limits = [0, first, *(min(first + _rounded(i * rest), size) for i in range(1, threads - 1)), size]
    return tuple((lo, hi) for lo, hi in zip(limits, limits[1:], strict=False) if hi > lo)


def parallel_region(groups, cost, threads, deterministic, delay=WAKE):
    """The ParallelRegion of [(axis, equations)]: what is large is tiled, what is small is done in between.

    delay: seconds until the helpers have begun.
    """
    total = sum(cost[eqn] for _, group in groups for eqn in group)
    fused, large, small = [], [], []
    for axis, group in sorted(groups, key=lambda g: -sum(cost[eqn] for eqn in g[1])):
        first, work = group[0], sum(cost[eqn] for eqn in group)
        size = first.output.shape[axis] if first.output.shape else 1
        tiled = size > 1 and cost[first] > LARGE and (axis == 1 or any(row_flags(first)))
        count = min(_count(group, work, total, threads, deterministic), MOST) if tiled else 1
        if count == threads > 1 and not deterministic and _has_dot(group):
            blocks = shares(size, threads, work, delay)
        else:
            blocks = _blocks(size, count)
        (large if work > LARGE else small).extend((len(fused), lo, hi) for lo, hi in blocks)
        fused.append(FusedGroup(tuple(group), axis, size, blocks))
    return ParallelRegion(tuple(fused), (*large[:1], *small, *large[1:]))


def _count(group, work, total, threads, deterministic):
    """How many blocks: for matrix products few, as each packs its operands anew; otherwise what fits the cache."""
    if _has_dot(group):
        return max(1, round(work / (PIECE if deterministic else total / threads)))
    widest = max(eqn.output.type.nbytes for eqn in group)
    return max(-(-widest // CACHE), 1 if deterministic or work < 2 * WAKE else threads)


def _has_dot(group):
    return any(eqn.op is dot for eqn in group)


def _blocks(size, count):
    """Block limits at equal distances, at multiples of GRAIN where they are large enough."""
    step = -(-size // count)
    step = -(-step // GRAIN) * GRAIN if step >= 2 * GRAIN else max(step, 1)
    return tuple((lo, min(lo + step, size)) for lo in range(0, size, step)) or ((0, size),)


def _rounded(n):
    """A whole number close to n; where n is large enough, a multiple of GRAIN."""
    return round(n / GRAIN) * GRAIN if n >= 2 * GRAIN else max(1, round(n))
