"""What a guess or an answer gets: a verdict, the truth and the reason, as text and as HTML."""

from __future__ import annotations

from dataclasses import dataclass

from ...draw.shapes import COLOURS
from ..exercises.checks import code_marked as html
from .judging import CLOSE, RIGHT, WRONG

SIGNS = {RIGHT: "✓", CLOSE: "≈", WRONG: "→"}
_COLOUR = {RIGHT: COLOURS["update"], CLOSE: COLOURS["forward"], WRONG: COLOURS["adjoint"]}
NEXT = "Run the next cell to see it."


@dataclass(frozen=True)
class Said:
    """What a cell shows: a line that comes first, and pairs (label, text) below it; a label may be "".

    verdict: "right", "close" or "not so"; "" where there is none.
    """

    headline: str
    rows: tuple[tuple[str, str], ...] = ()
    verdict: str = ""

    def __bool__(self):
        return self.verdict == RIGHT

    def __repr__(self):
        return "\n".join([self.headline, *(f"  {label}{': ' if label else ''}{text}" for label, text in self.rows)])

    def _repr_mimebundle_(self, **_):
        rows = [f"<b>{html(self.headline)}</b>"]
        rows += [f"<b>{label}:</b> {html(text)}" if label else html(text) for label, text in self.rows]
        inside = "".join(f"<div>{row}</div>" for row in rows)
        style = f"border-left: 4px solid {_COLOUR.get(self.verdict, COLOURS['forward'])}; padding: 4px 12px"
        return {"text/html": f'<div style="{style}">{inside}</div>', "text/plain": repr(self)}


def number(x):
    """A number as it is shown: 4,810 or 0.125."""
    return f"{x:,}" if isinstance(x, int) else f"{x:,.6g}"


def truth_of(prediction):
    """The truth of a prediction as it is shown."""
    return prediction.truth if isinstance(prediction.truth, str) else number(prediction.truth)
