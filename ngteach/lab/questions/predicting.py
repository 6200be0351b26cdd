"""lab.predict("backprop.p1"): a guess first, and only then the verdict, the truth and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...core.provenance import says_where
from ..exercises.progress import change, kept
from ..exercises.record import Guess
from . import find
from .judging import judge
from .said import NEXT, SIGNS, Said, html, truth_of

if TYPE_CHECKING:
    from ..widgets.prediction_form import PredictionForm


@says_where()
def predict(id: str, guess: Any = None) -> Said | PredictionForm:
    """Say what you expect before a cell shows it.

    Without a guess a form asks for it.  A guess in the call is judged at once: predict("backprop.p1", "their sum").
    The first guess is kept.   Raises GraphError if there is no such prediction.
    """
    prediction = find(id, "p", "predict")
    return form(prediction) if guess is None else said(prediction, guess)


def said(prediction, guess):
    """What a guess gets."""
    found = judge(prediction, guess)
    if not found.verdict:
        return Said(f"{prediction.id}: {found.why}.")
    rows = [("You said", found.guess), ("It is", truth_of(prediction)), ("", prediction.because)]
    rows += [("Hint", found.hint)] if found.hint else []
    remark = _remember(prediction, found)
    rows += [("", remark)] if remark else []
    return Said(f"{SIGNS[found.verdict]} {prediction.id} {found.verdict}", (*rows, ("", NEXT)), found.verdict)


def form(prediction):
    """The form that asks for a guess; one that was made before stands in it."""
    from ..widgets.prediction_form import PredictionForm  # a guess in the call needs no package

    before = kept()[0].predictions.get(prediction.id)
    tries = [before.guess] if before and judge(prediction, before.guess).verdict else []
    stand_in = as_html(prediction), as_text(prediction)
    return PredictionForm(
        asked(prediction), stand_in, lambda guess: _remember(prediction, judge(prediction, guess)), tries
    )


def asked(prediction):
    """The prediction for static/judging.js; its numbers are texts, for JSON has no words for NaN."""
    return {
        "id": prediction.id,
        "question": prediction.question,
        "kind": prediction.kind,
        "choices": list(prediction.choices),
        "truth": str(prediction.truth),
        "shown": truth_of(prediction),
        "near": prediction.near,
        "accepts": list(prediction.accepts),
        "hints": [[str(wrong), hint] for wrong, hint in prediction.hints.items()],
        "because": prediction.because,
    }


def _remember(prediction, found):
    """Keep the guess if it is the first; returns a remark, or ""."""
    if not found.verdict:
        return ""
    guess = Guess(found.guess, found.verdict)
    return change(lambda record: record.predictions.setdefault(prediction.id, guess))[1]


def as_text(prediction):
    """The question where there is no form."""
    lines = [f"Predict {prediction.id}: {prediction.question}"]
    lines += [f"  {choice}" for choice in _lettered(prediction)]
    return "\n".join([*lines, f"Your guess comes first: {_call(prediction)}"])


def as_html(prediction):
    """The same as HTML."""
    listed = f"<p>{'<br>'.join(map(html, _lettered(prediction)))}</p>" if prediction.choices else ""
    return (
        f"<p><b>Predict:</b> {html(prediction.question)}</p>{listed}"
        f"<p>Your guess comes first: <code>{html(_call(prediction))}</code></p>"
    )


def _lettered(prediction):
    """The choices behind letters: a number might be meant for one of those that are numbers."""
    return [f"{chr(97 + i)}. {choice}" for i, choice in enumerate(prediction.choices)]


def _call(prediction):
    guess = '"a"' if prediction.choices else "..."
    return f'ng.lab.predict("{prediction.id}", {guess})'
