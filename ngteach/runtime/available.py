"""How many threads: what the caller asks for, what the environment says, what the machine has."""

from __future__ import annotations

import os

from ..core.calling.errors import require, shown

MOST = 4096  # threads; each program has a lock and memory for each


def wished(threads):
    """The number asked for; without one, that of NGTEACH_THREADS, or as many as this process has processors."""
    if threads is not None:
        return whole(threads, "threads")
    if named := os.environ.get("NGTEACH_THREADS"):
        return whole(named, "NGTEACH_THREADS")
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, _quota()))


def whole(wish, where):
    """A number of threads; where: the name of what asks for it."""
    text = "" if type(wish) is int else str(wish).strip().lstrip("0")  # Python writes no number of very many digits
    number = wish if type(wish) is int else int(text[:5]) if text.isdecimal() else 0  # five digits are too many
    require(number >= 1, f"{where}: found {shown(wish)}, wanted a whole number of threads, 1 or more")
    require(number <= MOST, f"{where}: found {text[:20] or shown(wish)}, wanted at most {MOST:,} threads")
    return number


def _quota():
    """The processors that Linux' control group grants; a very large number where there is no limit."""
    try:
        with open("/sys/fs/cgroup/cpu.max") as f:
            quota, period = f.read().split()
        return max(1, int(quota) // int(period))
    except (OSError, ValueError):
        return 1_000_000
