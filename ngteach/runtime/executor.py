"""The CPU executor: a graph compiled to NumPy calls, with its memory planned and its blocks handed to threads."""

from __future__ import annotations

import linecache
from itertools import count

import numpy as np

from ..cost import flops, seconds
from ..graph import check_values
from ..passes import PASSES, optimize
from ..tree import build
from . import threads as pool
from .entry import write_entry
from .lower import lower
from .memory import plan_memory
from .processor import blas, flush
from .reads import reads_of
from .schedule import Section, schedule
from .source import write_source
from .text import function_name
from .timeline import Recorder

# OpenBLAS uses one thread below this many operations, and gains little from flushing subnormals.
_BLAS_MATTERS = 2 * 2**18


class Executable:
    """A compiled graph: call it as the graph.  Look at .source, .memory, .report, .explain() and .timeline()."""

    def __init__(self, graph, threads=None, deterministic=False, passes=PASSES):
        self.graph = graph
        self.deterministic = deterministic
        self.threads = pool.available() if threads is None else pool._wished(threads, "threads")
        self.optimized, self.report = optimize(graph, passes)
        self.lowered = lower(self.optimized)
        calls, root = reads_of(self.lowered)
        self._large = any(eqn.op.name == "dot" and flops(eqn) >= _BLAS_MATTERS for eqn in calls)
        self._blas = self._large and blas.known  # looking for BLAS takes a while: only where it matters
        alone = self._large and not self._blas  # if BLAS cannot be held to one thread, it gets all of them
        self.steps = schedule(self.lowered, calls, 1 if alone else self.threads, deterministic and not alone)
        self._sections = sum(isinstance(step, Section) for step in self.steps)
        self.memory = plan_memory(self.lowered, self.steps, calls, root, self.threads)
        self._parts = self.lowered, self.steps, calls, root, self.memory
        self.source = write_source(*self._parts)
        self._code = self._compiled(self.source)
        self._enter = write_entry(graph)
        self._idle: list = []  # programs with memory of their own that no call is using

    def __call__(self, *args, out=None):
        """The results for these arrays, called as the graph is; with out=, in those arrays and without allocating."""
        found = self._enter(args, out)
        if found is None:  # not the plain case: check it all, and say what is wrong
            inputs = check_values(self.graph, self.graph.flat_inputs(args))
            targets = self.graph.flat_out(out, inputs)
            results = [np.empty(y.shape, y.dtype) for y in self.graph.outputs]
            self._run(inputs, results)
            return self.graph.give(results, targets) if targets is not None else build(self.graph.output_tree, results)
        inputs, results, nested = found
        self._run(inputs, results)
        return nested

    def _run(self, inputs, results):
        program = self._idle.pop() if self._idle else self._program()
        self._call(program, inputs, results)
        self._idle.append(program)  # after an error its memory may still be in use: it is left behind

    def _call(self, program, inputs, results):
        with np.errstate(all="ignore"):
            if not self._large:
                program(*inputs, *results)
            else:
                before = flush.on()
                if self._blas:
                    blas.hold()
                try:
                    program(*inputs, *results)
                finally:
                    if self._blas:
                        blas.release()
                    flush.off(before)

    def _program(self, code=None, **more):
        """The compiled function, with memory of its own."""
        namespace = {"in_blocks": self._in_blocks, **more}
        if self._sections:
            pool.want(self.threads)
        exec(code or self._code, namespace)
        return namespace[function_name(self.lowered)]

    def _in_blocks(self, tasks):
        pool.run(tasks, self.threads)

    def _compiled(self, source):
        filename = f"<ngteach {self.graph.name} #{next(_serial)}>"
        # tracebacks and debuggers find the generated lines here
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        return compile(source, filename, "exec")

    @property
    def program(self):
        """The source as a program that runs without ngteach."""
        from .alone import alone  # only here: inspect is slow to load

        return alone(self.source, self.lowered)

    def timeline(self, *args):
        """One profiled call as a Timeline; without arguments, on random numbers."""
        graph = self.graph
        inputs = check_values(graph, graph.flat_inputs(args)) if args else [_example(x.type) for x in graph.inputs]
        results = [np.empty(y.shape, y.dtype) for y in graph.outputs]
        recorder = Recorder(self.lowered)
        code = self._compiled(write_source(*self._parts, profiled=True))
        program = self._program(code, note=recorder.note, clock=recorder.clock)
        self._call(program, inputs, results)  # once to warm up
        recorder.forget()
        began = recorder.clock()
        self._call(program, inputs, results)
        return recorder.timeline(began, recorder.clock(), lambda: self.timeline(*args))

    def explain(self):
        """In words: how it runs, and why so."""
        calls, work = self._parts[2], sum(map(seconds, self._parts[2]))
        lines = [f"{self.graph.name}: {len(calls)} equations, about {work * 1e6:,.0f} us of work for one core."]
        if self._sections:
            blocks = sum(len(g.blocks) for step in self.steps if isinstance(step, Section) for g in step.groups)
            lines.append(
                f"{_counted(self._sections, 'section')} of it, cut into {blocks} blocks, "
                f"{'is' if self._sections == 1 else 'are'} handed to {_counted(self.threads, 'thread')}; the rest runs on the caller's."
            )
            cut = "by their sizes alone" if self.deterministic else f"for {_counted(self.threads, 'thread')}"
            lines.append(f"The blocks are cut {cut}: the results are the same bits at every call.")
        elif self.threads == 1:
            lines.append("It runs on the caller's thread: one thread was asked for, or there is one processor.")
        elif self._large and not self._blas:
            lines.append(
                "It runs as a straight line with BLAS's own threads, which cannot be set without threadpoolctl;"
            )
            lines.append('pip install "ngteach[cpu]" lets it share out the work itself.')
        else:
            lines.append(
                "It runs as a straight line on the caller's thread: waking another would take longer than it could help."
            )
        if self._blas:
            lines.append("During a call BLAS is held to one thread, and put back after it.")
        if self._large and flush.known:
            lines.append(
                "During a call numbers below the normal range (1e-38 in f32) are flushed to zero; they only cost time."
            )
        lines.append(
            f"Memory: {self.memory.planned:,} bytes, kept between calls; at least {self.memory.lower_bound:,} are needed."
        )
        return "\n".join(lines)


def _example(t):
    rng = np.random.default_rng(0)
    if t.is_float:
        return np.asarray(rng.uniform(-0.05, 0.05, t.shape), t.dtype)
    return np.asarray(rng.integers(0, 2, t.shape), t.dtype)


def _counted(n, word):
    return f"{n} {word}{'' if n == 1 else 's'}"


_serial = count(1)
