"""What stands behind a flag: text that becomes a value, or an error that says what was wanted."""

from __future__ import annotations

import argparse
import math

from ..files.output import complain
from ..files.reading import printable


def file_name(text):
    """Any name but an empty one."""
    if not text:  # --save "$FILE" where there is no FILE: the run would be lost
        raise argparse.ArgumentTypeError("the name is empty")
    return text


def current(flag):
    """Takes seed, which what nGraph's tutorial does was once called, for tutorial, and says so."""

    def current_word(text):
        if text != "seed":
            return text
        complain(f"{flag} seed is now called {flag} tutorial")
        return "tutorial"

    return current_word


def whole(least):
    """Takes whole numbers that are not smaller."""

    def whole_number(text):
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        _wanted(number >= least, text, f"a whole number of {least} or more")
        return number

    return whole_number


def finite(text):
    """A number, neither infinite nor NaN."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    _wanted(math.isfinite(number), text, "a finite number")
    return number


def positive(text):
    """A finite number of 0 or more."""
    number = finite(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{printable(repr(text), 60)} is negative")
    return number


def share(text):
    """A share of the data, such as 0.1."""
    number = finite(text)
    _wanted(0 <= number < 1, text, "a share, 0 or more and less than 1")
    return number


def sizes(text):
    """The sizes of layers: (128, 64) of 128,64."""
    try:
        numbers = tuple(int(part) for part in text.split(","))
    except ValueError:
        numbers = (0,)
    _wanted(all(n >= 1 for n in numbers), text, "a list of sizes such as 600 or 128,64")
    return numbers


def _wanted(ok, text, what):
    if not ok:
        raise argparse.ArgumentTypeError(f"{printable(repr(text), 60)} is not {what}")
