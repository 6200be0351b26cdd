"""The one exception of the kit, and how its messages show a value or count things."""

from __future__ import annotations

import linecache
import os

import numpy as np


class GraphError(Exception):
    """A program that ngteach cannot record, differentiate or run, or a file that it cannot use.

    The message says what was found, what was wanted and what to write instead.

    >>> ng.dot(ng.f32[2, 3], ng.f32[2, 3])
    Traceback (most recent call last):
        ...
    ngteach.core.calling.errors.GraphError: dot: f32[2,3] has 3 columns but f32[2,3] has 2 rows; write y.T    (...)
    """

    located = False  # becomes True once the message carries the user's own line
    said: str | None = None  # then the message without that line

    @property
    def plain(self) -> str:
        """The message without the user's own line, for whom has written none."""
        return self.said or str(self)

    @property
    def _render_traceback_(self):
        """What IPython shows in the place of a traceback: the message, which says what to do, with the cell's line.

        Where the environment variable NGTEACH_TRACEBACK is set (%env NGTEACH_TRACEBACK=1) there is no such method,
        and IPython shows every line between the cell and the error.
        """
        if os.environ.get("NGTEACH_TRACEBACK"):
            raise AttributeError("_render_traceback_")
        return lambda: [f"{type(self).__name__.lstrip('_')}: {self}{'' if self.located else _cells_line(self)}"]


def require(condition, message):
    """Raise GraphError(message) unless condition holds."""
    if not condition:
        raise GraphError(message)


def _cells_line(problem):
    """The line of the notebook's cell that was running, for a message without one; empty outside a notebook."""
    found, step = None, problem.__traceback__
    while step is not None and found is None:
        if step.tb_frame.f_globals.get("__name__") == "__main__":
            found = step
        step = step.tb_next
    if found is None:
        return ""
    text = linecache.getline(found.tb_frame.f_code.co_filename, found.tb_lineno).strip()
    return f"    (line {found.tb_lineno}{': ' if text else ''}{text})"


_PLAIN = (bool, int, float, complex, str, bytes, range, type, type(None), type(...), np.dtype, np.generic)


def shown(x):
    """x for an error message: always short, never the numbers of an array, never an address."""
    parts = x if type(x) is tuple else (x,)
    try:
        plain = len(parts) < 20 and all(isinstance(p, _PLAIN) or hasattr(p, "is_short") for p in parts)
        text = repr(x) if plain else ""
    except Exception:  # Python writes no numbers of very many digits, and a user's object may do anything
        text = ""
    return text if 0 < len(text) < 60 else f"a {type(x).__name__}"


def counted(n, word):
    """1 line, 2 lines."""
    return f"{n} {word}{'' if n == 1 else 's'}"
