"""Which line of Python is running: where an equation comes from, and the name its value is about to get."""

from __future__ import annotations

import dis
import linecache
import os
import sys
from dataclasses import dataclass
from functools import wraps

from .types import GraphError

_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep
# These files of ours are written as a student would write them, so their variables are good names.
_NAMING = frozenset(_PACKAGE + f for f in ("nn.py", "optimizers.py"))


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the user's: a file, or a notebook cell, and a line number from 1."""

    file: str
    number: int

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


def user_line():
    """(line, name): the user's line that is running now, and the name that the value in the making will have.

    The name is read off the bytecode: the instruction after the call says whether its value is
    stored in a variable (h = relu(x)), handed on by a return, or used inside a larger expression.
    """
    frame, line, name, unnamed = sys._getframe(2), None, None, True
    while frame is not None and (line is None or unnamed):
        file = frame.f_code.co_filename
        ours = file.startswith(_PACKAGE)
        if unnamed:
            after = _after(frame.f_code, frame.f_lasti)
            unnamed = after is _RETURN
            if not unnamed and (not ours or file in _NAMING):
                name = after
        if line is None and not ours:
            line = SourceLine(file, frame.f_lineno)
        frame = frame.f_back
    return line, name


def located(problem, name="", line=None):
    """The error with the op's name in front and the user's own line behind."""
    if problem.located:
        return problem
    line = line or user_line()[0]
    error = GraphError((f"{name}: " if name else "") + str(problem) + (f"    ({line})" if line else ""))
    error.located = True
    return error


def says_where(name=""):
    """Decorator: the GraphErrors of this function name it and end with the user's own line."""

    def decorate(function):
        @wraps(function)
        def located_function(*args, **params):
            try:
                return function(*args, **params)
            except GraphError as problem:
                raise located(problem, name) from None

        return located_function

    return decorate


_RETURN = "return"
_fates: dict = {}  # id(code) -> (code, {offset: what happens to the value made there})


def _after(code, offset):
    """What happens to the value that the instruction at offset makes: a variable's name, _RETURN or None."""
    entry = _fates.get(id(code))  # by identity: comparing code objects is slow
    if entry is None:
        if len(_fates) > 1000:  # a notebook that runs all day makes new code objects all day
            _fates.clear()
        entry = _fates[id(code)] = code, dict(_fates_in(code))  # keeps the code alive, so its id stays its own
    return entry[1].get(offset)


def _fates_in(code):
    """(offset, fate) of every instruction; while a call runs, the offset may stand on its last cache entry."""
    steps = [step for step in dis.get_instructions(code) if step.opname != "EXTENDED_ARG"]
    for i, (step, after) in enumerate(zip(steps, steps[1:], strict=False)):
        end = after.offset
        if after.opname == "COPY" and after.arg == 1:  # a = b = relu(x): the first of two names
            after = steps[i + 2]
        fate = _RETURN if after.opname == "RETURN_VALUE" else None
        if after.opname.startswith(("STORE_FAST", "STORE_NAME", "STORE_GLOBAL", "STORE_DEREF")):
            fate = after.argval[0] if isinstance(after.argval, tuple) else after.argval
        yield from ((offset, fate) for offset in range(step.offset, end, 2))


def _cell(file):
    """ "notebook cell 7" for a file that IPython made for a cell; None for an ordinary file."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    cells = getattr(getattr(shell, "compile", None), "_filename_map", {})
    return f"notebook cell {cells[file]}" if file in cells else None
