"""The loss of the clip lab as a graph, every step spelled out, and where in it inf and NaN begin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from ... import ops
from ...core.calling.contexts import in_own_context
from ...core.graph import Equation, Graph, Tensor, evaluate, replay
from ...core.trace import Trace
from ...core.types import f32, i32
from ...draw.values import short_number
from ...transform.autodiff import Adjoints

ROWS = CLASSES = 3


@dataclass(frozen=True)
class Step:
    """What is shown side by side: a forward value and its adjoint; None where there is none."""

    name: str
    what: str
    value: Tensor | None
    adjoint: Tensor | None


@dataclass(frozen=True)
class LossGraph:
    """The loss and its adjoints as one graph, and the steps to show, in order."""

    graph: Graph
    steps: tuple[Step, ...]

    def __getitem__(self, name):
        return next(step for step in self.steps if step.name == name)

    def values(self, logits, labels, log_min):
        """{tensor: array} of all that is computed, in f32.   logits: [3,3]   labels: [3]   log_min: a number"""
        inputs = np.asarray(logits, np.float32), np.zeros(CLASSES, np.float32), np.asarray(labels, np.int32)
        with np.errstate(all="ignore"):
            return replay(self.graph, [*inputs, np.float32(log_min)], evaluate)


@dataclass(frozen=True)
class First:
    """The first equation that makes inf or NaN out of finite numbers.   row: where, None if it has no rows."""

    equation: Equation
    row: int | None
    reason: str

    @property
    def facts(self):
        eqn = self.equation
        phase = "forward" if eqn.adjoint_of is None else "adjoint"
        return {"op": eqn.op.name, "name": eqn.output.name, "phase": phase, "row": self.row, "reason": self.reason}


@cache
@in_own_context
def loss_graph(safe, clip):
    """The LossGraph.   safe: softmax takes the largest logit off first.   clip: p is kept from below at log_min."""
    with Trace("loss") as t:
        logits, b = t.input(f32[ROWS, CLASSES], "logits"), t.input(f32[CLASSES], "b")
        labels, log_min = t.input(i32[ROWS], "labels"), t.input(f32[()], "log_min")
        z = logits + b
        e = ops.exp(z - ops.stop_gradient(ops.max(z, axis=1, keepdims=True)) if safe else z)
        p = e / ops.sum(e, axis=1, keepdims=True)
        q = ops.maximum(p, log_min) if clip else p
        logs = ops.log(q)
        picked = logs * ops.one_hot(labels, CLASSES)
        loss = ops.sum(picked) / -float(ROWS)
        for name, x in {"z": z, "e": e, "p": p, "q": q, "logs": logs, "picked": picked, "loss": loss}.items():
            t.rename(x, name)
        adjoints = Adjoints(loss)
        steps = (
            Step("b", "0: all rows share it", b, adjoints[b]),
            Step("z", "logits + b", z, adjoints[z]),
            Step("e", "exp(z - max(z))" if safe else "exp(z)", e, adjoints[e]),
            Step("p", "e / sum(e)", p, adjoints[p]),
            Step("q", "maximum(p, log_min)", q, adjoints[q]) if clip else Step("q", "no clip: q is p", None, None),
            Step("logs", "log(q)", logs, adjoints[logs]),
            Step("picked", "logs * one_hot", picked, adjoints[picked]),
            Step("loss", "-sum(picked) / 3", loss, adjoints[loss]),
        )
        shown = [x for step in steps for x in (step.value, step.adjoint) if x is not None]
        return LossGraph(t.graph(shown, (logits, b, labels, log_min)), steps)


def find_first(graph, env):
    """The First of the graph with these values; None if all numbers are finite."""
    for eqn in graph.equations:
        y, inputs = env[eqn.output], [env[x] for x in eqn.inputs]
        if not np.isfinite(y).all() and all(np.isfinite(x).all() for x in inputs):
            places = np.argwhere(~np.isfinite(y))
            row = int(places[0][0]) if y.ndim == 2 else None
            return First(eqn, row, _reason(eqn, y, inputs, tuple(places[0])))
    return None


def _reason(eqn, y, inputs, place):
    """What happened there, in words."""
    made, large = short_number(y[place]), "is more than f32 can hold"
    if eqn.op is ops.log:
        return f"met {inputs[0][place]:.2g}: {made} from here on"
    if eqn.op is ops.exp:
        return f"met {inputs[0][place]:.4g}: e to that {large}"
    if eqn.op is ops.divide and inputs[1][place]:
        return f"met {inputs[1][place]:.2g} below the line: the quotient {large}"
    return f"made {made} from here on"
