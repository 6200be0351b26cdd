"""Names as numbers: a list of words, the letters that go into a model, and the letters that it should have said."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ..core.calling.errors import GraphError, require
from ..files.reading import printable, read_bounded
from ..ops import random
from .digits import bundled

LETTERS = 27  # a to z are 1 to 26; 0 begins and ends a name
CONTEXT = 16  # letters that a model sees: the 0 that begins a name, and up to 15 more
TESTED = 9  # one name of so many is kept for testing
SPLIT = 1990  # the seed of the order, the same on every machine
_MOST = 2**24  # bytes of a list


@dataclass(frozen=True)
class Names:
    """Names for training and others for testing, in a fixed random order, as words and as numbers.

    train, test: (letters, labels) as encode gives them, i32[n,context]: the words of train_words, test_words.
    """

    name: str
    train: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]
    train_words: tuple[str, ...]
    test_words: tuple[str, ...]


@cache
def bundled_names() -> Names:
    """The 18,000 most frequent surnames of the census of 1990, 2,000 of them for testing."""
    return load_names(bundled() / "names" / "names.txt", "names")


def load_names(path: str | os.PathLike, name: str | None = None) -> Names:
    """The Names in a list, one a line: one in nine is for testing, the others for training.

    Which ones depends on the list alone, not on the machine.
    Raises GraphError for a file that is no such list; see read_names.
    """
    words = read_names(path)
    few = (
        f"{printable(path)} has {len(words)} different names, wanted at least {TESTED}: one in {TESTED} is for testing"
    )
    require(len(words) >= TESTED, few)
    order = random.permutation(random.key(SPLIT), len(words))
    mixed, tested = [words[i] for i in order], len(words) // TESTED
    train, test = mixed[tested:], mixed[:tested]
    return Names(name or Path(path).stem, encode(train), encode(test), tuple(train), tuple(test))


def read_names(path: str | os.PathLike) -> list[str]:
    """The different names in a text file, one a line, in the order of the file, in small letters.

    Raises GraphError, which tells the line, for a name with anything but the letters a to z, or with more than 15
    letters, which no context of 16 holds; and for what is no text file of at most 16 MB.
    """
    where, data = printable(path), read_bounded(path, _MOST)
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as problem:
        raise GraphError(f"{where} is not a list of names: byte {problem.start} is no text (UTF-8)") from None
    names = [line.strip().lower() for line in lines]
    for number, name in enumerate(names, 1):
        if name and not (name.isascii() and name.isalpha()):
            raise GraphError(f"{where}, line {number}: found {printable(name, 40)!r}, wanted one name, letters a to z")
        if len(name) >= CONTEXT:
            found = f"{printable(name, 40)!r} has {len(name):,} letters"
            raise GraphError(f"{where}, line {number}: {found}, wanted at most {CONTEXT - 1}; leave it out")
    return [name for name in dict.fromkeys(names) if name]


def encode(names, context=CONTEXT):
    """(letters, labels) of names of less than `context` small letters a to z: i32[n,context] each.

    letters: 0, the letters, and zeros.   labels: at each position what comes next, 0 at the end; then -1, for padding,
    which no loss should count.

    >>> letters, labels = encode(["bea"], context=6)
    >>> letters, labels
    (array([[0, 2, 5, 1, 0, 0]], dtype=int32), array([[ 2,  5,  1,  0, -1, -1]], dtype=int32))
    """
    letters = np.zeros((len(names), context + 1), np.int32)
    for row, name in zip(letters, names):
        row[1 : len(name) + 1] = np.frombuffer(name.encode("ascii"), np.uint8) - (ord("a") - 1)
    lengths = np.array([len(name) for name in names], np.int32).reshape(-1, 1)
    return letters[:, :-1].copy(), np.where(np.arange(context) <= lengths, letters[:, 1:], -1).astype(np.int32)


def decode(letters):
    """The names in rows of letters, each up to its end: the words of encode's letters.

    >>> decode(np.array([[0, 2, 5, 1, 0, 0]]))
    ['bea']
    """
    rows = (bytes(row[1:].astype(np.uint8) + (ord("a") - 1)).decode("ascii") for row in np.asarray(letters))
    return [row.partition(chr(ord("a") - 1))[0] for row in rows]
