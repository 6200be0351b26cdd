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
    batch_dot,
    convert,
    cosh,
    cumprod,
    cumsum,
    divide,
    dot,
    exp,
    exp2,
    expm1,
    gather,
    log,
    log1p,
    multiply,
    power,
    prod,
    scatter_add,
    sinh,
    slice,
    sqrt,
    subtract,
    sum,
)
from ...transform.phases import phases
from ..values import number_text
from .case import ADDS, MOVES, Case, Remedy, constant_number, is_trained
from .edges import squared
from .pieces import grouped
from .written import piece

_GROWING = (exp, exp2, expm1, sinh, cosh)
_SUMS = (add, subtract, multiply, divide, power, sum, dot, batch_dot, prod, cumprod, cumsum, convert, scatter_add)
_MUCH = 10  # times as large: weights that grew so in one call do not come to rest
_HUGE = 1e6  # a weight beyond has left the ground
_TURNS = 4  # equations of one line and op make a loop


def exponential(case: Case):
    """What the exponential is part of can be computed without it."""
    if case.op not in _GROWING or case.kind != "inf":
        return None
    number = case.number(case.own.inputs[0], case.step.at) if case.inputs is not None else None
    why = (
        f"{case.op.name}({number_text(number)}) is larger than {number_text(case.largest)}, the largest {case.element}."
    )
    write = _part_of(case, case.argument())
    grown = growth(case)
    return Remedy(f"{why} {grown.why}", (write, *grown.write)) if grown else Remedy(why, (write,))


def _part_of(case, x):
    """The formula that the exponential of x is part of, as one function."""
    y = case.own.output
    after = case.after(y, (*ADDS, add, subtract))
    found = {eqn.op: eqn for eqn in reversed(after)}  # of each op the nearest
    if case.op in (sinh, cosh):
        return f"ng.logaddexp({x}, -{grouped(x)}) - np.log(2.0)  # log(cosh(x))" if log in found else _capped(case, x)
    for eqn in after:
        above, below = eqn.inputs if eqn.op is divide else (None, None)
        if above is None or constant_number(case.graph, below) is not None:
            continue
        numerator, total = case.source(above), case.source(below)
        if total is None or not _is_made_of(case, below, y):
            continue
        if numerator is case.own and sum in found:
            axes = case.axes_of(found[sum]).removesuffix(", keepdims=True")
            ends = case.after(eqn.output, (*MOVES, slice, gather, sum))
            return f"ng.{'log_softmax' if any(e.op is log for e in ends) else 'softmax'}({x}{axes})"
        if sum in found and _reads(case, above, y):
            axes = case.axes_of(found[sum]).removesuffix(", keepdims=True")
            return f"ng.softmax({x}{axes})  # whose quotient is the same"
        if numerator is not None and numerator.op is subtract and _is_made_of(case, above, y):
            return f"ng.tanh({x.removeprefix('-')})"
        turned = x[1:] if x.startswith("-") else f"-{grouped(x)}"
        if _is_the_same(numerator, case.own):
            return f"ng.sigmoid({x})"
        if _reads(case, above, y):
            continue
        above = "" if constant_number(case.graph, above) == 1 else f"{grouped(case.argument_of(eqn))} * "
        return f"{above}ng.sigmoid({turned})"
    if sum in found and log in found:
        return f"ng.logsumexp({x}{case.axes_of(found[sum])})"
    if log in found and subtract in found:
        return f"{x} + ng.log(-ng.expm1(-{grouped(x)}))  # log(exp(x) - 1)"
    if log in found or log1p in found:
        return f"ng.softplus({x})  # log(1 + exp(x))"
    return _capped(case, x)


def _is_the_same(a, b):
    """Do two equations compute the same, one perhaps once more?"""
    return a is b or a is not None and b is not None and a.op is b.op and a.inputs == b.inputs


def _reads(case, tensor, part):
    """Is a tensor computed from another?"""
    return case.graph.producer[part] in needed(case.graph.equations, [tensor])


def _is_made_of(case, tensor, part):
    """Is one tensor the other, or a sum with it?"""
    waiting = [tensor]
    for _ in range(12):
        if not waiting:
            return False
        x = waiting.pop(0)
        eqn = case.graph.producer.get(x)
        if x is part or _is_the_same(eqn, case.graph.producer[part]):
            return True
        if eqn is not None and eqn.op in (*ADDS, add, subtract):
            waiting += eqn.inputs
    return False


def _capped(case, x):
    ends = case.after(case.own.output, (*ADDS, add, subtract, multiply), most=60)
    is_squared = any(squared(case, eqn.output) is not None for eqn in ends)
    most = ("350.0" if is_squared else "700.0") if case.element is f64 else "40.0" if is_squared else "80.0"
    inside = f"ng.clip({x}, -{most}, {most})" if case.op in (sinh, cosh) else f"ng.minimum({x}, {most})"
    return case.replaced(0, inside)


