"""A division by 0 inside a function composed of several ops: mean of nothing, batch_norm with epsilon=0."""

from __future__ import annotations

import re

from ...ops import divide, sum
from .case import Case, Remedy, constant_number
from .written import around

_LENGTHS = ("normalize", "rms_norm")
_COUNTS = ("mean", "average", "var", "std", "nanmean", "nanvar", "nanstd")


def inside_a_function(case: Case):
    """What to write in place of the call, or in it."""
    called = around(case.own) if case.op is divide and case.piece is None else ()
    if not called or case.inputs is None or case.inputs[1] != 0 or case.phase == "update":
        return None
    call = called[0]
    name = call.name.rpartition(".")[2]
    if "epsilon" in (k.arg for k in call.node.keywords):
        what = "a vector is all zeros, so its length" if name in _LENGTHS else "some numbers are alike, so their spread"
        text = re.sub(r"epsilon\s*=\s*[^,)]+", "epsilon=1e-5", call.text)
        return Remedy(f"In {name} {what} is 0, and nothing is added to it.", (text,))
    if name not in _COUNTS:
        return Remedy(f"{name} divides by 0 there.", (f"ng.nan_to_num({call.text})  # or leave such numbers out",))
    if constant_number(case.graph, case.own.inputs[1]) == 0:
        return _of_nothing(case, call)
    return _of_what_is_left(case, call, name)


def _of_nothing(case, call):
    """A mean of no elements, a spread of one with ddof=1: the divisor is known while tracing."""
    total = case.source(case.own.inputs[0])
    if total is not None and total.op is sum and total.inputs[0].size == 0:
        name = case.name_of(total.inputs[0])
        why = f"There is nothing to take the mean of: {name} is {total.inputs[0].type}, and 0 / 0 is NaN."
        return Remedy(why, (f"if {name}.size > 0:  # a Python if: shapes are known while tracing",))
    why = f"{call.name} with ddof=1 of one element divides by 1 - 1, and 0 / 0 is NaN."
    return Remedy(why, (re.sub(r"(ddof|correction)=\d+", "ddof=0", call.text) + "  # or more than one sample",))


def _of_what_is_left(case, call, name):
    """Nothing is left to count: all is masked, all weights are 0, all elements are NaN."""
    why = f"Nothing is left for {call.name}: what it divides by is 0."
    x, axis = call.arguments[0] if call.arguments else "x", call.keyword("axis")
    axis = f", axis={axis}" if axis else ""
    if name == "average":
        weights = call.keyword("weights") or "weights"
        return Remedy(why, (f"ng.sum({x} * {weights}{axis}) / ng.maximum(ng.sum({weights}{axis}), 1e-8)",))
    mask = f"~ng.isnan({x})" if name.startswith("nan") else call.keyword("where") or "mask"
    count = f"ng.maximum(ng.sum({mask}{axis}, dtype=ng.{case.element}), 1.0)"
    return Remedy(why, (f"ng.sum(ng.where({mask}, {x}, 0.0){axis}) / {count}",))
