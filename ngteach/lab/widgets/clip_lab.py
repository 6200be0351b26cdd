"""The clip lab: make one row of a batch as sure or as wrong as you like, and watch where inf and NaN come from."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import traitlets

from ...draw.shapes import xml
from ...draw.values import short_number
from ...javascript.live import live_data
from .clip_lab_graph import CLASSES, ROWS, find_first, loss_graph
from .clip_lab_table import clip_table
from .widget import Widget, in_status

YOURS = 2  # the row that the sliders move; the other two stay healthy
LOGITS = ((2.0, 0.0, -1.0), (0.0, 1.5, 0.5))
LABELS = (0, 2)
LOWEST, HIGHEST = -100, -10  # of the exponent
PRESETS = {
    "Healthy": {"logits": [1.0, 0.0, -1.0], "label": 0, "safe": True, "clip": True, "exponent": -50},
    "Sure and right": {"logits": [120.0, 0.0, 0.0], "label": 0, "safe": True, "clip": False, "exponent": -50},
    "Sure and wrong": {"logits": [0.0, 0.0, 120.0], "label": 0, "safe": True, "clip": False, "exponent": -50},
    "Overflow": {"logits": [95.0, 0.0, 0.0], "label": 0, "safe": False, "clip": True, "exponent": -50},
    "Clip too low": {"logits": [0.0, 10.0, 95.0], "label": 0, "safe": True, "clip": True, "exponent": -100},
}

_PROGRAM = """\
{imports}import numpy as np

import ngteach as ng


def loss(b, logits, labels):
    z = logits + b
    e = {e}
    p = e / ng.sum(e, axis=1, keepdims=True)
    q = {q}
    logs = ng.log(q)
    return -ng.sum(logs * ng.one_hot(labels, 3)) / 3


