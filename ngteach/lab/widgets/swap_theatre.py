"""The weight-swap theatre: two sets of buffers that change places, and what becomes of an update in place."""

from __future__ import annotations

import math

import traitlets

from ...core.calling.errors import GraphError
from ...draw.show import image
from ...draw.values import short_number
from ...transform.phases import phases
from .swap_film import DATA, FIRST, STEPS, film, training_graph
from .swap_losses import step_losses
from .swap_picture import draw_moment, homes, wanted
from .swap_program import written
from .swap_words import Scene
from .widget import Widget, in_status

_CHOICES = ((), ("W0",), ("W1",), ("W0", "W1"))  # what may be updated in place


def swap_theatre() -> SwapTheatre:
    """A widget: a step reads one set of buffers and writes the other; update in place, and watch it go wrong."""
    return SwapTheatre()


class SwapTheatre(Widget, script=("swap_stage.js", "swap_theatre.js")):
    """at: the moment that is seen.   in_place: the weights that have one buffer instead of two.

    scene: both in one number: the film has every moment of each choice, one choice after the other.
    """

    at = traitlets.Int(0).tag(sync=True)
    in_place = traitlets.List(traitlets.Unicode()).tag(sync=True)
    scene = traitlets.Int(0).tag(sync=True)
    total = traitlets.Int(0).tag(sync=True)
    steps = traitlets.Int(STEPS).tag(sync=True)
    per_step = traitlets.Int(1).tag(sync=True)  # moments of one step: its equations and the swap
    weights = traitlets.List(traitlets.Unicode(), list(FIRST)).tag(sync=True)
    choices = traitlets.Any([list(choice) for choice in _CHOICES]).tag(sync=True)
    losses = traitlets.Any([]).tag(sync=True)  # for each choice those of all steps
    rows = traitlets.Any([]).tag(sync=True)  # [{text, phase}] of the equations
    facts = traitlets.List([f"{name} = {value:g}" for name, value in DATA.items()]).tag(sync=True)

    def __init__(self):
        super().__init__()
        self.graph = training_graph()
        self._films = [film(self.graph, choice) for choice in _CHOICES]
        self.total, self.per_step = len(self._films[0]) - 1, len(self.graph.equations) + 1
        self._scenes = [
            Scene(self.graph, choice, *both)
            for choice, moments in zip(_CHOICES, self._films, strict=True)
            for both in zip(moments, self._films[0], strict=True)
        ]
        phase = phases(self.graph)
        self.rows = [{"text": written(eqn), "phase": phase[eqn]} for eqn in self.graph.equations]
        self.losses = [step_losses(moments) for moments in self._films]
        self.film = [_record(scene) for scene in self._scenes]
        self.tell(self.now.sentence)

    @property
    def now(self):
        """The Scene that is seen."""
        return self._scenes[self.scene]

    @property
    def wrong(self):
        """The names of values and weights that differ from the right ones."""
        return self.now.wrong

    @property
    def sets(self):
        """{"A": {"W0": number, or None where nothing was written yet}}."""
        sets = self.now.moment.sets
        return {s: {w: None if math.isnan(x) else x for w, x in weights.items()} for s, weights in sets.items()}

    @property
    def svg(self):
        """The picture, for a page without the widget."""
        moments = self._films[_CHOICES.index(tuple(self.in_place))]
        return draw_moment(self.graph, moments, self._films[0], self.at, self.in_place, self.now.words)

    @traitlets.validate("at")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), self.total)

    @traitlets.validate("scene")
    def _inside_all(self, proposal):
        return min(max(proposal["value"], 0), len(_CHOICES) * (self.total + 1) - 1)

    @traitlets.validate("in_place")
    def _known(self, proposal):
        for name in proposal["value"]:
            if name not in FIRST:
                raise GraphError(f"swap_theatre has no weight {name!r}; it has {', '.join(FIRST)}")
        return [w for w in FIRST if w in proposal["value"]]

    @traitlets.observe("at", "in_place")
    @in_status
    def _chosen(self, change):
        self.scene = _CHOICES.index(tuple(self.in_place)) * (self.total + 1) + self.at

    @traitlets.observe("scene")
    @in_status
    def _moved(self, change):
        choice, at = divmod(self.scene, self.total + 1)
        with self.hold_trait_notifications():
            self.at, self.in_place = at, list(_CHOICES[choice])
        self.tell(self.now.sentence)

    def still(self):
        return image(self.svg, self.words())

    def words(self):
        return self.now.words


def _record(scene):
    """A scene as the browser draws it: numbers as texts, and what is wrong with each."""
    moment, right = scene.moment, scene.right
    values = [short_number(v) for v in moment.values.values()]
    correct = ["" if n not in scene.wrong else short_number(right.values[n]) for n in moment.values]
    slots = []
    for s in "AB":
        for w in FIRST:
            x, want = moment.sets[s][w], wanted(s, w, moment, right, scene.in_place)
            fine = math.isnan(x) or x == want
            slots.append(["" if math.isnan(x) else short_number(x), "" if fine else short_number(want)])
    return {
        "sentence": scene.sentence,
        "step": moment.step,
        "place": moment.place,
        "now": moment.now,
        "slots": slots,  # A's W0, A's W1, B's W0, B's W1: [number, the right one if it is another]
        "values": values,
        "right": correct,
        "reads": [f"{s}.{w}" for s, w in homes(moment.reads, scene.in_place)],
        "writes": [f"{s}.{w}" for s, w in homes(moment.writes, scene.in_place)],
        "late": list(moment.overwritten),
    }
