"""What each adjoint rule handed on: which of the recorded equations is whose adjoint.

A graph says which forward equation an adjoint equation belongs to, not which input it is for.  So each rule is called
once more, on tensors of its own, and what it records is found again among the equations of the graph.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...core.calling.numbers import value_text
from ...core.graph import Equation, Tensor
from ...core.trace import Trace
from ...ops import add, constant


@dataclass(frozen=True)
class Hand:
    """What the rule of one equation gave one of its inputs."""

    to: Tensor
    given: Tensor  # the contribution; it is the adjoint of the output itself where a rule passes it on as it is
    total: Tensor  # the adjoint of `to` after this


@dataclass(frozen=True)
class Handed:
    """adjoint: of the equation's output, None if it is not known.   hands: one for each input that got something."""

    adjoint: Tensor | None
    hands: tuple[Hand, ...]


def handed(who) -> dict[Equation, Handed]:
    """{forward equation: what its rule handed on}, for those that the way back comes through.   who: the Authors"""
    graph = who.graph
    written: dict[Equation, list[Equation]] = {}
    for eqn, source in who.behind.items():
        written.setdefault(source, []).append(eqn)
    adjoint: dict[Tensor, Tensor | None] = {who.loss_tensor: _seed(who, written)}
    found = {}
    for eqn in reversed([e for e in graph.equations if who.of[e] in ("yours", "loss")]):
        if eqn.output in adjoint:
            found[eqn] = _one(eqn, adjoint, written.get(eqn, []), graph.producer)
        elif eqn in written:
            found[eqn] = Handed(None, ())
    return found


def _seed(who, written):
    """What the way back starts from: the last adjoint equation that belongs to no other."""
    seeds = [eqn.output for eqn in who.by("adjoint") if eqn.adjoint_of is None]
    return seeds[-1] if seeds else None


def _one(eqn, adjoint, recorded, producer):
    dy, free = adjoint[eqn.output], list(recorded)
    if dy is None:
        _doubt(eqn, adjoint)
        return Handed(None, ())
    try:
        gifts = _again(eqn, dy, free, producer)
    except Exception:  # a rule is the user's code, and may not like to be called twice
        _doubt(eqn, adjoint)
        return Handed(dy, ())
    hands = []
    for x, given in zip(eqn.inputs, gifts, strict=False):
        if given is None:
            continue
        total = given
        if adjoint.get(x) is not None:
            pair = {adjoint[x], given}
            sums = [e for e in free if e.op is add and set(e.inputs) == pair]
            total = sums[0].output if sums else None
            free = [e for e in free if e not in sums[:1]]
        elif x in adjoint:
            total = None
        adjoint[x] = total
        if total is not None:
            hands.append(Hand(x, given, total))
    return Handed(dy, tuple(hands))


def _doubt(eqn, adjoint):
    """Something came this way, but what?"""
    for x in eqn.inputs:
        if x.type.is_float:
            adjoint.setdefault(x, None)


def _again(eqn, dy, free, producer):
    """For each input the recorded tensor that the rule made for it; None if there is none, or it was left out.

    What the rule makes twice, as zeros for two inputs, may be there once: the graph leaves out what nothing reads.
    """
    if not eqn.op.has_adjoint:
        return []
    recorded = list(free)
    with Trace("again") as t:
        stands = {}

        def new(x):
            made = producer.get(x)
            if made is not None and made.op is constant:  # a rule may look at what its input is
                again = constant(made.params["value"])
            else:
                again = t.input(x.type, "x")
            stands[again] = x
            return again

        inputs = {x: new(x) for x in dict.fromkeys(eqn.inputs)}
        own_dy, own_y = new(dy), new(eqn.output)
        begin = len(t.equations)
        gifts = eqn.op.adjoint_rule(own_dy, own_y, *(inputs[x] for x in eqn.inputs), **eqn.params)
        for again in t.equations[begin:]:
            wanted = [stands.get(x) for x in again.inputs]
            same = next((e for e in (*free, *recorded) if _alike(e, again, wanted)), None)
            if same is not None:
                if same in free:
                    free.remove(same)
                stands[again.output] = same.output
    return [None if g is None else stands.get(g) for g in gifts]


def _alike(eqn, again, inputs):
    return (
        eqn.op is again.op
        and len(eqn.inputs) == len(inputs)
        and all(a is b for a, b in zip(eqn.inputs, inputs, strict=True))
        and eqn.output.type == again.output.type
        and {k: value_text(v) for k, v in eqn.params.items()} == {k: value_text(v) for k, v in again.params.items()}
    )
