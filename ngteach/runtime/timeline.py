"""The timeline: one profiled call, equation by equation and thread by thread, against what this machine can do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from ..cost import bytes_moved, flops
from ..graph import Equation, Graph
from ..stages import stages


@dataclass(frozen=True)
class Event:
    """One equation, or one block of it, on one thread.  Times in seconds from the start of the call."""

    equation: Equation
    thread: int  # 0 is the caller
    start: float
    end: float
    share: float  # of the equation's work: 1 if it is not cut into blocks


@dataclass(frozen=True)
class Peak:
    """What one core of this machine does at best: operations a second in a matrix product, bytes a second in a copy."""

    flops: float
    bytes: float


@dataclass(frozen=True)
class Timeline:
    """The events of one call, in the order they began.  Prints as a table; in a notebook it is a picture."""

    graph: Graph  # as it runs, after the passes
    seconds: float
    events: tuple[Event, ...]
    peak: Peak
    again: Callable | None = None  # profiles the same call once more

    @property
    def name(self):
        return self.graph.name

    @property
    def threads(self):
        """How many threads took part."""
        return 1 + max((e.thread for e in self.events), default=0)

    @property
    def stages(self):
        """{equation: "forward", "adjoint" or "update"}."""
        return stages(self.graph)

    def rates(self, event):
        """(operations a second, bytes a second, the share of this machine's peak) that an event achieved."""
        took = max(event.end - event.start, 1e-9)
        work, moved = flops(event.equation) * event.share / took, bytes_moved(event.equation) * event.share / took
        return work, moved, max(work / self.peak.flops, moved / self.peak.bytes)

    def __str__(self):
        head = f"{self.name}: {self.seconds * 1e6:,.0f} us on {self.threads} threads"
        head += f"; one core does {self.peak.flops / 1e9:.0f} GFLOP/s and {self.peak.bytes / 1e9:.0f} GB/s at best"
        rows = [f"{'start us':>9}{'us':>9} thread{'GFLOP/s':>9}{'of peak':>8}{'GB/s':>7}  equation"]
        for e in self.events:
            (work, moved, part), took = self.rates(e), e.end - e.start
            when = f"{e.start * 1e6:>9.1f}{took * 1e6:>9.1f} {e.thread:>6}"
            rows.append(f"{when}{work / 1e9:>9.1f}{part:>8.0%}{moved / 1e9:>7.1f}  {e.equation}")
        return "\n".join([head, *rows])

    __repr__ = __str__

    def _repr_mimebundle_(self, **_):
        from ..lab.show import timeline_bundle

        return timeline_bundle(self)


class Recorder:
    """What the profiled program calls after each equation: note(number, start)."""

    def __init__(self, graph):
        self._graph = graph
        self._marks: list = []

    clock = staticmethod(time.perf_counter)

    def note(self, number, start):
        self._marks.append((number, threading.get_ident(), start, time.perf_counter()))

    def forget(self):
        self._marks.clear()

    def timeline(self, began, ended, again=None):
        """The events since `began`, in seconds of time.perf_counter."""
        caller = threading.get_ident()
        lanes = {caller: 0}
        blocks: dict = {}
        for number, *_ in self._marks:
            blocks[number] = blocks.get(number, 0) + 1
        events = [
            Event(self._graph.equations[n], lanes.setdefault(ident, len(lanes)), a - began, b - began, 1 / blocks[n])
            for n, ident, a, b in sorted(self._marks, key=lambda mark: mark[2])
        ]
        return Timeline(self._graph, ended - began, tuple(events), peak(), again)


@cache
def peak():
    """Measured once in each process, in about a tenth of a second, on one core."""
    from .processor import Held, blas

    a = np.ones((384, 384), np.float32)
    c = np.empty_like(a)
    big, copy = np.ones(2**22, np.float32), np.empty(2**22, np.float32)
    call = Held(blas.known)
    try:
        call.begin()
        product = min(_timed(lambda: np.dot(a, a, c)) for _ in range(20))
    finally:
        call.end()
    moved = min(_timed(lambda: np.copyto(copy, big)) for _ in range(8))
    return Peak(2 * 384**3 / product, 2 * big.nbytes / moved)


def _timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
