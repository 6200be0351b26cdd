"""The edge of what a function takes: sqrt below 0, arccos beyond 1; and at the edge itself a slope that is infinite."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...ops import (
    arccos,
    arccosh,
    arcsin,
    arctanh,
    cbrt,
    divide,
    erfinv,
    log,
    log1p,
    log2,
    log10,
    multiply,
    power,
    prod,
    sqrt,
    subtract,
    sum,
)
from ..values import number_text
from .case import Case, Remedy, constant_number
from .pieces import grouped
from .told import signed
from .written import around


@dataclass(frozen=True)
class Edge:
    """bad(x): does the function end there, or is its slope infinite?   takes: in words.   inside: keeps x inside."""

    bad: Callable[[float], bool]
    takes: str
    inside: str


_POSITIVE = Edge(lambda x: x <= 0, "numbers above 0", "ng.maximum({}, 1e-12)")
_UNIT = Edge(lambda x: abs(x) >= 1, "numbers from -1 to 1", "ng.clip({}, -1 + 1e-6, 1 - 1e-6)")
EDGES = {
    **dict.fromkeys((log, log2, log10), _POSITIVE),
    sqrt: Edge(lambda x: x <= 0, "0 and numbers above", "ng.maximum({}, 1e-12)"),
    cbrt: Edge(lambda x: x == 0, "all numbers", "{} + 1e-12"),
    log1p: Edge(lambda x: x <= -1, "numbers above -1", "ng.maximum({}, -1 + 1e-6)"),
    arccosh: Edge(lambda x: x <= 1, "numbers above 1", "ng.maximum({}, 1 + 1e-6)"),
    **dict.fromkeys((arcsin, arccos, arctanh, erfinv), _UNIT),
}
_NEARLY = 1e-4  # of two numbers, what their difference is when it is mostly rounding


def edge(case: Case):
    """Keep the argument inside, by a little."""
    found = EDGES.get(case.op)
    if found is None or case.inputs is None or not found.bad(case.inputs[0]):
        return None
    x, name, given = case.inputs[0], case.op.name, case.argument()
    value = number_text(x)
    if case.in_adjoint:
        why = f"{name} is infinitely steep at {value}: its slope there is infinite."
    elif case.kind == "NaN":
        why = f"{name} takes {found.takes}, and {given} is {value} there."
    else:
        why = f"{name}({value}) is infinite."
    beside = case.kept_above(case.own.inputs[0], given, (divide,)) if case.op is log else ()
    return Remedy(
        why, beside or (case.replaced(0, found.inside.format(_unclipped(given) if found is _UNIT else given)),)
    )


def _unclipped(text):
    """x for ng.clip(x, -1.0, 1.0), which lets the edge itself through."""
    clipped = re.fullmatch(r"ng\.clip\((.*), -1(?:\.0)?, 1(?:\.0)?\)", text)
    return clipped[1] if clipped else text


# ---- sqrt ---------------------------------------------------------------------


def root_of_rounding(case: Case):
    """A number that should be 0 or more, but was rounded to a little less."""
    if case.op is not sqrt or case.inputs is None or case.in_adjoint or case.inputs[0] >= 0:
        return None
    own = case.own.inputs[0]
    made = case.source(own)
    if made is None or made.op is not subtract:
        return None
    at = case.step.at if made.output.shape == case.eqn.output.shape else 0
    a, b = (case.number(x, at) for x in made.inputs)
    if abs(case.inputs[0]) > _NEARLY * max(abs(a), abs(b)):
        return None
    why = (
        f"{number_text(a)} - {number_text(b)} would be 0 or more if nothing were rounded, but it is "
        f"{number_text(case.inputs[0])}: of two numbers so close to each other few digits are left."
    )
    x = _mean_of_squares(case, made.inputs[0])
    better = (f"ng.std({x})  # which subtracts the mean first",) if x else ()
    return Remedy(why, (*better, case.replaced(0, f"ng.maximum({case.argument()}, 1e-12)")))


def root_at_zero(case: Case):
    """A length, or a spread, that is 0: norm and std take its slope to be 0."""
    if case.op is not sqrt or case.inputs is None or case.inputs[0] != 0 or not case.in_adjoint:
        return None
    own = case.own.inputs[0]
    total = case.source(own)
    square = squared(case, total.inputs[0]) if total is not None and total.op is sum else None
    why = "sqrt is infinitely steep at 0: its slope there is 1 / 0."
    write: tuple[str, ...] = (case.replaced(0, f"{case.argument()} + 1e-12"),)
    spread = [p for p in around(case.own) if p.name.endswith("var")]
    if square is not None:
        write = (
            f"ng.norm({case.argument_of(square)}{case.axes_of(total)})  # whose slope at 0 is taken to be 0",
            *write,
        )
    elif len(spread) == 1:
        write = (f"{spread[0].text.replace('var(', 'std(', 1)}  # whose slope at 0 is taken to be 0", *write)
    return Remedy(why, write)


def squared(case, tensor):
    """The equation behind a tensor, if it is x * x or x ** 2; otherwise None."""
    eqn = case.source(tensor)
    if eqn is None:
        return None
    by_itself = eqn.op is multiply and eqn.inputs[0] is eqn.inputs[1]
    return eqn if by_itself or eqn.op is power and constant_number(case.graph, eqn.inputs[1]) == 2 else None


def _mean_of_squares(case, tensor):
    """What to call x, if the tensor is the mean of its squares."""
    mean = case.source(tensor)
    total = case.source(mean.inputs[0]) if mean is not None and mean.op is divide else mean
    square = squared(case, total.inputs[0]) if total is not None and total.op is sum else None
    return None if square is None else f"{case.argument_of(square)}{case.axes_of(total)}"


# ---- powers -------------------------------------------------------------------


def power_at_edge(case: Case):
    """x ** y where x is 0 or below."""
    if case.op is not power or case.inputs is None:
        return None
    x, y = case.inputs
    base, exponent = case.argument(0), grouped(case.argument(1))
    value, inside = f"{signed(x)} ** {signed(y)}", case.replaced(0, f"ng.maximum({base}, 1e-12)")
    if x < 0 and case.in_adjoint and case.eqn.op is log:
        why = f"The slope of x ** y along y is x ** y * log(x), and log({number_text(x)}) is NaN."
        return Remedy(why, (inside, f"{base} ** ng.stop_gradient({exponent})  # if the exponent is not trained"))
    if x < 0 and y != np.rint(y):
        third = abs(y - 1 / 3) < 1e-3
        write = f"ng.cbrt({base})" if third else f"ng.sign({base}) * ng.abs({base}) ** {exponent}"
        return Remedy(f"{value} is no real number: below 0 only whole powers are.", (write, inside))
    if x == 0 and y < 0:
        return Remedy(f"{value} is 1 / 0.", (inside,))
    if x == 0 and y < 1 and case.in_adjoint:
        why = f"x ** {number_text(y)} is infinitely steep at 0: its slope there is infinite."
        made = case.source(case.own.inputs[0])
        if made is not None and made.op is prod:
            x = case.name_of(made.inputs[0])
            return Remedy(why, (f"ng.exp(ng.mean(ng.log(ng.maximum({x}, 1e-12))))  # the geometric mean",))
        return Remedy(why, (case.replaced(0, f"{base} + 1e-12"),))
    return None
