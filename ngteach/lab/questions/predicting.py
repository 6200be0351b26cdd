"""lab.predict("backprop.p1"): a guess first, and only then the verdict, the truth and the reason."""

from __future__ import annotations

from typing import Any

from ...core.provenance import says_where
from . import find
from .judging import judge
from .said import NEXT, SIGNS, Said, html, truth_of


@says_where()
def predict(id: str, guess: Any = None) -> Said | Asked:
    """Say what you expect before a cell shows it.

    Without a guess a form asks for it.  A guess in the call is judged at once: predict("backprop.p1", "their sum").
    Raises GraphError if there is no such prediction.
    """
    prediction = find(id, "p", "predict")
    if guess is None:
        return Asked(prediction)
    found = judge(prediction, guess)
    if not found.verdict:
        return Said(f"{prediction.id}: {found.why}.")
    rows = [("You said", found.guess), ("It is", truth_of(prediction)), ("", prediction.because)]
    rows += [("Hint", found.hint)] if found.hint else []
    return Said(f"{SIGNS[found.verdict]} {prediction.id} {found.verdict}", (*rows, ("", NEXT)), found.verdict)


class Asked:
    """A prediction that is asked for."""

    def __init__(self, prediction):
        self.prediction = prediction

    def __repr__(self):
        return as_text(self.prediction)

    def _repr_mimebundle_(self, **_):
        return {"text/html": as_html(self.prediction), "text/plain": repr(self)}


def as_text(prediction):
    """The question where there is no form."""
    lines = [f"Predict {prediction.id}: {prediction.question}"]
    lines += [f"  {i}. {choice}" for i, choice in enumerate(prediction.choices, 1)]
    return "\n".join([*lines, f"Your guess comes first: {_call(prediction)}"])


def as_html(prediction):
    """The same as HTML."""
    choices = "".join(f"<li>{html(choice)}</li>" for choice in prediction.choices)
    listed = f"<ol>{choices}</ol>" if choices else ""
    return (
        f"<p><b>Predict:</b> {html(prediction.question)}</p>{listed}"
        f"<p>Your guess comes first: <code>{html(_call(prediction))}</code></p>"
    )


def _call(prediction):
    return f'ng.lab.predict("{prediction.id}", {1 if prediction.choices else "..."})'
