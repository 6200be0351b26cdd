"""Writing the program: a schedule and a memory plan as the text of a Python module that needs NumPy alone."""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass

from ..core.calling.names import one_line
from ..core.graph import Equation
from .calls import Part, calls_of
from .placing import Places, Statement
from .steps import HeadStart, Line, PartsRegion
from .syntax import function_name, handed_out, signature

_COMMENT_COLUMN = 76


@dataclass(frozen=True)
class Source:
    """A program: its text, and {line number, from 1: the equation that the line helps to compute}."""

    text: str
    equation_at: dict[int, Equation]


def write_source(graph, steps, reads, aliases, memory, flushed=(), profiled=False):
    """The Source of a module that defines memory and the function that runs the graph: f(*inputs, *results).

    flushed: products that are called as flushed(np.dot, ...).
    profiled: each equation is timed, and note(equation number, start, size of the block) told.
    """
    region = next((step for step in steps if isinstance(step, PartsRegion)), None)
    places = Places(graph, reads, aliases, memory, region and region.split)
    writer = _Body(places, flushed, profiled)
    body = writer.statements(steps)  # which still adds to what is made at load
    name = function_name(graph)
    docstring = f'"""{name}, compiled by ngteach: {len(reads)} equations, no allocation."""'
    head = [docstring, "", "import numpy as np"]
    for text in places.functions:
        head += ["", "", *text.rstrip().split("\n")]
    inside = [*_indented(places.at_call, 4), *body, *_indented(places.at_end(), 4)]
    statements = [
        *map(Statement, head),
        *writer.parts,
        *([Statement(""), Statement(""), *places.at_load] if places.at_load else []),
        *map(Statement, ["", "", *signature(name, places.arguments + places.results)]),
        *(inside or [Statement("    pass")]),
    ]
    text = "\n".join(s.text for s in statements) + "\n"
    origin = region.split.origin if region else {}
    beside = {i: s.equation for i, s in enumerate(statements, 1) if s.equation is not None}
    return Source(text, {i: origin.get(eqn, eqn) for i, eqn in beside.items()})


