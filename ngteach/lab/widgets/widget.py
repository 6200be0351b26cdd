"""The base of all widgets: Python computes and lays out, JavaScript shows and highlights.

A widget is a class in lab/widgets/NAME.py and a script in lab/static/NAME.js:

    class Counter(Widget, script="counter.js"):
        count = traitlets.Int(0).tag(sync=True)          # every state that matters is a synced trait

        @traitlets.observe("count")
        @in_status                                       # an error in a callback goes to the status line
        def _count(self, change):
            self.tell(f"{self.count} clicks so far.")

        def still(self):                                 # what a viewer without a kernel shows, as HTML
            return f"<p>{self.count} clicks</p>"

The browser gets the scripts of SHARED with NAME.js behind them, as one module; NAME.js ends with `export default
{ render }`.  Its style is static/widget.css, and NAME.css behind it if there is one.

Two kinds of widgets (static/frame.js has the words for both):
- a film: all its states are known beforehand.  They are sent once, as the list `film`, a record for each state with its
  `sentence`; JavaScript plays them without Python, and `put` tells Python where it is.
- what cannot be filmed asks Python: `f.ask({trait: value})` raises `asked`, and when every callback has run `answered`
  follows.  In between the browser says that it waits; without Python it says that the cell must run again.
A widget of either kind is live if the page can answer where there is no Python (static/live.js has the words):

    class Counter(Widget, script="counter.js", answers="counter_answers.js"):
        ...self.live = live_data({"count": graph}, {"start": array}, beside=self.film, step=1)

counter_answers.js computes with the engine of ngteach/javascript what Python would answer; tests/answering.py holds
both to it.  Only such a widget carries the engine.
Order lives in lists: a saved notebook forgets the order of keys.
To look at a widget without JupyterLab:  python tests/browser/look.py "lab.stepper(training)" --dark  (see there);
in a test:  with look(widget) as page: page.keyboard.press("Space").  Python answers there as a kernel would.
"""

from __future__ import annotations

import json
from functools import cache, wraps
from pathlib import Path

from ...core.calling.errors import GraphError
from ...core.provenance import answers_events
from ...javascript.live import engine_function
from .reruns import made

try:
    import anywidget
    import traitlets
except ImportError:
    raise GraphError('the widget needs anywidget; write: pip install "ngteach[lab]"') from None

SHARED = ("common.js", "controls.js", "asking.js", "saving.js", "extras.js", "frame.js")
LIVE = ("live.js",)  # behind them, with the engine, for a widget that the page can answer
WITH = {"graph.js": ("viewing.js", "choosing.js")}  # a script -> those that it builds on
STATIC = Path(__file__).parents[1] / "static"


