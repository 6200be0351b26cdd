"""Exercises that show the lines of a program: a Parsons problem puts them in order, a hunt finds the wrong one.

    Parsons(
        id="backprop.5",
        question="Put the lines of the backward pass of loss = x * x + x in order.",
        setup="x, dloss = 3.0, 1.0",
        lines=("dz = dloss", "dx = dloss", "dx = dx + dz * x", "dx = dx + x * dz"),
        results=("dx",),
        distractors=("dx = dz",),
        hints={"dx = dz": "x is read twice in x * x."},
    )
    Hunt(
        id="backprop.6",
        question="One line of this backward pass is wrong. Which?",
        setup="x, w, dloss = 3.0, 2.0, 1.0",
        lines=("dy = dloss", "dx = dy * w", "dw = dy * x"),
        wrong=(1, "dx = dy * x"),
        results=("dx", "dw"),
        then="The adjoint of a factor is multiplied by the other factor.",
        hints={0: "That line is right: the loss is y."},
    )

In the notebook their cells are ng.lab.parsons("backprop.5") and ng.lab.hunt("backprop.6").  They are checked as the
other exercises are: check("backprop.5", "C A D B"), check("backprop.6", 2).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .answers import short_hash
from .compare import Blank, Misfit
from .lines_read import LETTERS, fault_text, letters_of, line_named, lines_meant
from .order import Fault, Line, State, fault, names_made, needs, read_line


@dataclass(frozen=True, eq=False)
class Parsons:
    """lines: in a right order; every other in which they compute the same results is right too.

    setup: code that makes what the lines read.   distractors: lines that are to be left out.
    hints: for a distractor, what is wrong with it.   then: what there is to learn.   tries: as of an Exercise.
    """

    id: str
    question: str
    lines: tuple[str, ...]
    setup: str
    results: tuple[str, ...]
    distractors: tuple[str, ...] = ()
    then: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    tries: int = 3

    @property
    def solution(self):
        return "\n".join(self.lines)

    @cached_property
    def shuffled(self) -> tuple[int, ...]:
        """The lines and distractors by number, lines first, as they are laid out: always the same, and never right."""
        chance = random.Random(self.id)
        order = list(range(len(self.lines) + len(self.distractors)))
        while True:
            chance.shuffle(order)
            if self._fault([n for n in order if n < len(self.lines)]):
                return tuple(order)

    @property
    def cards(self) -> list[tuple[str, str]]:
        """[(letter, line)] as they are laid out."""
        return [(LETTERS[k], self.text(n)) for k, n in enumerate(self.shuffled)]

    def text(self, number):
        return (*self.lines, *self.distractors)[number]

    def letter(self, number):
        return LETTERS[self.shuffled.index(number)]

    def results_of(self, answer) -> list[int]:
        """The numbers of the lines in the order of the answer: "C A D", "cad", ["C", "A", "D"], or the lines."""
        letters = letters_of(answer, {text: letter for letter, text in self.cards})
        if not letters:
            raise Blank("No line is in its place yet")
        known = LETTERS[: len(self.shuffled)]
        strange = next((c for c in letters if c not in known), None)
        if strange:
            raise Misfit(f"there is no line {strange}; they are {known[0]} to {known[-1]}")
        twice = next((c for c in letters if letters.count(c) > 1), None)
        if twice:
            raise Misfit(f"line {twice} stands in your order twice")
        return [self.shuffled[known.index(c)] for c in letters]

    def judge(self, found) -> str | None:
        """None if the order is right; otherwise a sentence about the first line that cannot stand where it does."""
        problem = self._first(found)
        return None if problem is None else fault_text(problem, self.letter)

    def hint(self, answer, found) -> str:
        """What is wrong with the distractor that the verdict names, or ""."""
        problem = self._first(found or [])
        return self.hints.get(self.text(problem.line), "") if problem and problem.kind == "stray" else ""

    def mark(self, found) -> str:
        return short_hash(" ".join(map(str, found)))

    def as_data(self) -> dict:
        """What the page needs to judge an order: cards, ends and there (see static/parsons_judge.js)."""
        lines = [read_line(text) for text in self.lines]
        *wanted, end = needs(lines)
        cards = []
        for (letter, text), number in zip(self.cards, self.shuffled, strict=True):
            stray = number >= len(lines)
            card = {"letter": letter, "text": text, "number": number, "hint": self.hints.get(text, ""), "stray": stray}
            line, states = (Line((), ()), {}) if stray else (lines[number], wanted[number])
            reads = {"reads": list(line.reads), "needs": [states[name].as_list() for name in line.reads]}
            cards.append(card | reads | {"makes": list(line.makes), "adds": line.adds})
        ends = [[name, end.get(name, State()).as_list()] for name in self.results]
        return {"cards": cards, "ends": ends, "there": list(names_made(self.setup))}

    def _first(self, found) -> Fault | None:
        """The first fault of an order that may have distractors in it."""
        stray = next((k for k, n in enumerate(found) if n >= len(self.lines)), len(found))
        problem = self._fault(found[:stray])
        if stray == len(found) or (problem and problem.line is not None):
            return problem
        return Fault(found[stray], "stray")

    def _fault(self, order) -> Fault | None:
        return fault([read_line(text) for text in self.lines], order, self.results, names_made(self.setup))


@dataclass(frozen=True, eq=False)
class Hunt:
    """lines: the right program.   wrong: (number from 0, the wrong line that is shown there instead).

    setup: code that makes what the lines read.   results: names that are wrong by it.
    hints: for the number of a line that is right, why it is.   then: what there is to learn.
    """

    id: str
    question: str
    lines: tuple[str, ...]
    wrong: tuple[int, str]
    setup: str
    results: tuple[str, ...]
    then: str = ""
    hints: Mapping[int, str] = field(default_factory=dict)
    tries: int = 3

    @property
    def solution(self):
        number, _ = self.wrong
        return f"{self.lines[number]}    # line {number + 1}"

    @property
    def shown(self) -> tuple[str, ...]:
        """The lines as the student sees them."""
        number, text = self.wrong
        return (*self.lines[:number], text, *self.lines[number + 1 :])

    def results_of(self, answer) -> int:
        """The number, from 0, of the line that is meant by 3, "3", "line 3", "C", "dy" or the line itself."""
        if answer is None or answer is ... or str(answer).strip() == "":
            raise Blank("No line is chosen yet")
        text = line_named(answer)
        found = lines_meant(text, self.shown)
        if len(found) > 1:
            raise Misfit(f"{len(found)} lines make {text}; write the number of the line")
        if not found:
            raise Misfit(f'there is no line "{text[:40]}"; write a number from 1 to {len(self.lines)}')
        return found[0]

    def judge(self, found) -> str | None:
        return None if found == self.wrong[0] else f"line {found + 1} is right."

    def hint(self, answer, found) -> str:
        return self.hints.get(found, "") if found is not None else ""

    def mark(self, found) -> str:
        return short_hash(str(found))
