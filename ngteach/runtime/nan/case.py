"""A case: what the causes look at, put together from a finding once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ...ops import broadcast, constant, convert, identity, reshape, sum, transpose
from ...ops.custom_vjp import custom_vjp
from ...transform.phases import phases
from .finding import Finding
from .pieces import Piece
from .trail import is_pointwise, is_zero, trail
from .written import around, piece, text_of, without_moves


@dataclass(frozen=True)
class Remedy:
    """Why it happened, in a sentence or two, and what to write instead: lines of code."""

    why: str
    write: tuple[str, ...] = ()


MOVES = (broadcast, reshape, transpose, identity, convert)
ADDS = (*MOVES, sum)


class Case:
    """A Finding and what follows from it; everything is worked out when a cause asks for it."""

    def __init__(self, finding: Finding) -> None:
        self.finding, self.call, self.graph = finding, finding.call, finding.call.graph
        self.step: Any = finding.first
        self.made: Any = finding.made

    # ---- the equation ---------------------------------------------------------

    @cached_property
    def eqn(self):
        return self.step.eqn

    @cached_property
    def in_adjoint(self):
        return self.eqn.adjoint_of is not None

    @cached_property
    def own(self):
        """The equation that the user's line recorded: of an adjoint's, the one that it is the adjoint of."""
        return written_by_user(self.graph, self.eqn)

    @cached_property
    def op(self) -> Any:
        """The op of that equation; None if the graph does not hold it any more."""
        return None if self.own is None else self.own.op

    @cached_property
    def inputs(self):
        """The numbers that the user's op had at the element; None if they do not lie at the same position."""
        at = self.own_at
        return None if at is None else [self.call.number(x, at) for x in self.own.inputs]

    @cached_property
    def own_at(self):
        """The position of the element in what the user's op computed, where that is pointwise; None if not known."""
        own, shape = self.own, self.eqn.output.shape
        if own is None or not is_pointwise(own):
            return None
        if own.output.shape == shape:
            return self.step.at
        mine = own.output.shape
        if shape[len(shape) - len(mine) :] != mine:  # the adjoint of a whole Jacobian has axes in front
            return None
        return int(np.ravel_multi_index(self.step.index[len(shape) - len(mine) :], mine)) if mine else 0

    @cached_property
    def value(self):
        """What the equation made of them."""
        return self.call.number(self.eqn.output, self.step.at)

    @cached_property
    def kind(self):
        return "NaN" if np.isnan(self.value) else "inf"

    @cached_property
    def element(self):
        """The element type, whose largest number an overflow exceeds."""
        return self.eqn.output.type.element

    @cached_property
    def largest(self):
        return float(np.finfo(self.element.dtype).max)

    @cached_property
    def phase(self):
        return phase_of(self.graph, self.eqn)

    # ---- what the user wrote --------------------------------------------------

    @cached_property
    def piece(self) -> Piece | None:
        return None if self.own is None else piece(self.graph, self.own)

    @cached_property
    def composed(self) -> str:
        """The function composed of several ops that the line calls, where the op itself does not stand there."""
        names = {p.name for p in around(self.own or self.eqn)} if self.piece is None else set()
        return names.pop() if len(names) == 1 else ""

    def argument(self, i=0):
        """What to call an argument of the user's op: the text that was written, or a tensor's name."""
        if self.piece is not None and i < len(self.piece.arguments):
            return self.piece.arguments[i]
        return text_of(self.graph, self.own.inputs[i])

    def argument_of(self, eqn, i=0):
        """The same for an argument of another equation."""
        found = piece(self.graph, eqn)
        if found is not None and i < len(found.arguments):
            return found.arguments[i]
        return text_of(self.graph, eqn.inputs[i])

    def replaced(self, i, text):
        """What was written, with another argument."""
        if self.piece is not None and i < len(self.piece.arguments):
            return self.piece.with_argument(i, text)
        arguments = [text if k == i else self.argument(k) for k in range(len(self.own.inputs))]
        return f"ng.{self.own.op.name}({', '.join(arguments)})"

    def name_of(self, tensor):
        return text_of(self.graph, tensor)

    def axis_of(self, eqn):
        """The axis of a reduction as it was written, or else as it was recorded; nothing where it is over all."""
        found, axis = piece(self.graph, eqn), eqn.params["axis"]
        if found is not None:
            return found.keyword("axis") or (found.arguments[1] if len(found.arguments) > 1 else "")
        return "" if len(axis) == eqn.inputs[0].ndim else str(axis[0] if len(axis) == 1 else axis)

    def axes_of(self, eqn):
        """The same as further arguments of a call."""
        axis = self.axis_of(eqn)
        return f"{f', axis={axis}' if axis else ''}{', keepdims=True' if eqn.params.get('keepdims') else ''}"

    # ---- where numbers came from, and where they go ---------------------------

    @cached_property
    def _adjoints(self):
        """{tensor: the equations that autodiff recorded for the one that computes it}."""
        found: dict = {}
        for eqn in self.graph.equations:
            found.setdefault(eqn.adjoint_of, []).append(eqn)
        return found

    def arriving(self, own):
        """The adjoint of an equation's output, as its rule is given it: a tensor, for each time that it was derived."""
        read = {x: None for eqn in self._adjoints.get(own.output, ()) for x in eqn.inputs}
        made_by = {x: self.graph.producer[x].adjoint_of for x in read if x in self.graph.producer}
        return [x for x, of in made_by.items() if of is not None and of is not own.output]

    def kept_above(self, tensor, name, ops):
        """A line that keeps a variable above 0 for all that reads it, if one of these ops does as well; or nothing."""
        tensor = without_moves(self.graph, tensor)
        readers = [eqn.op for eqn in self.after(tensor, MOVES)]
        if not name.isidentifier() or (self.call.env[tensor] < 0).any() or not set(ops) & set(readers):
            return ()
        return (f"{name} = ng.maximum({name}, 1e-6)  # before all that reads it",)

    def number(self, tensor, at):
        return self.call.number(tensor, at)

    def zeros_of(self, tensor, at):
        """The steps back from an element that is 0 to where the 0 began."""
        return trail(self.call, tensor, at, is_zero)

    def source(self, tensor):
        """The equation behind a tensor, past repetitions and reshapes; None for an input."""
        return self.graph.producer.get(without_moves(self.graph, tensor))

    def after(self, tensor, through, most=30):
        """The forward equations that read a tensor, directly or through ops of these kinds, the nearest first."""
        found: list = []
        waiting, seen = [tensor], {tensor}
        while waiting and len(found) < most:
            for eqn in self.graph.users[waiting.pop(0)]:
                if eqn.adjoint_of is None and eqn.output not in seen:
                    seen.add(eqn.output)
                    found.append(eqn)
                    if eqn.op in through:
                        waiting.append(eqn.output)
        return found


