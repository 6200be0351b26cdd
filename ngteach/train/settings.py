"""How a model is trained, in words that a file can hold: checked, and made into an optimizer."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import require, shown
from ..data.plan import LAST
from ..files.reading import printable
from ..runtime.backend import Backend
from .chosen import SCHEDULES, chosen_optimizer
from .optimizers import optimizer

SETTINGS = (
    *("epochs", "batch", "learning_rate", "seed", "shuffle", "validation", "last"),
    *("schedule", "warmup", "weight_decay", "clip", "backend", "threads", "deterministic"),
)
_WHOLE = {"epochs": (0, 2**31), "batch": (1, 2**20), "seed": (0, 2**64), "warmup": (0, 2**31), "threads": (1, 1024)}


def check_settings(record):
    """Raise GraphError, which names it, for a setting that cannot be.   record: has the SETTINGS as attributes"""
    for name, (least, most) in _WHOLE.items():
        n = getattr(record, name)
        ok = is_whole(n, least, most) or (name == "threads" and n is None)
        require(ok, f"{name} must be a whole number from {least} to {most:,}, found {found(n)}")
    for name in ("learning_rate", "weight_decay", "clip"):
        x = getattr(record, name)
        ok = x is None and name != "learning_rate" or _is_number(x) and abs(x) <= 1e38
        advice = "; write optimizer=scheduled(...)" if callable(x) else ""
        require(ok, f"{name} must be a number that f32 can hold, found {found(x)}{advice}")
    least = record.weight_decay or 0
    require(least >= 0, f"weight_decay is 0 or more, found {least}: weights would be pushed away from 0")
    for name, words in (("last", LAST), ("schedule", SCHEDULES)):
        word = getattr(record, name)
        advice = "; write optimizer=scheduled(...)" if callable(word) else ""
        require(word in words, f"{name} is one of {', '.join(words)}, found {found(word)}{advice}")
    for name in ("shuffle", "deterministic"):
        choice = getattr(record, name)
        require(isinstance(choice, bool), f"{name} is True or False, found {found(choice)}")
    Backend.create(record.backend)


def check_share(share):
    """Raise GraphError for a share of the data that validation cannot be."""
    ok = _is_number(share) and 0 <= share < 1
    require(ok, f"validation is a share of the data, 0 or more and less than 1, found {found(share)}")


def rule_of(which, record, steps):
    """The Optimizer of that name with weight decay, clipping and schedule as they are set, for so many steps in all."""
    schedule = None if record.schedule == "constant" else record.schedule
    steps = steps or record.warmup + 100  # where there are none, any way down will do
    return chosen_optimizer(optimizer(which), record.weight_decay, record.clip, schedule, steps, record.warmup)


def is_whole(n, least, most):
    """Is n a whole number between these two?  True is not one."""
    return isinstance(n, int) and not isinstance(n, bool) and least <= n <= most


def _is_number(x):
    return isinstance(x, (int, float)) and not isinstance(x, bool) and not math.isnan(x)


def plain(value):
    """A Python number for a NumPy one: a checkpoint holds no others."""
    return value.item() if isinstance(value, np.generic) else value


def found(value):
    """A value for a message."""
    try:
        if " at 0x" in repr(value):
            return shown(value)
        return printable(repr(value), 100)
    except ValueError:
        return "a number of thousands of digits"  # which Python does not write
