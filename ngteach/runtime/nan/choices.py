"""The branch that was not taken: its adjoint is 0, but 0 times an infinite slope is NaN.

An adjoint rule multiplies by the slope, wherever it is asked; no framework tells "no gradient" from "a gradient of 0".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.graph import Equation, needed
from ...ops import (
    add,
    arccosh,
    divide,
    exp,
    exp2,
    expm1,
    log,
    log2,
    log10,
    maximum,
    minimum,
    multiply,
    negative,
    power,
    relu,
    sqrt,
    subtract,
    where,
)
from ...ops.mask import mask
from .case import Case, Remedy, constant_number, written_by_user
from .edges import EDGES, root_at_zero
from .trail import is_zero, responsible
from .written import is_text, piece

# What to put in place of an argument where the result is not used; 0 for all others.
_SAFE = {**dict.fromkeys((log, log2, log10, sqrt, power, divide), "1.0"), arccosh: "2.0"}
# Where a result can be used: needed if the user's own condition looks at the result itself.
_GOOD = {**dict.fromkeys((log, log2, log10, sqrt, power), "{} > 0"), divide: "{} != 0"}
_NEAR = 12  # steps of the forward pass, from where it began to where the adjoint read it


@dataclass(frozen=True)
class Choice:
    """What sent an adjoint of 0: an equation of the forward pass, and which of its inputs was not chosen."""

    eqn: Equation
    branch: int


def unused_branch(case: Case):
    """A where inside as well."""
    in_adjoint = any(step.eqn.adjoint_of is not None for step in case.finding.path)
    choice = _choice(case) if in_adjoint else None
    if choice is None or case.own is None:
        return None
    choice = _where_around(case, choice)
    name, op = _called(case), choice.eqn.op
    i = 1 if case.op is divide else 0
    given = case.argument(i)
    slope = f"so an adjoint of 0 comes back to {name}, whose slope is infinite or NaN there: 0 times that is NaN."
    if op in (maximum, minimum, relu):
        return Remedy(f"The {op.name} took the other one there, {slope}", (_kept_inside(case, i, given),))
    what, condition, other = "The where took its other branch there", "", "0.0"
    if op is multiply:
        rooted = root_at_zero(case)
        if rooted is not None and len(rooted.write) > 1:
            return rooted
        factor = case.argument_of(choice.eqn, 1 - choice.branch)
        if not is_text(factor):
            return None
        what, condition = f"What {name} gives is multiplied by {factor}, which is 0 there", f"{factor} != 0"
    elif op is mask:
        condition = case.argument_of(choice.eqn, 1)
    else:
        condition, other = case.argument_of(choice.eqn, 0), case.argument_of(choice.eqn, 3 - choice.branch)
    first = choice.branch != 2 or op is not where
    if op is where and case.own in needed(case.graph.equations, choice.eqn.inputs[:1]):
        condition, first = _GOOD.get(case.op, "ng.isfinite({})").format(given), True
    safe = _SAFE.get(case.op, "0.0")
    inner = case.replaced(i, _where(condition, given, safe, first))
    why = f"{what}, {slope} A where around it is not enough: write one inside as well."
    whole = _with_rest_of_branch(case, choice, inner) if op is where else None
    return Remedy(why, (whole or _where(condition, inner, other, first),))


def _where_around(case, choice):
    """The where of the user's that the product with 0 stands in, and that did not choose it, if there is one."""
    if choice.eqn.op is not multiply or case.own_at is None:
        return choice
    for eqn in case.after(choice.eqn.output, (multiply, add, subtract, negative)):
        if eqn.op is where and eqn.output.shape == case.own.output.shape:
            behind = [choice.eqn in needed(case.graph.equations, [x]) for x in eqn.inputs]
            taken = 1 if case.number(eqn.inputs[0], case.own_at) else 2
            if behind.count(True) == 1 and behind[3 - taken]:
                return Choice(eqn, 3 - taken)
    return choice


def _with_rest_of_branch(case, choice, inner):
    """The where as it is written, with the guarded piece in its branch; None if that is computed on another line."""
    found = piece(case.graph, choice.eqn)
    if found is None or case.piece is None or len(found.arguments) != 3:
        return None
    branch = found.arguments[choice.branch]
    if case.piece.text == branch or branch.count(case.piece.text) != 1:
        return None
    return found.with_argument(choice.branch, branch.replace(case.piece.text, inner))


def _where(condition, x, other, first):
    """The text of a where that takes x if the condition holds; with first=False, if it does not."""
    return f"ng.where({condition}, {x}, {other})" if first else f"ng.where({condition}, {other}, {x})"


def _kept_inside(case, i, given):
    """The user's piece with an argument that its function can take: what is chosen afterwards comes too late."""
    if case.op in EDGES:
        return case.replaced(0, EDGES[case.op].inside.format(given))
    if case.op in (exp, exp2, expm1):
        return case.replaced(0, f"ng.minimum({given}, 80.0)")
    return case.replaced(i, f"ng.where({_GOOD.get(case.op, 'ng.isfinite({})').format(given)}, {given}, 1.0)")


def _called(case):
    """log, as it is written; the op's name for a symbol."""
    return case.piece.name.rpartition(".")[2] if case.piece is not None and case.piece.name else case.op.name


def _choice(case):
    """The Choice that sent an adjoint of 0 to an equation on the way; None if none did."""
    forward = [step for step in reversed(case.finding.path) if step.eqn.adjoint_of is None]
    if case.in_adjoint and case.own_at is not None:  # what it was handed was not 0
        arrived = [dy for dy in case.arriving(case.own) if dy.shape == case.eqn.output.shape]
        if arrived and all(case.number(dy, case.step.at) != 0 for dy in arrived):
            return None
    for step in [case.step, case.made, *forward[:_NEAR]]:
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
            if factors and np.isin(case.call.env[given], (0, 1)).all():  # it is a mask
                return Choice(chose, 1 - factors[0])
    return None
