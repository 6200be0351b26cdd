"""Memory: how much the machine has, so that what cannot fit is refused; and which arrays share memory."""

from __future__ import annotations

import os
from functools import cache

import numpy as np
from numpy.lib.array_utils import byte_bounds

from .errors import GraphError

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")  # of Linux' control groups


@cache
def memory():
    """The bytes of memory that this process may use; infinity where the system does not say.

    Linux promises more memory than it has, and kills whoever uses it: a successful allocation proves nothing.
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
    """Raise GraphError if `what` needs more bytes than the machine has."""
    if nbytes > memory():
        raise GraphError(f"{what} would take {nbytes:,} bytes, and this machine has {memory():,}")


def in_room(what, nbytes, work, *args, **params):
    """work(*args, **params), which allocates so many bytes; GraphError if there is no room for them."""
    require_room(what, nbytes)
    try:
        return work(*args, **params)
    except MemoryError:
        raise GraphError(f"{what} takes {nbytes:,} bytes, and there is no memory left for it") from None


def sharing(xs, first):
    """[(i, j)]: array i, from `first` on, shares memory with an earlier array j.

    One j is enough for each i, and arrays before `first` may share.  Sorted by address, few pairs need comparing.
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
