"""What a notebook shows: widgets, exercises, plots; static/ has the JavaScript and CSS of the widgets.

    in:     a Graph, a Run, arrays, a student's answers
    out:    widgets, figures, verdicts
    knows:  core, ops, transform, runtime, train, data, files, javascript, draw, models

Each part is imported when it is used, and needs the extra "lab".
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ..core.calling.errors import GraphError

_KIT = __name__.partition(".")[0]
# public name -> where it is; in alphabetical order
_NAMES = {
    "answer": "lab.questions.answering.answer",
    "attention": "lab.widgets.attention.attention",
    "check": "lab.exercises.checks.check",
    "clip_lab": "lab.widgets.clip_lab.clip_lab",
    "confusion": "lab.notebook.learning.confusion",
    "convolution": "lab.widgets.convolution.convolution",
    "curves": "lab.notebook.plots.curves",
    "dashboard": "lab.widgets.dashboard.dashboard",
    "derive": "lab.widgets.derive.derive",
    "descent": "lab.notebook.learning.descent",
    "digit_pad": "lab.widgets.digit_pad.digit_pad",
    "digits": "lab.notebook.plots.digits",
    "draw": "draw.drawing.draw_graph",
    "explorer": "lab.widgets.explorer.explorer",
    "four_views": "lab.widgets.four_views.four_views",
    "heat_maps": "lab.notebook.plots.heat_maps",
    "hunt": "lab.exercises.lines_shown.hunt",
    "inventory": "lab.questions.inventory.inventory",
    "loss_curve": "lab.notebook.plots.loss_curve",
    "microscope": "lab.widgets.microscope.microscope",
    "number_line": "lab.notebook.number_line.number_line",
    "parsons": "lab.exercises.lines_shown.parsons",
    "pass_player": "lab.widgets.pass_player.pass_player",
    "peers": "lab.notebook.peers.peers",
    "predict": "lab.questions.predicting.predict",
    "progress": "lab.tables.progress.progress",
    "questions": "lab.questions.answering.questions",
    "recall": "lab.questions.answering.recall",
    "show_source": "lab.notebook.listing.show_source",
    "stepper": "lab.widgets.stepper.stepper",
    "summary": "lab.tables.summary.summary",
    "surface": "lab.notebook.surface.surface",
    "swap_theatre": "lab.widgets.swap_theatre.swap_theatre",
    "time_machine": "lab.widgets.time_machine.time_machine",
}


if TYPE_CHECKING:  # what editors and type checkers see in place of __getattr__
    from ..draw.drawing import draw_graph
    from .exercises.checks import check as check
    from .exercises.lines_shown import hunt as hunt
    from .exercises.lines_shown import parsons as parsons
    from .notebook.learning import confusion as confusion
    from .notebook.learning import descent as descent
    from .notebook.listing import show_source as show_source
    from .notebook.number_line import number_line as number_line
    from .notebook.peers import peers as peers
    from .notebook.plots import curves as curves
    from .notebook.plots import digits as digits
    from .notebook.plots import heat_maps as heat_maps
    from .notebook.plots import loss_curve as loss_curve
    from .notebook.surface import surface as surface
    from .questions.answering import answer as answer
    from .questions.answering import questions as questions
    from .questions.answering import recall as recall
    from .questions.inventory import inventory as inventory
    from .questions.predicting import predict as predict
    from .tables.progress import progress as progress
    from .tables.summary import summary as summary
    from .widgets.attention import attention as attention
    from .widgets.clip_lab import clip_lab as clip_lab
    from .widgets.convolution import convolution as convolution
    from .widgets.dashboard import dashboard as dashboard
    from .widgets.derive import derive as derive
    from .widgets.digit_pad import digit_pad as digit_pad
    from .widgets.explorer import explorer as explorer
    from .widgets.four_views import four_views as four_views
    from .widgets.microscope import microscope as microscope
    from .widgets.pass_player import pass_player as pass_player
    from .widgets.stepper import stepper as stepper
    from .widgets.swap_theatre import swap_theatre as swap_theatre
    from .widgets.time_machine import time_machine as time_machine

    draw = draw_graph
else:
    from . import questions

    del questions  # the room is loaded, and its name free for the function

    def __getattr__(name):
        if name in _NAMES:
            return _part(name)
        if name.startswith("_"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            return import_module(f".{name}", __name__)
        except ModuleNotFoundError as problem:
            if problem.name != f"{__name__}.{name}":
                raise
            raise AttributeError(f"ngteach.lab has no {name!r}; it has {', '.join(_NAMES)}") from None


def _part(name):
    """What has this public name; if a package is missing, GraphError with the pip line that installs it."""
    module, _, own_name = _NAMES[name].rpartition(".")
    try:
        return getattr(import_module(f".{module}", _KIT), own_name)
    except ModuleNotFoundError as problem:
        missing = (problem.name or "").partition(".")[0]
        if missing == _KIT:
            raise
        raise GraphError(f'lab.{name} needs {missing}; write: pip install "ngteach[lab]"') from None


def __dir__():
    return sorted([*globals(), *_NAMES])
