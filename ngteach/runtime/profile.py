"""The timeline: one profiled call, equation by equation and thread by thread, against what this machine can do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np

from ..core.graph import Equation, Graph
from ..transform.cost import flops
from ..transform.phases import phases
from . import viewer
from .aliases import find_aliases


@dataclass(frozen=True)
class Event:
    """One equation, or one block of it, on one thread.  Times in seconds from the start of the call."""

    equation: Equation
    thread: int  # 0 is the caller
    start: float
    end: float
    share: float  # of the equation's work: 1 if it is not tiled into blocks


@dataclass(frozen=True)
class Peak:
    """What one core of this machine does at best.

    flops: operations a second in a product of two f32[384,384]; of all cores, if BLAS cannot be told to use one.
    bytes: a second, read and written, in cache: of y = -y and y = x + y in place, at four sizes, the quickest.
    An event that is quicker still shows that this was measured at a bad moment; its timeline takes it as the peak.
    """

    flops: float
    bytes: float
    held: bool = True  # was BLAS held to one core?  It takes threadpoolctl, and a BLAS that it knows

    def __str__(self):
        flops, moved = f"{self.flops / 1e9:.0f} GFLOP/s", f"{self.bytes / 1e9:.0f} GB/s"
        return f"one core does {flops} and {moved}" if self.held else f"BLAS does {flops} and one core {moved}"


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
    def phases(self):
        """{equation: "forward", "adjoint" or "update"}."""
        return phases(self.graph)

    def rates(self, event):
        """(operations a second, bytes a second, the share of this machine's peak) that an event achieved."""
        part = event.share / max(event.end - event.start, 1e-9)
        work, moved = flops(event.equation) * part, self._bytes[event.equation] * part
        return work, moved, max(work / self.peak.flops, moved / self.peak.bytes)

    @cached_property
    def _bytes(self):
        return bytes_touched(self.graph)

    def __str__(self):
        head = f"{self.name}: {self.seconds * 1e6:,.0f} us on {self.threads} threads"
        head += f"; {self.peak} at best"
        rows = [f"{'start us':>9}{'us':>9} thread{'GFLOP/s':>9}{'of peak':>8}{'GB/s':>7}  equation"]
        for e in self.events:
            (work, moved, part), took = self.rates(e), e.end - e.start
            when = f"{e.start * 1e6:>9.1f}{took * 1e6:>9.1f} {e.thread:>6}"
            rows.append(f"{when}{work / 1e9:>9.1f}{part:>8.0%}{moved / 1e9:>7.1f}  {e.equation}")
        return "\n".join([head, *rows])

    __repr__ = __str__

    def _repr_mimebundle_(self, **_):
        return viewer.bundle(self)


class Recorder:
    """What the profiled program calls after each equation: note(number, start, rows or columns of the block)."""

    def __init__(self, graph):
        self._graph = graph
        self._marks: list = []

    clock = staticmethod(time.perf_counter)

    def note(self, number, start, size=1):
        self._marks.append((number, size, threading.get_ident(), start, time.perf_counter()))

    def forget(self):
        self._marks.clear()

    def timeline(self, began, ended, again=None):
        """The events since `began`, in seconds of time.perf_counter."""
        lanes = {threading.get_ident(): 0}
        whole: dict = {}  # the size of all blocks together
        for n, size, *_ in self._marks:
            whole[n] = whole.get(n, 0) + size
        events = [
            Event(self._graph.equations[n], lanes.setdefault(ident, len(lanes)), a - began, b - began, size / whole[n])
            for n, size, ident, a, b in sorted(self._marks, key=lambda mark: mark[3])
        ]
        best = peak()
        measured = Timeline(self._graph, ended - began, tuple(events), best, again)
        for event in events:
            work, moved, _ = measured.rates(event)
            best = replace(best, flops=max(best.flops, work), bytes=max(best.bytes, moved))
        return replace(measured, peak=best)


def bytes_touched(graph):
    """{equation: bytes that it reads and writes}; a repeated row counts once, and so do x and x.T together."""
    base, touched = find_aliases(graph).base, {}
    size = {x: x.type.nbytes for x in graph.inputs}  # the bytes that are really there: of a view, those it looks at
    for eqn in graph.equations:
        y = eqn.output
        reads: dict = {}  # base -> how much of it is read, through whatever views
        for x in set(eqn.inputs):
            reads[base[x]] = min(reads.get(base[x], 0) + size[x], base[x].type.nbytes)
        read = sum(reads.values()) if y.size else 0  # nothing is read for a result without elements
        size[y] = y.type.nbytes if base[y] is y else min(y.type.nbytes, read)
        touched[eqn] = read + y.type.nbytes
    return touched


@cache
def peak():
    """Measured once in each process, in about a twentieth of a second, on one core if BLAS can be held to it."""
    from .blas import blas, held

    a = np.ones((384, 384), np.float32)
    c = np.empty_like(a)
    alone = held if blas.known else lambda work: work()
    product = alone(lambda: min(_timed(lambda: np.dot(a, a, c)) for _ in range(20)))
    on_one = blas.known and bool(blas.libraries)
    return Peak(2 * 384**3 / product, max(_in_place(2**n) for n in (13, 15, 17, 19)), on_one)


def _in_place(n):
    """Bytes a second, read and written, in arrays of n numbers that are changed where they are."""
    x, y = np.ones(n, np.float32), np.ones(n, np.float32)
    negated = min(_timed(lambda: np.negative(y, y)) for _ in range(50))
    added = min(_timed(lambda: np.add(x, y, y)) for _ in range(50))
    return max(2 * y.nbytes / negated, 3 * y.nbytes / added)


def _timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
