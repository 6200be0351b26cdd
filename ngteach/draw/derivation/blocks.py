"""What is written in each box of a derivation, and how large that makes it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import takewhile

from ...core.calling.errors import counted
from ...core.graph import Equation
from ..picture import short
from .rules import why
from .story import adjoint_name, formula_lines, input_name, title_of

MONO, SANS, BOLD = 6.35, 5.9, 7.7  # the mean width of a letter: of code, of words, of a bold word
PAD, LINE = 9.0, 14.0
_FORMULA, _LINES, _TITLE = 34, 3, 28  # letters of a line of a formula, such lines, letters of a line of Python


@dataclass(eq=False)
class Block:
    """A box.  bold: its word.   lines: code; the first one stands behind the word, or `beneath` it.   words: below."""

    name: str
    kind: str  # "input", "forward", "adjoint", "through", "update"
    bold: str
    lines: list[str]
    equations: tuple[Equation, ...] = ()
    beneath: bool = False
    words: str = ""
    is_result: bool = False
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0

    def __post_init__(self):
        head = len(self.bold) * BOLD
        code = [len(line) * MONO for line in self.lines]
        if code and not self.beneath:
            head, code = head + 7 + code[0], code[1:]
        self.width = float(round(max(head, *code, len(self.words) * SANS, 24) + 2 * PAD))
        self.height = 31.0 if self.kind == "input" and self.beneath else 23 + LINE * (len(code) + bool(self.words))

    @property
    def middle(self):
        return self.y + self.height / 2

    @property
    def centre(self):
        return self.x + self.width / 2

    @property
    def right(self):
        return self.x + self.width

    @property
    def bottom(self):
        return self.y + self.height


def forward_block(row, made):
    """The Block of a Row of the Derivation: one equation, or how many there are."""
    y = row.output
    result = y in set(made.graph.outputs)
    typed = f"{short(made.rows.names[y], 14)}: {short(y.type, 18)}"
    if len(row.main) == 1:
        return Block(y.name, "forward", short(row.main[0].op.name, 18), [typed], row.forward, is_result=result)
    lines = [f"{len(row.forward)} equations", typed]
    return Block(y.name, "forward", short(title_of(row), _TITLE), [", ".join(lines)], row.forward, True, "", result)


def adjoint_block(row, made, reasons):
    """The box beside a row, with its rule; None where nothing comes back."""
    if not row.is_on_way_back:
        return None
    names, name = made.rows.names, adjoint_name(row)
    if not row.adjoints:
        passed = f"hands on {short(names[row.passes[0]], 20)}"
        return Block(name, "through", _word(row), [passed], (), words=_reason(row, reasons))
    if len(row.main) == 1:
        used = round((len(_word(row)) * BOLD + 7) / MONO)
        width = 2 * _FORMULA if reasons else _FORMULA
        pieces = [_wrapped(line, 0 if k else used, width) for k, line in enumerate(formula_lines(row, names))]
        lines = [piece for line in pieces for piece in line]
        kept = lines if len(lines) <= _LINES else [*lines[: _LINES - 1], "…"]
        return Block(name, "adjoint", _word(row), kept, row.adjoints, words=_reason(row, reasons))
    named = [names[y] for y, _ in row.results if not y.name.startswith("%")] or [names[y] for y, _ in row.results]
    more = f" and {len(named) - 2} more" if len(named) > 2 else ""
    outcome = ", ".join(short(n, 26) for n in named[:2]) + more
    return Block(name, "adjoint", counted(len(row.adjoints), "equation"), [short(outcome, 44)], row.adjoints, True)


def _word(row):
    return short(row.main[0].op.name if len(row.main) == 1 else title_of(row), 18)


def _reason(row, reasons):
    return short(why(row.main[0].op), 80) if reasons and len(row.main) == 1 else ""


def _wrapped(line, used, width):
    """The line in pieces; the first leaves room for the word before it."""
    pieces = textwrap.wrap(line, width, initial_indent=" " * used, subsequent_indent="  ", break_long_words=False)
    return [piece.strip() if k == 0 else piece for k, piece in enumerate(pieces)]


def _shared(names):
    """What all names begin with: blocks.0 of blocks.0.up.W and blocks.0.up.b; or the first of them, …"""
    parts = list(takewhile(lambda alike: len(set(alike)) == 1, zip(*(name.split(".") for name in names), strict=False)))
    return short(".".join(alike[0] for alike in parts), 12) if parts else f"{_end(names[0], 8)}, …"


def _end(name, longest):
    """The name, of a long one its end: ….down.W"""
    return name if len(name) <= longest else f"…{name[1 - longest :].lstrip('.')}"


def input_blocks(row, made, skip=()):
    """The boxes on the left of a row: its inputs, and what is made of labels and the like."""
    names = made.rows.names
    blocks = []
    inputs = [x for x in row.inputs if x not in set(skip)]
    if len(inputs) > 2 or len(inputs) == 2 and made.rows.is_folded:
        whose = [_shared([names[x] for x in inputs])]
        blocks.append(Block(input_name(row), "input", f"{len(inputs)} inputs", whose, (), True))
    else:
        for x in inputs:
            blocks.append(Block(x.name, "input", _end(names[x], 9), [short(x.type, 12)], (), True))
    for eqn in row.sides:
        typed = [short(eqn.output.type, 14)]
        blocks.append(Block(eqn.output.name, "forward", short(eqn.op.name, 12), typed, (eqn,), True))
    return blocks
