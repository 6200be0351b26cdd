"""The CPU executor: a graph compiled to NumPy calls, with its memory planned and its blocks handed to threads."""

from __future__ import annotations

import linecache
import math
import weakref
from contextlib import suppress
from contextvars import Context
from functools import cached_property, partial
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.calling.arguments import receive
from ..core.calling.errors import GraphError
from ..core.calling.memory import in_room, memory, require_room
from ..core.graph import Graph, Tensor
from ..core.provenance import located, says_where
from ..core.tree import build, leaves
from ..transform.cost import PRODUCTS, flops
from ..transform.pipeline import PASSES, optimize
from .aliases import find_aliases, find_reads
from .available import wished
from .barriers import lift_barriers, waiting
from .blas import blas, flushed, held, settle_numpy
from .codegen import write_source
from .effects import needed_reads, silent, with_effects
from .guard import write_guard
from .lower import lower
from .memory import plan_memory
from .planned_parts import Plan, in_parts
from .schedule import schedule
from .split_k import split_k
from .syntax import function_name

if TYPE_CHECKING:
    from .profile import Timeline

# OpenBLAS uses one thread for products below this many operations, and gains little from flushing subnormals there.
_BLAS_MATTERS = 2 * 2**18
_KEPT = 4  # programs with memory of their own that stay ready; more callers at once are rare, and memory is precious


class Executable:
    """A compiled graph: call it as the graph.  Look at .source, .memory, .report, .explain() and .timeline()."""

    def __init__(self, graph: Graph, threads=None, deterministic=False, passes=PASSES, flush=True) -> None:
        self.graph = graph
        self._asked = {"threads": threads, "deterministic": deterministic, "passes": passes, "flush": flush}
        self.deterministic = deterministic
        self.threads = wished(threads)
        self.optimized, self.report = optimize(graph, passes)
        self.lowered = lower(self.optimized)
        self.large = any(map(_is_large, self.lowered.equations))
        self.holds_blas = self.large and blas.known  # looking for BLAS takes a while: only where it matters
        if self.large and not self.holds_blas:  # BLAS has threads of its own, and cannot be asked to use one
            ours, deterministic = 1, False
        else:
            ours = self.threads
        plan = in_parts(self.lowered, ours, deterministic) or self._tiled(ours, deterministic)
        self.lowered, self.reads, self.steps = plan.graph, plan.reads, plan.steps
        self.memory = plan_memory(plan.main, plan.steps, plan.main_reads, plan.aliases, self.threads)
        computed = [*self.reads, *plan.main_reads, *plan.part_reads]
        self.flushed = frozenset(filter(_is_flushed, computed) if flush and self.holds_blas else ())
        require_room(self._kept, self.memory.planned)
        self._parts = plan.main, self.steps, plan.main_reads, plan.aliases, self.memory
        self.written = write_source(*self._parts, self.flushed)
        self._idle: list = []  # programs with memory of their own that no call is using
        weakref.finalize(self, _release, self._idle).atexit = False

    def _tiled(self, threads, deterministic):
        """The Plan of a program whose large equations are tiled, each group for itself."""
        graph, waits = lift_barriers(split_k(self.lowered, 2 if deterministic else threads))
        aliases = find_aliases(graph)
        reads = find_reads(graph, aliases)
        self.waits = waiting(needed_reads(graph, reads), waits, aliases)
        steps = with_effects(schedule(self.waits, threads, deterministic), reads)
        return Plan(graph, reads, graph, reads, aliases, steps)

    @cached_property
    def _code(self):
        return self._compiled(self.source)

    @cached_property
    def _guard(self):
        if sum(y.type.nbytes for y in self.graph.outputs) > memory():  # the slow path says so
            return lambda args, out: None
        return write_guard(self.graph)

    def __reduce__(self):
        """A pickle holds the graph and what was asked for; where it is loaded it is compiled again."""
        return partial(type(self), **self._asked), (self.graph,)

    def __deepcopy__(self, memo=None):  # it remembers nothing from call to call
        return self

    __copy__ = __deepcopy__

    def __call__(self, *args: Any, out: Any = None, **named: Any) -> Any:
        """The results for these arrays, called as the graph is; with out=, in those arrays and without allocating."""
        found = self._guard(args, out)
        if found is not None and not named:
            arrays, nested = found
            self._run(arrays)
            return nested
        if named or any(isinstance(v, Tensor) for v in leaves(args)):
            return self.graph(*args, out=out, **named)  # which refuses names, and records what is called on tensors
        inputs, targets = self._checked(args, out)
        results = self._results(targets)
        self._run((*inputs, *results))
        for target, r in zip(targets or (), results, strict=False):
            if r is not target:
                np.copyto(target, r)
        return build(self.graph.output_tree, targets or results)

    @says_where()
    def _checked(self, args, out=None):
        """The arrays of args and of out=, where this is not the plain case: check everything, and say what is wrong."""
        return receive(self.graph, args, out)

    @property
    def _kept(self):
        return f"{self.graph.name}: what it keeps between calls"

    @says_where()
    def _results(self, targets=None):
        """The targets; new arrays where there are none, or none that a program can write into."""
        pairs = list(zip(self.graph.outputs, targets or [None] * len(self.graph.outputs), strict=True))
        nbytes = sum(y.type.nbytes for y, t in pairs if not _is_plain(t))
        what = f"{self.graph.name}: what it returns"
        return in_room(what, nbytes, lambda: [t if _is_plain(t) else np.empty(y.shape, y.dtype) for y, t in pairs])

    def _run(self, arrays):
        """Call a program that no other call is using."""
        try:
            program, team, space = self._idle.pop()
        except IndexError:
            program, team, space = self._program(self._code)
        try:
            _call(program, team, arrays)
        except BaseException as error:
            space.clear()  # its memory may hold anything now
            if isinstance(error, MemoryError):
                problem = GraphError("an op needs more memory while it computes than is left")
                raise located(problem, self.graph.name) from None
            raise
        self._idle.append((program, team, space))
        if len(self._idle) > _KEPT:
            _release(self._idle, _KEPT)

    @says_where()
    def _program(self, code, **more):
        """(the compiled function, the threads that work for it, its globals: memory of its own)."""
        from .threads import Team  # only here: what is compiled may never be called

        team = Team(self.threads)
        namespace = {"begin_blocks": team.begin_blocks, "in_blocks": team.in_blocks, "flushed": flushed, **more}
        namespace["forward_of"] = _Forwards(self.lowered)
        in_room(self._kept, self.memory.planned, exec, code, namespace)
        program = namespace[function_name(self.lowered)]
        quiet = Context()
        quiet.run(settle_numpy)  # entering a context is quicker than errstate
        call = partial(quiet.run, held, program) if self.holds_blas else partial(quiet.run, program)
        return call, team, namespace

    def _compiled(self, source):
        filename = f"<ngteach {function_name(self.lowered)} #{next(_serial)}>"
        # tracebacks and debuggers find the generated lines here
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        weakref.finalize(self, linecache.cache.pop, filename, None).atexit = False  # as long as there is the executable
        return compile(source, filename, "exec")

    @property
    def source(self):
        """The program that it runs, as text."""
        return self.written.text

    @property
    def program(self) -> str:
        """The source as a program that runs without ngteach, and flushes nothing."""
        from .export import alone  # only here: inspect is slow to load

        return alone(write_source(*self._parts).text, self.lowered)

    def timeline(self, *args: Any) -> Timeline:
        """A profiled call as a Timeline, the quickest of eight; without arguments, on random numbers."""
        inputs = self._checked(args)[0] if args else self._examples()
        results = self._results()
        from .profile import Recorder  # only here: it is not needed to run

        recorder = Recorder(self.lowered)
        parts = self._parts[0], silent(self.steps), *self._parts[2:]
        code = self._compiled(write_source(*parts, self.flushed, profiled=True).text)
        program, team, space = self._program(code, note=recorder.note, clock=recorder.clock)
        team.patient, calls = True, []
        for _ in range(8):  # the first ones warm the caches up, and any may be interrupted by other programs
            recorder.forget()
            began = recorder.clock()
            _call(program, team, (*inputs, *results))
            calls.append(recorder.timeline(began, recorder.clock(), partial(self.timeline, *args)))
        space.clear()
        return min(calls, key=lambda call: call.seconds)

    @says_where()
    def _examples(self):
        """Random numbers for the inputs."""
        nbytes = sum(x.type.nbytes for x in self.graph.inputs)
        what = f"{self.graph.name}: what it takes"
        return in_room(what, nbytes, lambda: [_example(x.type) for x in self.graph.inputs])

    def explain(self) -> str:
        """In words: how it runs, and why so."""
        from .explain import explain

        return explain(self)


