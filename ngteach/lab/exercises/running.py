"""Running what a student wrote: its value, or what went wrong and where, and the call in words."""

from __future__ import annotations

import inspect
import traceback
from copy import deepcopy
from typing import Any

import numpy as np

from ...core.calling.errors import GraphError
from ...core.provenance import PACKAGE, SourceLine
from ...draw.values import short_number
from .compare import Blank, Misfit, kind, plain


class Raised(Exception):
    """The student's own function stopped with an error."""


def called(function, args):
    """What the function returns for a copy of args, as a plain value."""
    value = guarded(lambda: given(function(*deepcopy(args))))
    try:
        return plain(value)
    except Misfit:
        raise Misfit(f"your function returns {kind(value)}") from None


def guarded(call):
    """The value of call(), or Raised with what went wrong and on which line."""
    try:
        with np.errstate(all="ignore"):
            return call()
    except Blank:
        raise
    except Exception as problem:  # whatever a student's function may raise is told to the student
        name = "" if isinstance(problem, GraphError) else f"{type(problem).__name__}: "
        message = f"your function stops with an error: {name}{problem}"
        raise Raised(message + ("" if getattr(problem, "located", False) else _where(problem))) from None


def given(value):
    """The value; Blank if the function has none yet."""
    if value is None or value is ...:
        raise Blank("your function returns nothing yet")
    return value


def _where(problem):
    """The line of the student's that stopped, for the end of a sentence."""
    for frame in reversed(traceback.extract_tb(problem.__traceback__)):
        if not frame.filename.startswith(PACKAGE) and "site-packages" not in frame.filename:
            line = SourceLine(frame.filename, frame.lineno)
            return f"    ({line})"
    return ""


def argument_names(function):
    """The names of the arguments that go by their place."""
    try:
        return [p.name for p in inspect.signature(function).parameters.values() if p.kind < p.VAR_POSITIONAL]
    except (TypeError, ValueError):
        return []


def call_text(names, args):
    """ "for x = 2, y = [1, 3]: " """
    if not args:
        return ""
    names = names if len(names) >= len(args) else [f"argument {i}" for i in range(len(args))]
    return "for " + ", ".join(f"{n} = {_shown(a)}" for n, a in zip(names, args)) + ": "


def _shown(value: Any):
    if isinstance(value, (np.ndarray, float, int, np.generic)) and not isinstance(value, bool):
        a = np.asarray(value)
        if a.ndim == 0:
            return short_number(a)
        return f"[{', '.join(map(_shown, a))}]" if a.size <= 6 else kind(a)
    return repr(value) if len(repr(value)) < 40 else kind(value)
