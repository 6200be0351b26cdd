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

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .answers import fingerprint, same
from .compare import Blank


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
        found = self.answers.results(answer)
        if self.blank is not None and same(self.answers, self.answers.results(self.blank), found) is None:
            raise Blank("the cell is still as it came")
        return found

    def judge(self, found):
        """None if the results are right; otherwise a sentence about the first difference."""
        said = same(self.answers, self.answers.results(self.reference), found)
        return said and f"{said}."

    def hint(self, answer, found):
        """The hint of the first slip that the answer makes, or "".   found: its results, None if there are none."""
        for slip in self.slips:
            if slip.when is not None:
                if _says_yes(slip.when, answer):
                    return slip.hint
            elif found is not None and same(self.answers, self.answers.results(slip.wrong), found) is None:
                return slip.hint
        return ""

    def mark(self, found):
        """A short text that is the same for the same results."""
        return fingerprint(found)


def _says_yes(when, answer):
    try:
        with np.errstate(all="ignore"):
            return bool(when(answer))
    except Exception:  # a test made for one kind of mistake may stumble over another: then it is not this one
        return False


def holds(letter):
    """For Slip.when: is this letter among those that were chosen?"""
    return lambda answer: letter in answer.upper()


def lacks(letter):
    """For Slip.when: is this letter missing among those that were chosen?"""
    return lambda answer: letter not in answer.upper()
