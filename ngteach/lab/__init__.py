"""What a notebook shows: pictures, plots, widgets, exercises.

Each part is imported when it is used, and needs the extra "lab".
"""

import sys
from importlib import import_module
from types import ModuleType

from ..types import GraphError

# public name -> the module that has it; in alphabetical order
_NAMES = {
    "check": "checks",
    "clip_lab": "cliplab",
    "curves": "plots",
    "dashboard": "dashboard",
    "digit_pad": "digitpad",
    "digits": "plots",
    "draw": "drawing",
    "four_views": "four_views",
    "heat_maps": "plots",
    "loss_curve": "plots",
    "microscope": "microscope",
    "pass_player": "pass_player",
    "progress": "progress",
    "show_source": "listing",
    "stepper": "stepper",
    "summary": "summary",
    "swap_theatre": "swap",
    "time_machine": "time_machine",
}


class _Lab(ModuleType):
    """Python stores an imported file in its package; lab.stepper shall be the function, not the file of that name."""

    def __setattr__(self, name, value):
        if isinstance(value, ModuleType) and _NAMES.get(name) == name:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Lab


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
        return import_module(f".{_NAMES[name]}", __name__)
    except ModuleNotFoundError as problem:
        missing = (problem.name or "").partition(".")[0]
        if missing == __name__.partition(".")[0]:
            raise
        raise GraphError(f'lab.{name} needs {missing}; write: pip install "ngteach[lab]"') from None


def __dir__():
    return sorted([*globals(), *_NAMES])
