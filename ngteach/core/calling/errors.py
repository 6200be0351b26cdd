"""The one exception of the kit, and how its messages show a value or count things."""

from __future__ import annotations

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


def require(condition, message):
    """Raise GraphError(message) unless condition holds."""
    if not condition:
        raise GraphError(message)


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
