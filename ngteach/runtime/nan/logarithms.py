"""log 0: most often of a number that was rounded to 0 on the way, whose logarithm can be had directly."""

from __future__ import annotations

import itertools

import numpy as np

from ...ops import (
    add,
    cumprod,
    divide,
    exp,
    log,
    log1p,
    log2,
    log10,
    multiply,
    negative,
    prod,
    sigmoid,
    softmax,
    subtract,
    sum,
)
from ..values import number_text
from .case import MOVES, Case, Remedy, constant_number
from .pieces import grouped


def _is_of_zero(case):
    at_zero = case.op in (log, log2, log10, log1p) and case.inputs is not None
    return at_zero and case.inputs[0] == (-1 if case.op is log1p else 0)


def log_of_rounded(case: Case):
    """log of softmax, sigmoid, a sum of exponentials, a product: the function that gives the logarithm itself."""
    if not _is_of_zero(case):
        return None
    one_minus = _one_minus(case)
    squashed = case.source(one_minus) if one_minus is not None else None
    if squashed is not None and squashed.op is sigmoid:
        why = "sigmoid was rounded to 1 there, so that 1 - p is 0, and log(0) is -inf."
        return Remedy(why, (f"ng.log_sigmoid(-{grouped(case.argument_of(squashed))})",))
    if case.op is log1p:
        return None
    steps, _ = case.zeros_of(case.own.inputs[0], case.step.at)
    for step in steps:
        eqn = step.eqn
        given = case.argument_of(eqn) if eqn.inputs else ""
        if eqn.op is softmax:
            why = "softmax was rounded to 0 there, beside a much larger element, and log(0) is -inf."
            return Remedy(why, (f"ng.log_softmax({given}{case.axes_of(eqn)})",))
        if eqn.op is sigmoid:
            why = "sigmoid was rounded to 0 there, and log(0) is -inf."
            return Remedy(why, (f"ng.log_sigmoid({given})",))
        if eqn.op in (prod, cumprod):
            why = "The product was rounded to 0, or one factor is 0, and log(0) is -inf."
            return Remedy(why, (f"ng.sum(ng.log(ng.maximum({given}, 1e-12)))  # in place of the log of the product",))
        if eqn.op is divide and (x := _of_sigmoid(case, eqn)):
            why = "1 / (1 + exp(-x)) was rounded to 0 there, and log(0) is -inf."
            return Remedy(why, (f"ng.log_sigmoid({x})",))
        if eqn.op is exp:
            x = case.number(eqn.inputs[0], step.at)
            why = f"exp({number_text(x)}) is rounded to 0, and log(0) is -inf."
            return Remedy(why, (_of_sum(case, steps, given),))
    return None


def _of_sigmoid(case, eqn):
    """x, if a division is 1 / (1 + exp(-x)); otherwise nothing."""
    below = case.source(eqn.inputs[1])
    if constant_number(case.graph, eqn.inputs[0]) != 1 or below is None or below.op is not add:
        return ""
    grown = next((e for e in map(case.source, below.inputs) if e is not None and e.op is exp), None)
    if grown is None or not any(constant_number(case.graph, x) == 1 for x in below.inputs):
        return ""
    x = case.argument_of(grown)
    return x[1:] if x.startswith("-") and grouped(x[1:]) == x[1:] else f"-{grouped(x)}"


def _of_sum(case, steps, given):
    """The logarithm of what is made of exponentials: of their sum, or of the sum of two."""
    total = next((s.eqn for s in steps if s.eqn.op is sum), None)
    pair = next((s.eqn for s in steps if s.eqn.op is add), None)
    for before, step in itertools.pairwise(reversed(steps)):  # from the exponential on
        if step.eqn.op in (multiply, divide):
            given += _logarithm_of_factor(case, step.eqn, before.eqn.output)
    if total is not None:
        return f"ng.logsumexp({given}{case.axes_of(total)})"
    if pair is None:
        return f"{given}  # log and exp cancel"
    parts = [case.source(x) for x in pair.inputs]
    if all(part is not None and part.op is exp for part in parts):
        a, b = (case.argument_of(part) for part in parts)
        return f"ng.logaddexp({a}, {b})"
    return "ng.logaddexp(a, b)  # of the logarithms a and b of the two parts"


def _logarithm_of_factor(case, eqn, x):
    """What a factor, or a divisor, of x adds to the logarithm: + a for exp(a), - np.log(c) for a number."""
    i = 1 if eqn.inputs[0] is x else 0
    other, sign = eqn.inputs[i], "-" if eqn.op is divide else "+"
    made, number = case.source(other), constant_number(case.graph, other)
    if number is not None and number > 0:
        return f" {sign} np.log({case.argument_of(eqn, i)})"
    text = case.argument_of(made) if made is not None and made.op is exp else f"ng.log({case.argument_of(eqn, i)})"
    return f" {sign} {grouped(text)}"


def log_of_one_minus(case: Case):
    """log(1 - p), where p is 1; also log1p(-p)."""
    p = _one_minus(case) if _is_of_zero(case) else None
    if p is None:
        return None
    text = case.name_of(p)
    inside = f"ng.minimum({text}, 1 - 1e-6)"
    why = f"{text} is 1 there, so that 1 - {text} is 0, and log(0) is -inf."
    return Remedy(why, (f"ng.log1p(-{inside})" if case.op is log1p else f"ng.log(1.0 - {inside})",))


def _one_minus(case):
    """p, if the logarithm is of 1 - p; otherwise None."""
    made = case.source(case.own.inputs[0])
    if made is None:
        return None
    if case.op is log1p:
        return made.inputs[0] if made.op is negative else None
    return made.inputs[1] if made.op is subtract and constant_number(case.graph, made.inputs[0]) == 1 else None


def _is_infinite_elsewhere(case, product):
    """Is the logarithm infinite also where what it is multiplied by is not 0?"""
    p, y = sorted((case.call.env[x] for x in product.inputs), key=lambda array: not np.isfinite(array).all())
    return bool((~np.isfinite(y) & (p != 0)).any())


def zero_times_log(case: Case):
    """p * log(p), whose limit at 0 is 0."""
    for eqn in case.after(case.own.output, MOVES) if _is_of_zero(case) else ():
        if eqn.op is multiply and eqn is case.made.eqn:
            why = "0 * log(0) should be 0, its limit, but log(0) is -inf, and 0 * -inf is NaN."
            p = case.name_of(next((x for x in eqn.inputs if case.source(x) is not case.own), eqn.inputs[0]))
            if _is_infinite_elsewhere(case, eqn):
                low = f"ng.maximum({case.argument()}, 1e-12)"
                largest = float(case.call.env[case.own.inputs[0]].max())
                kept = low if np.isfinite(largest) else f"ng.clip({case.argument()}, 1e-12, 1e12)"
                more = f"{why} Elsewhere {p} is not 0, and log is infinite all the same."
                return Remedy(more, (f"{p} * {case.replaced(0, kept)}",))
            inner = case.replaced(0, f"ng.where({p} > 0, {case.argument()}, 1.0)")
            return Remedy(why, (f"ng.where({p} > 0, {p} * {inner}, 0.0)",))
    return None
