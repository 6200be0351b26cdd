"""The convolution widget: which numbers made a pixel of the output, and who sends a pixel of the input its adjoint."""

from __future__ import annotations

from typing import Any

import traitlets

from ...core.calling.errors import GraphError, require
from ...core.provenance import says_where
from ...data.load import load_data
from ...draw.show import image
from ...draw.values import short_number
from .convolution_film import LOSSES, by, given_filters, given_input, make_film, numbers, usual_filters, written_filter
from .convolution_live import bundled_digit, live
from .convolution_picture import draw_convolution
from .convolution_rule import Rule
from .given import whole
from .matrix_text import matrix_of
from .widget import Widget, in_status

SCRIPTS = (
    "formats.js",
    "numbers.js",
    "heat.js",
    "repainting.js",
    "convolution_rule.js",
    "convolution_words.js",
    "convolution_picture.js",
    "convolution_lit.js",
    "convolution.js",
)
ANSWERS = ("formats.js", "numbers.js", "convolution_rule.js", "convolution_words.js", "convolution_answers.js")
_MOVED = ("digit", "written", "filter", "stride", "padding", "dilation", "backward", "loss", "pixel", "source")
_START = 3  # a place that is not at the edge


@says_where()
def convolution(
    x: Any = None, filters: Any = None, *, stride: int = 1, padding: int = 1, dilation: int = 1
) -> Convolution:
    """A widget: move over a pixel of y, and see its window in x and its products; backwards, who sends x an adjoint.

    x: a matrix of numbers; without it a bundled digit.   Of a matrix of more than 12 x 12 the middle is shown.
    filters: a matrix or several, [outputs,rows,columns] or {name: matrix}; without them edge, blur, identity, random
    and a learned one, each in several sizes.   stride: 1 to 3, padding: 0 to 2, dilation: 1 to 3; sliders move them.
    Raises GraphError for what is no matrix, and if no window fits.

    All values are those of ng.convolution and of its adjoint graph; the widget has them all, and works without Python.
    """
    return Convolution(x, filters, stride, padding, dilation)


