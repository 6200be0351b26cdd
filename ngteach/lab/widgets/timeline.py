"""A timeline to walk through: one bar after the other, by mouse or keyboard, and profiled again at a press."""

from __future__ import annotations

import traitlets

from ...draw.show import image
from ...draw.timeline import describe, draw_timeline, say
from .widget import Widget, in_status


class TimelineView(Widget, script="timeline.js"):
    """The timeline of one call.   chosen: the number of the event that is lit; -1 is none."""

    svg = traitlets.Unicode().tag(sync=True)
    table = traitlets.Unicode().tag(sync=True)
    sentences = traitlets.List(traitlets.Unicode()).tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)
    longest = traitlets.Int(-1).tag(sync=True)
    runs = traitlets.Int(0).tag(sync=True)  # the browser adds one to have the call profiled again
    can_run = traitlets.Bool(False).tag(sync=True)

    def __init__(self, timeline, **options):
        super().__init__(**options)
        self.can_run = timeline.again is not None
        self._take(timeline)

    def _take(self, timeline):
        self.timeline = timeline
        took = [e.end - e.start for e in timeline.events]
        with self.hold_sync():
            self.svg, self.table, self.chosen = draw_timeline(timeline), str(timeline), -1
            self.sentences = [say(e, timeline) for e in timeline.events]
            self.longest = took.index(max(took)) if took else -1
        self.tell(describe(timeline))

    @traitlets.observe("chosen")
    @in_status
    def _choose(self, change):
        if 0 <= self.chosen < len(self.timeline.events):
            event = self.timeline.events[self.chosen]
            where = "the caller's thread" if event.thread == 0 else f"helper {event.thread}"
            self.tell(f"On {where}, {event.start * 1e6:,.1f} µs after the start: {self.sentences[self.chosen]}.")

    @traitlets.observe("runs")
    @in_status
    def _run(self, change):
        self._take(self.timeline.again())

    def still(self):
        return image(self.svg, describe(self.timeline))

    def words(self):
        return self.table
