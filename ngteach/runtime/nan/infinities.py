"""Infinities that were meant, and what NaN can be made of them: a row of -inf alone, inf - inf, 0 * inf."""

from __future__ import annotations

import numpy as np

from ...ops import add, divide, max, min, multiply, softmax, subtract, where
from .case import Case, Remedy
from .trail import responsible, trail
from .written import piece


def nothing_left(case: Case):
    """softmax of a row in which everything is masked, also written by hand: x - max(x)."""
    made = case.made.eqn
    if made.op is subtract:
        highest = case.source(made.inputs[1])
        while highest is not None and highest.op is not max and highest.op.kind == "view" and highest.inputs:
            highest = case.source(highest.inputs[0])
        if highest is None or highest.op is not max:
            return None
    elif made.op is not softmax:
        return None
    if case.finding.given is None or not np.isneginf(case.number(*case.finding.given)):
        return None
    where_text = _masking(case) or "ng.where(mask, scores, -1e9)"
    what = "softmax" if made.op is softmax else case.composed or "x - max(x)"
    why = f"All elements are -inf there: {what} has nothing left to choose from, and -inf - -inf is NaN."
    return Remedy(why, (f"{where_text}  # a large number in place of -inf; or leave such rows out",))


def _masking(case):
    """The where that put -inf in, with a large number in its place."""
    for i, x in enumerate(case.made.eqn.inputs):
        number = responsible(case.call, case.made, np.isinf, np.isnan)
        if not number or number[0][0] != i:
            continue
        for step in trail(case.call, x, number[0][1], np.isinf)[0]:
            found = piece(case.graph, step.eqn) if step.eqn.op is where else None
            if found is not None and len(found.arguments) == 3:
                return found.with_argument(2 if "inf" in found.arguments[2] else 1, "-1e9")
    return ""


def of_nothing(case: Case):
    """The largest of no elements is -inf, the smallest inf."""
    made = case.eqn
    if made.op not in (max, min) or made.inputs[0].size:
        return None
    name = case.name_of(made.inputs[0])
    why = f"There is nothing to choose from: {name} is {made.inputs[0].type}, and its {made.op.name} is infinite."
    return Remedy(why, (f"if {name}.size > 0:  # a Python if: shapes are known while tracing",))


def given_infinity(case: Case):
    """An infinity that came in, or is written in the program."""
    if case.finding.given is None or case.kind != "NaN":
        return None
    tensor, _ = case.finding.given
    made, by_hand = case.made.eqn, tensor in case.graph.producer
    where_from = "is written in the program" if by_hand else f"comes in with {tensor.name}"
    if made.op is multiply:
        why = f"An infinity {where_from}, and 0 times it is NaN."
        other = next((x for x in made.inputs if np.isfinite(case.number(x, case.made.at))), made.inputs[0])
        sign = "-" if case.number(*case.finding.given) < 0 else ""
        write = f"ng.where({case.name_of(other)} != 0, {sign}np.inf, 0.0)  # choose, in place of multiplying"
        return Remedy(why, (write if by_hand else _cleaned(tensor.name),))
    does = "inf - inf is NaN" if made.op in (add, subtract) else "inf / inf is NaN" if made.op is divide else ""
    why = f"An infinity {where_from}, and {does or f'{made.op.name} makes NaN of it'}."
    return Remedy(why, ("-1e9  # a large number in place of inf",) if by_hand else (_cleaned(tensor.name),))


def _cleaned(name):
    return f"{name} = np.nan_to_num({name})  # or leave out the rows: {name}[np.isfinite({name}).all(axis=1)]"
