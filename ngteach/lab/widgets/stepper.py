"""The stepper: run a graph one equation at a time, and look at every value while it is there."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import numpy as np
import traitlets

from ...core.calling.arguments import checked_values, flat_inputs
from ...core.calling.errors import GraphError, counted
from ...core.calling.guards import takes_graph
from ...core.graph import Graph
from ...core.provenance import says_where
from ...draw.sampled import room_of
from ...draw.written import written_line
from ...javascript.live import live_data
from ...transform.phases import phases
from .film_room import ROOM, json_size
from .graph_view import drawn, still_picture
from .lifetimes import alive_after, bytes_curves, curves, kept_after, lifetimes
from .stepper_edits import edited, what_if
from .stepper_film import FIELDS, film_of, records_of, text_of_record
from .stepper_values import compute, picture_of, pictures_again, pictures_of, whole_pictures
from .widget import Widget, in_status

LONGEST = 2_300  # values of a film; of a longer graph it shows the beginning


@says_where()
@takes_graph
def stepper(graph: Graph, *arrays: Any) -> Stepper:
    """A widget that runs the graph one equation at a time, forwards and on through the adjoints.

    arrays: the graph's arguments, nested as it takes them; without them, small random numbers.
    The page holds it all and plays it without Python: of large arrays it has every k-th row and column, and says so.
    Raises GraphError if they do not fit.
    """
    return Stepper(graph, arrays)


_SCRIPTS = (
    "graph",
    "heat",
    "values",
    "value_picture",
    "making",
    "value_facts",
    "value_card",
    "thumbnails",
    "memory",
    "stepper_words",
    "stepper",
)
_ANSWERS = ("formats", "values", "memory", "stepper_words", "sampled", "stepper_edits", "stepper_answers")


class Stepper(Widget, script=[f"{x}.js" for x in _SCRIPTS], answers=[f"{x}.js" for x in _ANSWERS]):
    """step: how many equations have run.   shown: the name of the tensor whose value is looked at.

    inputs: the arrays as they were given.   values: {tensor: array} of the inputs and the results.
    computed: facts and samples of all of them.
    """

    step = traitlets.Int(0).tag(sync=True)
    shown = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("").tag(sync=True)
    svg = traitlets.Unicode("").tag(sync=True)
    homes = traitlets.Any([]).tag(sync=True)  # [equation, the one whose box shows it], where it is another
    fields = traitlets.Any([]).tag(sync=True)  # of a record of the film
    tables = traitlets.Any({}).tag(sync=True)  # lists that the records point into
    film = traitlets.Any([]).tag(sync=True)
    wanted = traitlets.Unicode("").tag(sync=True)  # the name of a tensor whose numbers the film has no room for
    whole = traitlets.Unicode("").tag(sync=True)  # the name of one of which all numbers are wanted
    more = traitlets.Any([]).tag(sync=True)  # [name, look, steps, numbers] of that one and of its operands
    edits = traitlets.Any([]).tag(sync=True)  # what if a number of an input were another one? 5_0.25_x
    edited = traitlets.Any([]).tag(sync=True)  # those that the film shows
    _from_page = False

    def __init__(self, graph, arrays=()):
        super().__init__()
        inputs = checked_values(graph, flat_inputs(graph, arrays) if arrays else [_example(x) for x in graph.inputs])
        self.left_out, graph = len(graph.equations), _beginning(graph)
        self.left_out -= len(graph.equations)
        self.graph, self.lives, self.phases = graph, lifetimes(graph), phases(graph)
        self.tensors = {x.name: x for x in graph.tensors()}
        self.inputs = inputs
        self._take(computed := compute(graph, inputs))
        self.bytes_alive, _ = bytes_curves(self.lives, len(graph.equations))
        self.counts = curves(self.lives, len(graph.equations))  # of values alive, and of those kept, after each
        self.name, self.fields = graph.name, list(FIELDS)
        svg, homes = drawn(graph, {x: room_of(sample) for x, sample in computed.samples.items()})
        self.svg = re.sub(r"(<g class=\"node\"[^>]*>|<path class=\"edge[^>]*>)<title>[^<]*</title>", r"\1", svg)
        self.homes = [[i, home] for i, home in enumerate(homes) if i != home]
        self._record(computed)
        arrays = {f"input{i}": a for i, a in enumerate(inputs)}
        self.live = live_data({"graph": graph}, arrays, beside=[self.film, self.svg, self.tables])
        self._moved()

    def _take(self, computed):
        self.values, self.facts, self.starts = computed.arrays, computed.facts, computed.starts
        self.computed = computed

    def _record(self, computed):
        """Make the film: sentences if there is room for them, and then as many numbers as there is."""
        graph, places = self.graph, {eqn: _place(eqn) for eqn in self.graph.equations}
        records, self.tables = records_of(graph, computed, self.lives, places)
        sent = [self.tables, self.svg, self.homes, self.fields, [text_of_record(r) for r in records]]
        free = ROOM - json_size(sent) - 12 * len(records)
        if free < 0:  # without the picture then; the program shows where we are
            self.svg, free = "", free + json_size(self.svg)
        sentences = [self._sentence(n) for n in range(len(graph.equations) + 1)]
        words = json_size(sentences) + 16 * len(sentences)
        if words > free / 2:
            sentences, words = [], 0
        boxes = [self.tensors[unescape(name)] for name in re.findall(r'<g class="node" data-name="([^"]*)"', self.svg)]
        self.pictures = pictures_of(computed, free - words, boxes or [*graph.inputs, *graph.outputs])
        self.film = film_of(graph, records, self.pictures, sentences)

    # ---- what if ----------------------------------------------------------------

    @traitlets.observe("edits")
    @in_status
    def _edit(self, change):
        if self.edits == self.edited:
            return
        before, facts = self.edited, self.facts
        try:
            computed = compute(self.graph, edited(self.graph, self.inputs, self.edits))
        except Exception:
            self.edits = before
            raise
        self.edited, self.wanted, self.whole, self.more = self.edits, "", "", []
        self._take(computed)
        self._film_again(computed)
        self.tell(what_if(self.graph, self.edits, before, self.inputs, self.facts, facts))

    def _film_again(self, computed):
        """The film of other numbers: the same pictures, and sentences if there were any."""
        records, _ = records_of(self.graph, computed, self.lives, {eqn: _place(eqn) for eqn in self.graph.equations})
        worded = "sentence" in self.film[0]
        sentences = [self._sentence(n) for n in range(len(self.film))] if worded else []
        self.pictures = pictures_again(computed, self.pictures)
        self.film = film_of(self.graph, records, self.pictures, sentences)

    # ---- where we are ---------------------------------------------------------

    @traitlets.validate("step")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), len(self.graph.equations))

    @traitlets.observe("step")
    @in_status
    def _step(self, change):
        self._moved()

    @traitlets.observe("shown")
    @in_status
    def _shown(self, change):
        self._look_at(self.shown)

    def set_state(self, sync_data):
        """What the page has set.  It chooses the value of a step itself: an answer that is late must not choose it."""
        self._from_page = True
        try:
            super().set_state(sync_data)
        finally:
            self._from_page = False

    def _moved(self):
        first = self.graph.inputs[0].name if self.graph.inputs else ""
        with self.hold_sync():
            if not self._from_page:
                self.shown = self.graph.equations[self.step - 1].output.name if self.step else first
            self.tell(self._sentence(self.step))

    @traitlets.observe("wanted")
    @in_status
    def _wanted(self, change):
        x = self.tensors.get(self.wanted)
        near = [x, *self.graph.producer[x].inputs] if x in self.graph.producer else [x] if x else []
        found = [(y.name, picture_of(self.computed, y, 16)) for y in dict.fromkeys(near)][:4]
        self.more = [[name, picture["look"], picture["steps"], picture["numbers"]] for name, picture in found]

    @traitlets.observe("whole")
    @in_status
    def _whole(self, change):
        x = self.tensors.get(self.whole)
        if x is not None:
            wanted = list(dict.fromkeys([x, *(self.graph.producer[x].inputs if x in self.graph.producer else ())]))[:4]
            inputs = edited(self.graph, self.inputs, self.edits)
            self.more = whole_pictures(self.graph, inputs, self.computed, wanted)

    @property
    def alive(self):
        """The names of the computed values that somebody will still read."""
        return [y.name for y in alive_after(self.lives, self.step)]

    @property
    def kept(self):
        """The names of those among them that wait for the backward pass."""
        return [y.name for y in kept_after(self.lives, self.step)]

    # ---- words ----------------------------------------------------------------

    def _look_at(self, name):
        if name and name not in self.tensors:
            raise GraphError(f"{self.name} has no tensor named {name!r}; click a box of the picture")
        x = self.tensors.get(name)
        if x is None or self.step and x is self.graph.equations[self.step - 1].output:
            return
        made = self.lives[x].first + 1 if x in self.lives else 0
        if made > self.step:
            self.tell(f"{x!r} is not computed yet: equation {made} makes it. Enter goes there.")
            return
        by = f"made by equation {made}, {self.phases[self.graph.producer[x]]}" if made else "an input"
        self.tell(f"Looking at {x!r}, {by}; {self._remark(x)}.")

    def _sentence(self, n):
        total = len(self.graph.equations)
        if not n:
            more = f" This film has the first {total:,} of {total + self.left_out:,}." if self.left_out else ""
            return f"Nothing has run yet: the inputs are there, and {counted(total, 'equation')} ahead.{more}"
        eqn = self.graph.equations[n - 1]
        alive, kept = (curve[n] for curve in self.counts)
        waits = f", {'all' if kept == alive else kept} of them kept for the backward pass" if kept else ""
        memory = f"Alive: {counted(alive, 'value')} ({self.bytes_alive[n]:,} bytes){waits}."
        made = f"{eqn.op.name} made {eqn.output!r}; {self._remark(eqn.output)}"
        return f"Equation {n} of {total}, {self.phases[eqn]}: {made}. {memory}"

    def _remark(self, x):
        """The most remarkable thing about a value."""
        low, high, _, zeros, nan, infinite = self.facts[x]
        word = "NaN" if nan else "infinite" if infinite else "0"
        k, n = nan or infinite or zeros, x.size
        starts = ", and nothing that it read was: it starts here" if x in self.starts else ""
        if not n:
            return "it has no numbers"
        if n == 1:
            return f"it is {low or word}{starts}"
        if k:
            many = f"all {n:,} numbers" if k == n else f"{k:,} of {n:,} numbers"
            return f"{many} {'is' if k == 1 else 'are'} {word}{starts}"
        return f"its numbers go from {low} to {high}"

    def still(self):
        return still_picture(self.graph, drawn(self.graph)[0], self.words())

    def words(self):
        return f"A stepper through {self.name}: {len(self.graph.equations)} equations, of which {self.step} have run."


def _beginning(graph):
    """The graph, or so much of a very long one that a page can hold its film."""
    count = max(LONGEST - len(graph.inputs), 1)
    if len(graph.equations) <= count:
        return graph
    equations = graph.equations[:count]
    made = {eqn.output for eqn in equations}
    return Graph(graph.name, graph.inputs, equations, tuple({*graph.outputs} & made) or (equations[-1].output,))


def _place(eqn):
    """[place, text] of the line that made it."""
    line = written_line(eqn)
    return [line.place, line.text] if line else None


def _example(x):
    """Small random numbers; an optimizer's state begins with zeros."""
    rng = np.random.default_rng(0)
    if x.type.is_float and not x.name.startswith("state"):
        return np.asarray(rng.uniform(-1, 1, x.shape), x.dtype)
    return np.asarray(rng.integers(0, 2, x.shape) if x.dtype.kind in "iub" else np.zeros(x.shape), x.dtype)
