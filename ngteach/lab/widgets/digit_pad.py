"""The digit pad: draw a digit; the graph reads it, and the adjoint of the picture shows what it looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import traitlets

from ...core.calling.arguments import checked_values, flat_inputs
from ...core.calling.errors import require
from ...core.calling.guards import takes_graph
from ...core.graph import Graph
from ...core.provenance import says_where
from ...core.trace import trace
from ...core.tree import leaves
from ...data.bitmaps import BRUSH, CELLS, SIDE, bitmap_of, counts, inked, readable
from ...data.digits import load_data
from ...draw.show import image
from ...javascript.live import live_data
from ...ops import softmax
from ...runtime.backend import compile
from ...transform.autodiff import Adjoints
from ...transform.dead_code import prune
from .digit_pad_picture import draw_reading, panels
from .given import whole
from .widget import Widget, in_status

_MOST = 16  # points of a cell, so that a pixel is a count / 16, as in load_data("digits")


@says_where()
@takes_graph
def digit_pad(graph: Graph, weights: Any, target: int | None = None) -> DigitPad:
    """A widget: draw with the mouse, a finger or the keyboard; see what the graph reads, and what it looked at.

    graph: inference, (x: f32[n,64], weights) -> p: f32[n,10] for any n; the drawing is the first row of the batch.
    weights: nested as the graph takes them.   target: the digit whose adjoint is shown, at first the likeliest one.
    The adjoint is that of the digit's logit, which softmax makes p of: where p is 99.9 %, its own is nearly 0.
    With the model of notebook 07 it reads 94 of 100 real pen strokes rightly (data/README.md tells which).
    From Python: draw(array), write(strokes), example(), clear(), use(weights).
    """
    return DigitPad(graph, weights, target)


class DigitPad(
    Widget,
    script=("formats.js", "digit_pad_picture.js", "digit_pad.js"),
    answers=("formats.js", "bitmaps.js", "digit_pad_answers.js"),
):
    """ink: the bitmap, row by row, "1" where there is ink.   target: -1 is the likeliest digit.

    of: "logit", or "p"; a graph without a softmax at its end has p alone.
    """

    ink = traitlets.Unicode("0" * SIDE**2).tag(sync=True)
    next_example = traitlets.Unicode("").tag(sync=True)  # its ink
    brush = traitlets.Float(BRUSH).tag(sync=True)
    target = traitlets.Int(-1).tag(sync=True)
    of = traitlets.Unicode("logit").tag(sync=True)
    has_logits = traitlets.Bool(True).tag(sync=True)
    classes = traitlets.Int(10).tag(sync=True)
    p = traitlets.List(traitlets.Float()).tag(sync=True)
    predicted = traitlets.Int(-1).tag(sync=True)  # the likeliest digit; -1 if nothing is drawn
    seen = traitlets.List(traitlets.Int()).tag(sync=True)  # the 8 x 8 counts that the graph gets
    looked = traitlets.List(traitlets.Float()).tag(sync=True)  # d(logit or p)[target] / d(pixel), 8 x 8
    as_it_is = traitlets.Bool(False).tag(sync=True)  # a picture of the data set, which is not set upright and centred
    counted = traitlets.Unicode("").tag(sync=True)  # the ink of the last picture that was given as counts

    def __init__(self, graph, weights, target=None):
        super().__init__()
        self._fit(graph)
        self._names = {}  # {ink: what to say of it}, of pictures that are read as they are
        self._offer(0)
        self.use(weights)
        if target is not None:
            self.target = whole(target, "target must be a digit", 0, self.classes - 1)

    # ---- from Python and by buttons -----------------------------------------

    def draw(self, picture):
        """Put a picture on the pad: 32 x 32, ink where it is not 0, or 8 x 8 counts from 0 to 16, taken as they are."""
        a = np.asarray(picture)
        if a.size == CELLS**2:
            a = a.reshape(CELLS, CELLS)
            require(
                a.min() >= 0 and a.max() <= _MOST,
                f"an 8 x 8 picture has counts from 0 to 16, found {a.min()} to {a.max()}",
            )
            self.counted = self._load(a.round().astype(np.uint8), "A picture of 8 x 8 counts")
        else:
            require(a.shape == (SIDE, SIDE), f"the pad takes 32 x 32 points or 8 x 8 counts, found {list(a.shape)}")
            self.ink = _text(a != 0)

    def write(self, *strokes):
        """Draw with the pad's pen.   strokes: each a list of (row, column) from 0 to 31; between two the pen is up."""
        self.ink = _text(inked(strokes))

    def clear(self):
        """An empty pad."""
        self.ink = "0" * SIDE**2

    def example(self, number=None):
        """A real digit of the test set: the next one, or that number."""
        last = len(load_data("digits").test_labels) - 1
        k = self._next if number is None else number
        require(0 <= k <= last, f"there is no test digit {k}; they go from 0 to {last}")
        self._offer(k)
        self.ink = self.next_example
        if self.ink == self.next_example:  # it was there already
            self._offer((k + 1) % (last + 1))

    def use(self, weights):
        """Go on with other weights; the pad keeps a copy."""
        given = _flat(self.graph, weights)
        x = np.zeros(self.graph.inputs[0].shape, self.graph.inputs[0].dtype)
        self._weights = [np.array(a) for a in checked_values(self.graph, [x, *given])[1:]]
        self.live = self._live()
        self._show()

    # ---- from the browser ---------------------------------------------------

    @traitlets.validate("ink")
    def _is_ink(self, proposal):
        ink = proposal["value"]
        require(len(ink) == SIDE**2 and set(ink) <= {"0", "1"}, f"ink must be {SIDE**2} times 0 or 1")
        return ink

    @traitlets.validate("target")
    def _is_digit(self, proposal):
        k = proposal["value"]
        require(-1 <= k < self.classes, f"target must be a digit from 0 to {self.classes - 1}, found {k}")
        return k

    @traitlets.validate("of")
    def _is_known(self, proposal):
        known = ("logit", "p") if self.has_logits else ("p",)
        require(proposal["value"] in known, f"of must be {' or '.join(known)}, found {proposal['value']!r}")
        return proposal["value"]

    @traitlets.observe("ink", "target", "of")
    @in_status
    def _changed(self, change):
        if self.ink == self.next_example:
            self._offer((self._next + 1) % len(load_data("digits").test_labels))
        self._show()

    # ---- what the graph makes of it -----------------------------------------

    def _fit(self, graph):
        """Check the graph, compile it, and derive once the adjoint with respect to the picture."""
        x, p = graph.inputs[0], graph.outputs[0]
        batch = x.ndim == 2 and x.shape[1] == CELLS**2 and x.shape[0] > 0
        require(
            batch,
            f"digit_pad: {graph.name} takes {x!r}, but the pad makes pictures f32[n,64]; train on the bundled digits",
        )
        fits = len(graph.outputs) == 1 and p.ndim == 2 and p.shape[0] == x.shape[0]
        require(fits, f"digit_pad: {graph.name} must return one row of probabilities for each picture, found {p!r}")

        self.graph, self.classes = graph, p.shape[1]
        logits = _logits(graph)
        self.has_logits = logits is not None
        self._infer = compile(graph)
        adjoints = {"p": graph} if logits is None else {"logit": logits, "p": graph}
        self.adjoint_graphs = {of: _adjoint_of_pixels(g) for of, g in adjoints.items()}
        self._look = {of: compile(g) for of, g in self.adjoint_graphs.items()}
        self.of = next(iter(adjoints))

    def _show(self):
        bitmap = _bitmap(self.ink)
        as_it_is = self.ink in self._names
        seen = counts(bitmap if as_it_is else readable(bitmap))
        x = np.zeros(self.graph.inputs[0].shape, self.graph.inputs[0].dtype)
        x[0] = seen.ravel() / _MOST  # the other rows of the batch stay empty
        p = leaves(self._infer(x, *self._weights))[0][0].astype(float)
        predicted = int(np.argmax(p))
        explained = predicted if self.target < 0 else self.target
        seed = np.zeros(self.graph.outputs[0].shape, self.graph.outputs[0].dtype)
        seed[0, explained] = 1
        looked = self._look[self.of](x, seed, *self._weights)[0].astype(float)
        empty = not bitmap.any()
        with self.hold_sync():
            self.p, self.seen, self.looked = p.tolist(), seen.ravel().tolist(), looked.tolist()
            self.predicted, self.as_it_is = -1 if empty else predicted, as_it_is
            self.tell(self._sentence(p, looked, explained, self._names.get(self.ink, "Your drawing")))
            self.code = self._code(seen)

    def _code(self, seen):
        rows = ",\n          ".join(str(row) for row in seen.tolist())
        target = f", target={self.target}" if self.target >= 0 else ""
        of = '\npad.of = "p"' if self.of == "p" and self.has_logits else ""
        return f"pad = ng.lab.digit_pad(graph, weights{target})\npad.draw([{rows}]){of}\npad"

    def _load(self, picture, name):
        ink = _text(bitmap_of(picture))
        self._names[ink] = name
        if ink == self.ink:
            self._show()
        self.ink = ink
        return ink

    def _offer(self, k):
        """Have test digit k ready as the next example."""
        data = load_data("digits")
        ink = _text(bitmap_of(data.test_images[k]))
        self._names[ink] = f"Test digit {k}, a {data.test_labels[k]}"
        self._next, self.next_example = k, ink

    def _sentence(self, p, looked, explained, name):
        if self.predicted < 0:
            return "Draw a digit, or take an example. An empty pad is read too, but says nothing."
        first, second = np.argsort(-p, kind="stable")[:2]
        said = f"{name}: read as {first} ({p[first]:.1%}), then as {second} ({p[second]:.1%})."
        if not np.isfinite(looked).all():
            return f"{said} The adjoint is not finite."
        if not looked.any():
            return f"{said} The adjoint is 0: no single pixel changes {self.of}[{explained}] any more."
        most, least = int(np.argmax(looked)), int(np.argmin(looked))
        return f"{said} More ink in {_place(most)} speaks most for {explained}, in {_place(least)} most against."

    def _live(self):
        """What digit_pad_answers.js needs."""
        data, names = load_data("digits"), [f"w{i}" for i in range(len(self._weights))]
        arrays = {"digits": data.test_images.reshape(-1, CELLS**2), **dict(zip(names, self._weights, strict=True))}
        graphs = {"read": self.graph, **self.adjoint_graphs}
        return live_data(graphs, arrays, weights=names, labels=data.test_labels.tolist(), most=_MOST)

    def panels(self):
        """What is shown beside the drawing: three Panels."""
        p, looked, seen = np.array(self.p), np.array(self.looked), np.array(self.seen, np.uint8)
        explained = int(np.argmax(p)) if self.target < 0 else self.target
        return panels(seen, looked, p, explained, self.predicted, not self.as_it_is, self.of)

    def still(self):
        return image(draw_reading(self.panels(), self.words(), _bitmap(self.ink)), self.words())

    def words(self):
        return f"The digit pad. {self.status}"


