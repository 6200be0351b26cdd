"""What the dashboard's page is told: the state of a run as traits, shown at most ten times a second."""

from __future__ import annotations

import time
from typing import Any

import traitlets

from ...draw.show import image
from .dashboard_curves import curves
from .dashboard_live import line_of
from .dashboard_picture import draw_curves
from .dashboard_tiles import first_layer
from .dashboard_words import program, readings, so_far, way_of
from .widget import Widget

_EVERY = 0.1  # seconds between two updates of the browser, at least
_PATIENCE = 8  # an update that takes t seconds is followed by 8 t of training

_SCRIPTS = ("heat.js", "formats.js", "dashboard_picture.js", "dashboard_tiles.js", "dashboard_way.js", "dashboard.js")
_RUN = ("rewind_programs.js", "rewind.js")
_ANSWERS = ("formats.js", *_RUN, "dashboard_way.js", "dashboard_words.js", "dashboard_answers.js")


class DashboardView(Widget, script=_SCRIPTS, answers=_ANSWERS):
    """state: ready, running, paused or done.   at: the step we are at, of `last`.   end: the last one planned.

    run: a Rewind, which the traits show.
    change: show what training has changed in the first layer, and not its weights as they are.
    """

    state = traitlets.Unicode("ready").tag(sync=True)
    rate = traitlets.Float(0.1).tag(sync=True)
    pace = traitlets.Int(50).tag(sync=True)
    at = traitlets.Int(0).tag(sync=True)
    last = traitlets.Int(0).tag(sync=True)
    end = traitlets.Int(1).tag(sync=True)
    curves = traitlets.Any({}).tag(sync=True)  # what they show, in numbers: see dashboard_curves.py
    readings: traitlets.List = traitlets.List().tag(sync=True)  # [[name, text]]
    change = traitlets.Bool(True).tag(sync=True)
    tiles = traitlets.Bytes(b"").tag(sync=True)  # the first layer's weights, a byte for each
    tile_shape = traitlets.Any([1, 1]).tag(sync=True)
    images_note = traitlets.Unicode("").tag(sync=True)
    images_words = traitlets.Unicode("").tag(sync=True)
    line = traitlets.Any({}).tag(sync=True)  # how far it has come, for a page without Python
    way = traitlets.Any([]).tag(sync=True)  # the rates up to here, such as 0.1x120; to set it is to go there
    counts = traitlets.Any([]).tag(sync=True)  # the confusion matrix: rows are digits, columns predictions

    run: Any
    _first: Any  # the weights of the first layer before training
    _tested = _cost = _due = 0.0  # when it was last tested, how long that took; the next update

    def _rest(self, state, sentence):
        """Show it all, as it is now, and say so; the sentence is made last, when it has been tested."""
        with self.hold_sync():
            self._test()
            self._show()
            self._leave_for_page()
            self.state = state
            self.tell(sentence())

    def _leave_for_page(self):
        """A page without Python goes on from here; if that is too much, it is a picture."""
        line = line_of(self.run) if self.live else {}
        if line is None:
            self.live = {}
        self.line = line or {}

    def _show_if_due(self):
        """At most ten times a second, and most of the time is for training."""
        began = time.monotonic()
        if began < self._due:
            return
        if began - self._tested > _PATIENCE * self._cost:
            self._test()
        self._show()
        now = time.monotonic()
        self._due = max(began + _EVERY, now + _PATIENCE * (now - began))

    def _test(self):
        began = time.monotonic()
        predictions = self.run.predictions()
        self._tested = time.monotonic()
        self._cost = self._tested - began
        self.counts, self.accuracy = self.run.confusion(predictions).tolist(), self.run.accuracy(predictions)

    def _show(self):
        run = self.run
        with self.hold_sync():
            self.last, self.end = run.last, max(self.end, run.last)
            self.at = run.steps
            self.curves = curves(run, self.end)
            self.code, self.way = program(run), way_of(run.rates[: run.steps])
            self._tiles()
            self.readings = readings(run, self.accuracy)

    def _tiles(self):
        found = first_layer(self.run.weights["W0"], self._first, self.change)
        with self.hold_sync():
            self.tiles, self.images_note, self.images_words = found

    def _so_far(self):
        return so_far(self.run, self.accuracy)

    def still(self):
        return image(draw_curves(self.curves, self.at), self.curves["words"])

    def words(self):
        return f"The training dashboard of {self.run.data.name}. {self.status}"
