"""Where the time of a compilation goes: python -m benchmarks.parts

Three programs of n equations, small tensors, each with its gradient, and the training steps of the benchmarks' models:
tracing, deriving and each part of the compiler are timed apart.  Processor time, the least of several repeats: other
programs on the machine hardly matter.
"""

from __future__ import annotations

import argparse
import gc
from functools import reduce
from operator import add
from time import process_time

import numpy as np

import ngteach as ng
from ngteach.runtime import executor

from .contenders import models_ngteach
from .contenders.models import example
from .first import MODELS
from .growth import chain

# What Executable calls, in that order.
EXECUTOR = {
    "optimize": "optimize",
    "lower": "lower",
    "split_k": "lower",
    "lift_barriers": "lower",
    "find_aliases": "schedule",
    "find_reads": "schedule",
    "schedule": "schedule",
    "with_effects": "schedule",
    "plan_memory": "memory",
    "write_source": "write the source",
}


def _scalars(n):
    """A chain of sums and products of single numbers."""

    def scalars(x):
        y = x
        for _ in range(n // 2):
            y = y * x + 0.5
        return y

    return scalars


def _wide(n):
    """Many short branches beside each other, and their sum."""

    def wide(x):
        return reduce(add, [ng.sum(ng.tanh(x * (1 + i / n))) for i in range(n // 8)])

    return wide


PROGRAMS = {
    "chain": (lambda n: chain(ng.tanh, ng.sum, n), ng.f32[8], np.ones(8, np.float32)),
    "scalars": (_scalars, ng.f32[()], np.float32(0.5)),
    "wide": (_wide, ng.f32[8], np.ones(8, np.float32)),
}


def measure(program, n):
    """{part: seconds} of one compilation and the first call."""
    seconds: dict[str, float] = {}
    clock = _Clock(seconds)
    graph, args = (_model if program in MODELS else _program)(program, n, clock)
    before = {name: getattr(executor, name) for name in EXECUTOR}
    try:
        for name, part in EXECUTOR.items():
            setattr(executor, name, clock.timed(part, before[name]))
        exe = ng.compile(graph)
    finally:
        for name, function in before.items():
            setattr(executor, name, function)
    clock.timed("Python's compile", lambda: exe._code)()
    clock.timed("write the guard", lambda: exe._guard)()
    clock.timed("first call", exe)(*args)
    clock.timed("second call", exe)(*args)
    return len(graph.equations), seconds


def _program(name, n, clock):
    """(graph, arguments) of one of PROGRAMS; tracing its gradient traces the function again, which is taken off."""
    make, kind, value = PROGRAMS[name]
    function = make(n)
    clock.timed("trace", ng.trace)(function, kind)
    graph = clock.timed("derive", ng.trace)(ng.value_and_grad(function), kind)
    clock.seconds["derive"] -= clock.seconds["trace"]
    return graph, (value,)


def _model(name, n, clock):
    """(training graph, arguments) of one of MODELS, which has as many equations as it has."""
    facts = MODELS[name]
    start = example(facts)
    inference = clock.timed("trace", models_ngteach.inference_graph)(facts)
    graph = clock.timed("derive", models_ngteach.training_graph)(facts, inference)
    return graph, (*start.batches[0], np.float32(start.rate), *models_ngteach.first(graph, start))


class _Clock:
    def __init__(self, seconds):
        self.seconds = seconds

    def timed(self, part, function):
        def timed_function(*args, **named):
            began = process_time()
            result = function(*args, **named)
            self.seconds[part] = self.seconds.get(part, 0.0) + process_time() - began
            return result

        return timed_function


def table(program, sizes, repeats):
    """Microseconds for each equation, for each part and size; the same in all columns if time is linear."""
    columns = []
    for n in sizes[:1] if program in MODELS else sizes:
        runs = []
        for _ in range(repeats):
            gc.collect()
            count, seconds = measure(program, n)
            runs.append(seconds)
        least = {part: min(run[part] for run in runs) for part in runs[0]}
        total = min(sum(run.values()) for run in runs)
        columns.append((count, least, total))
    lines = [f"{program:<20}" + "".join(f"{f'{count:,} equations':>20}" for count, *_ in columns)]
    for part in columns[0][1]:
        cells = [f"{least[part] * 1e3:9.1f} ms {least[part] / count * 1e6:5.1f} us" for count, least, _ in columns]
        lines.append(f"  {part:<18}" + "".join(f"{cell:>20}" for cell in cells))
    cells = [f"{total * 1e3:9.1f} ms {total / count * 1e6:5.1f} us" for count, _, total in columns]
    return "\n".join([*lines, f"  {'all of it':<18}" + "".join(f"{cell:>20}" for cell in cells)])


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parts", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000], metavar="N")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=[*PROGRAMS, *MODELS], default=[*PROGRAMS, *MODELS])
    options = parser.parse_args()
    for program in options.only:
        print(table(program, options.sizes, options.repeats), flush=True)


if __name__ == "__main__":
    main()
