"""What an error of a student's own function may come from: a hint for each kind of error that is met often."""

from __future__ import annotations

import re

_KINDS = (
    (
        r"core dimension|not aligned|columns but .* rows",
        "The shapes do not fit this product. Write down [rows, columns] of both: is one of them to be transposed?",
    ),
    (
        r"could not be broadcast|do not broadcast",
        "Two shapes that do not fit meet element by element. Is an axis summed away that should stay, keepdims=True?",
    ),
    (
        r"has no axis|axis -?\d+ is out of bounds",
        "There is no such axis: axis=0 goes down the rows, axis=1 along the columns.",
    ),
    (
        r"truth value of an array",
        "An array has many truth values. np.where picks element by element; .any() and .all() make one of them.",
    ),
    (r"KeyError", "The dict has no such key. Which names does the exercise give?"),
    (r"name '\w+' is not defined", "The function reads a name that it does not get: take it from its arguments."),
    (
        r"positional arguments? but|missing \d+ required",
        "Take just the arguments that the cell came with, in their order.",
    ),
    (r"'?NoneType'?", "Something in it is None. Does a function of yours lack its return?"),
    (
        r"'float' object cannot be interpreted as an integer",
        "A whole number is wanted there, and / always makes a float: write //.",
    ),
    (
        r"setting an array element with a sequence",
        "One place of an array takes one number, and yours are several: is a sum over all of them missing?",
    ),
    (
        r"index \d+ is out of bounds|(?:list|tuple) index out of range",
        "It counts past the end: the last index is one less than the length.",
    ),
)


def error_hint(message: str) -> str:
    """The hint for this error's message, or ""."""
    return next((hint for pattern, hint in _KINDS if re.search(pattern, message)), "")
