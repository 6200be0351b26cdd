"""Where a where() has a finite value but a slope that is NaN: found by trying a few numbers.

The elementwise part of a graph around a where is a formula of single numbers.  It is computed for numbers at which such
formulas break, forwards and backwards, with the ops' own rules: what comes out as NaN is no suspicion, but a proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import sqrt

import numpy as np

from ...core.graph import Equation, Tensor
from ...ops import broadcast, constant, divide, identity, reshape, stop_gradient, transpose
from .double_where import HARMLESS
from .limits import limits

_VIEWS = frozenset((broadcast, identity, reshape, stop_gradient, transpose))
_MOST = 48  # tensors of one formula: a limit, so that the time is linear in the size of a graph
_TYPICAL = 0.7390851  # no number at which a formula breaks, and a probability
_TRIED = (0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 10.0, -10.0)


@dataclass(frozen=True)
class Trap:
    """A where whose unused branch has no slope.   risky: the equations to blame

    at: an argument of the first of them, for which it happens.   spoiled: the tensors whose adjoint is then NaN
    ends: those of them where the formula begins; what they are made of has no adjoint but NaN either
    """

    risky: tuple[Equation, ...]
    at: str
    spoiled: frozenset[Tensor]
    ends: frozenset[Tensor]


def trap(where_eqn, producer) -> Trap | None:
    """The Trap that a where is; None if there is none, or if it cannot be seen.   producer: {tensor: its equation}"""
    formula = _formula(where_eqn.output, producer)
    if formula is None:
        return None
    leaves = [key for key, (_, inputs) in formula.items() if not inputs]
    roots = [(x, ()) for x in where_eqn.inputs]
    tested, *branches = (_needed(root, formula) for root in roots)
    varied = [key for key in leaves if key in tested and not _is_number(key, producer)]
    risky = [key for key, (eqn, _) in formula.items() if _is_risky(eqn, producer)]
    risky = [key for key in risky if not _needed(key, formula).isdisjoint(varied)]
    sides = {key: [key in branch for branch in branches] for key in risky}
    if not any(map(any, sides.values())) or not 0 < len(varied) <= 3:
        return None
    root = (where_eqn.output, ())
    with np.errstate(all="ignore"):
        values = _computed(formula, _starts(leaves, varied, producer))  # of no numbers, if none of them fits
        adjoints, spoilt = _differentiated(formula, values, root)
    chosen = values[roots[0]]
    unused = {key: chosen if both == [False, True] else ~chosen for key, both in sides.items() if sum(both) == 1}
    found = {key: spoilt[key] & unused[key] & np.isfinite(values[root]) for key in unused if key in spoilt}
    found = {key: at for key, at in found.items() if at.any()}
    if not found:
        return None
    # Where these are mended, the others are too.
    deepest = [key for key in found if _needed(key, formula).isdisjoint(found.keys() - {key})]
    bad = np.logical_or.reduce(list(found.values()))
    first = deepest[0]
    argument = formula[first][1][HARMLESS[formula[first][0].op][0]]
    at = str(values[argument][np.argmax(found[first])])
    spoiled = {key: key[0] for key, dx in adjoints.items() if np.isnan(dx[bad]).any()}
    ends = frozenset(spoiled[key] for key in leaves if key in spoiled)
    return Trap(tuple(formula[key][0] for key in deepest), at, frozenset(spoiled.values()), ends)


def _formula(y, producer):
    """{key: (equation, keys of its inputs)}, inputs first; without inputs it is a leaf.  None if it is too large.

    A key is a tensor, and the views through which it is seen: x and x[:, None] are two numbers, not one.
    """
    found, seen, todo = {}, set(), [((y, ()), False)]
    while todo:
        key, complete = todo.pop()
        eqn, inputs = _opened(key, producer)
        if complete:
            found[key] = eqn, inputs
        elif key not in seen:
            seen.add(key)
            if len(seen) > _MOST:
                return None
            todo += [(key, True), *[(x, False) for x in inputs]]
    return found


def _opened(key, producer):
    """(the equation that makes a number, the keys of what it reads)."""
    (x, views), eqn = key, producer.get(key[0])
    if eqn is None:
        return None, ()
    if eqn.op in _VIEWS:
        (y,) = eqn.inputs
        turned = eqn.params.get("axes")
        return eqn, ((y, views if y.shape == x.shape and not turned else (*views, (y.shape, x.shape, turned))),)
    if eqn.op.kind == "elementwise" and eqn.op.built_in:
        return eqn, tuple((y, views) for y in eqn.inputs)
    return eqn, ()


def _needed(root, formula):
    """The keys that one key depends on, and itself."""
    found, todo = set(), [root]
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            todo += formula[key][1]
    return found


def _is_risky(eqn, producer):
    """May its slope be infinite?  A quotient by a number, or a square, has no such slope."""
    if eqn is None or eqn.op not in HARMLESS:
        return False
    return not (eqn.op is divide and _number(eqn.inputs[1], producer) is not None)


def _number(x, producer):
    """The number that every element of x is, if it is a constant; otherwise None."""
    eqn = producer.get(x)
    if eqn is not None and eqn.op is broadcast:
        eqn = producer.get(eqn.inputs[0])
    constant_number = eqn is not None and eqn.op is constant and eqn.params["value"].ndim == 0
    return eqn.params["value"] if constant_number else None


def _is_number(key, producer):
    return _number(key[0], producer) is not None


# ---- numbers to try ---------------------------------------------------------


def _starts(leaves, varied, producer):
    """{leaf: an array}: all combinations for those that the condition needs, a typical number for the others."""
    numbers = {key: _number(key[0], producer) for key in leaves}
    known = {float(n) for n in numbers.values() if n is not None and n.dtype.kind in "fiu" and np.isfinite(n)}
    more = [f for c in sorted(known) for f in (c, -c, c + 1, c - 1, 2 * c, 10 * c, sqrt(abs(c)), -sqrt(abs(c)))]
    tried = list(dict.fromkeys((*_TRIED, *more)))[: (1000, 60, 16)[len(varied) - 1]]
    rows = list(product(*[_tried(key[0], tried, producer) for key in varied]))
    columns = {key: [row[i] for row in rows] for i, key in enumerate(varied)}
    others = {key: [_fixed(key[0], numbers[key])] * len(rows) for key in leaves if key not in columns}
    return {key: np.array(column, key[0].dtype) for key, column in (columns | others).items()}


def _fixed(x, number):
    return number if number is not None else True if x.dtype.kind == "b" else _TYPICAL if x.dtype.kind == "f" else 1


def _tried(x, numbers, producer):
    """Those that x can be."""
    if x.dtype.kind == "b":
        return [False, True]
    least, most = limits(x, producer)
    if x.dtype.kind in "iu":
        fits = np.iinfo(x.dtype)
        least, most, numbers = max(least, fits.min), fits.max, [n for n in numbers if n == int(n)]
    return [n for n in numbers if least <= n <= most and np.isfinite(x.dtype.type(n))]


# ---- forwards and backwards -------------------------------------------------


def _computed(formula, starts):
    """{key: its numbers}."""
    values = dict(starts)
    for key, (eqn, inputs) in formula.items():
        if key not in values:
            known = [values[x] for x in inputs]
            values[key] = known[0] if eqn.op in _VIEWS else np.asarray(eqn.op.forward(*known, **eqn.params))
    return values


def _differentiated(formula, values, root):
    """({key: its adjoint}, {key: where it was handed an adjoint of 0, and makes NaN of it})."""
    adjoints, spoilt = {root: np.ones_like(values[root])}, {}
    for key, (eqn, inputs) in reversed(formula.items()):
        if key not in adjoints or not inputs or not eqn.op.has_adjoint:
            continue
        dy, known = adjoints[key], [values[x] for x in inputs]
        for x, dx in zip(inputs, _contributions(eqn, dy, values[key], known), strict=True):
            if dx is not None:
                adjoints[x] = adjoints[x] + dx if x in adjoints else dx
        if eqn.op in HARMLESS:
            dy = np.where(np.isnan(dy), 0, dy).astype(dy.dtype)  # what would be handed to it, if the rest were mended
            dxs = [dx for dx in _contributions(eqn, dy, values[key], known) if dx is not None]
            spoilt[key] = (dy == 0) & np.logical_or.reduce([np.isnan(dx) for dx in dxs])
    return adjoints, spoilt


def _contributions(eqn, dy, y, inputs):
    return [dy] if eqn.op in _VIEWS else eqn.op.adjoint_rule(dy, y, *inputs, **eqn.params)
