"""Divided by 0: by a count of nothing, a length or a spread of 0, a number that was rounded to 0."""

from __future__ import annotations

import numpy as np

from ...ops import (
    constant,
    divide,
    exp,
    floor_divide,
    fmod,
    log,
    multiply,
    one_hot,
    power,
    remainder,
    sin,
    sqrt,
    subtract,
    sum,
    where,
)
from ...ops.mask import mask
from ..values import number_text
from .case import Case, Remedy, constant_number
from .edges import squared
from .written import around, piece


def division_by_zero(case: Case):
    """Keep the divisor away from 0, each kind of divisor in its own way."""
    if case.op in (remainder, fmod, floor_divide) and case.inputs is not None and case.inputs[1] == 0:
        divisor = case.argument(1)
        why = f"{divisor} is 0 there, and nothing can be divided by 0."
        return Remedy(why, (case.replaced(1, f"ng.where({divisor} == 0, 1.0, {divisor})"),))
    if case.op is not divide or case.inputs is None:
        return None
    if case.inputs[1] != 0:
        return _by_tiny_number(case)
    for find in (_in_update, _softmax_by_hand, _sinc, _by_count, _by_one_minus, _by_spread, _by_scale):
        found = find(case)
        if found is not None:
            return found
    return _by_number(case)


def _why(case, more):
    a = case.inputs[0]
    gives = "NaN" if a == 0 or a != a else "infinite"
    return f"{more}, and {number_text(a)} / 0 is {gives}."


def _divisor(case):
    return case.own.inputs[1]


def _in_update(case):
    """An optimizer without its epsilon."""
    if case.phase != "update":
        return None
    steps = case.zeros_of(_divisor(case), case.step.at)[0]
    if case.piece is not None and not any(step.eqn.op is sqrt for step in steps):
        return None  # Newton's method divides by a slope
    divisor = case.argument(1) if case.piece is not None else "sqrt(v)"
    why = _why(case, "A weight whose gradient has been 0 so far has 0 in the divisor of its step")
    known = [p for p in around(case.own)]
    write = f"{divisor} + 1e-8" if case.piece is not None else "ng.adam(epsilon=1e-8)"
    return Remedy(why, (case.replaced(1, write) if case.piece is not None and not known else write,))


def _softmax_by_hand(case):
    """exp(x) / sum(exp(x)), all of which were rounded to 0."""
    above = case.source(case.own.inputs[0])
    steps, _ = case.zeros_of(_divisor(case), case.step.at)
    born = steps[-1].eqn if steps else None
    if born is None or born.op is not exp:
        return None
    x, number = case.argument_of(born), case.number(born.inputs[0], steps[-1].at)
    why = _why(case, f"exp({number_text(number)}) is rounded to 0, so the divisor is 0")
    total = next((s.eqn for s in steps if s.eqn.op is sum), None)
    if above is None or above.op is not exp:
        return Remedy(why, _kept_away(case, case.argument(1)))
    if above is born and total is not None:
        return Remedy(why, (f"ng.softmax({x}{case.axes_of(total).removesuffix(', keepdims=True')})",))
    return Remedy(why, ("ng.softmax(ng.stack([a, b]), axis=0)  # of the logarithms a and b: shares, not quotients",))


def _sinc(case):
    """sin(x) / x."""
    above = case.source(case.own.inputs[0])
    if above is None or above.op is not sin or case.source(above.inputs[0]) is not case.source(_divisor(case)):
        return None
    return Remedy(_why(case, "sin(x) / x is 1 at 0, its limit"), (f"ng.sinc({case.argument(1)} / np.pi)",))


def _by_count(case):
    """A count, or a sum of zeros and ones, of nothing."""
    steps, _ = case.zeros_of(_divisor(case), case.step.at)
    total = next((s.eqn for s in steps if s.eqn.op is sum), None)
    if total is None or any(s.eqn.op is sqrt for s in steps) or not _is_count(case, total.inputs[0]):
        return None
    count = case.argument(1)
    why = _why(case, f"{count} is 0: nothing was counted")
    return Remedy(why, (case.replaced(1, f"ng.maximum({count}, 1.0)"),))


def _is_count(case, added):
    """Are these bools, or zeros and ones that were not computed from other floats?"""
    numbers, made = case.call.env[added], case.source(added)
    if numbers.dtype.kind in "biu":
        return True
    chosen = made is None or made.op in (one_hot, where, mask, constant) or not made.inputs[0].type.is_float
    return chosen and bool(np.isin(numbers, (0, 1)).all())


