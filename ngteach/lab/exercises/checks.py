"""lab.check("backprop.1", answer): is it right, and if not, what may help?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from ...core.provenance import says_where
from ...draw.shapes import COLOURS, xml, xml_lines
from . import find
from .answers import short_hash
from .compare import Blank, Misfit
from .error_hints import error_hint
from .progress import remember
from .record import whole
from .running import Raised


@says_where()
def check(id: str, answer: Any = None) -> Verdict:
    """Check an answer to the exercise "backprop.1"; returns a Verdict, which a notebook displays.

    A wrong answer gets a hint where the mistake is a likely one; after three different ones the solution shows.
    Raises GraphError if there is no such exercise.
    """
    exercise = find(id)
    id = exercise.id
    try:
        if answer is None or answer is ...:
            raise Blank("the cell is still as it came")
        found = exercise.results_of(answer)
    except (RecursionError, ValueError):  # a list in itself, a number of thousands of digits
        return Verdict(id, False, "your answer is too large, or nests too deeply, to be compared.")
    except Blank as problem:  # nothing is counted, so nothing is written
        return Verdict(id, False, f"{problem}. {exercise.question}")
    except Misfit as problem:
        return Verdict(id, False, whole(f"{problem}."), hint=exercise.hint(answer, None))
    except Raised as problem:
        return _wrong(
            exercise, str(problem), exercise.hint(answer, None) or error_hint(str(problem)), short_hash(str(problem))
        )
    said = whole(exercise.judge(found) or "")
    if not said:
        entry, remark = remember(id, lambda e: replace(e, passed=True))
        return Verdict(id, True, exercise.then, remark=remark)
    return _wrong(exercise, said, exercise.hint(answer, found), exercise.mark(found))


def _wrong(exercise, said, hint, mark):
    def tried(entry):
        tries = entry.tries if mark in entry.tries else (*entry.tries, mark)
        return replace(entry, tries=tries, shown=entry.shown or (len(tries) >= exercise.tries and not entry.passed))

    entry, remark = remember(exercise.id, tried)
    if entry.shown:
        return Verdict(exercise.id, False, said, hint, remark, exercise.solution, exercise.then)
    count = len(entry.tries)
    left = f"{count} {'try' if count == 1 else 'different tries'}; after {exercise.tries} you will see a solution."
    return Verdict(exercise.id, False, said, hint, " ".join(filter(None, ["" if entry.passed else left, remark])))


@dataclass(frozen=True)
class Verdict:
    """What a check found.  True if the answer is right."""

    id: str
    right: bool
    said: str
    hint: str = ""
    remark: str = ""
    solution: str = ""
    then: str = ""

    def __bool__(self):
        return self.right

    @property
    def headline(self):
        """The one line by which a stored notebook tells what was solved."""
        return f"✓ {self.id} right" if self.right else f"→ {self.id} not yet"

    @property
    def spoken(self):
        """All of it but the solution, as one line of words."""
        if self.right:
            parts = ["Right.", self.said, self.remark]
        else:
            shown = ["A solution is shown.", self.then] if self.solution else []
            parts = [f"Not yet: {self.said}", f"Hint: {self.hint}" if self.hint else "", *shown, self.remark]
        return " ".join(filter(None, parts)).replace("`", "")

    def __repr__(self):
        parts = [f"{self.headline}{': ' if self.said else '.'}{self.said}"]
        parts += [f"  Hint: {self.hint}"] if self.hint else []
        parts += [f"  {self.remark}"] if self.remark else []
        if self.solution:
            parts += ["  A solution:", *(f"      {line}" for line in self.solution.splitlines())]
            parts += [f"  {self.then}"] if self.then else []
        return "\n".join(parts)

    def _repr_mimebundle_(self, **_):
        colour = COLOURS["update" if self.right else "adjoint"]
        head = f"<b>{self.headline}</b>{': ' if self.said else '.'}{code_marked(self.said)}"
        rows = [head]
        rows += [f"<b>Hint:</b> {code_marked(self.hint)}"] if self.hint else []
        rows += [code_marked(self.remark)] if self.remark else []
        if self.solution:
            rows += [f"A solution:<pre>{xml_lines(self.solution)}</pre>"]
            rows += [code_marked(self.then)] if self.then else []
        inside = "".join(f"<div>{row}</div>" for row in rows)
        style = f"border-left: 4px solid {colour}; padding: 4px 12px"
        return {"text/html": f'<div style="{style}">{inside}</div>', "text/plain": repr(self)}


def code_marked(text):
    """The text as HTML; what stands between `backticks` is code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", xml(text))
