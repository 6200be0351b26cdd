"""The process of one contender: told what to do on stdin, a JSON line at a time, it answers on stdout."""

from __future__ import annotations

import gc
import json
import os
import sys
import time


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints goes to stderr, not among the answers
    order = json.loads(sys.stdin.readline())
    try:
        step, ready = _made(order)
    except Exception as problem:  # whatever it is, it is reported, and the others go on
        said = str(problem).strip().partition("\n")[0]
        ready = {"skipped": f"{type(problem).__name__}: {said[:200]}"}
    print(json.dumps(ready), file=answers, flush=True)
    if "skipped" in ready:
        return
    for line in sys.stdin:
        turn = json.loads(line)
        print(json.dumps(_turn(step, turn["warm"], turn["steps"])), file=answers, flush=True)


def _made(order):
    from .contenders import contender

    make = contender(order["contender"])
    began = time.perf_counter()
    step, result = make(order["facts"])
    numbers = [float(v) for v in result()] if result else None
    step()
    first = time.perf_counter() - began
    return step, {"numbers": numbers, "first_seconds": first, "peak_bytes": _peak(), **_threads()}


def _turn(step, warm, steps):
    """The seconds of each timed step, and the peak memory so far."""
    clock, seconds = time.perf_counter, []
    for _ in range(warm):
        step()
    gc.disable()
    for _ in range(steps):
        began = clock()
        step()
        seconds.append(clock() - began)
    gc.enable()
    return {"seconds": seconds, "peak_bytes": _peak()}


def _peak():
    """Bytes of memory at most so far; None on Windows."""
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _threads():
    """BLAS and PyTorch threads of this process."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return {"threads": None}
    found = {f"{i['user_api']} {i['internal_api']}": i["num_threads"] for i in threadpool_info()}
    return {"threads": found}


if __name__ == "__main__":
    main()
