"""log 0: most often of a number that was rounded to 0 on the way, whose logarithm can be had directly."""

from __future__ import annotations

from ...ops import cumprod, exp, log, log1p, log2, log10, multiply, prod, sigmoid, softmax, subtract, sum
from ..values import number_text
from .case import MOVES, Case, Remedy, constant_number


def log_of_zero(case: Case):
    """The function that gives the logarithm itself, or a number below which x does not fall."""
    if case.op not in (log, log2, log10, log1p) or case.inputs is None:
        return None
    if case.inputs[0] != (-1 if case.op is log1p else 0):
        return None
    own = case.own
    for find in (_of_rounded, _of_one_minus, _times_itself):
        found = find(case, own)
        if found is not None:
            return found
    return None


def _of_rounded(case, own):
    """log of softmax, sigmoid, a sum of exponentials, a product."""
    if case.op is log1p:
        return None
    steps, _ = case.zeros_of(own.inputs[0], case.step.at)
    for step in steps:
        eqn = step.eqn
        given = case.argument_of(eqn)
        if eqn.op is softmax:
            why = "softmax was rounded to 0 there, beside a much larger element, and log(0) is -inf."
            return Remedy(why, (f"ng.log_softmax({given}, axis={axis_of(eqn)})",))
        if eqn.op is sigmoid:
            why = "sigmoid was rounded to 0 there, and log(0) is -inf."
            return Remedy(why, (f"ng.log_sigmoid({given})",))
        if eqn.op in (prod, cumprod):
            why = "The product was rounded to 0, or one factor is 0, and log(0) is -inf."
            return Remedy(why, (f"ng.sum(ng.log(ng.maximum({given}, 1e-12)))  # in place of the log of the product",))
        if eqn.op is exp:
            x = case.number(eqn.inputs[0], step.at)
            why = f"exp({number_text(x)}) is rounded to 0, and log(0) is -inf."
            summed = any(s.eqn.op is sum for s in steps)
            write = f"ng.logsumexp({given})  # with the axis of the sum" if summed else f"{given}  # log and exp cancel"
            return Remedy(why, (write,))
    return None


def _of_one_minus(case, own):
    """log(1 - p), where p was rounded to 1; also log1p(-p)."""
    made = case.source(own.inputs[0])
    if made is None:
        return None
    if case.op is not log1p and (made.op is not subtract or constant_number(case.graph, made.inputs[0]) != 1):
        return None
    p = made.inputs[1] if made.op is subtract else made.inputs[0]
    squashed = case.source(p)
    text = case.name_of(p)
    if squashed is not None and squashed.op is sigmoid:
        why = "sigmoid was rounded to 1 there, so that 1 - p is 0, and log(0) is -inf."
        return Remedy(why, (f"ng.log_sigmoid(-({case.argument_of(squashed)}))",))
    why = f"{text} is 1 there, so that 1 - {text} is 0, and log(0) is -inf."
    inside = f"ng.clip({text}, 1e-6, 1 - 1e-6)"
    write = f"ng.log1p(-{inside})" if case.op is log1p else f"ng.log(1.0 - {inside})"
    return Remedy(why, (write,))


def _times_itself(case, own):
    """p * log(p), whose limit at 0 is 0."""
    for eqn in case.after(own.output, MOVES):
        if eqn.op is multiply and eqn is case.made.eqn:
            why = "0 * log(0) should be 0, its limit, but log(0) is -inf, and 0 * -inf is NaN."
            p = case.name_of(next((x for x in eqn.inputs if case.source(x) is not own), eqn.inputs[0]))
            inner = case.replaced(0, f"ng.where({p} > 0, {case.argument()}, 1.0)")
            return Remedy(why, (f"ng.where({p} > 0, {p} * {inner}, 0.0)",))
    return None


def axis_of(eqn):
    """The axis of a softmax or a sum as it would be written."""
    axis = eqn.params["axis"]
    return axis[0] if len(axis) == 1 else axis
