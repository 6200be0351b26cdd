"""A timeline to walk through: one bar after the other, by mouse or keyboard, and profiled again at a press."""

from __future__ import annotations

import traitlets

from ...draw.show import image
from ...draw.timeline import describe, draw_timeline, say
from ...transform.phases import PHASES
from .widget import Widget, in_status

_MOST = 500  # bars that are sent; in more of them nobody finds one
_TABLE = 40_000  # characters


class TimelineView(Widget, script="timeline.js"):
    """The timeline of one call.   film: a record for each bar.   chosen: the number of the bar that is lit; -1 is none.

    overview: the sentence where none is.   lanes: [[name, how busy]].   seconds: of the whole call.
    """

    chosen = traitlets.Int(-1).tag(sync=True)
    overview = traitlets.Unicode().tag(sync=True)
    table = traitlets.Unicode().tag(sync=True)
    lanes = traitlets.Any([]).tag(sync=True)
    seconds = traitlets.Float(0).tag(sync=True)
    phases = traitlets.List(traitlets.Unicode()).tag(sync=True)
    peak = traitlets.Unicode().tag(sync=True)
    longest = traitlets.Int(-1).tag(sync=True)
    runs = traitlets.Int(0).tag(sync=True)  # the browser adds one to have the call profiled again
    can_run = traitlets.Bool(False).tag(sync=True)

    def __init__(self, timeline, **options):
        super().__init__(**options)
        self.can_run = timeline.again is not None
        self._take(timeline)

    def _take(self, timeline):
        self.timeline = timeline
        self.events, left_out = _longest(timeline.events)
        took = [e.end - e.start for e in self.events]
        phase = timeline.phases
        with self.hold_sync():
            self.chosen, self.table = -1, _shortened(str(timeline))
            self.film = [_record(e, timeline, phase.get(e.equation, "forward")) for e in self.events]
            self.lanes = [[_lane(k), f"{busy:.0%} busy"] for k, busy in enumerate(_busy(timeline))]
            self.seconds, self.peak = timeline.seconds, f"{timeline.peak} at best"
            found = {record["phase"] for record in self.film}
            self.phases = [p for p in PHASES if p in found]
            self.longest = took.index(max(took)) if took else -1
            self.overview = f"{describe(timeline)}{left_out}"
            self.code = f"executable.timeline()  # the executable is {timeline.name}, compiled"
        self.tell(self.overview)

    @property
    def sentences(self):
        """What is said of each bar."""
        return [record["sentence"] for record in self.film]

    @traitlets.validate("chosen")
    def _inside(self, proposal):
        return min(max(proposal["value"], -1), len(self.film) - 1)

    @traitlets.observe("chosen")
    @in_status
    def _choose(self, change):
        self.tell(self.sentences[self.chosen] if self.chosen >= 0 else self.overview)

    @traitlets.observe("runs")
    @in_status
    def _run(self, change):
        self._take(self.timeline.again())

    def still(self):
        return image(draw_timeline(self.timeline), describe(self.timeline))

    def words(self):
        return str(self.timeline)


def _longest(events):
    """(the longest events, as many as are drawn, in their order; what to say of the others)."""
    if len(events) <= _MOST:
        return events, ""
    took = [e.end - e.start for e in events]
    kept = sorted(sorted(range(len(events)), key=took.__getitem__)[-_MOST:])
    share = 1 - sum(took[i] for i in kept) / sum(took)
    others = (
        f" The {len(events) - _MOST:,} shortest of its {len(events):,} events, {share:.0%} of the time, are not drawn."
    )
    return tuple(events[i] for i in kept), others


def _record(event, timeline, phase):
    micro = 1e6
    when = f"On {_lane(event.thread, True)}, {event.start * micro:,.1f} µs after the start"
    return {
        "sentence": f"{when}: {say(event, timeline)}.",
        "name": event.equation.op.name,
        "output": event.equation.output.name,
        "phase": phase,
        "thread": event.thread,
        "start": round(event.start * micro, 2),
        "took": round((event.end - event.start) * micro, 2),
    }


def _lane(thread, in_words=False):
    caller = "the caller's thread" if in_words else "caller"
    return caller if thread == 0 else f"helper {thread}"


def _busy(timeline):
    work = [0.0] * timeline.threads
    for e in timeline.events:
        work[e.thread] += e.end - e.start
    return [w / max(timeline.seconds, 1e-9) for w in work]


def _shortened(table):
    if len(table) <= _TABLE:
        return table
    lines = table[:_TABLE].splitlines()[:-1]
    return "\n".join([*lines, f"... and {len(table.splitlines()) - len(lines):,} lines more: print(timeline)"])