def _by_one_minus(case):
    """p / (1 - p), the odds, at p = 1."""
    made = case.source(_divisor(case))
    if made is None or made.op is not subtract or constant_number(case.graph, made.inputs[0]) != 1:
        return None
    p = case.name_of(made.inputs[1])
    raised = case.source(made.inputs[1])
    if raised is not None and raised.op is power and case.number(raised.inputs[1], 0) == 0:
        t = case.argument_of(raised, 1)
        return Remedy(_why(case, f"{t} is 0, so that 1 - {p} is 0"), (f"{t} = {t} + 1.0  # count the steps from 1",))
    low = "1e-6" if (case.call.env[made.inputs[1]] >= 0).all() else "-1 + 1e-6"
    return Remedy(_why(case, f"{p} is 1 there, so that 1 - {p} is 0"), (f"{p} = ng.clip({p}, {low}, 1 - 1e-6)",))


def _by_spread(case):
    """A length, or a spread, of 0: a vector of zeros, a column whose numbers are all alike."""
    divisor = case.argument(1)
    steps, _ = case.zeros_of(_divisor(case), case.step.at)
    called = {p.name.rpartition(".")[2] for s in steps[:8] for p in around(s.eqn)} & {"std", "var", "norm"}
    squares = any(s.eqn.op is sum for s in steps) and any(squared(case, s.eqn.output) is not None for s in steps)
    if not called and not squares and not any(s.eqn.op is sqrt for s in steps[:8]):
        return None
    alike = any(s.eqn.op is subtract for s in steps) or bool(called & {"std", "var"})
    what = "All numbers are alike, so their spread" if alike else "A vector is all zeros, so its length"
    is_length = squares or bool(called)
    why = _why(case, f"{what}, {divisor}, is 0" if is_length else f"{divisor} is 0 there")
    root = case.source(_divisor(case))
    found = piece(case.graph, root) if root is not None and root.op is sqrt else None
    if found is None or called:
        return Remedy(why, (case.replaced(1, f"{divisor} + 1e-6"),))
    inside = found.with_argument(0, f"{found.arguments[0]} + 1e-6")  # so that the slope of sqrt is finite, too
    if found.text == divisor:
        return Remedy(why, (case.replaced(1, inside),))
    return Remedy(why, (f"{divisor} = {inside}",))


def _by_scale(case):
    """The square of a scale that has become 0."""
    steps, (end, _) = case.zeros_of(_divisor(case), case.step.at)
    squares = [s for s in steps if squared(case, s.eqn.output) is not None]
    if not squares or end is squares[-1].eqn.output:
        return None
    name = case.name_of(end)
    why = _why(case, f"{name} is 0 there, and so is {case.argument(1)}")
    return Remedy(why, (f"{name} = ng.maximum({name}, 1e-6)  # a scale stays above 0; or learn its logarithm",))


def _by_number(case):
    """Anything else."""
    divisor = case.argument(1)
    steps, (end, _) = case.zeros_of(_divisor(case), case.step.at)
    rounded = steps and steps[-1].eqn.op in (multiply, power) and end is steps[-1].eqn.output
    why = _why(case, f"{divisor} is {'rounded to ' if rounded else ''}0 there")
    return Remedy(why, case.kept_above(_divisor(case), divisor, (log, sqrt)) or _kept_away(case, divisor))


def _by_tiny_number(case):
    """The quotient is too large, for the divisor is almost 0."""
    a, b = case.inputs
    if case.kind != "inf" or not np.isfinite(a) or not 0 < abs(b) < 1:
        return None
    limit = f"{number_text(case.largest)}, the largest {case.element}"
    why = f"{case.argument(1)} is {number_text(b)} there, and {number_text(a)} / {number_text(b)} is beyond {limit}."
    return Remedy(why, _kept_away(case, case.argument(1)))


def _kept_away(case, divisor):
    """The division with a divisor that is not 0: a little is added to numbers that are never negative."""
    guarded = case.replaced(1, f"ng.where({divisor} == 0, 1.0, {divisor})")
    added = (case.replaced(1, f"{divisor} + 1e-8"),) if (case.call.env[_divisor(case)] >= 0).all() else ()
    return *added, f"ng.where({divisor} == 0, 0.0, {guarded})"