logits = np.float32({logits})  # the last row is yours
labels = np.int32({labels})
value, db = ng.value_and_grad(loss)(np.zeros(3, np.float32), logits, labels)
print("loss", value, " db", db)
"""
_SAFE, _PLAIN = "ng.exp(z - ng.stop_gradient(ng.max(z, axis=1, keepdims=True)))", "ng.exp(z)"
_CLIP = "ng.maximum(p, math.exp({exponent}))"


def clip_lab() -> ClipLab:
    """A widget: logits and log_min to move; the first equation that turns inf or NaN, and the gradient it poisons."""
    return ClipLab()


class ClipLab(Widget, script="clip_lab.js", answers=("formats.js", "clip_lab_answers.js")):
    """logits and label are those of row 2; log_min is e ** exponent.

    safe: softmax takes the largest logit off first.   clip: p is kept from below at log_min.
    """

    logits = traitlets.List(traitlets.Float(), [1.0, 0.0, -1.0]).tag(sync=True)
    label = traitlets.Int(0).tag(sync=True)
    safe = traitlets.Bool(True).tag(sync=True)
    clip = traitlets.Bool(True).tag(sync=True)
    exponent = traitlets.Int(-50).tag(sync=True)
    presets = traitlets.Any([[name, values] for name, values in PRESETS.items()]).tag(sync=True)
    steps = traitlets.List(traitlets.Dict()).tag(sync=True)
    first = traitlets.Dict().tag(sync=True)  # where inf or NaN begins: op, name, phase, row, reason; empty if nowhere
    poisoned = traitlets.List(traitlets.Unicode()).tag(sync=True)  # which of loss, dz, db are not finite in the end
    dead = traitlets.List(traitlets.Int()).tag(sync=True)  # rows clipped at their own label: gradient exactly 0

    def __init__(self):
        super().__init__()
        self.live = _live()
        self._compute()

    def choose(self, preset):
        """Do what the button of that name does."""
        for name, value in PRESETS[preset].items():
            setattr(self, name, value)

    @traitlets.validate("logits")
    def _three(self, proposal):
        values = [float(np.clip(np.nan_to_num(x), -200, 200)) for x in proposal["value"][:CLASSES]]
        return values + [0.0] * (CLASSES - len(values))

    @traitlets.validate("label")
    def _class(self, proposal):
        return min(max(proposal["value"], 0), CLASSES - 1)

    @traitlets.validate("exponent")
    def _exponent(self, proposal):
        return min(max(proposal["value"], LOWEST), HIGHEST)

    @traitlets.observe("logits", "label", "safe", "clip", "exponent")
    @in_status
    def _compute(self, change=None):
        found, labels = loss_graph(self.safe, self.clip), np.array([*LABELS, self.label])
        log_min = np.float32(math.exp(self.exponent))
        env = found.values([*LOGITS, self.logits], labels, log_min)
        first = find_first(found.graph, env)
        own = env[found["p"].value][np.arange(ROWS), labels]
        ends = {"loss": found["loss"].value, "dz": found["z"].adjoint, "db": found["b"].adjoint}
        with self.hold_sync():
            self.steps = [_shown(step, env, first, labels) for step in found.steps]
            self.first = first.facts if first else {}
            self.poisoned = [name for name, x in ends.items() if not np.isfinite(env[x]).all()]
            self.code = self._program()
            self.dead = [i for i in range(ROWS) if self.clip and own[i] <= log_min]
            self.tell(" ".join(self._sentences(env[ends["loss"]], env[ends["dz"]][YOURS], own[YOURS])))

    def _sentences(self, loss, dz, p):
        loss, yours = short_number(loss), f"row {YOURS}"
        if self.first:
            where = f"In row {self.first['row']} " if self.first["row"] is not None else ""
            yield f"{where}{self.first['op']} {self.first['reason']}."
        if self.poisoned:
            head = f"is {loss}, and" if "loss" in self.poisoned else f"is finite, {loss}, but"
            yield f"The loss {head} db, which all rows share, is not finite: one step, and all weights are lost."
        elif self.first:
            yield f"But maximum's adjoint puts 0 in its place: the loss, {loss}, and all gradients are finite."
        elif YOURS in self.dead:
            yield f"The clip holds: p of {yours}'s class is {short_number(p)}, below log_min = {self._log_min()}."
            yield f"The loss is {loss}, but the gradient of {yours} is exactly 0: a dead sample, which learns nothing."
        else:
            yield f"All is finite: the loss is {loss}, the gradient of {yours} {', '.join(map(_text, dz))}."

    def _program(self):
        """The loss as Python, with what is set here, and its gradient for b."""
        return _PROGRAM.format(
            e=_SAFE if self.safe else _PLAIN,
            q=_CLIP.format(exponent=self.exponent) if self.clip else "p",
            imports="import math\n\n" if self.clip else "",
            logits=[list(row) for row in (*LOGITS, self.logits)],
            labels=[*LABELS, self.label],
        )

    def _log_min(self):
        return f"{math.exp(self.exponent):.3g}"

    def still(self):
        """A table: what three of the buttons give, without the clip and with it."""
        shown = {name: PRESETS[name] for name in ("Healthy", "Sure and right", "Sure and wrong")}
        table = clip_table(shown, (LOGITS, LABELS), YOURS, _text)
        return f"<table><caption>{xml(self.words())}</caption>{table}</table>"

    def words(self):
        return f"The clip lab. {self.status}"


@cache
def _live():
    """What clip_lab_answers.js needs: the four graphs, and which tensors are shown."""
    kinds = [(safe, clip) for safe in (True, False) for clip in (True, False)]
    found = {kind: loss_graph(*kind) for kind in kinds}
    return live_data(
        {f"{safe} {clip}".lower(): found[safe, clip].graph for safe, clip in kinds},
        steps=[[*kind, [_named(step) for step in found[kind].steps]] for kind in kinds],
        rows=[list(row) for row in LOGITS],
        labels=list(LABELS),
        lowest=LOWEST,
        highest=HIGHEST,
        program={"text": _PROGRAM, "safe": _SAFE, "plain": _PLAIN, "clip": _CLIP},
    )


def _named(step):
    """A Step, with its tensors by name."""
    tensors = {"value": step.value, "adjoint": step.adjoint}
    return {"name": step.name, "what": step.what} | {k: None if x is None else x.name for k, x in tensors.items()}


def _shown(step, env, first, labels):
    """A Step for the browser."""
    sides = {"value": step.value, "adjoint": step.adjoint}
    return {"name": step.name, "what": step.what} | {k: _side(x, env, first, labels) for k, x in sides.items()}


def _side(x, env, first, labels):
    """{name, type, first, bad, cells}; a cell is [text, kind], its kind bad, own (the class of the label) or empty."""
    if x is None:
        return None
    a = env[x]
    finite, rows = np.isfinite(a), np.atleast_2d(a)
    own = np.equal.outer(labels, np.arange(CLASSES)) if a.ndim == 2 else np.zeros(rows.shape, bool)
    kinds = np.where(np.atleast_2d(~finite), "bad", np.where(own, "own", ""))
    cells = [[[_text(v), str(k)] for v, k in zip(*row, strict=True)] for row in zip(rows, kinds, strict=True)]
    begins = first is not None and first.equation.output is x
    return {"name": x.name, "type": str(x.type), "first": begins, "bad": not finite.all(), "cells": cells}


def _text(x):
    return "0" if x == 0 else f"{x:.3g}" if np.isfinite(x) else short_number(x)  # not -0: it says nothing here
