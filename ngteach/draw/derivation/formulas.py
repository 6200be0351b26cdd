"""Recorded equations as formulas: dW1 = h.T @ %45, and %56 = dh where h > 0, else 0."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from ...core.calling.numbers import value_text
from ...core.graph import Equation
from ...ops import (
    abs,
    add,
    broadcast,
    constant,
    convert,
    divide,
    dot,
    equal,
    greater,
    greater_equal,
    identity,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    multiply,
    negative,
    not_equal,
    power,
    reshape,
    subtract,
    sum,
    transpose,
    where,
)

LONGEST = 90  # letters of a formula; what is longer refers to its parts by their names
_LOOSE, _SUM, _UNARY, _POWER, _WHOLE = 0, 5, 7, 8, 9  # how tightly it binds
_SYMBOLS = {
    logical_or: ("or", 1),
    logical_and: ("and", 2),
    equal: ("=", 4),
    not_equal: ("≠", 4),
    greater: (">", 4),
    greater_equal: ("≥", 4),
    less: ("<", 4),
    less_equal: ("≤", 4),
    add: ("+", _SUM),
    subtract: ("-", _SUM),
    multiply: ("*", 6),
    divide: ("/", 6),
    dot: ("@", 6),
    power: ("**", _POWER),
}
_SIGNS = {negative: "-", logical_not: "not "}
_STRICT = {greater_equal: ">", less_equal: "<"}
_UNWRITTEN = (broadcast, convert, identity)  # the numbers stay what they are


@dataclass(frozen=True)
class Formula:
    """What an equation computes, in letters; of a name alone, eqn is None.   tight: how tightly it binds"""

    text: str
    tight: int = _WHOLE
    eqn: Equation | None = None
    parts: tuple[Formula, ...] = ()

    def inside(self, tight):
        """The text as a part of something that binds so tightly."""
        return self.text if self.tight >= tight else f"({self.text})"


def short_names(graph, known):
    """{tensor: its name}; of weights.W0 only W0, where none of the known tensors is called so, too."""
    tails: Counter = Counter(tail for x in known for tail in _tails(x.name))
    known = set(known)
    found = {x: next((t for t in _tails(x.name) if tails[t] == 1), x.name) for x in known}
    return {x: found.get(x, x.name) for x in graph.tensors()}


def _tails(name):
    """W, dense.W, weights.dense.W of weights.dense.W; the shortest first, and none that begins with a number."""
    parts = name.split(".")
    return [".".join(parts[k:]) for k in reversed(range(len(parts))) if not parts[k][:1].isdigit()]


def formulas(equations, names, longest=LONGEST):
    """{output: Formula} of equations in their order, each written out down to what these did not make.

    names: {tensor: name} of everything.
    """
    made: dict = {}
    for eqn in equations:
        formula = _formula(eqn, tuple(made.get(x) or Formula(names[x]) for x in eqn.inputs))
        if len(formula.text) > longest:
            parts = [made.get(x) or Formula(names[x]) for x in eqn.inputs]
            short = tuple(p if len(p.text) < 12 else Formula(names[x]) for x, p in zip(eqn.inputs, parts, strict=True))
            formula = _formula(eqn, short)
        if len(formula.text) > longest:
            formula = Formula(f"{eqn.op.name}({', '.join(names[x] for x in eqn.inputs[:2])}, …)"[:longest], _WHOLE, eqn)
        made[eqn.output] = formula
    return made


def _formula(eqn, parts):
    if eqn.op in _UNWRITTEN:
        return Formula(parts[0].text, parts[0].tight, parts[0].eqn, parts[0].parts)
    text, tight = _written(eqn, parts)
    return Formula(text, tight, eqn, parts)


def _written(eqn, parts):
    """(text, how tightly it binds)."""
    if eqn.op is constant:
        return _constant(eqn.params["value"])
    if eqn.op in _SYMBOLS:
        symbol, tight = _SYMBOLS[eqn.op]
        return f"{parts[0].inside(tight)} {symbol} {parts[1].inside(tight + 1)}", tight
    if eqn.op in _SIGNS:
        return f"{_SIGNS[eqn.op]}{parts[0].inside(_UNARY)}", _UNARY
    if eqn.op is where:
        return _choice(*parts), _LOOSE
    if eqn.op is transpose and _swaps_last_two(eqn.params["axes"]):
        return f"{parts[0].inside(_WHOLE)}.{'T' if eqn.output.ndim == 2 else 'mT'}", _WHOLE
    if eqn.op is abs:
        return f"|{parts[0].text}|", _WHOLE
    given = [part.inside(1) for part in parts]
    if eqn.op is sum:
        given += _axis(eqn)
    elif eqn.op is not reshape:  # the type says what a reshape makes
        given += [f"{k}={value_text(v)}" for k, v in eqn.params.items() if isinstance(v, (int, float, str))]
    return f"{eqn.op.name}({', '.join(given)})", _WHOLE


def _constant(value):
    if value.size != 1:
        return "array", _WHOLE
    x = value.reshape(())[()]
    text = f"{x:.3g}" if isinstance(x, np.floating) else str(x)
    return text, _UNARY if text.startswith("-") else _WHOLE


def _choice(condition, chosen, other):
    """a where condition, else b; the rule of maximum, which shares a tie, in fewer words."""
    test, inner = condition.eqn, chosen.eqn
    if test is not None and inner is not None and test.op in _STRICT and inner.op is where:
        tie, half, whole = chosen.parts
        same = tie.eqn is not None and tie.eqn.op is equal
        same = same and [p.text for p in tie.parts] == [p.text for p in condition.parts]
        if same and half.text == f"0.5 * {whole.inside(7)}":
            x, y = (p.inside(_SUM) for p in condition.parts)
            return f"{whole.inside(1)} where {x} {_STRICT[test.op]} {y}, half at a tie, else {other.inside(1)}"
    return f"{chosen.inside(1)} where {condition.text}, else {other.inside(1)}"


def _axis(eqn):
    """Which axes are summed over; nothing if all are."""
    axes = eqn.params["axis"]
    if len(axes) == eqn.inputs[0].ndim:
        return []
    return [f"axis={axes[0] if len(axes) == 1 else value_text(axes)}"]


def _swaps_last_two(axes):
    n = len(axes)
    return n >= 2 and tuple(axes) == (*range(n - 2), n - 1, n - 2)
