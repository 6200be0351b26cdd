"""What why_nan says: a record, and the text that a reader sees."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...core.calling.arguments import output_names
from ...core.graph import Equation
from ...core.provenance import SourceLine
from ..values import number_text
from .case import followed, phase_of, written_by_user
from .finding import not_finite
from .remedies import remedy
from .told import at_text, told, values_at
from .written import around, is_on_line, piece

_MOST = 5  # equations that did no harm are named
_WIDE = 110  # characters


@dataclass(frozen=True)
class NanReport:
    """Where NaN, or an infinity, began in one call of a graph; printed, it says so in words.

    graph:      the name of the graph
    result:     the name of the result that is not finite; None if all are finite, and so are the other fields
    kind:       "NaN" or "inf": what that result has
    equation:   the first equation that made NaN or an infinity from finite numbers; None if it came in with an input
    line:       the user's line that recorded it
    phase:      "forward", "adjoint" or "update"
    adjoint_of: if it is one of an adjoint, the user's equation whose adjoint it belongs to
    index:      the position of the element in the equation's output, or in the input that it came in with
    values:     what the equation read there, by name
    bad, size:  how many elements of that output are not finite, and how many it has
    made_nan:   the equation that made NaN out of the infinity, if that was another one
    given:      the input that was NaN or infinite when it came in
    why:        the cause, in a sentence or two
    remedy:     lines of code to write instead
    harmless:   equations with elements that are not finite, if no result is
    """

    graph: str
    result: str | None = None
    kind: str | None = None
    equation: Equation | None = None
    line: SourceLine | None = None
    phase: str | None = None
    adjoint_of: Equation | None = None
    index: tuple[int, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    bad: int = 0
    size: int = 0
    made_nan: Equation | None = None
    given: str | None = None
    why: str = ""
    remedy: tuple[str, ...] = ()
    harmless: tuple[Equation, ...] = ()
    text: str = field(default="", repr=False)

    def __str__(self):
        return self.text

    __repr__ = __str__


def report(finding) -> NanReport:
    """The report on a finding."""
    call = finding.call
    if finding.result is None:
        return _all_finite(call)
    kind, found = "NaN" if finding.is_nan else "inf", remedy(finding)
    name = finding.result.name
    known = {"graph": call.graph.name, "result": name, "kind": kind, "why": found.why, "remedy": found.write}
    if finding.first is None:
        return _given(finding, known)
    step = finding.first
    eqn, array = step.eqn, call.env[step.eqn.output]
    known["phase"], known["line"], known["equation"] = phase_of(call.graph, eqn), eqn.line, eqn
    known["adjoint_of"] = written_by_user(call.graph, eqn) if eqn.adjoint_of is not None else None
    known["index"], known["values"] = step.index, values_at(call, step)
    known["bad"], known["size"] = int(not_finite(array).sum()), array.size
    if finding.made is not step:
        known["made_nan"] = finding.made.eqn
    lines = [f"{_result(finding)}.", "", f"It began in {_place(call.graph, eqn)}:", *_shown(call, step)]
    if finding.made is not step:
        made = finding.made
        lines += ["", f"NaN was made of it in {_place(call.graph, made.eqn)}:", *_shown(call, made, eqn.line)]
    return NanReport(**known, text="\n".join([*lines, *_advice(found)]))


def _result(finding):
    """NaN in dx, in 1 of 3 elements."""
    array = finding.call.env[finding.result]
    bad = np.isnan(array) if finding.is_nan else np.isinf(array)
    many = f", in {bad.sum():,} of {array.size:,} elements" if array.ndim else ""
    return f"{'NaN' if finding.is_nan else 'inf'} in {name_of_result(finding.call.graph, finding.result)}{many}"


def name_of_result(graph, y):
    """The result by its name; one without, by its place among the results."""
    if not y.name.startswith("%"):
        return f"the result {y.name}"
    return next(name for name, x in zip(output_names(graph), graph.outputs, strict=True) if x is y)


def _place(graph, eqn):
    """sqrt; the adjoint of sqrt; the update."""
    if eqn.adjoint_of is None:
        inside = _inside(graph, eqn)
        return f"{eqn.op.name}{inside}" + (", in the update" if phase_of(graph, eqn) == "update" else "")
    own, depth = followed(graph, eqn)
    return "the adjoint of " * depth + (f"{own.op.name}{_inside(graph, own)}" if own else eqn.adjoint_of.name)


def _inside(graph, eqn):
    """The function composed of several ops that the line calls in place of this one."""
    if piece(graph, eqn) is not None or is_on_line(eqn):
        return ""
    names = list(dict.fromkeys(p.name for p in around(eqn)))
    return f" (inside {names[0]})" if len(names) == 1 else ""


def _shown(call, step, known=None):
    """The user's line, the equation, and what it did at the element."""
    eqn, array = step.eqn, call.env[step.eqn.output]
    bad = int(not_finite(array).sum())
    verb = "is" if bad == 1 else "are"
    many = f"    ({bad:,} of {array.size:,} elements {verb} not finite)" if array.size > 1 else ""
    at = f"at {at_text(step)}:  " if step.index else ""
    line = [f"    {eqn.line}"] if eqn.line is not None and eqn.line != known else []
    return [*line, f"    {eqn}", f"    {at}{told(call, step)}{many}"]


def _advice(found):
    lines = ["", *textwrap.wrap(found.why, _WIDE)] if found.why else []
    return [*lines, *(["Write:"] if found.write else []), *(f"    {line}" for line in found.write)]


def _given(finding, known):
    """The report on what came in, or was written."""
    x, at = finding.given
    call, array = finding.call, finding.call.env[x]
    index = tuple(map(int, np.unravel_index(at, array.shape)))
    eqn = call.graph.producer.get(x)
    known |= {"index": index, "bad": int(not_finite(array).sum()), "size": array.size}
    if eqn is None:
        known["given"] = x.name
        where = f"{x.name}{list(index) if index else ''}"
        lines = [f"{_result(finding)}.", "", f"It came in with {where}, which is {number_text(call.number(x, at))}."]
    else:
        known |= {"line": eqn.line, "equation": eqn}
        lines = [f"{_result(finding)}.", "", "It is written in the program:", f"    {eqn}"]
        lines[3:3] = [f"    {eqn.line}"] if eqn.line is not None else []
    return NanReport(**known, text="\n".join([*lines, *_advice(remedy(finding))]))


def _all_finite(call):
    """All is well; where something was not finite on the way, it did no harm."""
    bad = [eqn for eqn in call.graph.equations if not_finite(call.env[eqn.output]).any()]
    lines = [f"All results of {call.graph.name} are finite."]
    if bad:
        lines.append("On the way there were NaN or infinities, which did no harm:")
        for eqn in bad[:_MOST]:
            array = call.env[eqn.output]
            lines.append(f"    {eqn}    ({not_finite(array).sum():,} of {array.size:,} elements)")
        lines += [f"    and {len(bad) - _MOST} more"] if len(bad) > _MOST else []
    return NanReport(graph=call.graph.name, harmless=tuple(bad), text="\n".join(lines))
