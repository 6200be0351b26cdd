"""Memory: how much there is, so that what cannot fit is refused by its bytes; and which arrays share it."""

from __future__ import annotations

import os
from functools import cache

import numpy as np
from numpy.lib.array_utils import byte_bounds

from .errors import GraphError

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")  # of Linux' control groups


@cache
def memory():
    """The bytes of memory of this machine, or those that the control group grants; infinite where nobody says.

    The system hands out more than it has, and ends whoever writes to it: asking it is not enough.
    """
    limits = [float("inf")]
    if hasattr(os, "sysconf") and {"SC_PHYS_PAGES", "SC_PAGE_SIZE"} <= os.sysconf_names.keys():
        limits.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for file in _LIMITS:
        try:
            with open(file) as f:
                limits.append(int(f.read()))
        except (OSError, ValueError):  # no such group, or "max"
            continue
    return min(n for n in limits if n > 0)


def require_room(what, nbytes):
    """Raise GraphError if there can never be so many bytes for what is named."""
    if nbytes > memory():
        raise GraphError(f"{what} would take {nbytes:,} bytes, and this machine has {memory():,}")


def in_room(what, nbytes, work, *args, **params):
    """work(*args, **params), which makes so many bytes; GraphError if they cannot be had."""
    require_room(what, nbytes)
    try:
        return work(*args, **params)
    except MemoryError:
        raise GraphError(f"{what} takes {nbytes:,} bytes, and there is no memory left for it") from None


def sharing(xs, first):
    """The arrays from the first-th on that share memory with one before: (i, j), j < i; by address, few are compared.

    One j for each i will do, and what stands before the first may share as it likes: n arrays are not n * n pairs.
    """
    found, whole = {}, {}  # whole: (where it begins and ends, how it lies there) -> the first such array
    for i, x in enumerate(xs):
        if isinstance(x, np.ndarray) and x.size:
            j = whole.setdefault((*byte_bounds(x), x.shape, x.strides), i)
            if j != i >= first:
                found[i] = j
    inputs, results = [], []  # (end, i) of those that may reach as far as the next one starts
    for start, end, i in sorted((start, end, i) for (start, end, *_), i in whole.items()):
        results = [(e, j) for e, j in results if e > start]
        if i >= first:
            inputs = [(e, j) for e, j in inputs if e > start]
        for _, j in (*results, *inputs) if i >= first else results:
            if max(i, j) not in found and np.shares_memory(xs[i], xs[j]):
                found[max(i, j)] = min(i, j)
        (results if i >= first else inputs).append((end, i))
    return sorted(found.items())
