"""What each line of a program reads and makes, and which orders of the lines compute the same.

The state of a name is (the line that set it, the lines that have added to it since).  An order is right if every line
reads its names in the state in which they are in the given program, and the results end in the same state.  Lines that
only add to a name may change places: a sum has no order.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BEFORE = -1  # the "line" that set what was there before the first


@dataclass(frozen=True)
class Line:
    """reads, makes: names, in the order in which they stand.   adds: the name that it only adds to, or ""."""

    reads: tuple[str, ...]
    makes: tuple[str, ...]
    adds: str = ""


@dataclass(frozen=True)
class State:
    """set: the number of the line that set the name.   added: the numbers of those that have added to it since."""

    set: int = BEFORE
    added: frozenset[int] = frozenset()

    def as_list(self):
        return [self.set, sorted(self.added)]


@dataclass(frozen=True)
class Fault:
    """What keeps a line, or the end, from being right.   line: its number, None for the end.   name: what it reads.

    kind: "unmade": no line above makes the name;  "early": line `other` has still to set it or to add to it;
    "late": line `other` has set it anew or has added to it;  "missing": line `other` is not there;
    "stray": the line is none of the program's.
    """

    line: int | None
    kind: str
    name: str = ""
    other: int = BEFORE


def read_line(text: str) -> Line:
    """What a line of Python reads and makes.   x += y, x = x + y and x = y + x only add to x."""
    (statement,) = ast.parse(text).body
    nodes = [n for n in ast.walk(statement) if isinstance(n, ast.Name)]
    nodes.sort(key=lambda n: (n.lineno, n.col_offset))
    own = _bound_inside(statement)
    makes = [n.id for n in nodes if isinstance(n.ctx, ast.Store) and n.id not in own]
    reads = [n.id for n in nodes if isinstance(n.ctx, ast.Load) and n.id not in own]
    changed = _changed_in_place(statement)
    makes, reads = makes + changed, reads + changed
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        reads.append(statement.target.id)
    return Line(tuple(dict.fromkeys(reads)), tuple(dict.fromkeys(makes)), _adds(statement, reads))


def needs(lines: Sequence[Line]) -> list[dict[str, State]]:
    """For each line of a program in its order: the state in which it reads each of its names.

    A last dict has the state of all that was made, at the end.
    """
    state: dict[str, State] = {}
    found = []
    for number, line in enumerate(lines):
        read = {name: state.get(name, State()) for name in line.reads}
        if line.adds:
            read[line.adds] = State(read[line.adds].set)  # the others that add to it may come before or after
        found.append(read)
        _run(state, number, line)
    return [*found, state]


def fault(lines: Sequence[Line], order: Sequence[int], results: Sequence[str], setup: Sequence[str] = ()):
    """The first Fault of the lines in this order, or None.   setup: the names that are there before the first."""
    *wanted, end = needs(lines)
    state: dict[str, State] = {}
    for number in order:
        line = lines[number]
        for name in line.reads:
            have = state.get(name, State())
            if line.adds == name:
                have = State(have.set)
            found = _between(wanted[number][name], have, name, number, name in setup)
            if found:
                return found
        _run(state, number, line)
    missing = next((n for n in range(len(lines)) if n not in order), None)
    if missing is not None:
        return Fault(None, "missing", other=missing)
    ends = (_between(end.get(name, State()), state.get(name, State()), name, None, True) for name in results)
    return next(filter(None, ends), None)


def names_made(code: str) -> tuple[str, ...]:
    """The names that a program makes, outside of its functions."""
    made: list[str] = []
    for statement in ast.parse(code).body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            made.append(statement.name)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            made += [(a.asname or a.name).partition(".")[0] for a in statement.names]
        else:
            made += [n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return tuple(dict.fromkeys(made))


def _run(state: dict[str, State], number: int, line: Line):
    for name in line.makes:
        if line.adds == name:
            before = state.get(name, State())
            state[name] = State(before.set, before.added | {number})
        else:
            state[name] = State(number)


def _between(want: State, have: State, name, number, there):
    """The Fault if a name has not the state that is wanted.   there: the setup has made the name."""
    if want == have:
        return None
    if have.set == BEFORE and want.set != BEFORE and not there:
        return Fault(number, "unmade", name, want.set)
    if have.set != want.set:
        changed = have.set > want.set
        return Fault(number, "late" if changed else "early", name, have.set if changed else want.set)
    lacking, more = sorted(want.added - have.added), sorted(have.added - want.added)
    return Fault(number, "early", name, lacking[0]) if lacking else Fault(number, "late", name, more[0])


def _adds(statement, reads: Sequence[str]) -> str:
    """The name that a statement only adds to, or ""."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
        name = statement.target.id if isinstance(statement.target, ast.Name) else ""
        return name if name and list(reads).count(name) == 1 else ""
    if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
        return ""
    target, value = statement.targets[0], statement.value
    if not (isinstance(target, ast.Name) and isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add)):
        return ""
    sides = [side.id for side in (value.left, value.right) if isinstance(side, ast.Name)]
    return target.id if target.id in sides and list(reads).count(target.id) == 1 else ""


def _bound_inside(statement) -> set[str]:
    """Names that mean something only inside: a lambda's arguments, what a comprehension runs over."""
    inside = {a.arg for n in ast.walk(statement) if isinstance(n, ast.Lambda) for a in n.args.args}
    for n in ast.walk(statement):
        if isinstance(n, ast.comprehension):
            inside |= {m.id for m in ast.walk(n.target) if isinstance(m, ast.Name)}
    return inside


def _changed_in_place(statement) -> list[str]:
    """The names whose parts a statement sets, d[x] = dx, or whose method it calls for its effect, tape.append(x)."""
    targets: Mapping = {ast.Assign: "targets", ast.AugAssign: "target"}
    found = getattr(statement, targets.get(type(statement), ""), [])
    places = found if isinstance(found, list) else [found]
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        places = [statement.value.func]
    named = [place.value for place in places if isinstance(place, (ast.Subscript, ast.Attribute))]
    return [n.id for n in named if isinstance(n, ast.Name)]
