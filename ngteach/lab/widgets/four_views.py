"""Four views of one graph, kept in step: the picture, the program, plain NumPy, and the C++ of the tutorial."""

from __future__ import annotations

import traitlets

from ...core.calling.errors import counted, require
from ...core.calling.guards import takes_graph
from ...core.graph import Graph
from ...core.provenance import says_where
from .cpp import cpp
from .film_room import ROOM, json_size
from .graph_view import drawn, rows, still_picture
from .numpy_view import numpy_lines
from .widget import Widget, in_status


@says_where()
@takes_graph
def four_views(graph: Graph) -> FourViews:
    """A widget in which choosing an equation in one view lights it in all four."""
    return FourViews(graph)


class FourViews(Widget, script=("graph.js", "four_views.js")):
    """selected: the number of the chosen equation.   film: the sentence of each.

    numpy, cpp: [[line, numbers of its equations]].
    places: for each equation the lines of NumPy and of C++ where it is found; an equation that the compiler
    dropped is found where its first user is.
    left_out: of a very large graph the texts hold the first equations alone; this says so.
    """

    selected = traitlets.Int(0).tag(sync=True)
    name = traitlets.Unicode("").tag(sync=True)
    svg = traitlets.Unicode("").tag(sync=True)
    homes = traitlets.Any([]).tag(sync=True)
    program = traitlets.Any([]).tag(sync=True)
    numpy = traitlets.Any([]).tag(sync=True)
    cpp = traitlets.Any([]).tag(sync=True)
    places = traitlets.Any([]).tag(sync=True)
    left_out = traitlets.Unicode("").tag(sync=True)

    def __init__(self, graph):
        super().__init__()
        require(graph.equations, f"four_views: {graph.name} has no equation to show")
        self.graph, self.name = graph, graph.name
        self.svg, self.homes = drawn(graph)
        self.program = [{k: row[k] for k in ("text", "name", "phase")} for row in rows(graph)]
        self.numpy = [[line, list(numbers)] for line, numbers in numpy_lines(graph)]
        self.cpp = [[line, list(numbers)] for line, numbers in cpp(graph)]
        numpy_places, self._instead = _with_users(graph, _places(self.numpy, len(graph.equations)))
        both = zip(numpy_places, _places(self.cpp, len(graph.equations)), strict=True)
        self.places = [{"numpy": a, "cpp": b} for a, b in both]
        self.film = [{"sentence": self._sentence(i)} for i in range(len(graph.equations))]
        self._shorten()
        self.tell(self.film[0]["sentence"])

    def _shorten(self):
        """Keep as many of the first equations as there is room for, with their lines."""
        whole = len(self.film)
        lines = {"numpy": self.numpy, "cpp": self.cpp}
        kept = whole
        while (
            kept > 1 and json_size(self.svg, self.homes, self.program, self.film, self.places, *lines.values()) > ROOM
        ):
            kept = max(1, kept * 4 // 5)
            self.program, self.film, self.places = self.program[:kept], self.film[:kept], self.places[:kept]
            for name in lines:  # up to the last line of a kept equation
                end = 1 + max((at for place in self.places for at in place[name]), default=-1)
                lines[name] = [[line, [i for i in numbers if i < kept]] for line, numbers in lines[name][:end]]
        self.numpy, self.cpp = lines.values()
        if kept < whole:
            self.left_out = f"The texts hold the first {kept:,} of {whole:,} equations; there is no room for more."

    @traitlets.validate("selected")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), len(self.film) - 1)

    @traitlets.observe("selected")
    @in_status
    def _selected(self, change):
        self.tell(self.film[self.selected]["sentence"])

    def _sentence(self, i):
        eqn, found = self.graph.equations[i], self.places[i]
        start = f"Equation {i + 1} of {len(self.graph.equations)}, {self.program[i]['phase']}: {eqn}."
        lines = f"{counted(len(found['cpp']), 'line')} of C++"
        if self._instead[i] is None and found["numpy"]:
            return f"{start} It takes {counted(len(found['numpy']), 'line')} of NumPy and {lines}."
        if not found["numpy"]:
            return f"{start} No line of NumPy is left of it; it takes {lines}."
        user = self.graph.equations[self._instead[i]].output.name
        return f"{start} NumPy needs no line for it: it is part of {user}'s; it takes {lines}."

    def still(self):
        return still_picture(self.graph, self.svg, self.words())

    def words(self):
        numbers = (
            f"{len(self.graph.equations)} equations, {len(self.numpy)} lines of NumPy, {len(self.cpp)} lines of C++"
        )
        return f"Four views of {self.name}: {numbers}."


def _places(lines, count):
    """For each equation the numbers of its lines."""
    places: list = [[] for _ in range(count)]
    for at, (_, numbers) in enumerate(lines):
        for i in numbers:
            places[i].append(at)
    return places


def _with_users(graph, places):
    """(places, instead): an equation without a line gets those of its first user; instead says whose."""
    number = {eqn: i for i, eqn in enumerate(graph.equations)}
    instead: list = [None] * len(places)
    for eqn, i in reversed(number.items()):
        users = graph.users[eqn.output]
        if not places[i] and users:
            first = number[users[0]]
            places[i] = places[first]
            instead[i] = first if instead[first] is None else instead[first]
    return places, instead
