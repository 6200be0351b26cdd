"""Cutting: how many blocks a group is cut into, and how large they are."""

from __future__ import annotations

from ..ops import dot
from .kernels import row_flags
from .steps import Group, Section

WAKE = 60e-6  # seconds until another thread has begun; a section that saves less is not worth it
LARGE = 30e-6  # seconds; an equation below this stays on one thread, for threads that make many
#                small calls only pass Python's lock to and fro
GRAIN = 16  # rows or columns: BLAS computes that many at once
CACHE = 2**19  # bytes of one block of one value, where nothing but memory limits the speed
MOST = 1024  # blocks of one group; those of very large values grow instead
PIECE = 300e-6  # seconds; blocks that must not depend on the number of threads are about so long


def is_large(eqn, cost):
    """Is it worth cutting, and can it be cut?"""
    return cost[eqn] > LARGE and bool(eqn.output.shape) and eqn.output.shape[0] > 1 and any(row_flags(eqn))


def shares(size, threads, own, late):
    """[(from, to)] for each thread: the caller, who comes first, gets more by what it does before the others begin.

    own: seconds of work.   late: seconds until the helpers have begun.
    """
    part = min((1 + (threads - 1) * late / own) / threads, 1.0)
    first = min(_rounded(size * part), size)
    rest = (size - first) / max(threads - 1, 1)
    limits = [0, first, *(min(first + _rounded(i * rest), size) for i in range(1, threads - 1)), size]
    return tuple((lo, hi) for lo, hi in zip(limits, limits[1:], strict=False) if hi > lo)


def section(chains, cost, threads, deterministic, late=None):
    """The Section of [(axis, equations)]: what is large is cut, what is small is done in between.

    late: seconds until the helpers have begun.
    """
    late = WAKE if late is None else late
    total = sum(cost[eqn] for _, chain in chains for eqn in chain)
    groups, large, small = [], [], []
    for axis, chain in sorted(chains, key=lambda c: -sum(cost[eqn] for eqn in c[1])):
        shape = chain[0].output.shape
        size = shape[axis] if shape else 1
        own = sum(cost[eqn] for eqn in chain)
        cut = size > 1 and cost[chain[0]] > LARGE and (axis == 1 or any(row_flags(chain[0])))
        count = min(_count(chain, own, total, threads, deterministic), MOST) if cut else 1
        if count == threads > 1 and not deterministic and _has_dot(chain):
            blocks = shares(size, threads, own, late)
        else:
            blocks = _blocks(size, count)
        (large if own > LARGE else small).extend((len(groups), lo, hi) for lo, hi in blocks)
        groups.append(Group(tuple(chain), axis, size, blocks))
    return Section(tuple(groups), (*large[:1], *small, *large[1:]))


def _count(chain, own, total, threads, deterministic):
    """How many blocks: for matrix products few, as each packs its operands anew; otherwise what fits the cache."""
    if _has_dot(chain):
        return max(1, round(own / (PIECE if deterministic else total / threads)))
    widest = max(eqn.output.type.nbytes for eqn in chain)
    return max(-(-widest // CACHE), 1 if deterministic or own < 2 * WAKE else threads)


def _has_dot(chain):
    return any(eqn.op is dot for eqn in chain)


def _blocks(size, count):
    """Block limits at equal distances, on multiples of GRAIN where there is enough."""
    step = -(-size // count)
    step = -(-step // GRAIN) * GRAIN if step >= 2 * GRAIN else max(step, 1)
    return tuple((lo, min(lo + step, size)) for lo in range(0, size, step)) or ((0, size),)


def _rounded(n):
    """A whole number next to n; where there is enough, a multiple of GRAIN."""
    return round(n / GRAIN) * GRAIN if n >= 2 * GRAIN else max(1, round(n))
