"""The attention widget: a name is spelled letter by letter; who looks at whom, and which letters mattered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import traitlets

from ...core.calling.errors import GraphError, require, shown
from ...core.provenance import says_where
from ...data.names import CONTEXT
from ...draw.show import image
from ...draw.values import short_number
from ...models.transformer import transformer, transformer_types
from ...ops import random
from ...train.run import Run
from .attention_graph import Reader
from .attention_live import live
from .attention_names import ALPHABET, checked_name, letters_of, record, small_weights, spelled
from .attention_picture import draw_attention
from .film_room import ROOM, json_size
from .widget import Widget, in_status

SCRIPTS = (
    "formats.js",
    "numbers.js",
    "heat.js",
    "repainting.js",
    "attention_layout.js",
    "attention_picture.js",
    "attention_words.js",
    "attention.js",
)
ANSWERS = ("formats.js", "numbers.js", "attention_words.js", "attention_answers.js")
_PARTS = {*transformer_types()}  # of its weights
_ROOM = ROOM - 20_000  # the other traits are large, too
_READY = 4  # names that the model has spelled before it is asked


@says_where()
def attention(weights: Any = None, name: str = "smith", *, model: Callable[..., Any] | None = None) -> Attention:
    """A widget: which letter comes next, who looks at whom in each layer and head, and which letters mattered.

    weights: of ngteach.models.transformer, or a Run of it; without them those of a small one that comes with the kit.
    name: at most 15 letters from a to z; another one is typed, or the model spells it.
    model(letters: i32[n,context], weights) -> f32[n,context,27]: another model, with a causal softmax in each layer.
    Raises GraphError for a name that the model cannot read, and for a model that looks ahead or at nothing.

    The probabilities and what is looked at are values of the traced graph; which letters mattered is the length of the
    adjoint of their embeddings, seeded at the score of the letter that is asked for.
    """
    return Attention(weights, name, model)


class Attention(Widget, script=SCRIPTS, answers=ANSWERS):
    """shown: which record of the film.   at: the position that looks; 0 is the beginning of the name.

    letter: whose score is asked, 0 the end, 1 to 26 the letters; -1 the likeliest.
    spelled: the last number of a name that the model was asked to spell.
    """

    alphabet = traitlets.List(traitlets.Unicode(), ALPHABET).tag(sync=True)
    name = traitlets.Unicode("").tag(sync=True)
    spelled = traitlets.Int(0).tag(sync=True)
    shown = traitlets.Int(0).tag(sync=True)
    at = traitlets.Int(0).tag(sync=True)
    layer = traitlets.Int(0).tag(sync=True)
    head = traitlets.Int(0).tag(sync=True)
    layers = traitlets.Int(1).tag(sync=True)
    heads = traitlets.Int(1).tag(sync=True)
    letter = traitlets.Int(-1).tag(sync=True)
    longest = traitlets.Int(CONTEXT - 1).tag(sync=True)  # letters of a name
    own = traitlets.Bool(False).tag(sync=True)  # are the weights the user's?
    _with_place = False  # is a message under way that says where to look?

    def __init__(self, weights, name, model):
        super().__init__()
        if isinstance(weights, Run):
            model, weights = model or weights.model.model, weights.weights
        require(model is None or callable(model), f"attention: model must be a function, found {shown(model)}")
        require(model is None or weights is not None, "attention: a model of your own needs its weights")
        known = model is not None or weights is None or isinstance(weights, dict) and weights.keys() >= _PARTS
        require(known, "attention: weights must be a dict like that of ngteach.models.transformer.first_weights(0)")
        self.own = weights is not None
        weights = small_weights() if weights is None else weights
        positions = weights.get("positions") if isinstance(weights, dict) else None
        context = CONTEXT if positions is None else len(positions)
        self.reader = Reader(model or transformer, weights, context, len(ALPHABET))
        self.layers, self.heads, self.longest = self.reader.layers, self.reader.heads, context - 1
        first = checked_name(name, context)
        ahead = self.reader.why_not_causal(letters_of(first, context))
        require(not ahead, f"attention: {ahead}")
        self.readings = []  # beside the film: exact
        self._keep(first, 0)
        for number in range(1, _READY + 1):
            self._spell(number)
        self.name, self.at = first, len(first)
        self._tell()
        self.live = live(self.reader, weights, self.film)

    # ---- from Python ----------------------------------------------------------------

    def spell(self, number=None):
        """Let the model spell a name: the next one, or that of this number, which is the key of its random letters."""
        self.spelled = self.spelled + 1 if number is None else number
        self.name, self.at = next(r["name"] for r in self.film if r["spelled"] == self.spelled), 0
        return self.name

    @property
    def reading(self):
        """The Reading of the name that is shown."""
        return self.readings[self.shown]

    # ---- what the browser or Python has changed ---------------------------------------

    def set_state(self, sync_data):
        self._with_place = "at" in sync_data
        super().set_state(sync_data)
        self._with_place = False

    @traitlets.validate("at")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), len(self.name))

    @traitlets.validate("layer", "head")
    def _there(self, proposal):
        return min(max(proposal["value"], 0), getattr(self, f"{proposal['trait'].name}s") - 1)

    @traitlets.validate("shown")
    def _in_film(self, proposal):
        return min(max(proposal["value"], 0), max(len(self.film) - 1, 0))

    @traitlets.validate("letter")
    def _known(self, proposal):
        return min(max(proposal["value"], -1), len(ALPHABET) - 1)

    @traitlets.observe("name")
    @in_status
    def _read(self, change):
        try:
            name = checked_name(self.name, self.reader.context)
        except GraphError:
            self.name = change["old"]
            raise
        if name != self.name:
            self.name = name  # in small letters: comes here again
            return
        if not self.film or self.film[self.shown]["name"] == name:
            return
        found = [i for i, r in enumerate(self.film) if r["name"] == name]
        with self.hold_sync():
            self.shown = found[0] if found else self._keep(name, 0)
            self.at = min(self.at, len(name)) if self._with_place else len(name)
            self._tell()

    @traitlets.observe("spelled")
    @in_status
    def _asked(self, change):
        if self.spelled > 0 and not any(r["spelled"] == self.spelled for r in self.film):
            self._spell(self.spelled)  # the browser takes it from the film
            self._tell()

    @traitlets.observe("at", "layer", "head", "letter", "shown")
    @in_status
    def _moved(self, change):
        if self.film:
            with self.hold_sync():
                self.name = self.film[self.shown]["name"]
                self.at = min(self.at, len(self.name))
                self._tell()

    def _spell(self, number):
        """Put the name of this number into the film; returns where it is."""
        return self._keep(spelled(self.reader, random.key(number)), number)

    def _keep(self, name, number):
        """Read a name and put it into the film; what was there first leaves, where there is no room."""
        reading = self.reader.read(letters_of(name, self.reader.context), len(name) + 1)
        film, readings = [*self.film, record(name, number, reading)], [*self.readings, reading]
        shown = self.shown
        while len(film) > 2 and json_size(film) > _ROOM:
            old = 0 if shown else 1  # what is shown stays
            shown -= old < shown
            del film[old], readings[old]
        with self.hold_sync():
            self.readings, self.film, self.shown = readings, film, shown
        return len(film) - 1

    # ---- words ------------------------------------------------------------------------

    def asked_letter(self):
        """The letter whose score is asked, as a number."""
        return int(np.argmax(self.reading.p[self.at])) if self.letter < 0 else self.letter

    def _place(self, i):
        return f"{self.name[i - 1]} ({i})" if i else "the beginning"

    def _tell(self):
        i, reading, asked = self.at, self.reading, self.asked_letter()
        p, looks, felt = reading.p[i], reading.looks[self.layer, self.head, i], reading.felt[i, asked]
        likeliest, looked, mattered = (int(np.argmax(v)) for v in (p, looks, felt))
        after = f'After "{self.name[:i]}"' if i else "At the beginning"
        next_ = f"{after} {_named(likeliest)} is likeliest ({_share(p[likeliest])})."
        where = f"In layer {self.layer + 1}, head {self.head + 1}, {self._place(i)} looks most at {self._place(looked)}"
        look = f"{where} ({_share(looks[looked])})."
        length = short_number(f"{felt[mattered]:.3g}")
        self.tell(f"{next_} {look} To the score of {_named(asked)}, {self._place(mattered)} mattered most ({length}).")

    def still(self):
        i = self.at
        facts = self.name, i, self.reading.looks[self.layer, self.head], self.reading.felt[i, self.asked_letter()]
        return image(draw_attention(*facts, self.reading.p[i], ALPHABET, self.words()), self.words())

    def words(self):
        return f'Attention over "{self.name}". {self.status}'


def _share(x):
    return f"{float(f'{x:.3f}'):.2f}"  # from three digits, as the browser has it


def _named(letter):
    return "the end" if letter == 0 else ALPHABET[letter]
