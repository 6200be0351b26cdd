"""What can be folded in a graph: the calls of functions, inside them the lines of Python, and what these recorded.

A fold holds equations of every lane: a call of `block` its forward equations and their adjoints, which are one box in
each of the two lanes.  Folds nest; which of them are open, opening.py says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..core.graph import Equation
from ..core.provenance import OPS_FOLDER

CALL, LINE, ADJOINT = "call", "line", "adjoint"


@dataclass(eq=False)
class Fold:
    """One that can be opened.   key: its path as text, the same in every process

    of: the equation whose adjoint's equations it holds, for the kind ADJOINT.
    """

    key: str
    kind: str
    title: str
    name: str = ""  # of the function
    around: Fold | None = None
    of: Equation | None = None
    of_ops: bool = False  # is it a function of the library?
    last: Equation | None = None  # of those that it holds and that are no adjoints
    inside: dict[tuple, Fold] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)  # those that stand in no fold inside
    lanes: dict[str, int] = field(default_factory=dict)  # how many equations it holds of each phase, folds inside too

    def child(self, kind, title, name, *more, of=None):
        """The fold inside of that kind and name; made when it is first asked for."""
        at = (kind, name, *more)
        if at not in self.inside:
            number = next((n for n in reversed(more) if isinstance(n, int)), None)
            key = "/".join(filter(None, [self.key, name if number is None else f"{name}.{number}"]))
            taken = {fold.key for fold in self.inside.values()}
            while key in taken:  # a line of another file with the same number
                key += "+"
            self.inside[at] = Fold(key, kind, title, name, self, of)
        return self.inside[at]

    def path(self):
        """The folds from the outermost to this one."""
        return (*self.around.path(), self) if self.around is not None else ()

    def walk(self):
        """Itself and all folds inside, each before those inside it."""
        waiting = [self]
        while waiting:
            fold = waiting.pop()
            yield fold
            waiting += reversed(fold.inside.values())


def folds_of(graph, equations, phase) -> tuple[Fold, dict[Equation, tuple[Fold, ...]]]:
    """(the fold that holds all, {equation: the folds around it, the outermost first}).

    equations: those that are to be drawn.   phase: of each
    """
    top = Fold("", CALL, graph.name)
    home: dict[Equation, Fold] = {}
    last: dict[Fold, tuple] = {}  # the line that a call recorded last, and its number there
    for eqn in equations:
        home[eqn] = _home(top, eqn, home.get(_producer(eqn, graph)), last, graph, phase)
    _count(home, phase)
    _dissolve(top)
    for eqn, fold in home.items():
        while fold.kind is None:
            fold = fold.around
        home[eqn] = fold
        fold.equations.append(eqn)
    _join_only_children(top, home)
    _number(top)
    paths = {eqn: fold.path() for eqn, fold in home.items()}
    for eqn, path in paths.items():
        for fold in path if phase[eqn] != "adjoint" else ():
            fold.last = eqn
    return top, paths


def _producer(eqn, graph):
    return graph.producer.get(eqn.adjoint_of) if eqn.adjoint_of is not None else None


def _home(top, eqn, differentiated, last, graph, phase):
    """The innermost fold of an equation.   differentiated: that of the equation whose adjoint it helps to compute"""
    of = _producer(eqn, graph)
    if differentiated is not None:
        while differentiated.kind == ADJOINT:  # the adjoint of an adjoint stands beside what is behind both
            of, differentiated = differentiated.of, differentiated.around
        return differentiated.child(ADJOINT, of.op.name, f"~{of.output.name}", of=of)
    if eqn.line is None:
        return top
    fold, at, of_ops = top, eqn.line, False
    for call in eqn.line.calls:
        if call.at.file.startswith(OPS_FOLDER) and not of_ops:
            fold, of_ops = _line_of(fold, at, eqn, last, phase), True
        fold, at = fold.child(CALL, call.name.strip("_") or call.name, call.name, call.number), call.at
        fold.of_ops = of_ops
    return fold if of_ops else _line_of(fold, at, eqn, last, phase)


def _line_of(fold, at, eqn, last, phase):
    """The fold of a line of Python.  In a loop it is a new one for each turn; what updates many weights is one."""
    if phase[eqn] == "update":
        return fold.child(LINE, _source(at), f"line{at.number}", at.file)
    line, turn, ended = last.get(fold, (None, 0, True))
    place = at.file, at.number
    if line != place or ended:
        turn += 1
    last[fold] = place, turn, not eqn.output.name.startswith("%")
    return fold.child(LINE, _source(at), f"line{at.number}", at.file, turn)


def _source(line):
    """The line of Python without its comment; its place if the text is gone."""
    text = re.sub(r"\s+#.*$", "", line.text).strip()
    return text or f"line {line.number}"


def _count(home, phase):
    for eqn, fold in home.items():
        while fold is not None:
            fold.lanes[phase[eqn]] = fold.lanes.get(phase[eqn], 0) + 1
            fold = fold.around


def _dissolve(top):
    """Take away what folds nothing: what holds a single equation, and its adjoint."""
    for fold in [*top.walk()][::-1]:
        many = fold.lanes.get("forward", 0) + fold.lanes.get("update", 0)
        nothing = many == 1 if fold.kind != ADJOINT and many else sum(fold.lanes.values()) == 1
        if fold is not top and nothing:
            del fold.around.inside[next(at for at, f in fold.around.inside.items() if f is fold)]
            for at, child in fold.inside.items():
                child.around = fold.around
                fold.around.inside[fold.name, *at] = child
            fold.kind = None


def _join_only_children(top, home):
    """A fold with nothing but one fold inside is one with it: a call of layer_norm is all that norm does."""
    for fold in [*top.walk()]:
        while fold is not top and fold.kind is not None and not fold.equations and len(fold.inside) == 1:
            (only,) = fold.inside.values()
            if fold.kind == LINE or only.kind == CALL and not only.of_ops:  # a wrapper tells less than what it calls
                fold.title, fold.name, fold.kind, fold.of_ops = only.title, only.name, only.kind, only.of_ops
            fold.inside, fold.equations = only.inside, only.equations
            for child in only.inside.values():
                child.around = fold
            home.update((eqn, fold) for eqn in only.equations)
            only.kind = None


def _number(top):
    """Where a function is called several times, each call says which it is: block 1, block 2."""
    for fold in top.walk():
        calls = [f for f in fold.inside.values() if f.kind == CALL]
        names = [f.title for f in calls]
        for name in {n for n in names if names.count(n) > 1}:
            alike = [f for f in calls if f.title == name]
            for number, each in enumerate(alike, 1):
                each.title = f"{name} {number}"
