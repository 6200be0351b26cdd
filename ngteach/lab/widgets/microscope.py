"""The gradient microscope: one element of an adjoint, beside what finite differences make of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import traitlets

from ...core.provenance import says_where
from ...draw.show import image
from ...draw.values import matrix
from .finite_differences import STEPS, both_precisions, curves
from .microscope_live import live
from .microscope_picture import draw_errors
from .microscope_words import brief, film, heat, measured
from .widget import Widget, in_status


@says_where()
def microscope(function: Callable[..., Any], *arrays: Any) -> Microscope:
    """A widget: choose an element of an adjoint, and compare it with central differences over the step size.

    function(*arrays) must return one number; arrays may be nested, and those of floats can be looked at.
    Everything is computed twice, in f32 and in f64.
    """
    return Microscope(function, arrays)


SCRIPTS = ("formats.js", "heat.js", "repainting.js", "label_places.js", "microscope_plot.js", "microscope.js")
ANSWERS = ("formats.js", "microscope_answers.js")


class Microscope(Widget, script=SCRIPTS, answers=ANSWERS):
    """chosen: the input.   place: its element, counted through.   step: which of `steps` is the step size.

    film: for each step its sentence and its readings.   measured: the curves, as numbers.
    """

    name = traitlets.Unicode("").tag(sync=True)
    inputs = traitlets.List(traitlets.Dict()).tag(sync=True)  # name, type, and the rows and columns it is shown as
    steps = traitlets.List(traitlets.Float(), list(STEPS)).tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)
    place = traitlets.Int(0).tag(sync=True)
    step = traitlets.Int(STEPS.index(1e-5)).tag(sync=True)
    heat: traitlets.List = traitlets.List().tag(sync=True)  # rows of shares
    heat_words = traitlets.Unicode("").tag(sync=True)
    element = traitlets.Unicode("").tag(sync=True)  # as Python writes it: W0[3, 5]
    measured = traitlets.List(traitlets.Dict()).tag(sync=True)
    _with_place = False
    _last = ""  # the input that was chosen last

    def __init__(self, function, arrays):
        super().__init__()
        self.found = both_precisions(function, arrays)
        self.main = self.found.get("f64") or self.found["f32"]
        self.tensors = {x.name: x for x in self.main.adjoints}
        self.name = self.main.graph.name
        self.inputs = [_listed(x) for x in self.tensors.values()]
        self.curves = None
        self.chosen = _to_begin_with(self.inputs)
        self.live = live(self.found, arrays, self.film)

    @traitlets.validate("chosen")
    def _known(self, proposal):
        return proposal["value"] if proposal["value"] in self.tensors else self._last

    @traitlets.validate("place")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), self._adjoint().size - 1)

    @traitlets.validate("step")
    def _step_inside(self, proposal):
        return min(max(proposal["value"], 0), len(STEPS) - 1)

    def _adjoint(self):
        return self.main.adjoints[self.tensors[self.chosen]]

    def set_state(self, sync_data):
        self._with_place = "place" in sync_data
        super().set_state(sync_data)
        self._with_place = False

    @property
    def best(self):
        """{precision: the number of its best step}"""
        return {name: c.best for name, c in self.curves.items()}

    @property
    def readings(self):
        """What the table shows."""
        return self.film[self.step]["readings"]

    @traitlets.observe("chosen")
    @in_status
    def _choose(self, change):
        adjoint, self._last = self._adjoint(), self.chosen
        with self.hold_sync():
            self.heat, self.heat_words = heat(adjoint)
            self.curves = None
            largest = int(np.argmax(np.abs(np.nan_to_num(adjoint))))
            if self._with_place or self.place == largest:
                self.place = min(self.place, adjoint.size - 1)
                self._look()
            else:
                self.place = largest

    @traitlets.observe("place")
    @in_status
    def _place(self, change):
        if self.chosen:
            self._look()

    def _look(self):
        """Measure the chosen element."""
        index = tuple(int(i) for i in np.unravel_index(self.place, self._adjoint().shape))
        self.curves = curves(self.found, self.chosen, index)
        with self.hold_sync():
            self.element = f"{self.chosen}[{', '.join(map(str, index))}]" if index else self.chosen
            self.measured, self.film = measured(self.curves), film(self.element, self.curves)
            self.tell(self.film[self.step]["sentence"])

    @traitlets.observe("step")
    @in_status
    def _step(self, change):
        if self.curves:
            self.tell(self.film[self.step]["sentence"])

    def _seen(self):
        """The alternative text of the picture."""
        best = ", ".join(
            f"{brief(c.error(c.best))} at h = {brief(STEPS[c.best])} in {n}" for n, c in self.curves.items()
        )
        shape = "a valley: rounding errors rise to the left, truncation errors to the right"
        return (
            f"The error of central differences for {self.element} over the step size is {shape}. At best it is {best}."
        )

    def still(self):
        return image(draw_errors(self.curves, self._seen(), self.step), f"{self._seen()} {self.status}")

    def words(self):
        return f"The gradient microscope on {self.name}. {self.status}"


LEGIBLE = 16  # rows and columns of cells that can be told apart at a glance


def _to_begin_with(inputs):
    """The largest matrix that is read at a glance, such as a layer's weights; otherwise the smallest input."""
    small = [x for x in inputs if 2 <= x["columns"] <= LEGIBLE and 2 <= x["rows"] <= LEGIBLE]
    if small:
        return max(small, key=lambda x: x["rows"] * x["columns"])["name"]
    return min(inputs, key=lambda x: x["rows"] * x["columns"])["name"]


def _listed(x):
    rows, columns = matrix(np.empty(x.shape, bool)).shape
    return {"name": x.name, "type": f"[{','.join(map(str, x.shape))}]", "rows": rows, "columns": columns}
