"""The stepper: run a graph one equation at a time, and look at every value while it is there."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from ...core.calling.arguments import checked_values, flat_inputs
from ...core.calling.errors import GraphError, counted
from ...core.calling.guards import takes_graph
from ...core.graph import Graph, evaluate
from ...draw.values import said, summary
from .graph_view import drawn, rows, still_picture
from .lifetimes import alive_after, bytes_curves, kept_after, lifetimes
from .widget import Widget, in_status


@takes_graph
def stepper(graph: Graph, *arrays: Any) -> Stepper:
    """A widget that runs the graph one equation at a time, forwards and on through the adjoints.

    arrays: the graph's arguments, nested as it takes them; without them, small random numbers.
    Raises GraphError if they do not fit.
    """
    return Stepper(graph, arrays)


class Stepper(Widget, script=("graph.js", "stepper.js")):
    """step: how many equations have run.   shown: the name of the tensor whose value is looked at."""

    step = traitlets.Int(0).tag(sync=True)
    shown = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("").tag(sync=True)
    svg = traitlets.Unicode("").tag(sync=True)
    homes = traitlets.Any([]).tag(sync=True)
    program = traitlets.Any([]).tag(sync=True)
    inputs = traitlets.Any([]).tag(sync=True)
    alive_curve = traitlets.Any([]).tag(sync=True)  # bytes after 0, 1, ... equations
    kept_curve = traitlets.Any([]).tag(sync=True)
    alive = traitlets.Any([]).tag(sync=True)  # names of computed values that somebody will still read
    kept = traitlets.Any([]).tag(sync=True)  # those that wait for the backward pass
    value = traitlets.Any({}).tag(sync=True)

    def __init__(self, graph, arrays=()):
        super().__init__()
        inputs = checked_values(graph, flat_inputs(graph, arrays) if arrays else [_example(x) for x in graph.inputs])
        self.graph, self.lives = graph, lifetimes(graph)
        self.values = dict(zip(graph.inputs, inputs, strict=True))
        self.tensors = {x.name: x for x in graph.tensors()}
        self.ran = 0
        self.name = graph.name
        self.svg, self.homes = drawn(graph)
        self.program = rows(graph)
        self.inputs = [repr(x) for x in graph.inputs]
        self.alive_curve, self.kept_curve = bytes_curves(self.lives, len(graph.equations))
        self._moved()

    @traitlets.validate("step")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), len(self.graph.equations))

    @traitlets.observe("step")
    @in_status
    def _step(self, change):
        self._moved()

    @traitlets.observe("shown")
    @in_status
    def _shown(self, change):
        self._look_at(self.shown)

    def _moved(self):
        self._run_to(self.step)
        alive, kept = alive_after(self.lives, self.step), kept_after(self.lives, self.step)
        first = self.graph.inputs[0].name if self.graph.inputs else ""
        shown = self.graph.equations[self.step - 1].output.name if self.step else first
        with self.hold_sync():
            self.alive, self.kept = [y.name for y in alive], [y.name for y in kept]
            self.shown = shown
            self._look_at(shown)
            self.tell(self._sentence())

    def _run_to(self, step):
        """Compute what has not been computed; going back needs nothing."""
        with np.errstate(all="ignore"):
            for eqn in self.graph.equations[self.ran : step]:
                self.values[eqn.output] = np.asarray(evaluate(eqn, *[self.values[x] for x in eqn.inputs]))
        self.ran = max(self.ran, step)

    def _look_at(self, name):
        if not name:
            return
        if name not in self.tensors:
            raise GraphError(f"{self.name} has no tensor named {name!r}; click a box of the picture")
        x = self.tensors[name]
        made = x not in self.lives or self.lives[x].first < self.step
        if not made:
            raise GraphError(f"{x!r} is not computed yet; equation {self.lives[x].first + 1} makes it")
        if self.value.get("name") != name:
            self.value = summary(name, self.values[x])

    def _sentence(self):
        n, total = self.step, len(self.graph.equations)
        if not n:
            return f"Nothing has run yet: the inputs are there, and {total} equations are ahead."
        eqn = self.graph.equations[n - 1]
        phase = self.program[n - 1]["phase"]
        remark = said(self.value) or _range(self.value)
        if self._turns_bad(eqn):
            remark += ", and nothing that it read was: it starts here"
        alive, kept = len(self.alive), len(self.kept)
        waits = f", {'all' if kept == alive else kept} of them kept for the backward pass" if kept else ""
        memory = f"Alive: {counted(alive, 'value')} ({self.alive_curve[n]:,} bytes){waits}."
        return f"Equation {n} of {total}, {phase}: {eqn.op.name} made {eqn.output!r}; {remark}. {memory}"

    def _turns_bad(self, eqn):
        """Is this where NaN or infinity comes from?"""
        return not _finite(self.values[eqn.output]) and all(_finite(self.values[x]) for x in eqn.inputs)

    def still(self):
        return still_picture(self.graph, self.svg, self.words())

    def words(self):
        return f"A stepper through {self.name}: {len(self.program)} equations, of which {self.step} have run."


def _range(value):
    if value["size"] == 1:
        return f"it is {value['mean']}"
    return f"its numbers go from {value['min']} to {value['max']}" if value["size"] else "it has no numbers"


def _finite(array):
    return bool(np.isfinite(array).all())


def _example(x):
    """Small random numbers; an optimizer's state begins with zeros."""
    rng = np.random.default_rng(0)
    if x.type.is_float and not x.name.startswith("state"):
        return np.asarray(rng.uniform(-1, 1, x.shape), x.dtype)
    return np.asarray(rng.integers(0, 2, x.shape) if x.dtype.kind in "iub" else np.zeros(x.shape), x.dtype)
