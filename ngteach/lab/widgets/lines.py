"""The widgets of a Parsons problem and of a hunt: the page judges an answer, and Python records it."""

from __future__ import annotations

import traitlets

from .widget import Widget, in_status


class Lines(Widget):
    """What both share.   tried: the different wrong answers.   opened: is the solution to be seen?

    checked: the answer that was judged last.

    exercise: a Parsons or a Hunt.   shown: what stands in for it.   check(id, answer): a Verdict, once it is recorded.
    """

    id = traitlets.Unicode("").tag(sync=True)
    question = traitlets.Unicode("").tag(sync=True)
    setup = traitlets.Unicode("").tag(sync=True)
    solution = traitlets.Unicode("").tag(sync=True)
    then = traitlets.Unicode("").tag(sync=True)
    tries = traitlets.Int(3).tag(sync=True)
    tried = traitlets.Any([]).tag(sync=True)
    solved = traitlets.Bool(False).tag(sync=True)
    opened = traitlets.Bool(False).tag(sync=True)

    def __init__(self, exercise, shown, check, **traits):
        facts = {name: getattr(exercise, name) for name in ("id", "question", "setup", "solution", "then", "tries")}
        super().__init__(**facts, **traits)
        self.exercise, self.shown, self.check = exercise, shown, check
        self.tell(shown.what)

    def record(self, answer):
        """Keep it in the student's progress, and say what check() says."""
        verdict = self.check(self.id, answer)
        with self.hold_trait_notifications():
            self.solved, self.opened = self.solved or bool(verdict), bool(verdict.solution)
            self.tell(verdict.spoken)

    def still(self):
        return self.shown.html

    def words(self):
        return repr(self.shown)


class ParsonsLines(Lines, script=("lines_list.js", "parsons_judge.js", "parsons.js")):
    """order: the letters of the lines, from the first to the last.   out: of those that are left out.

    cards: for each letter its line, and in which state the line reads its names; ends: that of the results (order.py).
    """

    order = traitlets.Any([]).tag(sync=True)
    out = traitlets.Any([]).tag(sync=True)
    checked = traitlets.Unicode("").tag(sync=True)
    cards = traitlets.Any([]).tag(sync=True)
    ends = traitlets.Any([]).tag(sync=True)
    there = traitlets.Any([]).tag(sync=True)  # the names that the setup makes

    def __init__(self, exercise, shown, check):
        order = [letter for letter, _ in exercise.cards]
        super().__init__(exercise, shown, check, order=order, **exercise.as_data())

    @traitlets.observe("checked")
    @in_status
    def _checked(self, change):
        if self.checked:
            self.record(self.checked)


class HuntLines(Lines, script=("lines_list.js", "hunt.js")):
    """lines: as they are shown.   chosen, checked: the number of a line from 0, or -1.   hints: [[number, words]]"""

    lines = traitlets.Any([]).tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)
    checked = traitlets.Int(-1).tag(sync=True)
    wrong = traitlets.Int(0).tag(sync=True)
    mended = traitlets.Unicode("").tag(sync=True)
    hints = traitlets.Any([]).tag(sync=True)

    def __init__(self, exercise, shown, check):
        number, _ = exercise.wrong
        hints = [[k, words] for k, words in sorted(exercise.hints.items())]
        traits = dict(lines=list(exercise.shown), wrong=number, mended=exercise.lines[number], hints=hints)
        super().__init__(exercise, shown, check, **traits)

    @traitlets.observe("checked")
    @in_status
    def _checked(self, change):
        if self.checked >= 0:
            self.record(self.checked + 1)
