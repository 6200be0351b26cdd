"""What is doubtful about adjoints: it is said when an adjoint is asked for that it concerns."""

from __future__ import annotations

import sys
from weakref import WeakKeyDictionary

from ...core.calling.notices import warn
from ...core.graph import Tensor
from ...core.provenance import PACKAGE, user_line
from ...ops import identity, reshape, slice, transpose, where
from .cuts import leads_to, warn_if_cut
from .double_where import HARMLESS, guarded
from .slopes import trap
from .spelled import described, expression, spelled

_MOVES = frozenset((identity, reshape, slice, transpose))  # each element goes to one place
_MOST = 100  # lines with a where that are looked at
_asked: WeakKeyDictionary = WeakKeyDictionary()  # trace -> {tensor: did a gradient reach it?}


class Doubts:
    """The doubts about adjoints, which were recorded by walking back over these equations of a trace.

    adjoints: {tensor: its adjoint}.   seeds: [(y, its seed)], where the seed may be unasked, which nobody wrote
    """

    def __init__(self, trace, equations, adjoints, seeds, unasked):
        self._trace, self._equations, self._ys = trace, equations, [y for y, _ in seeds]
        self._reached = frozenset(adjoints)
        self._repeated = [y for y, seed in seeds if y.size > 1 and (seed is unasked or _is_one_tensor(seed))]
        self._is_users = not sys._getframe(3).f_code.co_filename.startswith(PACKAGE)  # the caller of Adjoints
        self._line = user_line(3)[0] if self._repeated else None
        self._mixed: set[Tensor] | None = None
        self._traps: list | None = None

    def about(self, x):
        """Say what there is to say about the adjoint of x."""
        reached = x in self._reached
        _asked.setdefault(self._trace, {}).setdefault(x, reached)
        if not reached:
            if self._is_users and self._reached.isdisjoint(self._trace.inputs):
                warn_if_cut(self._equations, self._ys, [x])
            return
        if self._repeated:
            self._about_a_sum(x)
        for spoiled, text, line in self._found_traps():
            if x in spoiled:
                warn("slope", text, line)

    def about_all(self, xs):
        """Say if the gradient reaches none of these."""
        if self._reached.isdisjoint(xs):
            warn_if_cut(self._equations, self._ys, xs)

    def forget(self):
        """Say nothing of slopes: for adjoints that are not the result, but on the way to it."""
        self._traps = []

    # ---- a seed for many ----------------------------------------------------

    def _about_a_sum(self, x):
        if self._mixed is None:
            self._mixed = _mixed(self._equations, self._repeated)
        if x in self._mixed:
            y, self._repeated = self._repeated[0], []
            name = spelled(y, self._trace.producer)
            name = "y" if "..." in name else name
            many = f"{described(y, self._trace.producer)} has {y.size} elements and one seed for all"
            meant = f"write Adjoints(sum({name})) if that is meant, or a seed {y.type} that weighs them"
            warn("seed", f"Adjoints: {many}: these are the derivatives of the sum; {meant}", self._line)

    # ---- slopes that are not finite -----------------------------------------

    def _found_traps(self):
        """[(the tensors whose adjoint is NaN for some numbers, what to say of it, line)]"""
        if self._traps is None:
            self._traps = []
            ops = {eqn.op for eqn in self._equations}
            if where in ops and not ops.isdisjoint(HARMLESS):
                self._traps = list(self._look_for_traps())
        return self._traps

    def _look_for_traps(self):
        producer, seen = self._trace.producer, set()
        for eqn in _wheres(self._equations, self._reached):
            place = eqn.line, *(producer[x] and producer[x].op for x in eqn.inputs)
            if place in seen or len(seen) > _MOST:
                continue
            seen.add(place)
            found = trap(eqn, producer)
            if found:
                spoiled = found.spoiled | leads_to(self._equations, found.ends)
                yield spoiled, _said(eqn, found, producer), eqn.line


def _is_one_tensor(seed):
    return isinstance(seed, Tensor) and not seed.shape


def missed(trace, xs):
    """Those of the tensors whose adjoint was asked for in this trace, but that no gradient reached."""
    asked = _asked.get(trace, {})
    return [x for x in xs if asked.get(x) is False]


def _mixed(equations, ys):
    """The tensors of which an element contributes to several elements of ys."""
    reached, mixed = set(ys), set()
    for eqn in reversed(equations):
        if eqn.output in reached:
            reached.update(eqn.inputs)
            if eqn.output in mixed or eqn.op.kind != "elementwise" and eqn.op not in _MOVES:
                mixed.update(eqn.inputs)
    return mixed


def _wheres(equations, reached):
    """The equations of where that a user wrote, that are differentiated, and read what a risky op made."""
    doubtful = set()
    for eqn in equations:
        if eqn.op in HARMLESS:
            doubtful.add(eqn.output)
        elif eqn.op.kind != "compute" and not doubtful.isdisjoint(eqn.inputs):
            doubtful.add(eqn.output)
            if eqn.op is where and eqn.adjoint_of is None and eqn.output in reached:
                yield eqn


def _said(eqn, found, producer):
    """The text for a where whose gradient is NaN."""
    first = found.risky[0]
    argument = first.inputs[HARMLESS[first.op][0]]
    at = f"{spelled(argument, producer)} = {found.at}"
    also = f"{expression(first, producer)} is differentiated too where it is not taken"
    why = f"the gradient is NaN at {at}: {also}; its slope there is not finite, and 0 times that is NaN"
    return f"where: {why}; write {guarded(eqn, found.risky, producer)}"