class Widget(anywidget.AnyWidget):
    """A picture with controls above it and, below it, one sentence that says what just happened: the trait `status`.

    failed: the sentence is about an error.   error: that exception, for whoever looks for its cause.
    film: for each state a record that the browser shows by itself.   code: the Python that makes what is seen.
    live: what the page needs to answer without Python, as live_data() makes it; {} if only Python can.
    asked, answered: how many questions the browser has put, and how many of them Python has answered.
    """

    status = traitlets.Unicode("").tag(sync=True)
    failed = traitlets.Bool(False).tag(sync=True)
    film = traitlets.Any([]).tag(sync=True)
    code = traitlets.Unicode("").tag(sync=True)
    live = traitlets.Any({}).tag(sync=True)
    asked = traitlets.Int(0).tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)
    error: Exception | None = None
    scripts: tuple[str, ...] = ()  # the texts that _esm is made of

    def __init__(self, **traits):
        super().__init__(**traits)
        made(self)

    def __init_subclass__(cls, script=None, answers=None, **options):
        """script, answers: a name in static/, or several."""
        if script is not None:
            own = _names(script)
            named = [part for name in own for part in (*WITH.get(name, ()), name)]
            live = (*shared_scripts(live=True), _answering(cls, _names(answers))) if answers else shared_scripts()
            cls.scripts = (*live, *map(text_of, named))
            cls._esm = "\n".join(cls.scripts)
            styles = ["widget.css", *(Path(name).with_suffix(".css").name for name in own)]
            cls._css = "\n".join(text_of(name) for name in styles if (STATIC / name).is_file())
        super().__init_subclass__(**options)

    def set_state(self, sync_data):
        """What the browser has changed.  A question is answered in any case, if only with what went wrong."""
        try:
            super().set_state(sync_data)
        except Exception as problem:  # a browser has no traceback
            self.fail(problem)
        if "asked" in sync_data:
            self._answer(sync_data["asked"])
            other = [k for k in sync_data if k in self.keys and _json(self, k) != sync_data[k]]
            if other:  # what Python made of it: said after the answer, for until then the browser keeps its own
                self.send_state(other)

    def _handle_custom_msg(self, content, buffers):
        super()._handle_custom_msg(content, buffers)
        if isinstance(content, dict) and "asked" in content:
            self._answer(content["asked"])

    def _answer(self, number):
        self.answered = max(self.answered, number)

    def tell(self, sentence):
        """Say what just happened."""
        self.error = None
        with self.hold_trait_notifications():
            self.failed, self.status = False, sentence

    def fail(self, problem):
        """Say what went wrong.   problem: the exception, kept as self.error."""
        self.error = problem
        ours = isinstance(problem, GraphError)
        with self.hold_trait_notifications():
            self.failed, self.status = True, str(problem) if ours else _in_one_sentence(problem)

    def still(self):
        """The HTML that stands in for the widget where no kernel runs; the same at every call."""
        return ""

    def words(self):
        """The text that stands in for the widget where there is no picture."""
        return f"{type(self).__name__}: {self.status}"

    def _repr_mimebundle_(self, **options):
        data, metadata = super()._repr_mimebundle_(**options)
        still = self.still()
        stand_in = {"text/html": still} if still else {}
        return {**data, **stand_in, "text/plain": self.words()}, metadata


def shared_scripts(live=False):
    """The texts that stand in front of a widget's own.   live: with what answers in the page, the engine too"""
    return (*map(text_of, (*SHARED, *LIVE)), engine_function()) if live else tuple(map(text_of, SHARED))


def _answering(cls, names):
    """`answering` of static/live.js for this class.   names: of the scripts that define answers()"""
    text = "\n".join(map(text_of, names))
    traits = {name for c in cls.__mro__ for name, found in vars(c).items() if _is_ours(name, found)}
    made = f"const answering = {{\n  engine,\n  answers: () => {{\n{text}\nreturn answers;\n  }},\n"
    return f"{made}  traits: {json.dumps(sorted(traits))},\n}};"


def _is_ours(name, trait):
    """Is it a trait that the answers may know?   Jupyter's own are not, and what `live` brings they get apart."""
    sent = isinstance(trait, traitlets.TraitType) and trait.metadata.get("sync")
    return sent and not name.startswith("_") and name not in ("live", "layout", "tabbable", "tooltip")


@cache
def text_of(name):
    """The text of a file of static/."""
    return (STATIC / name).read_text("utf-8")


def _names(given):
    return (given,) if isinstance(given, str) else tuple(given)


def _in_one_sentence(problem):
    first = next(iter(str(problem).strip().splitlines()), "")
    return f"{type(problem).__name__}: {first}" if first else type(problem).__name__


def _json(widget, name):
    return widget.get_state(name)[name]


def in_status(callback):
    """Decorator for a widget's callbacks: an error is shown in the status line; elsewhere nobody would see it."""

    @answers_events
    @wraps(callback)
    def told(self, *args, **named):
        try:
            return callback(self, *args, **named)
        except Exception as problem:  # a callback has no caller that could know better
            self.fail(problem)

    return told
