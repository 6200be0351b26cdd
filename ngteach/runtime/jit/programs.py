"""The programs of one function: a graph for each set of argument types, compiled when it is first called on arrays."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import count
from typing import Any

from ...core.calling.errors import GraphError
from ...core.graph import Graph, Tensor
from ...core.trace import is_tracing
from ...core.types import boolean, f32, f64, i64
from .retraced import Traced
from .too_often import Often

KEPT = 128  # programs of a function; of more, the one that was not used for longest goes
RECENT = 4  # of these, the guards are asked first, without looking at the types one by one
LOGGED = 1000  # traces of a function that are remembered


class Program:
    """A graph of a function, and what runs it.

    outside: what it reads of the traces around the call; with any, it is good for this call alone, and takes one value
    after the other, then these.
    quick(values, None) -> (arrays, results), or None if these are not plain values of the graph's types;
    run(arrays) then computes the results.
    """

    __slots__ = ("graph", "outside", "key", "fixed", "record", "reads", "executable", "quick", "run")

    def __init__(self, graph: Graph, outside: tuple[Tensor, ...], key: Any, fixed: tuple, record: Traced) -> None:
        self.graph, self.outside, self.key, self.fixed, self.record = graph, outside, key, fixed, record
        self.reads: dict[str, Callable[[], Any]] = {}  # what the function read from outside, for explain()
        self.executable: Any = None
        self.quick: Callable[..., Any] = _not_compiled
        self.run: Any = None


def _not_compiled(values, out):
    return None


def _quick(executable):
    """A guard that takes values only if a trace of them would have exactly these types.

    The executable's own lets a Python float stand for f32[] and f64[] alike.  Under jit it has one of these types, by
    the floats around it: where it is the graph's in every call that fits otherwise, the guard may take it.
    """
    from ..guard import write_guard  # it comes with the compiler

    graph = executable.graph
    numbers = {x.type.element for x in graph.inputs if not x.shape}
    floats = {x.type.element for x in graph.inputs if x.type.is_float}
    arrays = {x.type.element for x in graph.inputs if x.type.is_float and x.shape}
    sure = {i64, boolean} | (floats if floats <= {f64} or floats == arrays == {f32} else set())
    executable._code  # noqa: B018  compiled now, so that the first call is as quick as the others
    guard = executable._guard if numbers <= sure else write_guard(graph, sure)
    if floats and not arrays:  # among numbers alone, a float takes after the open trace
        return lambda values, out: None if is_tracing() else guard(values, out)
    return guard


class Programs:
    """The programs of one function, by the types of its arguments.  It does not know the function, which may go."""

    def __init__(self, function: Any) -> None:
        self.often = Often(function)
        self.recent: tuple[Program, ...] = ()
        self.calls = 0
        self.traces: dict[int, Traced] = {}  # by number
        self.numbers = count(1)  # of the traces to come
        self._by_key: dict[Any, Program] = {}  # the last one was used last

    def __len__(self):
        return len(self._by_key)

    def __del__(self):
        with suppress(Exception):  # at the end of the process nothing may be there any more
            self.often.gone(self.calls)

    def clear(self):
        """Forget everything."""
        self.recent, self._by_key, self.traces, self.numbers, self.calls = (), {}, {}, count(1), 0
        self.often.cleared()

    def find(self, key: Any) -> Program | None:
        """The program of that key."""
        return self._by_key.get(key)

    def kept(self) -> list[Program]:
        """The programs, in the order of their use."""
        return list(self._by_key.values())

    def log(self, record: Traced) -> None:
        """Remember a trace, or what more is known of it; for ever would be too long."""
        self.traces[record.number] = record
        while len(self.traces) > LOGGED:
            self.traces.pop(list(self.traces)[0], None)

    def compiled(self, program: Program, compiler: Callable[[Graph], Any]) -> Any:
        """The program's executable, which compiler(graph) makes when it is first wanted; once for all threads."""
        if program.executable is None:
            from ..executor import Executable  # the compiler is loaded when there is something to compile

            with alone((id(program), "compile"), f"compiling {program.graph.name}"):
                if program.executable is None:
                    began = time.perf_counter()
                    executable = compiler(program.graph)
                    if type(executable) is Executable:  # others are called, which is not as quick
                        program.run, program.quick = executable._run, _quick(executable)
                    program.record = replace(program.record, compile_seconds=time.perf_counter() - began)
                    self.log(program.record)
                    program.executable = executable
        return program.executable

    def keep(self, program: Program) -> None:
        """Add a program; the one that was not used for longest may have to go."""
        self._by_key[program.key] = program
        while len(self._by_key) > KEPT:
            self._by_key.pop(list(self._by_key)[0], None)  # a list, in one step: another thread may add one

    def use(self, program: Program) -> None:
        """This one is the latest."""
        if self._by_key.pop(program.key, None) is not None:
            self._by_key[program.key] = program
            self.recent = (program, *(p for p in self.recent if p is not program))[:RECENT]


# ---- one thread at a time ---------------------------------------------------

_locks: dict[Any, threading.RLock] = {}
_mine = threading.local()

if hasattr(os, "register_at_fork"):  # whoever held a lock is not in the child
    os.register_at_fork(after_in_child=_locks.clear)


@contextmanager
def alone(place: Any, doing: str) -> Iterator[None]:
    """Only one thread at a time is at this place; the others wait.  GraphError if this thread is there already."""
    mine = _mine.__dict__.setdefault("places", set())
    if place in mine:
        raise GraphError(f"{doing} would never end: it calls itself with arguments of the same types")
    with _locks.setdefault(place, threading.RLock()):  # setdefault is one step for all threads
        try:
            mine.add(place)
            yield
        finally:
            mine.discard(place)
            _locks.pop(place, None)
