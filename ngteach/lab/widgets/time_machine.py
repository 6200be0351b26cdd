"""The time machine: go back and forth over the tracing of a function, line by line and box by box."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import FunctionType
from typing import Any

import traitlets

from ...core.provenance import user_line
from ...core.trace import trace
from ...core.types import ELEMENT_TYPES
from ...draw.shapes import xml_lines
from .examples_text import examples_of, examples_text
from .sources import as_yours
from .time_film import compared, film_of
from .widget import Widget, in_status


def time_machine(function: Callable[..., Any], *examples: Any) -> TimeMachine:
    """A widget that shows which line of the function recorded which equation, and how the graph grows.

    function: any callable; the lines are those of the function that the user wrote, whatever stands around it.
    examples: types, arrays or containers of them, as trace() takes them.
    """
    return TimeMachine(function, examples)


class TimeMachine(Widget, script=("graph.js", "growing.js", "cropping.js", "time_machine.js")):
    """step: the state of the film; there is one for each equation, unless they are many.

    examples: the types to trace with, as text; setting it traces again.   graph: what was traced last.
    """

    step = traitlets.Int(0).tag(sync=True)
    examples = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("").tag(sync=True)
    heading = traitlets.Unicode("").tag(sync=True)
    ending = traitlets.Unicode("").tag(sync=True)
    sources = traitlets.Any([]).tag(sync=True)  # these four as film_of gives them
    equations = traitlets.Any([]).tag(sync=True)
    svg = traitlets.Unicode("").tag(sync=True)
    left_out = traitlets.Int(0).tag(sync=True)

    def __init__(self, function, examples=()):
        super().__init__()
        self._given, self.function = function, as_yours(function)  # of ngteach's own functions, a copy with lines
        self.graph, self._caller = None, user_line()[0]
        self._trace(examples)
        self.set_trait("examples", examples_text(examples))  # the graph is there: this does not trace again
        self.code = self._code()

    @traitlets.validate("step")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), len(self.film) - 1)

    @traitlets.observe("step")
    @in_status
    def _step(self, change):
        self.tell(self.film[self.step]["sentence"])

    @traitlets.observe("examples")
    @in_status
    def _retrace(self, change):
        if change["old"]:
            self._trace(examples_of(self.examples))
            self.code = self._code()

    def _trace(self, examples):
        """Trace, and compare with the last time; an error leaves all as it was."""
        graph = trace(self.function, *examples)
        before, again = self.equations, self.graph is not None
        sent = film_of(graph, self.function, self._caller, before)
        if again:
            news = [new for _, _, new, _ in sent["equations"]]
            sent["film"][-1]["sentence"] = compared(self.examples, news, len(before))
        self.graph = graph
        with self.hold_sync():
            for trait, value in sent.items():
                setattr(self, trait, value)
            self.name = graph.name
            self.heading = f"{graph.name}({', '.join(map(repr, graph.inputs))})"
            self.ending = f"return {', '.join(map(repr, graph.outputs))}"
            self.step = len(self.film) - 1 if again else 0
            self.tell(self.film[self.step]["sentence"])

    def _code(self):
        names = "|".join(e.name for e in ELEMENT_TYPES)
        types = re.sub(rf"\b({names})\b(?=\[)", r"ng.\1", self.examples)
        plain = isinstance(self.function, FunctionType) and self.function.__qualname__.endswith(self.name)
        named = plain and self.name.isidentifier()
        name = ("ng." if self.function is not self._given else "") + self.name if named else "function"
        which = "" if named else "# function: what time_machine() was given\n"
        return f"{which}graph = ng.trace({name}, {types})\nprint(graph)\ngraph.show()"

    def still(self):
        code = "\n\n".join("\n".join(part["lines"]) for part in self.sources)
        program = "\n".join([self.heading, *(f"  {text}" for text, *_ in self.equations), f"  {self.ending}"])
        cells = "".join(
            f'<td style="text-align:left;vertical-align:top"><pre>{xml_lines(t)}</pre></td>' for t in (code, program)
        )
        return f"<table><tr><th>Python</th><th>graph</th></tr><tr>{cells}</tr></table>"

    def words(self):
        return f"A time machine over the tracing of {self.name}: {len(self.graph.equations)} equations.\n{self.graph}"
