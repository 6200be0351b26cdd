"""Derive: you wrote some equations; who wrote the others?  The training function comes about before your eyes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ...core.calling.errors import counted
from ...core.calling.guards import takes_graph
from ...core.calling.hints import Nested
from ...core.graph import Graph
from ...core.provenance import says_where
from ...draw.derivation.picture import draw_derivation
from ...draw.derivation.story import derivation
from ...draw.show import image
from ...train.derive import derive_with_map
from ...train.optimizer import Optimizer
from .derive_code import code_of
from .widget import Widget, in_status

_MOST_LINES = 250  # equations that the program lists one by one
_PHASE = {"yours": "forward", "loss": "forward", "adjoint": "adjoint", "update": "update"}


@says_where()
@takes_graph
def derive(
    inference: Graph,
    loss: Callable[..., Any] | None = None,
    optimizer: Optimizer | str = "sgd",
    trainable: str | Sequence[str] | None = None,
    labels: Nested = None,
    carry: str | Sequence[str] = (),
) -> Derive:
    """A widget: the training function of an inference graph draws itself, each adjoint with its rule in words.

    loss, optimizer, trainable, labels, carry: as derive_training takes them, which says what it raises.
    Of a long program the equations of one line of Python, or of one call, share a box, and the widget says so.
    """
    return Derive(inference, loss, optimizer, trainable, labels, carry)


class Derive(Widget, script=("graph.js", "growing.js", "derive.js")):
    """step: the state of the film that is seen.   training: the graph that came about."""

    step = traitlets.Int(0).tag(sync=True)
    svg = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("").tag(sync=True)
    question = traitlets.Unicode("").tag(sync=True)
    totals = traitlets.List(traitlets.Int()).tag(sync=True)  # how many equations each author wrote in the end
    program = traitlets.Any([]).tag(sync=True)  # [{"text", "phase", "box"}]
    note = traitlets.Unicode("").tag(sync=True)

    def __init__(self, inference, loss=None, optimizer="sgd", trainable=None, labels=None, carry=()):
        super().__init__()
        self.training, node_map = derive_with_map(inference, loss, optimizer, trainable, labels, carry)
        made = self.made = derivation(self.training, inference, node_map)
        self.name, self.question, self.totals = inference.name, made.question, list(made.who.counts())
        self.svg = draw_derivation(made)
        self.note = _note(made)
        self.code = code_of(inference, loss, optimizer, trainable, labels, carry)
        self.program, lines = _program(made)
        self.film = [
            {
                "sentence": state.sentence,
                "new": list(state.new),
                "lit": state.lit,
                "lines": where,
                "counts": list(state.counts),
                "part": state.part,
            }
            for state, where in zip(made.states, lines, strict=True)
        ]
        self.tell(self.film[0]["sentence"])

    @traitlets.validate("step")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), max(len(self.film) - 1, 0))

    @traitlets.observe("step")
    @in_status
    def _step(self, change):
        self.tell(self.film[self.step]["sentence"])

    def still(self):
        return image(self.svg, self.words())

    def words(self):
        return f"How the training function of {self.name} comes about. {self.question} {self.made.answer}"


def _program(made):
    """([{"text", "phase", "box"}], [the numbers of the lines that each state adds])."""
    equations, of = made.graph.equations, made.who.of
    if len(equations) <= _MOST_LINES:
        number = {eqn: i for i, eqn in enumerate(equations)}
        box = {eqn: state.lit for state in made.states for eqn in state.equations}
        rows = [{"text": str(eqn), "phase": _PHASE[of[eqn]], "box": box.get(eqn, "")} for eqn in equations]
        return rows, [sorted(number[eqn] for eqn in state.equations) for state in made.states]
    rows, lines = [], []
    for state in made.states:
        lines.append([len(rows)] if state.equations else [])
        if state.equations:
            text = f"{counted(len(state.equations), 'equation')}: {state.about}"
            rows.append({"text": text, "phase": _PHASE.get(state.part, ""), "box": state.lit})
    return rows, lines


def _note(made):
    """What the picture hides."""
    shared = [row for row in made.rows.rows if len(row.main) > 1]
    hidden = sum(len(row.forward) for row in shared)
    if not shared:
        return ""
    boxes = f"{len(shared)} box{'es' * (len(shared) > 1)}"
    how = "one for each line of Python, or call," if made.rows.by_line else "one after the other,"
    return f"The program is long: {hidden} of its forward equations share {boxes}, {how} and so do their adjoints."