class _Forwards(dict):
    """The forward function of each equation, by its number, for programs that cannot hold its text."""

    def __init__(self, graph):
        self._graph = graph

    def __missing__(self, number):
        eqn = self._graph.equations[number]
        self[number] = function = partial(eqn.op.forward, **eqn.params)
        return function


def _is_large(eqn):
    """Of many products at once each goes to BLAS by itself."""
    return eqn.op in PRODUCTS and flops(eqn) >= _BLAS_MATTERS * math.prod(eqn.output.shape[:-2])


def _is_flushed(eqn):
    """Large products of matrices that autodiff recorded; a sum that is written as a product is not one of them."""
    return eqn.adjoint_of is not None and _is_large(eqn) and all(x.ndim >= 2 and x.type.is_float for x in eqn.inputs)


def _call(program, team, arrays):
    """Run it; when this returns, by an error as well, no helper touches the arrays any more."""
    try:
        program(*arrays)
    except BaseException as error:
        team.stop(error)
        raise


def _release(idle, keep=0):
    """Free the memory of all programs but a few.  Their globals hold it, and their functions hold these."""
    while len(idle) > keep:
        with suppress(IndexError):  # another call may take it first
            idle.pop()[2].clear()


def _is_plain(a):
    """Can a program write into this array?"""
    return type(a) is np.ndarray and a.flags.carray


def _example(t):
    rng = np.random.default_rng(0)
    if not t.size:
        return np.empty(t.shape, t.dtype)
    if t.dtype.kind == "f":
        return np.asarray(rng.uniform(-0.05, 0.05, t.shape), t.dtype)
    return np.asarray(rng.integers(0, 2, t.shape, t.dtype))


_serial = count(1)
