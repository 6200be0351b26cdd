"""The time machine: go back and forth over the tracing of a function, line by line and equation by equation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

import traitlets

from ...core.provenance import user_line
from ...core.trace import trace
from ...draw.shapes import xml_lines
from .examples_text import examples_of, examples_text
from .graph_view import rows
from .sources import as_yours, lines_of, place_in, source_of, written_by_user
from .widget import Widget, in_status


def time_machine(function: Callable[..., Any], *examples: Any) -> TimeMachine:
    """A widget that shows which line of the function recorded which equation.

    examples: types, arrays or containers of them, as trace() takes them.
    """
    return TimeMachine(function, examples)


class TimeMachine(Widget, script=("graph.js", "time_machine.js")):
    """step: how many equations are recorded.   examples: the types to trace with, as text; setting it traces again."""

    step = traitlets.Int(0).tag(sync=True)
    examples = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("").tag(sync=True)
    sources = traitlets.Any([]).tag(sync=True)
    heading = traitlets.Unicode("").tag(sync=True)
    ending = traitlets.Unicode("").tag(sync=True)
    equations = traitlets.Any([]).tag(sync=True)  # rows with "at", the place of their line, and "news" since last time

    def __init__(self, function, examples=()):
        super().__init__()
        self.function, self.graph, self._caller = as_yours(function), None, user_line()[0]
        self._trace(examples)
        self.set_trait("examples", examples_text(examples))  # the graph is there: this does not trace again

    @traitlets.validate("step")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), len(self.graph.equations))

    @traitlets.observe("step")
    @in_status
    def _step(self, change):
        self.tell(self._sentence())

    @traitlets.observe("examples")
    @in_status
    def _retrace(self, change):
        if change["old"]:
            self._trace(examples_of(self.examples))

    def _trace(self, examples):
        """Trace, and compare with the last time; an error leaves all as it was."""
        graph = trace(self.function, *examples)
        before = self.equations
        found = rows(graph)
        yours = written_by_user(self.function, [eqn.line for eqn in graph.equations if eqn.line])
        lines = lines_of(graph, yours, self._caller)
        sources = source_of(yours, [line for line in lines if line])
        for row, line in zip(found, lines, strict=True):
            row["at"], row["news"] = place_in(sources, line), ""
        gone = _mark_news(before, found) if self.graph else 0
        again = self.graph is not None
        self.graph = graph
        with self.hold_sync():
            self.name, self.sources, self.equations = graph.name, sources, found
            self.heading = f"{graph.name}({', '.join(map(repr, graph.inputs))})"
            self.ending = f"return {', '.join(map(repr, graph.outputs))}"
            self.step = len(found) if again else 0
            self.tell(_compared(self.examples, found, gone) if again else self._sentence())

    def _sentence(self):
        n, total = self.step, len(self.equations)
        if not n:
            return f"Python calls {self.name} on tensors: they have a type, but no numbers. Nothing is recorded yet."
        row, eqn = self.equations[n - 1], self.graph.equations[n - 1]
        where = f"{row['place']}: " if row["place"] else ""
        together = sum(r["at"] == row["at"] for r in self.equations[:n]) if row["at"] else 1
        so_far = f" Its line has recorded {together} equations by now." if together > 1 else ""
        last = " That was all: the rest of the work needs no Python any more." if n == total else ""
        return f"{where}{eqn.op.name} is recorded as {eqn.output!r}.{so_far}{last}"

    def still(self):
        code = "\n\n".join("\n".join(part["lines"]) for part in self.sources)
        program = "\n".join([self.heading, *(f"  {row['text']}" for row in self.equations), f"  {self.ending}"])
        cells = "".join(
            f'<td style="text-align:left;vertical-align:top"><pre>{xml_lines(t)}</pre></td>' for t in (code, program)
        )
        return f"<table><tr><th>Python</th><th>graph</th></tr><tr>{cells}</tr></table>"

    def words(self):
        return f"A time machine over the tracing of {self.name}: {len(self.equations)} equations.\n{self.graph}"


def _mark_news(before, after):
    """Mark each row with "type" (the same op, but another type), "new" or ""; returns how many are gone."""
    ops = [[row["op"] for row in side] for side in (before, after)]
    gone = 0
    for tag, a, b, c, d in SequenceMatcher(None, *ops, autojunk=False).get_opcodes():
        for old, new in zip(before[a:b], after[c:d]) if tag == "equal" else ():
            new["news"] = "" if old["type"] == new["type"] else "type"
        if tag != "equal":
            gone += b - a
            for new in after[c:d]:
                new["news"] = "new"
    return gone


def _compared(examples, found, gone):
    news = Counter(row["news"] for row in found)
    if not news["type"] and not news["new"] and not gone:
        return f"Traced again with {examples}: {len(found)} equations, all the same as before."
    parts = [f"{news['type']} have a different type" if news["type"] != 1 else "1 has a different type"]
    parts += [f"{news['new']} new"] if news["new"] else []
    parts += [f"{gone} gone"] if gone else []
    return f"Traced again with {examples}: of {len(found)} equations {', '.join(parts)}."
