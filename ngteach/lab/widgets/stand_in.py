"""A widget whose stand-in is known when it is made: it says the same whatever was typed into it."""

from __future__ import annotations

from .widget import Widget


class StandIn(Widget):
    """stand_in: (HTML, text) for where no kernel runs."""

    def __init__(self, stand_in):
        super().__init__()
        self._html, self._text = stand_in

    def still(self):
        return self._html

    def words(self):
        return self._text

    def __repr__(self):  # a widget's own names all its traits, the truth among them
        return self._text