def written_by_user(graph, eqn):
    """The equation whose adjoint this is, and whose adjoint that is, until one is none; None if it is not there."""
    return followed(graph, eqn)[0]


def followed(graph, eqn):
    """(written_by_user, how often an adjoint was followed back to what it is the adjoint of)."""
    depth = 0
    while eqn is not None and eqn.adjoint_of is not None:
        of = graph.producer.get(eqn.adjoint_of) or _of_the_same_line(graph, eqn)
        if of is not None and of.op is custom_vjp:
            return _in_a_rule(graph, eqn, of, depth)
        eqn, depth = of, depth + 1
    return eqn, depth


def _in_a_rule(graph, eqn, of, depth):
    """What followed() says of an equation that stands in a rule: a checkpoint computes again what the user wrote."""
    written = _written_on(graph, eqn.line)
    alike = [e for e in written if e.op is eqn.op]
    if alike or depth:
        return (alike or [eqn])[0], depth
    return written[0] if len(written) == 1 else of, 1


def _written_on(graph, line):
    """The equations, but for views, that the user's line recorded, and no adjoint rule on its behalf."""
    found = graph.equations if line is not None else ()
    return [e for e in found if e.adjoint_of is None and e.line == line and e.op.kind != "view"]


def _of_the_same_line(graph, eqn):
    """The forward equation of its line that an adjoint reads, where the one that it is of is not in the graph.

    In a checkpoint it reads none; then it is the only one of its line.
    """
    waiting = [eqn]
    for _ in range(30):
        if not waiting:
            break
        for x in waiting.pop(0).inputs:
            before = graph.producer.get(x)
            if before is not None and before.line == eqn.line:
                if before.adjoint_of is None and before.op.kind != "view":
                    return before
                waiting.append(before)
    written = _written_on(graph, eqn.line)
    return written[0] if len(written) == 1 else None


def phase_of(graph, eqn):
    """ "forward", "adjoint" or "update".  In a loop of several steps what is differentiated is forward, too."""
    phase = phases(graph)[eqn]
    differentiated = any(e.adjoint_of is eqn.output for e in graph.equations)
    return "forward" if phase == "update" and differentiated else phase


def is_trained(graph, x):
    """Is an input a weight, or an optimizer's state: are its next value, or its adjoint, among the results?"""
    head, dot, last = x.name.rpartition(".")
    following = {f"{x.name}_next", f"{last}_next", f"{head}{dot}d{last}"}
    return not following.isdisjoint(y.name for y in graph.outputs)


def constant_number(graph, tensor):
    """The number that a tensor is made of everywhere, if it is a constant's."""
    eqn = graph.producer.get(without_moves(graph, tensor))
    value = eqn.params["value"] if eqn is not None and eqn.op is constant else None
    return float(value.reshape(-1)[0]) if value is not None and value.size == 1 else None