def overflow(case: Case):
    """A product, a power or a sum too large for its type."""
    if case.kind != "inf" or case.eqn.op not in _SUMS or case.op is not None and not case.op.built_in:
        return None
    grown = growth(case)
    limit = f"{number_text(case.largest)}, the largest {case.element}"
    if grown:
        return Remedy(f"The result is larger than {limit}. {grown.why}", grown.write)
    op, given = case.eqn.op, case.name_of(case.eqn.inputs[0]) if case.eqn.inputs else ""
    if op is convert:
        why = f"{given} is larger than {limit}."
        wide = case.eqn.inputs[0].type.element
        return Remedy(why, (f"{grouped(given)} / 1e6  # in another unit, or stay in {wide}",))
    if op in (prod, cumprod) or case.op in (prod, cumprod):
        why = f"The product is larger than {limit}. Add up logarithms instead."
        return Remedy(why, (f"ng.{'cumsum' if case.op is cumprod else 'sum'}(ng.log({case.argument()}))",))
    why = f"The result is larger than {limit}."
    if case.eqn is case.own and op is power and case.inputs is not None and case.inputs[0] > 0:
        exponent = f"{grouped(case.argument(1))} * ng.log({case.argument(0)})"
        most = "700.0" if case.element is f64 else "80.0"
        return Remedy(why, (f"ng.exp(ng.minimum({exponent}, {most}))  # or go on with its logarithm, {exponent}",))
    grower = next((e for e in map(case.source, case.eqn.inputs) if e is not None and e.op in _GROWING), None)
    if grower is not None:
        found = piece(case.graph, grower)
        if found is not None:
            most = "350.0" if case.element is f64 else "40.0"
            return Remedy(why, (found.with_argument(0, f"ng.minimum({found.arguments[0]}, {most})"),))
    square = squared(case, case.own.output) if case.own is not None else None
    after = case.after(case.own.output, ADDS) if case.own is not None else []
    if square is not None and any(eqn.op is sqrt for eqn in after):
        name = case.argument_of(square)
        return Remedy(why, (f"s = ng.max(ng.abs({name}))", f"s * ng.norm({name} / s)"))
    wider = () if case.element is f64 else (f"ng.convert({given}, ng.f64)  # which goes up to 1.8e+308",)
    behind = needed(case.graph.equations, [case.eqn.output])
    turns = builtins.sum(eqn.op is op and eqn.line == case.eqn.line and eqn.adjoint_of is None for eqn in behind)
    if turns > _TURNS and case.own is not None:
        why = f"{why} It has grown from turn to turn of a loop, in {turns} turns."
        text = case.piece.text if case.piece is not None else case.name_of(case.own.output)
        return Remedy(why, (f"ng.tanh({text})  # or a smaller factor, so that no turn makes it larger", *wider))
    return Remedy(why, (f"{grouped(given)} / ng.max(ng.abs({given}))  # or in another unit", *wider))


def growth(case):
    """A rate too large: weights that grew within the call, or came in huge."""
    behind = needed(case.graph.equations, [case.eqn.output])
    phase = phases(case.graph)
    differentiated = {eqn.adjoint_of for eqn in case.graph.equations}
    if not differentiated - {None}:
        return None
    updates = [eqn for eqn in behind if phase[eqn] == "update" and eqn.output not in differentiated]
    first = {eqn: _before_all(case, eqn, updates) for eqn in updates if eqn.op in (add, subtract)}
    weights = [eqn for eqn, x in first.items() if constant_number(case.graph, x) is None]  # 0.9 * v + g is no weight
    if weights:
        last = weights[-1]
        start, size = _largest(case, first[last]), _largest(case, last.output)
        if size > _MUCH * max(start, 1.0) or not np.isfinite(case.call.env[last.output]).all():
            steps = builtins.sum(eqn.op is last.op and eqn.line == last.line for eqn in updates)
            name, grown = case.name_of(last.output), f"{number_text(start)} to {number_text(size)}"
            why = f"The steps are too large: {name} has grown from {grown} in {counted(steps, 'step')}."
            return Remedy(why, _slower(case, last, _factor(case, last)))
    read = {x for eqn in behind for x in eqn.inputs}
    for x in case.graph.inputs:
        if x in read and is_trained(case.graph, x) and _largest(case, x) > _HUGE:
            why = f"{x.name} holds {number_text(_largest(case, x))} as it comes in: the steps before were too large."
            return Remedy(why, _slower(case, None, 100.0))
    return None


def _before_all(case, update, updates):
    """The tensor that the first of the updates began with."""
    x, among = update.inputs[0], set(updates)
    while case.graph.producer.get(x) in among and case.graph.producer[x].inputs:
        x = case.graph.producer[x].inputs[0]
    return x


def _largest(case, x):
    array = case.call.env[x]
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max()) if finite.size else 0.0


def _factor(case, update):
    """How many times smaller a rate would do: in a step w becomes (1 - rate * slope) * w, far from the lowest point."""
    before, after = _largest(case, update.inputs[0]), _largest(case, update.output)
    return after / before + 1 if before else 100.0


def _slower(case, update, factor):
    """A rate that is so many times smaller, and gradients that are not too long."""
    clipped = "g = g / ng.maximum(1.0, ng.norm(g))  # clip the gradient's length"
    found = piece(case.graph, update) if update is not None else None
    for text in re.findall(r"(?<![\w.])\d+\.?\d*(?:e[+-]?\d+)?", found.text) if found is not None else ():
        if float(text) > 0:  # the rate is written in the line of the update
            return found.text.replace(text, _rounded(float(text) / factor), 1), clipped
    rates = [x for x in case.graph.inputs if not x.shape and x.type.is_float and _is_rate(x.name)]
    if not rates:
        return f"rate = rate / {factor:.0f}", clipped
    return f"{rates[0].name} = {_rounded(case.number(rates[0], 0) / factor)}", clipped


def _rounded(x):
    """One digit is enough for a rate."""
    return number_text(float(f"{x:.0e}"))


def _is_rate(name):
    return "rate" in name or "lr" in name or "step" in name
