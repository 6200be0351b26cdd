"""The form of a prediction: the reader commits a guess, and only then sees the verdict, the truth and the reason."""

from __future__ import annotations

import traitlets

from .stand_in import StandIn
from .widget import in_status

LONGEST, MOST = 200, 50  # characters of a guess, guesses that one form takes


class PredictionForm(StandIn, script=("forms.js", "amounts.js", "judging.js", "prediction_form.js")):
    """asks: the prediction as static/judging.js reads it.   tries: the guesses, the first one first.

    remark: what Python says of the record, or "".   keep(guess): called with the first guess; returns a remark
    """

    asks = traitlets.Any({}).tag(sync=True)
    tries = traitlets.Any([]).tag(sync=True)
    remark = traitlets.Unicode("").tag(sync=True)

    def __init__(self, asks, stand_in, keep, tries=()):
        self._taken: list[str] = []
        super().__init__(stand_in)
        self.asks, self.tries, self._keep = asks, list(tries), keep

    @traitlets.validate("tries")
    def _bounded(self, proposal):
        tries = proposal["value"]
        good = isinstance(tries, list) and all(isinstance(t, str) and 0 < len(t) <= LONGEST for t in tries)
        self._taken = tries[:MOST] if good else self._taken  # of what came last, self.tries knows only junk by now
        return self._taken

    @traitlets.observe("tries")
    @in_status
    def _tried(self, change):
        """The first guess counts."""
        if self.tries and not change["old"] and hasattr(self, "_keep"):
            self.remark = self._keep(self.tries[0])
