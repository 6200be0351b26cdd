"""Another process on the same machine: it takes a core, or works now and then as a browser does."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time

# Both end with this process, however that ends: then they have another parent.
SPIN = """import os
parent = os.getppid()
while os.getppid() == parent:
    for _ in range(1_000_000):
        pass
"""
# Bursts of 2 to 100 ms, mostly short, 26 ms in the mean; the pauses between them are one and a half times as long.
ON_AND_OFF = """import os, random, time
parent, rng, clock = os.getppid(), random.Random(0), time.perf_counter
while os.getppid() == parent:
    until = clock() + 0.002 * 50 ** rng.random()
    while clock() < until:
        pass
    time.sleep(1.5 * 0.002 * 50 ** rng.random())
"""
WAYS = {"spinning": (SPIN, True), "on and off": (ON_AND_OFF, False)}


@contextlib.contextmanager
def beside(way):
    """A process of that way meanwhile; "" is none.  The spinning one stays on one core, where the system allows it."""
    if not way:
        yield
        return
    program, stays = WAYS[way]
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
    if stays and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
    try:
        time.sleep(0.2)
        yield
    finally:
        process.kill()
        process.wait()