def _logits(graph):
    """The graph up to what its softmax takes, the logits of all classes in a row; None if it does not end so."""
    last = graph.producer.get(graph.outputs[0])
    if last is None or last.op is not softmax or last.params["axis"] != (1,):
        return None
    return prune(replace(graph, outputs=last.inputs))


def _adjoint_of_pixels(graph):
    """(x, seed, weights) -> the derivative of the seeded output with respect to x, as a graph."""

    def look(x, seed, *weights):
        return Adjoints(graph(x, *weights), seed)[x]

    x, y = graph.inputs[0], graph.outputs[0]
    return trace(look, x.type, y.type, *[w.type for w in graph.inputs[1:]])


def _flat(graph, weights):
    """The weights in a row, whether they nest as the graph's own argument does or go by the names of its inputs."""
    if isinstance(weights, dict) and set(weights) == {w.name for w in graph.inputs[1:]}:
        return [weights[w.name] for w in graph.inputs[1:]]
    parts = graph.input_tree.children
    args = (weights,) if len(parts) == 2 else tuple(weights)
    x = np.zeros(graph.inputs[0].shape, graph.inputs[0].dtype)
    return flat_inputs(graph, (x, *args))[1:]


def _place(k):
    return f"row {k // CELLS}, column {k % CELLS}"


def _bitmap(ink):
    return np.array(list(ink)).reshape(SIDE, SIDE) == "1"


def _text(bitmap):
    return "".join("1" if b else "0" for b in bitmap.ravel())
