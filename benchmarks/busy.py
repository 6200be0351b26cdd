"""Other processes on the same machine: one that takes a core, or two that work now and then as a browser does."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time

# All end with this process, however that ends: then they have another parent.
SPIN = """import os
parent = os.getppid()
while os.getppid() == parent:
    for _ in range(1_000_000):
        pass
"""
# What draws: 2 to 8 ms of every 17 or so.
FRAMES = """import os, random, time
parent, rng, clock = os.getppid(), random.Random(0), time.perf_counter
while os.getppid() == parent:
    until = clock() + rng.uniform(0.002, 0.008)
    while clock() < until:
        pass
    time.sleep(0.012)
"""
# What runs scripts: bursts of 2 to 100 ms, mostly short, 25 ms in the mean, and pauses one and a half times as long.
BURSTS = """import os, random, time
parent, rng, clock = os.getppid(), random.Random(1), time.perf_counter
while os.getppid() == parent:
    until = clock() + 0.002 * 50 ** rng.random()
    while clock() < until:
        pass
    time.sleep(1.5 * 0.002 * 50 ** rng.random())
"""
WAYS = {"spinning": (SPIN,), "browser": (FRAMES, BURSTS)}  # a load of 1, and of a bit less


@contextlib.contextmanager
def beside(way):
    """Processes of that way meanwhile; "" is none.  The spinning one stays on one core, where the system allows it."""
    with contextlib.ExitStack() as stack:
        for program in WAYS[way] if way else ():
            process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
            stack.callback(_end, process)
            if way == "spinning" and hasattr(os, "sched_setaffinity"):
                os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
        if way:
            time.sleep(0.2)
        yield


def _end(process):
    process.kill()
    process.wait()
