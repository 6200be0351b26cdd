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
from .source import alone, function_name, write_source

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
        blas_known = any(flops(eqn) >= _BLAS_MATTERS for eqn in calls) and blas.known
        self.steps = schedule(self.lowered, calls, self.threads, deterministic)
        self._sections = any(isinstance(step, Section) for step in self.steps)
        self.memory = plan_memory(self.lowered, self.steps, calls, root, self.threads)
        self._parts = self.lowered, self.steps, calls, root, self.memory
        self.source = write_source(*self._parts)
        self._code = self._compiled(self.source)
        self._large = any(eqn.op.name == "dot" and flops(eqn) >= _BLAS_MATTERS for eqn in calls)
        self._hold = self._large and blas_known and (self._sections or self.threads == 1 or deterministic)
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
        with np.errstate(all="ignore"):
            if not self._large:
                program(*inputs, *results)
            else:
                before = flush.on()
                if self._hold:
                    blas.hold()
                try:
                    program(*inputs, *results)
                finally:
                    if self._hold:
                        blas.release()
                    flush.off(before)
        self._idle.append(program)  # after an error its memory may still be in use: it is left behind

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
        return alone(self.source, self.lowered)

    def explain(self):
        """Why it runs as it does: threads, sections, BLAS."""
        total = sum(map(seconds, self._parts[2]))
        lines = [f"{self.graph.name}: {len(self._parts[2])} equations, about {total * 1e6:,.0f} us on one core by estimate."]
        if self._sections:
            n = sum(isinstance(step, Section) for step in self.steps)
            lines.append(f"{n} sections are cut into blocks of rows and handed to {self.threads} threads.")
        else:
            why = "one thread was asked for" if self.threads == 1 else "it is too small to share out"
            lines.append(f"It runs as a straight line on the calling thread: {why}.")
        return "\n".join(lines)


_serial = count(1)
