"""What a notebook shows: widgets, exercises, plots; static/ has the JavaScript and CSS of the widgets.

    in:     a Graph, a Run, arrays, a student's answers
    out:    widgets, figures, verdicts
    knows:  core, ops, transform, runtime, train, data, files, draw

Each part is imported when it is used, and needs the extra "lab".
"""

from importlib import import_module

from ..core.calling.errors import GraphError

_KIT = __name__.partition(".")[0]
# public name -> the module that has it; in alphabetical order
_NAMES = {
    "check": "lab.exercises.checks",
    "clip_lab": "lab.widgets.cliplab",
    "curves": "lab.notebook.plots",
    "dashboard": "lab.widgets.dashboard",
    "digit_pad": "lab.widgets.digitpad",
    "digits": "lab.notebook.plots",
    "draw": "draw.drawing",
    "four_views": "lab.widgets.four_views",
    "heat_maps": "lab.notebook.plots",
    "loss_curve": "lab.notebook.plots",
    "microscope": "lab.widgets.microscope",
    "pass_player": "lab.widgets.pass_player",
    "progress": "lab.exercises.progress",
    "show_source": "lab.notebook.listing",
    "stepper": "lab.widgets.stepper",
    "summary": "lab.exercises.summary",
    "swap_theatre": "lab.widgets.swap",
    "time_machine": "lab.widgets.time_machine",
}


def __getattr__(name):
    if name in _NAMES:
        return getattr(_part(name), name)
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return import_module(f".{name}", __name__)
    except ModuleNotFoundError as problem:
        if problem.name != f"{__name__}.{name}":
            raise
        raise AttributeError(f"ngteach.lab has no {name!r}; it has {', '.join(_NAMES)}") from None


def _part(name):
    """The module of a public name; if a package is missing, GraphError with the pip line that installs it."""
    try:
        return import_module(f".{_NAMES[name]}", _KIT)
    except ModuleNotFoundError as problem:
        missing = (problem.name or "").partition(".")[0]
        if missing == _KIT:
            raise
        raise GraphError(f'lab.{name} needs {missing}; write: pip install "ngteach[lab]"') from None


def __dir__():
    return sorted([*globals(), *_NAMES])
