"""The rows of the picture: a forward box with its adjoint beside it; long programs are folded into few rows.

Each row knows what it computes, which inputs come in at its height, and what its adjoint rules hand on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ...core.graph import Equation, Tensor
from ...ops import broadcast, constant
from .formulas import Formula, formulas, short_names
from .handing import Handed

MOST = 20  # rows; of a longer program each line, or call, is one row


@dataclass(eq=False)
class Row:
    """One forward equation, or several that share a box, and what is beside it."""

    author: str  # "yours" or "loss"
    main: tuple[Equation, ...]  # what the box stands for
    folded: tuple[Equation, ...] = ()  # constants of one number that are written into it
    sides: tuple[Equation, ...] = ()  # what is made of labels and the like, on its left
    inputs: tuple[Tensor, ...] = ()  # read here first
    adjoints: tuple[Equation, ...] = ()
    results: list[tuple[Tensor, Formula]] = field(default_factory=list)  # what its adjoints are for
    passes: tuple[Tensor, ...] = ()  # adjoints that it hands on as they are
    readers: set[Row] = field(default_factory=set)  # rows that read what it makes
    back: set[Row] = field(default_factory=set)  # rows to which its adjoint goes
    kept: set[Row] = field(default_factory=set)  # rows whose adjoint reads what it made

    @property
    def forward(self):
        return (*self.folded, *self.sides, *self.main)

    @property
    def output(self):
        return self.main[-1].output

    @property
    def is_on_way_back(self):
        return bool(self.adjoints or self.passes)


@dataclass(eq=False)
class Rows:
    """rows: from top to bottom.   names: of every tensor, in short.   by_line: does a row stand for one line?"""

    rows: list[Row]
    names: dict[Tensor, str]
    by_line: bool

    @property
    def is_folded(self):
        return any(len(row.main) > 1 for row in self.rows)


def rows_of(who, hands: dict[Equation, Handed]) -> Rows:
    """who: the Authors.   hands: what each rule handed on"""
    graph = who.graph
    forward = [eqn for eqn in graph.equations if who.of[eqn] in ("yours", "loss")]
    numbers, names = _numbers(graph, forward), short_names(graph, _of_interest(who, forward))
    names.update(numbers)
    way = {eqn for eqn, hand in hands.items() if hand.hands} | set(who.behind.values())
    folded = [eqn for eqn in forward if eqn.output in numbers]
    sides = _sides(graph, forward, numbers, way)
    drawn = [eqn for eqn in forward if eqn.output not in numbers and eqn not in sides]
    groups, by_line = _grouped(drawn, who)
    rows = [Row(who.of[group[-1]], tuple(group)) for group in groups]
    home = {eqn.output: row for row in rows for eqn in row.main}
    for eqn in reversed([*folded, *sides]):
        row = next((home[user.output] for user in graph.users[eqn.output] if user.output in home), None)
        if row is not None:
            home[eqn.output] = row
            if eqn in sides:
                row.sides = (eqn, *row.sides)
            else:
                row.folded = (eqn, *row.folded)
    _join(rows, home, who, hands, numbers)
    _write(rows, names, who, hands, home)
    return Rows(rows, names, by_line)


def _of_interest(who, forward):
    """All but what only the optimizer knows: its state is called after the weights."""
    read = {x for eqn in (*forward, *who.by("adjoint")) for x in eqn.inputs}
    made = [eqn.output for eqn in who.graph.equations if who.of[eqn] != "update"]
    return [*(x for x in who.graph.inputs if x in read), *made, *(y for y in who.graph.outputs if y not in set(made))]


def _numbers(graph, equations):
    """{tensor: its number} of constants of one number, and of what only copies them."""
    numbers, results = {}, set(graph.outputs)
    for eqn in equations:
        if eqn.output in results or not graph.users[eqn.output]:
            continue
        if eqn.op is constant and eqn.params["value"].size == 1:
            numbers[eqn.output] = formulas([eqn], {})[eqn.output].text
        elif eqn.op is broadcast and eqn.inputs[0] in numbers:
            numbers[eqn.output] = numbers[eqn.inputs[0]]
    return numbers


def _sides(graph, forward, numbers, way):
    """Equations that only prepare an input for one other: they stand on its left.

    Not the first of all: above it stands what the model is given, and it is a step of the model.
    """
    inputs, results, known, sides = set(graph.inputs), set(graph.outputs), set(forward), set()
    for eqn in [eqn for eqn in forward if eqn.output not in numbers][1:]:
        users = graph.users[eqn.output]
        users = [user for user in users if user in known]
        alone = len(users) == 1 and eqn.output not in results and eqn not in way
        if alone and users[0] in way and all(x in inputs or x in numbers for x in eqn.inputs):
            sides.add(eqn)
    return sides


def _join(rows, home, who, hands, numbers):
    """Who reads whom, forwards and back, and where each input is read first."""
    graph, seen = who.graph, set()
    for row in rows:
        fresh = []
        for x in (x for eqn in row.main for x in eqn.inputs):
            if x in home and home[x] is not row and x not in numbers:
                home[x].readers.add(row)
        for x in (x for eqn in row.forward for x in eqn.inputs):
            if x not in graph.producer and x not in seen:
                seen.add(x)
                fresh.append(x)
        row.inputs = tuple(fresh)
        for eqn in row.main:
            for hand in hands[eqn].hands if eqn in hands else ():
                if hand.to in home and home[hand.to] is not row:
                    row.back.add(home[hand.to])
    for eqn, source in who.behind.items():
        row = home.get(source.output)
        if row is None:
            continue
        row.adjoints = (*row.adjoints, eqn)
        for x in eqn.inputs:
            if x in home and x not in numbers and x in {e.output for e in home[x].main}:
                home[x].kept.add(row)


def _write(rows, names, who, hands, home):
    """The formulas of what each row hands on."""
    for row in rows:
        made = formulas(row.adjoints, names)
        inside = {eqn.output for eqn in row.forward}
        given = [hand for eqn in reversed(row.main) if eqn in hands for hand in hands[eqn].hands]
        for hand in {hand.to: hand for hand in given if hand.to not in inside}.values():  # the last one has it all
            if hand.total in made:
                row.results.append((hand.total, _everywhere(made[hand.total], who.graph.producer[hand.total])))
            elif hand.given not in made:
                row.passes = (*row.passes, hand.total)
        if row.adjoints and not row.results:
            read = {x for eqn in row.adjoints for x in eqn.inputs}
            row.results = [(e.output, made[e.output]) for e in row.adjoints if e.output not in read]
        row.results = list(dict(row.results).items())
        row.passes = tuple(dict.fromkeys(row.passes))


def _everywhere(formula, eqn):
    """One number as the adjoint of many: the formula says so, which writes no broadcast."""
    return replace(formula, text=f"{formula.text} everywhere") if eqn.op is broadcast else formula


# ---- long programs are folded ------------------------------------------------


def _grouped(equations, who):
    """(the equations in groups, one for each row, are these lines or calls?): the finest that are few enough."""
    ways = [[[eqn] for eqn in equations], _loss_together(equations, who)]
    ways += [_runs(equations, who, depth) for depth in (None, 3, 2, 1, 0)]
    best = max((groups for groups in ways if len(groups) <= MOST), key=len, default=[])
    if 2 * len(best) >= min(len(equations), MOST // 2):
        return best, True
    return _evenly(min((groups for groups in ways if len(groups) > MOST), key=len)), False


def _loss_together(equations, who):
    loss = [eqn for eqn in equations if who.of[eqn] == "loss"]
    return [[eqn] for eqn in equations if who.of[eqn] != "loss"] + ([loss] if loss else [])


def _runs(equations, who, depth):
    """Neighbours in the program that one line made, or one call of the user's functions, at most so deep."""
    groups, last = [], None
    for eqn in equations:
        key = (who.of[eqn], _place(eqn, depth))
        if key != last:
            groups.append([])
        groups[-1].append(eqn)
        last = key
        if depth is None and not eqn.output.name.startswith("%"):
            last = None  # a line ends with the name that it gives
    return groups


def _place(eqn, depth):
    calls = tuple(getattr(eqn.line, "calls", ()))
    return (calls, eqn.line) if depth is None else calls[:depth] or None


def _evenly(groups):
    """Neighbours joined, so that no row has much more than the others."""
    groups = [list(g) for g in groups]
    while len(groups) > MOST:
        k = min(range(len(groups) - 1), key=lambda k: len(groups[k]) + len(groups[k + 1]))
        groups[k : k + 2] = [groups[k] + groups[k + 1]]
    return groups
