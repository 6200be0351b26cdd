"""What a page asks: a prediction before something is shown, and a question after it.

    PREDICTIONS = (
        Prediction("backprop.p1", "Which is dy, the use in + or the use in exp?",
                   choices=("that of +", "that of exp", "their sum"), truth="their sum",
                   because="A change of y takes both ways at once, so what they contribute adds up.",
                   hints={"that of exp": "That is one of two readers: what becomes of the other way?"}, seen="3.1170"),
    )
    QUESTIONS = (Question("backprop.q1", "Why ...?", "The answer, two or three sentences."), ...)     # five
    RECALL = (Question("backprop.r1", "...", "..."), ...)     # asked again at the top of the page after the next one

A text may hold `code` in backticks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a reader expects before a cell shows it.

    truth: one of the choices; a number; or, without choices, a few words, compared without blanks and capitals.
    near: how far a number may be from the truth and be right, as a share of it.   accepts: other words that are right.
    because: why it is so.   hints: {a wrong guess: what to think of}.
    seen: a text that the output of the cell behind the prediction holds; "" where that is a picture.
    """

    id: str
    question: str
    truth: str | float
    because: str
    choices: tuple[str, ...] = ()
    near: float = 0.0
    accepts: tuple[str, ...] = ()
    hints: Mapping[str | float, str] = field(default_factory=dict)
    seen: str = ""

    @property
    def kind(self):
        """ "choice", "number" or "words" """
        if self.choices:
            return "choice"
        return "words" if isinstance(self.truth, str) else "number"


@dataclass(frozen=True)
class Question:
    """A question that is answered in a reader's own words, and an answer to compare them with."""

    id: str
    question: str
    answer: str
