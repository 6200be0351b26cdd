"""Provenance: which line of Python recorded an equation, and what name its value is about to get."""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any, TypeVar

import numpy as np

from .calling.errors import GraphError
from .calling.fates import RETURN, Fates
from .calling.signature import misnamed

F = TypeVar("F", bound=Callable[..., Any])  # a function, and what a decorator makes of it: called alike
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
# These files of ours are written as a student would write them: their variables and functions are good names.
_OPEN = {
    "train": ("nn", "descent", "adam", "decay", "clipping", "scheduled", "schedules"),
    "models": ("lenet", "resnet", "transformer", "vae"),
}
NAMING = frozenset(os.path.join(PACKAGE, room, f"{name}.py") for room, names in _OPEN.items() for name in names)
OPS_FOLDER = PACKAGE + "ops" + os.sep
# Where other people's code lies: Python's own, NumPy's, and the scripts beside Python that start others (pytest).
_FOLDERS = tuple(os.path.dirname(f) + os.sep for f in (os.__file__, np.__file__, sys.executable) if f)
_INSTALLED = tuple(f"{os.sep}{folder}{os.sep}" for folder in ("site-packages", "dist-packages"))


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the user's code: a file or a notebook cell, and a line number from 1."""

    file: str
    number: int
    calls: tuple[Call, ...] = field(default=(), compare=False, repr=False)  # what was running, the outermost first

    @property
    def text(self):
        """The line itself; empty if its file is gone."""
        return linecache.getline(self.file, self.number).strip()

    @property
    def place(self):
        """The file and line for people: "mlp.py, line 12" or "notebook cell 7, line 3"."""
        return f"{_cell(self.file) or os.path.basename(self.file)}, line {self.number}"

    def __str__(self):
        return f"{self.place}: {self.text}" if self.text else self.place


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was running.   number: from 1, of this function inside the call around it   at: the line in it"""

    name: str
    number: int
    at: SourceLine


def user_line(depth=2):
    """(line, name): the user's line that is running now, and the name its value is about to get.

    The name is read off the bytecode: the instruction after the call says whether its value is
    stored in a variable (h = relu(x)), returned, or used inside a larger expression.
    Lines of installed packages are not the user's, unless there are no others.   depth: frames to leave out
    """
    where, name = user_frame(sys._getframe(depth))
    return where and SourceLine(where.f_code.co_filename, where.f_lineno), name


def user_frame(frame):
    """(the frame in which the user's line runs, name), seen from a frame."""
    found = _frame_and_name(frame, "others")
    return found if found[0] is not None else _frame_and_name(frame, "ours")


def _frame_and_name(frame, skipped):
    """The first frame, and the first name, in code that is not skipped."""
    where, name, unnamed = None, None, True
    while frame is not None and (unnamed or where is None) and not (known := known_code(frame.f_code)).door:
        others = getattr(known, skipped)
        if unnamed:
            after = known.fates[frame.f_lasti]
            unnamed = after is RETURN
            if not unnamed and (not others or known.named):
                name = after
        if where is None and not others:
            where = frame
        frame = frame.f_back
    return where, name


class Code:
    """What is read off code once: whose it is, what becomes of the values that it makes, what kind of call it is.

    ours: is it this package's?   others: or of an installed one?   named: are its variables good names?
    door: does an event call it?   kind: see called.py, which reads it when it is asked for.
    quiet: is there nothing to learn from it, but what becomes of a value?
    """

    __slots__ = ("code", "door", "fates", "kind", "named", "others", "ours", "quiet")

    def __init__(self, code):
        self.code, self.kind, self.quiet, file = code, None, False, code.co_filename
        self.door = code in _doors
        made = self.door or file == "<string>" and code.co_qualname.startswith("__create_fn__")  # by a dataclass
        self.ours, self.others = _is_ours(file) or made, is_ours_or_installed(file) or made
        self.named, self.fates = not self.others or file in NAMING, Fates(code)


CODE: dict[int, Code] = {}  # by id, for comparing code objects is slow; each is kept here, so its id stays its own


def known_code(code):
    """What is known of it."""
    if id(code) not in CODE:
        if len(CODE) > 4000:  # a notebook that runs all day makes new code all day
            CODE.clear()
        CODE[id(code)] = Code(code)
    return CODE[id(code)]


_doors: tuple = ()  # the code of functions that an event calls: of what is outside, no line is the user's


def answers_events(function: F) -> F:
    """Decorator: an event calls this function, such as a click in a widget, and no line that a user wrote."""
    global _doors
    _doors += () if function.__code__ in _doors else (function.__code__,)
    CODE.pop(id(function.__code__), None)
    return function


def _is_ours(file):
    return file.startswith((PACKAGE, "<ngteach "))  # what the compiler writes is in no file


@lru_cache(4096)
def is_ours_or_installed(file):
    return _is_ours(file) or file.startswith(("<frozen ", *_FOLDERS)) or any(part in file for part in _INSTALLED)


def located(problem, name="", line=None):
    """The error with the op's name before it and the user's own line after it."""
    if problem.located:
        return problem
    if line is None:
        name, line = _written(name), user_line()[0]
    said = (f"{name}: " if name else "") + str(problem)
    error = GraphError(said + (f"    ({line})" if line else ""))
    error.located, error.said = True, said
    return error


def _written(name):
    """What the user wrote, where an op is part of a function of ops: np.any is said with max, but names itself."""
    frame = sys._getframe(2)
    while name and frame is not None and is_ours_or_installed(frame.f_code.co_filename):
        if frame.f_code is _LOCATED and frame.f_locals["function"].__code__.co_filename.startswith(OPS_FOLDER):
            name = frame.f_locals["name"] or name
        frame = frame.f_back
    return name


def says_where(name: str = "") -> Callable[[F], F]:
    """Decorator: GraphErrors of this function begin with its name and end with the user's own line."""

    def decorate(function):
        @wraps(function)
        def located_function(*args, **params):
            try:
                return function(*args, **params)
            except GraphError as problem:
                raise located(problem, name) from None
            except TypeError as problem:
                if text := misnamed(function, problem):
                    raise located(GraphError(text), name or function.__name__) from None
                raise

        return located_function

    return decorate


_LOCATED = says_where()(len).__code__  # that of every located_function


def _cell(file):
    """ "notebook cell 7" for a file that IPython made for a cell; None for an ordinary file."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    cells = getattr(getattr(shell, "compile", None), "_filename_map", {})
    return f"notebook cell {cells[file]}" if file in cells else None