class _Body:
    """Writes what the program computes: a line or two for each equation, and a function for each group of blocks."""

    def __init__(self, places, flushed, profiled):
        self.places, self.flushed, self.profiled = places, flushed, profiled
        self.short: dict = {}  # Part -> its short name, the same in all functions
        self.parts: list[Statement] = []  # the function that makes the program of a part of the batch

    def statements(self, steps):
        """The statements of a schedule."""
        found = []
        for i, step in enumerate(steps):
            if isinstance(step, Line):
                calls = calls_of(self.places, step.equation, None, self.flushed)
                found += self.equation(step.equation, calls, "    ")
                continue
            if isinstance(step, PartsRegion):
                found += self.in_parts(step)
                continue
            names = []
            for k, group in enumerate(step.groups):
                names.append(self.places.new_name(f"{_kind(group)}_{i}" + (f"_{k}" if len(step.groups) > 1 else "")))
                found += [Statement(""), *self.function(names[k], group)]
            hand_out = "begin_blocks" if isinstance(step, HeadStart) else "in_blocks"
            found += map(Statement, ["", *handed_out(hand_out, step, names), ""])
        return found

    def function(self, name, group):
        """The function that runs one block of a group."""
        tiled = group if len(group.blocks) > 1 else None
        calls = {eqn: calls_of(self.places, eqn, tiled, self.flushed) for eqn in group.equations}
        short, parts = self.named_parts([piece for c in calls.values() for piece in c if isinstance(piece, Part)])
        scratch = self.scratch(group)
        found = [Statement(f"    def {name}({'lo, hi' if tiled else ''}):"), *_indented(parts, 8)]
        if scratch:
            found += _indented([Statement("memory = scratch.pop()"), *scratch], 8)
        for eqn, pieces in calls.items():
            found += self.equation(eqn, [short.get(piece, piece) for piece in pieces], " " * 8, tiled)
        if scratch:
            found.append(Statement("        scratch.append(memory)"))
        return found

    def in_parts(self, region):
        """The statement that runs the parts of a batch; what makes their program is written before the function."""
        split, memory = region.split, region.memory
        inner = Places(split.part, region.reads, region.aliases, memory, split, self.places)
        body = _Body(inner, self.flushed, self.profiled).statements(region.steps)
        make, run, parts = (self.places.new_name(name) for name in ("program_of_a_part", "run_part", "parts"))
        self.parts += [
            *map(Statement, ["", "", f"def {make}(arena):"]),
            Statement(f'    """The program for 1/{split.count} of the batch, with memory of its own."""'),
            *_indented(inner.at_load, 4),
            Statement(""),
            *(Statement(f"    {line}") for line in signature(run, inner.arguments + inner.results)),
            *_indented([*_indented(inner.at_call, 4), *body, *_indented(inner.at_end(), 4)], 4),
            *map(Statement, ["", f"    return {run}"]),
        ]
        start, size = self.places.memory.parts.offset, self.places.memory.parts.nbytes // split.count
        own = f"arena[{start} + {size} * k : {start} + {size} * (k + 1)]" if memory.arena else "None"
        self.places.at_load.append(Statement(f"{parts} = [{make}({own}) for k in range({split.count})]"))
        names = self.places.names
        given = [f"{names[x]}[{_rows(x, split.count)}]" if cut else names[x] for x, cut in split.given]
        left = [f"{names[y]}[{_summand(y) if summed else _rows(y, split.count)}]" for y, summed in split.left]
        call = textwrap.wrap(f"({', '.join([f'{parts}[k]', *given, *left])})", 100, break_long_words=False)
        lines = [
            "    in_blocks([",
            *(f"        {line}" for line in call),
            f"        for k in range({split.count})",
            "    ])",
        ]
        return map(Statement, ["", *lines, ""])

    def named_parts(self, parts):
        """({Part: name}, the statements that make them): what a block reads or writes more than once is sliced once."""
        first = {part: part._replace(name=self.places.first_name(part.name)) for part in parts}
        counts = Counter(first[part] for part in parts)
        short = {part: self.short_name(part) for part in parts if counts[first[part]] > 1}
        names: dict = {}  # a part of an array, by the array's first name -> the short names that it has
        for part, name in short.items():
            names.setdefault(first[part], []).append(name)
        return short, [Statement(f"{' = '.join(alike)} = {part}") for part, alike in names.items()]

    def short_name(self, part):
        """x_rows for x[lo:hi]."""
        if part not in self.short:
            self.short[part] = self.places.new_name(f"{part.name}_{'columns' if ',' in part.block else 'rows'}")
        return self.short[part]

    def scratch(self, group):
        """The statements that make the arrays of what a block computes for itself alone."""
        storages = dict.fromkeys(self.places.memory.storage_of[eqn.output] for eqn in group.equations)
        own = [s for s in storages if s.kind == "scratch"]
        return [*(array for s in own for array in self.places.scratch(s, group)), *self.places.views(group)]

    def equation(self, eqn, calls, indent, group=None):
        """The statements of one equation, with the equation beside the first call."""
        lines = "".join(map(str, calls)).splitlines()
        if self.profiled:
            size = ", hi - lo" if group is not None else ""
            lines = ["started = clock()", *lines, f"note({self.places.number[eqn]}, started{size})"]
        lines = [indent + line for line in lines]
        at = 1 if self.profiled else 0
        lines[at] = f"{lines[at]:<{_COMMENT_COLUMN}}  # {one_line(eqn)}"
        return [Statement(line, eqn) for line in lines]


def _rows(x, count):
    """Which rows of x belong to part k."""
    size = x.shape[0] // count
    return f"{size} * k : {size} * (k + 1)"


def _summand(stack):
    """Where in the stack of all summands that of part k lies: of single numbers, an array all the same."""
    return "k" if stack.ndim > 1 else "k, ..."


def _kind(group):
    """What the function of a group is called: rows_2 is tiled by rows, columns_2 by columns, task_2 not at all."""
    return "task" if len(group.blocks) == 1 else "columns" if group.axis else "rows"


def _indented(statements, n):
    return [Statement(" " * n + s.text, s.equation) for s in statements]
