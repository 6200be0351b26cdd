"""What is known of one student, and how it stands in a progress file.

    {"format": 2, "exercises": {"backprop.1": {"tries": ["3f9c...", ...], "passed": true, "shown": false}},
     "answers": {"backprop.q1": "my words"}, "predictions": {"backprop.p1": {"guess": "2", "verdict": "right"}},
     "inventory": {"before": {"inventory.i1": "the choice"}, "after": {}}}

A try is the fingerprint of a wrong answer, so that the same answer twice counts once.  Of a prediction the first guess
is kept, of a question the last words.  Format 1 had exercises alone.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from ...core.calling.errors import GraphError, require
from ...files.reading import parse_json, printable
from .course import ID, name_now

FORMAT = 2
LONGEST_WORDS, LONGEST_GUESS = 1000, 200  # characters
VERDICTS = ("right", "close", "not so")
TIMES = ("before", "after")  # when the inventory is taken


@dataclass(frozen=True)
class Entry:
    """What is known of one exercise.   shown: the solution was, before it was passed."""

    tries: tuple[str, ...] = ()
    passed: bool = False
    shown: bool = False

    @property
    def mark(self):
        """One sign: solved alone, solved after the solution, tried, or not begun."""
        return ("◐" if self.shown else "●") if self.passed else ("○" if self.tries else "·")

    def joined(self, other):
        """Both as one: solved in one is solved, shown in one is shown."""
        tries = tuple(dict.fromkeys((*self.tries, *other.tries)))
        return Entry(tries, self.passed or other.passed, self.shown or other.shown)


@dataclass(frozen=True)
class Guess:
    """The first guess at a prediction, and what it was worth."""

    guess: str
    verdict: str


@dataclass(frozen=True)
class Record:
    """All that is known of one student.   inventory: {"before": {id: choice}, "after": {id: choice}}"""

    exercises: dict[str, Entry] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    predictions: dict[str, Guess] = field(default_factory=dict)
    inventory: dict[str, dict[str, str]] = field(default_factory=dict)


class Newer(GraphError):
    """The file is of a format that came later than this ngteach."""


def parse(data) -> Record:
    """The record that the bytes of a progress file tell, every part checked.  Raises GraphError if it is damaged."""
    stored = parse_json(data)
    number = stored.get("format") if isinstance(stored, dict) else None
    if type(number) is int and number > FORMAT:
        raise Newer("a newer ngteach has written this file; update ngteach")
    known = number in range(1, FORMAT + 1) and number is not True
    parts = [stored.get(name, {}) for name in ("answers", "predictions", "inventory")] if known else []
    good = known and all(isinstance(part, dict) for part in (stored.get("exercises"), *parts))
    require(good, "it is not a progress file of ngteach's")
    answers, predictions, inventory = parts
    for name, taken in inventory.items():
        require(name in TIMES and isinstance(taken, dict), f"the entry {printable(name, 20)} is damaged")
    return Record(
        _exercises(stored["exercises"]),
        {id: _text(id, words, LONGEST_WORDS) for id, words in answers.items()},
        {id: _guess(id, of) for id, of in predictions.items()},
        {name: {id: _text(id, c, LONGEST_GUESS) for id, c in taken.items()} for name, taken in inventory.items()},
    )


def as_bytes(record) -> bytes:
    """The bytes of a progress file."""
    exercises = {id: {**asdict(e), "tries": list(e.tries)} for id, e in sorted(record.exercises.items())}
    predictions = {id: asdict(guess) for id, guess in sorted(record.predictions.items())}
    stored = {"format": FORMAT, "exercises": exercises, "answers": dict(sorted(record.answers.items()))}
    stored |= {"predictions": predictions, "inventory": record.inventory}
    return json.dumps(stored, indent=1).encode()


def _exercises(stored):
    """By the names of today; what has two of them, an old and a new one, is joined."""
    found: dict[str, Entry] = {}
    for id, of in stored.items():
        now = name_now(id)
        found[now] = found.get(now, Entry()).joined(_entry(now, of))
    return found


def _entry(id, stored):
    good = isinstance(stored, dict) and ID.fullmatch(id) and isinstance(stored.get("tries"), list)
    good = good and all(isinstance(t, str) and len(t) <= 64 for t in stored["tries"])
    require(good, f"the entry {printable(id, 20)} is damaged")
    return Entry(tuple(stored["tries"]), stored.get("passed") is True, stored.get("shown") is True)


def _guess(id, stored):
    require(isinstance(stored, dict) and stored.get("verdict") in VERDICTS, f"the entry {printable(id, 20)} is damaged")
    return Guess(_text(id, stored.get("guess"), LONGEST_GUESS), stored["verdict"])


def _text(id, text, most):
    good = ID.fullmatch(id) and isinstance(text, str) and len(text) <= most
    require(good, f"the entry {printable(id, 20)} is damaged")
    return whole(text)


def whole(text):
    """The text without halves of characters (lone surrogates), which can neither be sent nor shown."""
    return text.encode("utf-8", "replace").decode()
