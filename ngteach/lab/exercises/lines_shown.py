"""What stands in for a Parsons problem or a hunt where there is no widget: its lines, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.calling.errors import GraphError, require
from ...core.provenance import says_where
from ...draw.shapes import xml_lines
from . import find
from .checks import check, code_marked
from .lines import Hunt, Parsons


@says_where()
def parsons(id: str):
    """The lines of the Parsons problem "backprop.5", to be put in order: a widget, or without anywidget a text."""
    exercise = find(id)
    require(isinstance(exercise, Parsons), f"parsons: {exercise.id} has no lines to be put in order; check() checks it")
    return _widget("ParsonsLines", exercise, _of_parsons(exercise))


@says_where()
def hunt(id: str):
    """The program of the hunt "backprop.6", one of whose lines is wrong: a widget, or without anywidget a text."""
    exercise = find(id)
    require(isinstance(exercise, Hunt), f"hunt: {exercise.id} is no hunt for a wrong line; check() checks it")
    return _widget("HuntLines", exercise, _of_hunt(exercise))


@dataclass(frozen=True)
class LinesShown:
    """A question, its lines with their letters or numbers, what to do with them, and how to answer in words."""

    id: str
    question: str
    lines: list
    what: str
    how: str

    @property
    def html(self):
        rows = xml_lines("\n".join(f"{sign:>2}  {text}" for sign, text in self.lines))
        return f"<p><b>{self.id}</b> {code_marked(self.question)}</p><pre>{rows}</pre><p>{code_marked(self.how)}</p>"

    def __repr__(self):
        rows = [f"  {sign:>2}  {text}" for sign, text in self.lines]
        return "\n".join([f"{self.id}: {self.question}", *rows, self.how.replace("`", "")])

    def _repr_mimebundle_(self, **_):
        return {"text/html": self.html, "text/plain": repr(self)}


def _of_parsons(exercise):
    left = _left_out(len(exercise.distractors))
    letters = " ".join(letter for letter, _ in exercise.cards[2::-1])
    call = f'`ng.lab.check("{exercise.id}", "{letters} ...")`'
    how = f"Where nothing moves, write the letters in their order: {call}.{left}"
    what = f"Put the lines in order, from above to below, then check.{left}"
    return LinesShown(exercise.id, exercise.question, exercise.cards, what, how)


def _left_out(n):
    if n == 0:
        return ""
    return " One line is to be left out." if n == 1 else f" {n} lines are to be left out."


def _of_hunt(exercise):
    lines = [(str(k), text) for k, text in enumerate(exercise.shown, 1)]
    call = f'`ng.lab.check("{exercise.id}", 1)`'
    how = f"Where nothing can be chosen, write the number of the wrong line: {call} if it is the first."
    return LinesShown(exercise.id, exercise.question, lines, "Choose the line that is wrong, then check.", how)


def _widget(name, exercise, shown):
    """The widget of this class, or without anywidget what is shown."""
    try:
        from ..widgets import lines
    except GraphError:
        return shown
    return getattr(lines, name)(exercise, shown, check)
