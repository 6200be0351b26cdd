"""An exercise: a question, how its answer is checked, and the mistakes that have a hint of their own.

    Exercise(
        id="backprop.1",
        question="Write dx for y = exp(x), given dy and y.",
        reference=lambda dy, y: dy * y,
        answers=Calls((2.0, 3.0), (np.array([1.0, -1.0]), np.array([0.5, 2.0]))),
        slips=(Slip(lambda dy, y: dy, "What is the slope of exp? dy has to be multiplied by it."),),
        solution="def dx(dy, y):\n    return dy * y",
        then="The slope of exp is exp itself, so the rule reads y and need not compute it again.",
    )

In the notebook the exercise's cell runs as it comes, but is not right yet; it ends with the check:

    def dx(dy, y):
        ...
        ### BEGIN SOLUTION
        return dy * y
        ### END SOLUTION

    ng.lab.check("backprop.1", dx)

Students get the cell without what stands between the marks.
"""

from __future__ import annotations

import dis
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from .answers import Calls, Values, fingerprint, same
from .compare import Blank
from .forms import chosen, in_form_of
from .general_hints import general_hint
from .unread import some_right, unread

ROUNDED = 5e-3  # a wrong number that is written with three digits is that wrong number


@dataclass(frozen=True, eq=False)
class Slip:
    """A likely mistake.   wrong: an answer that makes it.   when: tells it more widely than by being equal to wrong."""

    wrong: Any
    hint: str
    when: Callable[[Any], bool] | None = None


@dataclass(frozen=True, eq=False)
class Exercise:
    """question: one line.   answers: what kind of answer is wanted, and how two are compared (see answers.py).

    solution: the code of the cell, without the check; its last name is the answer.
    blank: what the untouched cell gives, where that is not None or `...`.
    setup: code that makes what the cell uses and the notebook has made before; np and ng are there anyway.
    then: what there is to learn from the right answer, said with it.
    tries: so many different wrong answers, and the solution shows.
    """

    id: str
    question: str
    reference: Any
    answers: Any
    slips: tuple[Slip, ...]
    solution: str
    blank: Any = None
    setup: str = ""
    then: str = ""
    tries: int = 3

    def results_of(self, answer):
        """The answer's results, as judge() wants them.  Raises Blank if it is what the cell gave before."""
        found = self.answers.results(self._formed(answer))
        if self.blank is not None and same(self.answers, self.answers.results(self.blank), found) is None:
            raise Blank("the cell is still as it came")
        return found

    def judge(self, found):
        """None if the results are right; otherwise a sentence about the first difference."""
        said = same(self.answers, self._expected, found)
        return said and f"{said}."

    def hint(self, answer, found):
        """The hint of the first slip that the answer makes, or what differs in general, or "".

        found: its results, None if there are none.
        """
        answer = self._formed(answer)
        for slip in self.slips:
            if slip.when is not None:
                if _says_yes(slip.when, answer):
                    return slip.hint
            elif found is not None and same(self.answers, self.answers.results(slip.wrong), found) is None:
                return slip.hint
        if found is None:
            return ""
        return (
            self._nearly(found)
            or general_hint(self._expected, found, self.answers)
            or unread(self.reference, answer)
            or (some_right(self._expected, found, self.answers.rtol) if isinstance(self.answers, Calls) else "")
        )

    def _nearly(self, found):
        """The hint of a slip whose number is that of the answer but for rounding, or ""."""
        if not isinstance(self.answers, Values) or self.answers.rtol >= ROUNDED:
            return ""
        roughly = replace(self.answers, rtol=ROUNDED)
        near = [s for s in self.slips if s.when is None and _agree(roughly, roughly.results(s.wrong), found)]
        return near[0].hint if len(near) == 1 and not _agree(roughly, self._expected, found) else ""

    @cached_property
    def _expected(self):
        return self.answers.results(self.reference)

    def _formed(self, answer):
        """The answer in the form of the reference, where the answer is a value."""
        return in_form_of(self.reference, answer) if isinstance(self.answers, Values) else answer

    def mark(self, found):
        """A short text that is the same for the same results."""
        return fingerprint(found)


def _agree(answers, a, b):
    return same(answers, a, b) is None


def _says_yes(when, answer):
    try:
        with np.errstate(all="ignore"):
            return bool(when(answer))
    except Exception:  # a test made for one kind of mistake may stumble over another: then it is not this one
        return False


def decides(answer):
    """For Slip.when: is there an `if`, or an `and`, in the function?"""
    return any("JUMP" in step.opname and "_IF_" in f"{step.opname}_" for step in dis.get_instructions(answer))


def holds(letter):
    """For Slip.when: is this letter among those that were chosen?"""
    return lambda answer: letter in chosen(answer)


def lacks(letter):
    """For Slip.when: is this letter missing among those that were chosen?"""
    return lambda answer: letter not in chosen(answer)
