"""Taking turns: each contender waits in its own process while another one is timed."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from math import isclose
from queue import Empty, SimpleQueue
from statistics import fmean, median, quantiles
from threading import Thread

from .busy import beside
from .contenders import installed

PATIENCE = 180  # seconds for a contender to be ready; torch.compile may take long
PAUSE = 0.05  # seconds between turns: the threads of the last contender go to sleep


@dataclass
class Figures:
    """What was measured of one contender, in seconds and bytes; or why it was skipped."""

    contender: str
    skipped: str | None = None
    seconds: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)  # one for each run, where there are several
    parts: dict[str, list[float]] = field(default_factory=dict)  # what the seconds are made of, where that is known
    first_seconds: float | None = None
    peak_bytes: int | None = None
    threads: dict | None = None
    numbers: list[float] | None = None
    remark: str = ""

    @property
    def median(self):
        return median(self.seconds) if self.seconds else None

    @property
    def mean(self):
        return fmean(self.seconds) if self.seconds else None

    @property
    def quartiles(self):
        """A quarter of the steps took less than the first, and a quarter more than the second."""
        if len(self.seconds) < 2:
            return self.median, self.median
        low, _, high = quantiles(self.seconds, n=4, method="inclusive")
        return low, high

    @property
    def best(self):
        return min(self.seconds) if self.seconds else None

    def with_run(self, later):
        """These figures and those of a later run of the same contender."""
        medians = [m for m in (*(self.medians or [self.median]), later.median) if m is not None]
        parts = {part: self.parts.get(part, []) + seconds for part, seconds in later.parts.items()}
        return replace(later, seconds=self.seconds + later.seconds, medians=medians, parts=parts)


def compare(case, quick, advance, only=()):
    """[Figures] of a case's contenders, or of only some, by library or name.  advance() is called after each turn."""
    figures = [Figures(name, _absent(name, only)) for name in case.contenders]
    rounds = max(2, case.rounds // 4) if quick else case.rounds
    with contextlib.ExitStack() as stack:
        workers = {}
        for f in figures:
            if f.skipped is None:
                worker = workers[f.contender] = stack.enter_context(Worker())
                worker.prepare(f, case.facts)
        _check(figures)
        stack.enter_context(beside(case.busy))
        for i in range(rounds):
            for f in figures[:: -1 if i % 2 else 1]:  # there and back: nobody always comes behind the same one
                if f.skipped is None:
                    workers[f.contender].turn(f, warm=max(3, case.steps // 8), steps=case.steps)
                advance()
    return figures


def _absent(name, only):
    """Why a contender takes no part, or None."""
    library = name.partition(":")[0]
    return installed(library) if not only or {name, library} & {*only} else "not asked for"


class Worker:
    """The process of one contender, from this side."""

    def __init__(self):
        command = [sys.executable, "-m", "benchmarks.worker"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, text=True, **pipes)
        self._lines: SimpleQueue = SimpleQueue()
        self._listener = Thread(target=self._listen, daemon=True)  # not select(): on Windows it knows no pipes
        self._listener.start()

    def _listen(self):
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._process.kill()
        self._listener.join()
        self._process.communicate()

    def prepare(self, figures, facts):
        """The contender is imported and made, and does its first steps."""
        self._ask({"contender": figures.contender, "facts": facts})
        for name, value in self._answer("was not ready after").items():
            setattr(figures, name, value)

    def turn(self, figures, warm, steps):
        """A few steps to warm up, then some that count."""
        time.sleep(PAUSE)
        self._ask({"warm": warm, "steps": steps})
        answer = self._answer("a turn took more than")
        figures.skipped = answer.get("skipped")
        figures.seconds += answer.get("seconds", [])
        figures.peak_bytes = answer.get("peak_bytes", figures.peak_bytes)

    def _ask(self, order):
        with contextlib.suppress(BrokenPipeError):  # the answer, or its absence, will tell
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()

    def _answer(self, slow):
        """What the process says next, or {"skipped": why}; one that says nothing must not go on beside the others."""
        try:
            line = self._lines.get(timeout=PATIENCE)
        except Empty:
            self._process.kill()
            return {"skipped": f"{slow} {PATIENCE} s"}
        return json.loads(line) if line else {"skipped": f"its process ended with code {self._process.wait()}"}


def _check(figures):
    """Who computes something else is marked: fast and wrong is not fast."""
    known = [f for f in figures if f.numbers]
    for f in known[1:]:
        close = all(isclose(a, b, rel_tol=1e-4, abs_tol=1e-4) for a, b in zip(f.numbers, known[0].numbers))
        if not close:
            f.remark = f"computes other numbers than {known[0].contender}"
