"""Printing for people: whatever happens to the screen or the pipe, the work goes on."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress

from .reading import printable

_LONGEST = 4_000  # characters of a line


class Output:
    """A stream of text that never raises.   problem: the error after which all the rest goes nowhere, or None.

    A character that the stream cannot spell is written as an escape, such as \\u0416.
    """

    def __init__(self, stream):
        self.problem = None
        self._stream = stream or open(os.devnull, "w")  # noqa: SIM115    Python has none where it was closed, as by >&-

    def write(self, text):
        """Write the text, or as much of it as can be."""
        try:
            try:
                self._stream.write(text)
            except UnicodeEncodeError:
                code = self._stream.encoding
                self._stream.write(text.encode(code, "backslashreplace").decode(code))
        except (OSError, ValueError) as problem:  # ValueError: it was closed
            self._fail(problem)
        return len(text)

    def writelines(self, lines):
        """Write one after the other."""
        for line in lines:
            self.write(line)

    def flush(self):
        """Hand over what has been written."""
        try:
            self._stream.flush()
        except (OSError, ValueError) as problem:
            self._fail(problem)

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def _fail(self, problem):
        self.problem = self.problem or problem
        nowhere = open(os.devnull, "w")  # noqa: SIM115
        with suppress(OSError, ValueError, AttributeError):
            if (number := self._stream.fileno()) in (1, 2):
                os.dup2(nowhere.fileno(), number)  # or Python would complain, as it ends, of what is not yet written
        self._stream = nowhere


@contextmanager
def safe_outputs():
    """(stdout, stderr) as Outputs, which sys has during the block."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = outputs = Output(sys.stdout), Output(sys.stderr)
    try:
        yield outputs
    finally:
        for output in outputs:
            output.flush()
        sys.stdout, sys.stderr = before


def say(text):
    """Print a line at once: a pipe would hold it back for minutes."""
    print(printable(text, _LONGEST), flush=True)


def spells(text):
    """Would this text be printed unchanged, so that it can be copied?"""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return printable(text, _LONGEST) == text


def complain(text):
    """Print a line of what went wrong."""
    print(f"ngteach: {printable(text, _LONGEST)}", file=sys.stderr, flush=True)
