"""Too large for the element type: e**x above 88, a product, and weights that grew from step to step."""

from __future__ import annotations

import builtins
import re

import numpy as np

from ...core.calling.errors import counted
from ...core.graph import needed
from ...core.types import f64
from ...ops import (
    add,
    convert,
    cosh,
    cumprod,
    divide,
    exp,
    exp2,
    expm1,
    log,
    log1p,
    prod,
    sinh,
    sqrt,
    subtract,
    sum,
)
from ...transform.phases import phases
from ..values import number_text
from .case import ADDS, Case, Remedy, constant_number
from .edges import squared
from .logarithms import axis_of
from .written import piece

_GROWING = (exp, exp2, expm1, sinh, cosh)
_MUCH = 10  # times as large: weights that grew so in one call do not come to rest
_HUGE = 1e6  # a weight beyond has left the ground


def exponential(case: Case):
    """What the exponential is part of can be computed without it."""
    if case.op not in _GROWING or case.kind != "inf":
        return None
    x, name = case.argument(), case.op.name
    number = case.number(case.own.inputs[0], case.step.at) if case.inputs is not None else None
    high = case.largest
    why = f"{name}({number_text(number)}) is larger than {number_text(high)}, the largest {case.element}."
    after = case.after(case.own.output, (*ADDS, add, subtract))
    found = {eqn.op for eqn in after}
    if case.op in (sinh, cosh):
        write = f"ng.logaddexp({x}, -{x}) - np.log(2.0)  # log(cosh(x))" if log in found else _capped(case, x)
    elif {sum, divide} <= found and not _is_average(case, after):
        total = next(eqn for eqn in after if eqn.op is sum)
        write = f"ng.softmax({x}, axis={axis_of(total)})"
    elif {sum, log} <= found:
        total = next(eqn for eqn in after if eqn.op is sum)
        write = f"ng.logsumexp({x}, axis={axis_of(total)})"
    elif {log, log1p} & found:
        write = f"ng.softplus({x})  # log(1 + exp(x))"
    elif subtract in found and divide in found:
        write = f"ng.tanh({x.removeprefix('-')})"
    elif divide in found:
        write = f"ng.sigmoid({x[1:]})" if x.startswith("-") else f"ng.sigmoid({x})"
    else:
        write = _capped(case, x)
    grown = growth(case)
    return Remedy(f"{why} {grown.why}", (write, *grown.write)) if grown else Remedy(why, (write,))


def _is_average(case, after):
    """Is the quotient a mean: divided by a constant?"""
    quotients = [eqn for eqn in after if eqn.op is divide]
    return all(constant_number(case.graph, eqn.inputs[1]) is not None for eqn in quotients)


def _capped(case, x):
    most = "700.0" if case.element is f64 else "80.0"
    return case.replaced(0, f"ng.minimum({x}, {most})")


def overflow(case: Case):
    """A product, a power or a sum too large for its type."""
    if case.kind != "inf":
        return None
    grown = growth(case)
    limit = f"{number_text(case.largest)}, the largest {case.element}"
    if grown:
        return Remedy(f"The result is larger than {limit}. {grown.why}", grown.write)
    op, given = case.eqn.op, case.name_of(case.eqn.inputs[0]) if case.eqn.inputs else ""
    if op is convert:
        why = f"{given} is larger than {limit}."
        return Remedy(why, (f"{given} / 1e6  # in another unit, or stay in {case.eqn.inputs[0].type.element}",))
    if op in (prod, cumprod) or case.op in (prod, cumprod):
        why = f"The product is larger than {limit}. Add up logarithms instead."
        return Remedy(why, (f"ng.{'cumsum' if case.op is cumprod else 'sum'}(ng.log({case.argument()}))",))
    why = f"The result is larger than {limit}."
    x = squared(case, case.own.output) if case.own is not None else None
    after = case.after(case.own.output, ADDS) if case.own is not None else []
    if x is not None and any(eqn.op is sqrt for eqn in after):
        name = case.name_of(x)
        return Remedy(why, (f"s = ng.max(ng.abs({name}))", f"s * ng.norm({name} / s)"))
    wider = () if case.element is f64 else (f"ng.convert({given}, ng.f64)  # which goes up to 1.8e+308",)
    return Remedy(why, (f"{given} / ng.max(ng.abs({given}))  # or in another unit", *wider))


def growth(case):
    """A rate too large: weights that grew within the call, or came in huge."""
    behind = needed(case.graph.equations, [case.eqn.output])
    phase = phases(case.graph)
    differentiated = {eqn.adjoint_of for eqn in case.graph.equations}
    if not differentiated - {None}:
        return None
    updates = [eqn for eqn in behind if phase[eqn] == "update" and eqn.output not in differentiated]
    read = {x for eqn in behind for x in eqn.inputs}
    inputs = [x for x in case.graph.inputs if x in read and x.type.is_float]
    start = max([_largest(case, x) for x in inputs], default=0.0)
    for eqn in reversed(updates):
        size = _largest(case, eqn.output)
        if eqn.op in (add, subtract) and (size > _MUCH * max(start, 1.0) or not np.isfinite(size)):
            name = case.name_of(eqn.output)
            steps = builtins.sum(e.op is eqn.op and e.line == eqn.line for e in updates)
            why = f"The steps are too large: {name} has grown to {number_text(size)} in {counted(steps, 'step')}."
            return Remedy(why, _slower(case, eqn))
    for x in inputs:
        if _largest(case, x) > _HUGE and x.ndim:
            why = f"{x.name} holds {number_text(_largest(case, x))} as it comes in: the steps before were too large."
            return Remedy(why, _slower(case))
    return None


def _largest(case, x):
    array = case.call.env[x]
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max()) if finite.size else 0.0


def _slower(case, update=None):
    """A hundredth of the rate, and smaller gradients."""
    clipped = "g = g / ng.maximum(1.0, ng.norm(g))  # clip the gradient's length"
    found = piece(case.graph, update) if update is not None else None
    for text in re.findall(r"(?<![\w.])\d+\.?\d*(?:e[+-]?\d+)?", found.text) if found is not None else ():
        if float(text) > 0:  # the rate is written in the line of the update
            return found.text.replace(text, number_text(float(text) / 100), 1), clipped
    rates = [x for x in case.graph.inputs if not x.shape and x.type.is_float and _is_rate(x.name)]
    name = rates[0].name if rates else "rate"
    value = f" = {number_text(case.number(rates[0], 0) / 100)}" if rates else " = rate / 100"
    return f"{name}{value}", clipped


def _is_rate(name):
    return "rate" in name or "lr" in name or "step" in name
