"""The theatre's words: what each moment reads, writes and spoils, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ...core.graph import Graph
from ...draw.values import short_number
from .swap_film import FIRST, STEPS, Moment, differing, last_user
from .swap_program import written


@dataclass(frozen=True)
class Scene:
    """A moment of the film, beside the same moment with two sets of buffers.   in_place: weights with one buffer."""

    graph: Graph
    in_place: tuple[str, ...]
    moment: Moment
    right: Moment

    @cached_property
    def wrong(self):
        """The names of values and buffers that differ from the right ones."""
        return differing(self.moment, self.right)

    @property
    def sentence(self):
        moment = self.moment
        if moment.place == 0:
            return self._beginning()
        if moment.equation is None:
            return self._swapped()
        if moment.overwritten:
            return self._read_too_late()
        return self._wrote() if moment.writes else self._computed()

    @property
    def words(self):
        how = f"with {' and '.join(self.in_place)} updated in place" if self.in_place else "with two sets of buffers"
        return f"The weight-swap theatre, {how}. {self.sentence}"

    def _beginning(self):
        if not self.in_place:
            return "Set A holds the weights, set B is empty. A step reads one set and writes the other; then they swap."
        names = " and ".join(self.in_place)
        count = "has one buffer" if len(self.in_place) == 1 else "have one buffer each"
        return f"{names} {count}: the next value overwrites the present one. Will the step still be right?"

    def _computed(self):
        eqn = self.moment.equation
        name = eqn.output.name
        read = " and ".join(f"{w} from {self._home(s, w)}" for s, w in self.moment.reads)
        said = f"{written(eqn)} is {self._value(name)}" + (f"; it reads {read}." if read else ".")
        return f"{said} Right is {self._right(name)}: {self._cause()}." if name in self.wrong else said

    def _cause(self):
        """Why a value is wrong that read no overwritten weight itself."""
        bad = [x.name for x in self.moment.equation.inputs if x.name in self.wrong]
        if bad:
            return f"{' and '.join(dict.fromkeys(bad))} was wrong already"
        return f"the step before left a wrong {' and '.join(w for _, w in self.moment.reads)}"

    def _wrote(self):
        ((home, weight),) = self.moment.writes
        name = self.moment.equation.output.name
        off = f" (right is {self._right(name)})" if name in self.wrong else ""
        said = f"{name} = {self._value(name)}{off}"
        user = last_user(self.graph, weight)
        last = user is self.moment.equation
        if weight not in self.in_place:
            why = "nothing more reads it in this step" if last else f"{user.output.name} is still going to read it"
            return f"{said} goes to set {home}. Set {self.moment.now} keeps {weight} as it was; {why}."
        if last:
            return f"{said} is written over {weight}. No equation after it reads {weight}: in place is safe here."
        return f"{said} is written over {weight}. But {user.output.name} is still to come, and wants the old {weight}."

    def _read_too_late(self):
        name, weight = self.moment.equation.output.name, self.moment.overwritten[0]
        found, wanted = self.moment.sets[self.moment.now][weight], self._rightly_read(weight)
        return (
            f"{name} reads {weight} and finds {short_number(found)}: that is {weight}_next, and it wanted"
            f" {short_number(wanted)}. So {name} is {self._value(name)}, where {self._right(name)} is right."
        )

    def _swapped(self):
        here = self.moment.sets[self.moment.now]
        weights = ", ".join(f"{w} = {short_number(x)}" for w, x in here.items())
        end = " The film ends here." if self.moment.step == STEPS - 1 else ""
        bad = [f"{w} should be {short_number(self._rightly_read(w))}" for w in FIRST if w in self.wrong]
        if bad:
            return f"Step {self.moment.step + 1} is over, and its weights are wrong: {weights}; {', '.join(bad)}.{end}"
        if len(self.in_place) == len(FIRST):
            return f"Step {self.moment.step + 1} is over: {weights}. There is nothing to swap.{end}"
        return f"Swap: set {self.moment.now} is read from now on: {weights}. No number was moved, only names.{end}"

    def _home(self, name, weight):
        return "its one buffer" if weight in self.in_place else f"set {name}"

    def _value(self, name):
        return short_number(self.moment.values[name])

    def _right(self, name):
        return short_number(self.right.values[name])

    def _rightly_read(self, weight):
        return self.right.sets[self.right.now][weight]