class Convolution(Widget, script=SCRIPTS, answers=ANSWERS):
    """pixel: the place of y that is looked at, forward; source: the pixel of x, backward.

    filter: which of `filters`.   loss: which of LOSSES; it says what dy is.   state: which record of the film.
    written: a filter that the reader has written, "1 0 -1; 1 0 -1"; it is then the first of `filters`.
    """

    digit = traitlets.Int(-1).tag(sync=True)  # of the bundled test digits; -1 if x is the user's
    title = traitlets.Unicode("").tag(sync=True)
    written = traitlets.Unicode("").tag(sync=True)
    made_of = traitlets.List([-1, ""]).tag(sync=True)  # the digit and what was written when the film was made
    x = traitlets.Unicode("").tag(sync=True)
    filters = traitlets.List(traitlets.Dict()).tag(sync=True)
    losses = traitlets.List(traitlets.Unicode(), list(LOSSES)).tag(sync=True)
    state = traitlets.Int(0).tag(sync=True)
    filter = traitlets.Int(0).tag(sync=True)
    stride = traitlets.Int(1).tag(sync=True)
    padding = traitlets.Int(0).tag(sync=True)
    dilation = traitlets.Int(1).tag(sync=True)
    backward = traitlets.Bool(False).tag(sync=True)
    loss = traitlets.Int(0).tag(sync=True)
    pixel = traitlets.List(traitlets.Int(), [_START, _START]).tag(sync=True)
    source = traitlets.List(traitlets.Int(), [_START, _START]).tag(sync=True)

    def __init__(self, x, filters, stride, padding, dilation):
        super().__init__()
        self._given = given_filters(filters) if filters is not None else list(usual_filters())
        self._settings = None  # the last ones that were possible
        self._shown = None  # what the sentence is about
        self._with_filter = False
        self._own = given_input(x) if x is not None else None
        self.digit = -1 if self._own else 0
        self._use()
        wanted = {"stride": stride, "padding": padding, "dilation": dilation}
        wanted = {name: self._setting(name, value) for name, value in wanted.items()}
        rule = Rule(self.values.shape, self._kept[0].values.shape, **wanted)
        require(not rule.impossible(), f"convolution: {rule.impossible()}")
        with self.hold_trait_notifications():
            self.stride, self.padding, self.dilation = wanted.values()
        self._show()
        self.live = live(self._own, self._given, self.film)

    # ---- from Python ------------------------------------------------------------

    def choose(self, kind, size=None):
        """Take the filter of that name; of that many rows, if there are several."""
        fits = [i for i, f in enumerate(self._kept) if f.kind == kind and size in (None, f.values.shape[0])]
        there = ", ".join(f"{f.kind} {by(f.values)}" for f in self._kept)
        require(fits, f"there is no filter {kind!r}{f' with {size} rows' if size else ''}; there are {there}")
        self.filter = fits[0]

    def look_at(self, row, column, backward=False):
        """Choose a place of y, or with backward=True a pixel of x."""
        self.backward = backward
        if backward:
            self.source = [row, column]
        else:
            self.pixel = [row, column]

    @property
    def rule(self):
        """The Rule of the present settings."""
        return Rule(self.values.shape, self._kept[self.filter].values.shape, self.stride, self.padding, self.dilation)

    # ---- what the browser or Python has changed ---------------------------------

    @traitlets.validate("digit")
    def _known(self, proposal):
        if self._own or proposal["value"] < 0:
            return self.made_of[0]
        return proposal["value"] % len(load_data("digits").test_labels)

    @traitlets.validate("filter")
    def _there(self, proposal):
        return max(proposal["value"], 0)  # a message may bring the filter and what makes it

    @traitlets.validate("loss")
    def _one_of(self, proposal):
        return min(max(proposal["value"], 0), len(LOSSES) - 1)

    def set_state(self, sync_data):
        self._with_filter = "filter" in sync_data
        super().set_state(sync_data)
        self._with_filter = False

    @traitlets.observe(*_MOVED)
    @in_status
    def _changed(self, change):
        if not self._settings or self._now() == self._shown:  # of a message with several traits the first told all
            return
        if self.made_of != [self.digit, self.written]:
            digit, written = self.made_of
            try:
                self._use()
            except GraphError:
                self.digit, self.written = digit, written
                raise
            if self.written != written and not self._with_filter:
                self.filter = 0
        self._show()

    def _use(self):
        """Make the film of this digit, or the user's x, and of the filters."""
        values, title = self._own or bundled_digit(self.digit)
        filters = [written_filter(self.written), *self._given] if self.written else self._given
        film, kept = make_film(values, filters)
        require(film, f"convolution: {Rule(values.shape, filters[0].values.shape, 1, 0, 1).impossible()}")
        with self.hold_sync():
            some = f"{len(kept)} of the {len(filters)} filters, which is what a page has room for"
            self.title = title if len(kept) == len(filters) else f"{title}; {some}"
            self.values, self._kept, self.x = values, kept, numbers(values)
            self.filters = [{"kind": f.kind, "values": numbers(f.values)} for f in kept]
            self.film, self.made_of = film, [self.digit, self.written]
            self._places = {(r["filter"], r["stride"], r["padding"], r["dilation"]): i for i, r in enumerate(film)}

    def _show(self):
        now = self.filter, self.stride, self.padding, self.dilation
        if now not in self._places:
            there = self.filter < len(self._kept)
            problem = GraphError(there and self.rule.impossible() or "There is no such setting.")
            with self.hold_trait_notifications():
                self.filter, self.stride, self.padding, self.dilation = self._settings
            self._shown = self._now()
            self.fail(problem)
            return
        self._settings = now
        with self.hold_sync():
            self.state = self._places[now]
            self.pixel = _kept_inside(self.pixel, self.rule.places)
            self.source = _kept_inside(self.source, self.values.shape)
            self._shown = self._now()
            self.tell(self._sentence())

    def _now(self):
        return [getattr(self, name) for name in _MOVED]

    def _setting(self, name, value):
        return whole(value, f"convolution: {name} must be", *((0, 2) if name == "padding" else (1, 3)))

    # ---- words --------------------------------------------------------------------

    def _sentence(self):
        rule, shown = self.rule, self.film[self.state]
        if self.backward:
            (r, c), senders = self.source, rule.senders(*self.source)
            value = f"dx[{r}, {c}] = {short_number(matrix_of(shown['dx'][self.loss])[r, c])}"
            if not senders:
                return f"{value}: no window holds x[{r}, {c}], so nobody sends it an adjoint."
            many = f"{len(senders)} pixels of y" if len(senders) > 1 else "one pixel of y"
            each = "each of them" if len(senders) > 1 else "it"
            sent = f"{each} sends dy times the element that met it"
            return f"{value}: x[{r}, {c}] lies in the windows of {many}, and {sent}."
        i, j = self.pixel
        window = rule.window(i, j)
        outside = sum(not rule.inside(r, c) for r, c, _, _ in window)
        value = f"y[{i}, {j}] = {short_number(matrix_of(shown['y'])[i, j])}"
        row, column = (f"{k}*{rule.stride} - {rule.padding} = {k * rule.stride - rule.padding}" for k in (i, j))
        zeros = f"; {outside} of them meet the padding, 0" if outside else ""
        return f"{value} is the sum of {len(window)} products: its window begins at row {row}, column {column}{zeros}."

    def still(self):
        y = matrix_of(self.film[self.state]["y"])
        drawn = draw_convolution(self.values, self._kept[self.filter].values, y, self.rule, self.pixel, self.words())
        return image(drawn, self.words())

    def words(self):
        return f"A convolution, stride {self.stride}, padding {self.padding}, dilation {self.dilation}. {self.status}"


def _kept_inside(place, shape):
    return [min(max(k, 0), n - 1) for k, n in zip(place, shape, strict=True)]
