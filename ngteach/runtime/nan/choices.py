"""The branch that was not taken: its adjoint is 0, but 0 times an infinite slope is NaN.

An adjoint rule multiplies by the slope, wherever it is asked; no framework tells "no gradient" from "a gradient of 0".
"""

from __future__ import annotations

from dataclasses import dataclass

from ...core.graph import Equation, needed
from ...ops import (
    arccosh,
    divide,
    log,
    log2,
    log10,
    maximum,
    minimum,
    multiply,
    power,
    relu,
    sqrt,
    where,
)
from ...ops.mask import mask
from .case import Case, Remedy, constant_number, written_by_user
from .trail import is_zero, responsible

# What to put in place of an argument where the result is not used; 0 for all others.
_SAFE = {**dict.fromkeys((log, log2, log10, sqrt, power, divide), "1.0"), arccosh: "2.0"}
_CONDITION = {**dict.fromkeys((log, log2, log10, sqrt, power), "{} > 0"), divide: "{} != 0"}
_NEAR = 12  # steps from where it began


@dataclass(frozen=True)
class Choice:
    """What sent an adjoint of 0: an equation of the forward pass, and which of its inputs was not chosen."""

    eqn: Equation
    branch: int


def unused_branch(case: Case):
    """A where inside as well."""
    choice = _choice(case)
    if choice is None or case.own is None:
        return None
    name, op = _called(case), choice.eqn.op
    i = 1 if case.op is divide else 0
    given = case.argument(i)
    if op is multiply:
        factor = case.name_of(choice.eqn.inputs[1 - choice.branch])
        what, condition = f"What {name} gives is multiplied by {factor}, which is 0 there", f"{factor} != 0"
    elif op in (where, mask):
        what, condition = "The where took its other branch there", case.name_of(choice.eqn.inputs[op is mask])
    else:
        what, condition = f"The {op.name} took the other one there", ""
    if not condition or _depends(case, choice):
        condition = _CONDITION.get(case.op, "ng.isfinite({})").format(given)
    inside = _inside(case, i, condition, given, choice)
    slope = f"so an adjoint of 0 comes back to {name}, whose slope is infinite or NaN there: 0 times that is NaN"
    return Remedy(f"{what}, {slope}. A where around it is not enough: write one inside as well.", (inside,))


def _called(case):
    return case.piece.name.rpartition(".")[2] if case.piece is not None and case.piece.name else case.op.name


def _inside(case, i, condition, given, choice):
    """The user's piece with where(condition, argument, a harmless number) for its argument."""
    safe = _SAFE.get(case.op, "0.0")
    pair = f"{safe}, {given}" if choice.eqn.op is where and choice.branch == 2 else f"{given}, {safe}"
    guarded = f"ng.where({condition}, {pair})"
    inner = case.replaced(i, guarded)
    if choice.eqn.op is where and choice.branch == 2:
        return f"ng.where({condition}, {case.name_of(choice.eqn.inputs[1])}, {inner})"
    other = case.name_of(choice.eqn.inputs[2]) if choice.eqn.op is where else "0.0"
    return f"ng.where({condition}, {inner}, {other})"


def _depends(case, choice):
    """Does the condition look at the result itself, as in where(isnan(y), 0.0, y)?  Then it cannot guard it."""
    if choice.eqn.op is not where:
        return choice.eqn.op is not multiply
    return case.own in needed(case.graph.equations, choice.eqn.inputs[:1])


def _choice(case):
    """The Choice that sent an adjoint of 0 to an equation on the way; None if none did."""
    steps = [case.step, case.made, *reversed(case.finding.path)]
    for step in steps[:_NEAR]:
        own = written_by_user(case.graph, step.eqn)
        if own is None or own.output.shape != step.eqn.output.shape:
            continue
        for dy in case.arriving(own):
            if dy.shape == own.output.shape and case.number(dy, step.at) == 0:
                found = _sent_by(case, dy, step.at)
                if found is not None:
                    return found
    return None


def _sent_by(case, x, at):
    """Where the 0 comes from: the choice, or the product with 0, that its way leads through."""
    for step in case.zeros_of(x, at)[0]:
        chose = case.graph.producer.get(step.eqn.adjoint_of)
        zero = responsible(case.call, step, is_zero) if chose is not None else None
        if not zero:
            continue
        number = zero[0][0]
        given = step.eqn.inputs[number]
        if step.eqn.op is where and chose.op in (where, maximum, minimum, relu):
            if constant_number(case.graph, given) == 0:
                return Choice(chose, 3 - number)
        elif step.eqn.op is multiply and chose.op is multiply:
            factors = [i for i, x in enumerate(chose.inputs) if x is given]
            if factors:
                return Choice(chose, 1 - factors[0])
    return None
