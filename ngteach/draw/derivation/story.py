"""The states of the film: what is new in each, what it says, and how many equations there are by then."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ...core.calling.errors import counted
from ...core.graph import Equation, Graph
from ..picture import short
from ..written import written_line
from .authors import AUTHORS, Authors, authors
from .formulas import formulas
from .handing import handed
from .rows import Rows, rows_of
from .rules import why
from .updates import Update, updates_of

_LONGEST = 230  # letters of a sentence


@dataclass(frozen=True, eq=False)
class State:
    """One moment.   new: the names of the boxes that appear; the first of them is what it is about.

    part: whose work it is, one of AUTHORS, or "".   about: what the box stands for, in a word or a line of Python
    """

    new: tuple[str, ...]
    part: str
    about: str
    sentence: str
    equations: tuple[Equation, ...]  # those that it adds
    counts: tuple[int, ...]  # how many of each of AUTHORS there are now

    @property
    def lit(self):
        return self.new[0] if self.new else ""


@dataclass(frozen=True, eq=False)
class Derivation:
    """How a training function came about."""

    graph: Graph
    who: Authors
    wrote: int  # equations of the inference graph
    rows: Rows
    updates: list[Update]
    seed: tuple[Equation, ...]  # what the way back starts from
    states: list[State]

    @property
    def question(self):
        total = len(self.graph.equations)
        ask = f"The function that trains them has {total}: who wrote the other {total - self.who.counts()[0]}?"
        return f"You wrote {counted(self.wrote, 'equation')}. {ask}"

    @property
    def answer(self):
        yours, loss, adjoint, update = self.who.counts()
        kept = "" if yours == self.wrote else f", of which {yours} are needed"
        others = f"the loss added {loss}, autodiff wrote {adjoint}, rule by rule, and the optimizer {update}"
        return f"You wrote {self.wrote}{kept}; {others}: {len(self.graph.equations)} equations in all."


def derivation(graph: Graph, inference: Graph, node_map) -> Derivation:
    """The Derivation of a training graph.   node_map: what derive_with_map says of the inference graph"""
    who = authors(graph, node_map.values())
    hands = handed(who)
    rows = rows_of(who, hands)
    updates = updates_of(who, rows.names)
    seed = tuple(eqn for eqn in who.by("adjoint") if eqn not in who.behind)
    made = Derivation(graph, who, len(inference.equations), rows, updates, seed, [])
    made.states.extend(_states(made))
    return made


def input_name(row):
    """The name of the box of the inputs beside a row; what is read first stands above the first row."""
    return f"inputs of {row.output.name}"


def adjoint_name(row):
    """The name of the box beside a row."""
    return row.adjoints[-1].output.name if row.adjoints else f"through {row.output.name}"


def _states(made):
    rows, counts, spent = made.rows.rows, dict.fromkeys(AUTHORS, 0), set()

    def state(new, sentence, equations, part="", about=""):
        spent.update(equations)
        for eqn in equations:
            counts[made.who.of[eqn]] += 1
        said = short(sentence, _LONGEST)
        return State(tuple(new), part, about, said, tuple(equations), tuple(counts.values()))

    yield state((), f"{made.question} Press Play.", ())
    for k, row in enumerate(rows):
        begins = not k or rows[k - 1].author != row.author
        panel = [f"part {row.author}"] if begins else []
        new = [row.output.name, *(x.name for x in row.inputs), *(e.output.name for e in row.sides), input_name(row)]
        yield state([*new, *panel], _forward(row, made, begins), row.forward, row.author, title_of(row))
    if made.seed:
        yield state([made.seed[-1].output.name, "part adjoint"], _seed(made), made.seed, "adjoint", "the start")
    for row in reversed(rows):
        if row.is_on_way_back:
            about = f"adjoints of {title_of(row)}"
            yield state([adjoint_name(row)], _backward(row, made), row.adjoints, "adjoint", about)
    for k, update in enumerate(made.updates):
        panel = ["part update", "inputs of the update"] if not k else []
        new = [update.result.name, *panel]
        yield state(new, _update(update, made), update.equations, "update", update.title)
    yield state((), made.answer, tuple(eqn for eqn in made.graph.equations if eqn not in spent))


# ---- sentences ---------------------------------------------------------------


def _forward(row, made, begins):
    names = made.rows.names
    who = "You wrote" if row.author == "yours" else "The loss adds"
    if begins and row.author == "loss":
        who = "Now the loss, one number that says how wrong the model is. It adds"
    if len(row.main) > 1:
        many = counted(len(row.forward), "equation")
        return f"{who} {many}{_called(row)}; they make {row.output!r}."
    (eqn,) = row.main
    read = " and ".join(dict.fromkeys(names[x] for x in eqn.inputs)) or "nothing"
    where = written_line(eqn) if row.author == "yours" else None
    line = f", in the line {where.text}" if where and where.text else ""
    return f"{who} {eqn.op.name}: it makes {names[row.output]}: {row.output.type} from {read}{line}."


def _called(row):
    return "" if row.author == "loss" else f", {title_of(row)}"


def _seed(made):
    name, text = made.rows.names[made.seed[-1].output], seed_formula(made)
    more = ", the slope of the loss by itself" if text in ("1", "1.0") else ""
    return f"The rest nobody writes by hand. The way back starts at the loss, with {name} = {text}{more}."


def seed_formula(made):
    """What the adjoint of the loss is: 1, or what the optimizer starts with."""
    return formulas(made.seed, made.rows.names)[made.seed[-1].output].text


def _backward(row, made):
    names, before = made.rows.names, f"Back through {title_of(row)}: "
    passed = " and ".join(names[y] for y in row.passes[:2])
    if not row.adjoints:
        return f"{before}{passed} is handed on as it is: {_reason(row)}. No equation is needed."
    many = counted(len(row.adjoints), "equation")
    if len(row.main) > 1:
        ops = [op for op, _ in Counter(eqn.op.name for eqn in row.main).most_common(4)]
        rules = f"{', '.join(ops[:3])} and so on" if len(ops) > 3 else " and ".join(ops)
        shortest = min(formula_lines(row, names), key=len, default="")
        shown = f", among them {shortest}" if 0 < len(shortest) < 50 else ""
        return f"{before}the rules of {rules}, the last equation first. {many}{shown}."
    written = [*formula_lines(row, names), *([f"{passed} is handed on as it is"] if row.passes else [])]
    reason = _reason(row)
    return f"{before}{'; '.join(written)}. {reason[0].upper()}{reason[1:]}. {many}."


def _reason(row):
    return why(row.main[-1].op) if len(row.main) == 1 else "so say the rules of its ops"


def _update(update, made):
    many, first = counted(len(update.equations), "equation"), update is made.updates[0]
    before = "The optimizer has the last word. " if first else ""
    return f"{before}{update.title} {update.text}. {many}."


def formula_lines(row, names):
    """["dh = %45 @ W1.T", ...] of what the adjoints of a row are for."""
    return [f"{names[y]} = {formula.text}" for y, formula in row.results]


def title_of(row):
    """relu; or of several equations the line of Python, or the call, that made them all."""
    if len(row.main) == 1:
        return row.main[0].op.name
    lines = [eqn.line for eqn in row.main]
    calls = [tuple(getattr(line, "calls", ())) for line in lines]
    shared = 0
    while all(len(c) > shared and c[shared] == calls[0][shared] for c in calls):
        shared += 1
    if shared and calls[0][shared - 1].at.text:
        return _short_line(calls[0][shared - 1].at.text)
    if row.author == "loss":
        return "the loss"
    alike = lines[0] and all(line == lines[0] for line in lines) and lines[0].text
    return _short_line(lines[0].text) if alike else _ops(row)


def _short_line(text):
    return short(text.removeprefix("return "), 56)


def _ops(row):
    return short(", ".join(dict.fromkeys(eqn.op.name for eqn in row.main)), 40)
