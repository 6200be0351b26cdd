"""What stands in for a Parsons problem or a hunt where there is no widget: its lines, and how to answer."""

from __future__ import annotations

from ...core.calling.errors import require
from ...core.provenance import says_where
from ...draw.shapes import xml
from . import find
from .lines import Hunt, Parsons


@says_where()
def parsons(id: str) -> LinesShown:
    """The lines of the Parsons problem "backprop.5", to be put in order."""
    exercise = find(id)
    require(isinstance(exercise, Parsons), f"parsons: {exercise.id} has no lines to be put in order; check() checks it")
    return LinesShown(exercise, exercise.cards, how_to_order(exercise))


@says_where()
def hunt(id: str) -> LinesShown:
    """The program of the hunt "backprop.6", one of whose lines is wrong."""
    exercise = find(id)
    require(isinstance(exercise, Hunt), f"hunt: {exercise.id} is no hunt for a wrong line; check() checks it")
    return LinesShown(exercise, list(enumerate(exercise.shown, 1)), how_to_find(exercise))


class LinesShown:
    """A question, its lines with their letters or numbers, and how to answer."""

    def __init__(self, exercise, lines, how):
        self.exercise, self.lines, self.how = exercise, lines, how

    def __repr__(self):
        return "\n".join([f"{self.exercise.id}: {self.exercise.question}", *_rows(self.lines), self.how])

    def _repr_mimebundle_(self, **_):
        return {"text/html": still(self.exercise, self.lines, self.how), "text/plain": repr(self)}


def how_to_order(exercise):
    """The sentence that says how an order is answered."""
    letters = " ".join(letter for letter, _ in exercise.cards[2::-1])
    out = f" {_counted(len(exercise.distractors))} to be left out." if exercise.distractors else ""
    return f'Write the letters in their order: ng.lab.check("{exercise.id}", "{letters} ...").{out}'


def how_to_find(exercise):
    """The sentence that says how a line is named."""
    return f'Write the number of the wrong line: ng.lab.check("{exercise.id}", 1), if it is the first.'


def still(exercise, lines, how):
    """The HTML of the question, the lines and how to answer."""
    rows = xml("\n".join(_rows(lines)))
    return f"<p><b>{exercise.id}</b> {xml(exercise.question)}</p><pre>{rows}</pre><p>{xml(how)}</p>"


def _rows(lines):
    return [f"  {mark}  {text}" for mark, text in lines]


def _counted(n):
    return "One line is" if n == 1 else f"{n} lines are"
