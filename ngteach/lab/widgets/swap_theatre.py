"""The weight-swap theatre: two sets of buffers that change places, and what becomes of an update in place."""

from __future__ import annotations

import math

import traitlets

from ...core.calling.errors import GraphError
from ...draw.show import image
from ...draw.values import short_number
from .swap_film import FIRST, STEPS, differing, film, last_user, training_graph
from .swap_picture import draw_moment
from .swap_program import written
from .widget import Widget, in_status


def swap_theatre() -> SwapTheatre:
    """A widget: a step reads one set of buffers and writes the other; update in place, and watch it go wrong."""
    return SwapTheatre()


class SwapTheatre(Widget, script="swap_theatre.js"):
    """at: the moment of the film that is seen.   in_place: the weights that have one buffer instead of two."""

    at = traitlets.Int(0).tag(sync=True)
    total = traitlets.Int(0).tag(sync=True)
    per_step = traitlets.Int(1).tag(sync=True)  # moments of one step: its equations and the swap
    weights = traitlets.List(traitlets.Unicode(), list(FIRST)).tag(sync=True)
    in_place = traitlets.List(traitlets.Unicode()).tag(sync=True)
    svg = traitlets.Unicode("").tag(sync=True)
    sets = traitlets.Dict().tag(sync=True)  # {"A": {"W0": number, or None where nothing was written yet}}
    wrong = traitlets.List(traitlets.Unicode()).tag(sync=True)  # values and weights that differ from the right ones

    def __init__(self):
        super().__init__()
        self.graph = training_graph()
        self.right = self.moments = film(self.graph)
        self.total, self.per_step = len(self.moments) - 1, len(self.graph.equations) + 1
        self._show()

    @traitlets.validate("at")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), self.total)

    @traitlets.validate("in_place")
    def _known(self, proposal):
        for name in proposal["value"]:
            if name not in FIRST:
                raise GraphError(f"swap_theatre has no weight {name!r}; it has {', '.join(FIRST)}")
        return [w for w in FIRST if w in proposal["value"]]

    @traitlets.observe("at")
    @in_status
    def _at(self, change):
        self._show()

    @traitlets.observe("in_place")
    @in_status
    def _in_place(self, change):
        self.moments = film(self.graph, self.in_place)
        self._show()

    def _show(self):
        moment = self.moments[self.at]
        with self.hold_sync():
            self.wrong = differing(moment, self.right[self.at])
            self.sets = {
                s: {w: None if math.isnan(x) else x for w, x in weights.items()} for s, weights in moment.sets.items()
            }
            self.tell(self._sentence(moment))
            self.svg = draw_moment(self.graph, self.moments, self.right, self.at, self.in_place, self.words())

    # ---- words --------------------------------------------------------------

    def _sentence(self, moment):
        if self.at == 0:
            return self._beginning()
        if moment.equation is None:
            return self._swapped(moment)
        if moment.overwritten:
            return self._read_too_late(moment)
        if moment.writes:
            return self._wrote(moment)
        return self._computed(moment)

    def _beginning(self):
        if not self.in_place:
            return "Set A holds the weights, set B is empty. A step reads one set and writes the other; then they swap."
        names = " and ".join(self.in_place)
        count = "has one buffer" if len(self.in_place) == 1 else "have one buffer each"
        return f"{names} {count}: the next value overwrites the present one. Will the step still be right?"

    def _computed(self, moment):
        name = moment.equation.output.name
        read = " and ".join(f"{w} from {self._home(s, w)}" for s, w in moment.reads)
        said = f"{written(moment.equation)} is {self._value(moment, name)}" + (f"; it reads {read}." if read else ".")
        if name not in self.wrong:
            return said
        return f"{said} Right is {self._right(name)}: {self._cause(moment)}."

    def _cause(self, moment):
        """Why a value is wrong that read no overwritten weight itself."""
        bad = [x.name for x in moment.equation.inputs if x.name in self.wrong]
        if bad:
            return f"{' and '.join(dict.fromkeys(bad))} was wrong already"
        return f"the step before left a wrong {' and '.join(w for _, w in moment.reads)}"

    def _wrote(self, moment):
        ((home, weight),) = moment.writes
        name = moment.equation.output.name
        off = f" (right is {self._right(name)})" if name in self.wrong else ""
        said = f"{name} = {self._value(moment, name)}{off}"
        user = last_user(self.graph, weight)
        last = user is moment.equation
        if weight not in self.in_place:
            why = "nothing more reads it in this step" if last else f"{user.output.name} is still going to read it"
            return f"{said} goes to set {home}. Set {moment.now} keeps {weight} as it was; {why}."
        if last:
            return f"{said} is written over {weight}. No equation after it reads {weight}: in place is safe here."
        return f"{said} is written over {weight}. But {user.output.name} is still to come, and wants the old {weight}."

    def _read_too_late(self, moment):
        name, weight = moment.equation.output.name, moment.overwritten[0]
        found, wanted = moment.sets[moment.now][weight], self._rightly_read(weight)
        return (
            f"{name} reads {weight} and finds {short_number(found)}: that is {weight}_next, and it wanted"
            f" {short_number(wanted)}. So {name} is {self._value(moment, name)}, where {self._right(name)} is right."
        )

    def _swapped(self, moment):
        here = moment.sets[moment.now]
        weights = ", ".join(f"{w} = {short_number(x)}" for w, x in here.items())
        end = " The film ends here." if moment.step == STEPS - 1 else ""
        bad = [f"{w} should be {short_number(self._rightly_read(w))}" for w in FIRST if w in self.wrong]
        if bad:
            return f"Step {moment.step + 1} is over, and its weights are wrong: {weights}; {', '.join(bad)}.{end}"
        if len(self.in_place) == len(FIRST):
            return f"Step {moment.step + 1} is over: {weights}. There is nothing to swap.{end}"
        return f"Swap: set {moment.now} is read from now on: {weights}. No number was moved, only names.{end}"

    def _home(self, name, weight):
        return "its one buffer" if weight in self.in_place else f"set {name}"

    def _value(self, moment, name):
        return short_number(moment.values[name])

    def _right(self, name):
        return short_number(self.right[self.at].values[name])

    def _rightly_read(self, weight):
        right = self.right[self.at]
        return right.sets[right.now][weight]

    def still(self):
        return image(self.svg, self.words())

    def words(self):
        how = f"with {' and '.join(self.in_place)} updated in place" if self.in_place else "with two sets of buffers"
        return f"The weight-swap theatre, {how}. {self.status}"
