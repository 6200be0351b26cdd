"""A student's own record: one small JSON file beside the notebooks.

    {"format": 2, "exercises": {"backprop.1": {"tries": ["3f9c...", ...], "passed": true, "shown": false}},
     "answers": {"backprop.q1": "my words"}, "predictions": {"backprop.p1": {"guess": "2", "verdict": "right"}},
     "inventory": {"before": {"inventory.i1": "the choice"}, "after": {}}}

A try is the fingerprint of a wrong answer, so that the same answer twice counts once.  Of a prediction the first guess
is kept, of a question the last words.  Format 1 had exercises alone.
The file is in the notebook's folder, or where NGTEACH_PROGRESS says.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ...core.calling.errors import GraphError, require
from ...files.reading import parse_json, printable, read_bounded, reason
from ...files.writing import write_whole
from .course import ID, name_now

NAME = "ngteach-progress.json"
LARGEST = 2**22  # bytes; a whole course has fewer than a hundred thousand
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


def path():
    """Where the record of this notebook is kept."""
    return Path(os.environ.get("NGTEACH_PROGRESS") or NAME)


def read(file) -> Record:
    """The record in a progress file.  Raises GraphError if it cannot be read, or is damaged."""
    data = read_bounded(file, LARGEST)
    try:
        return parse(data)
    except GraphError as problem:
        raise GraphError(f"{printable(file)} cannot be read: {problem}") from None


def parse(data) -> Record:
    """The record that the bytes of a progress file tell, every part checked.  Raises GraphError if it is damaged."""
    stored = parse_json(data)
    known = isinstance(stored, dict) and stored.get("format") in (1, 2) and stored.get("format") is not True
    parts = [stored.get(name, {}) for name in ("answers", "predictions", "inventory")] if known else []
    good = known and all(isinstance(part, dict) for part in (stored.get("exercises"), *parts))
    require(good, "it is not a progress file of ngteach's")
    answers, predictions, inventory = parts
    for name, taken in inventory.items():
        require(name in TIMES and isinstance(taken, dict), f"the entry {printable(name, 20)} is damaged")
    return Record(
        {name_now(id): _entry(name_now(id), of) for id, of in stored["exercises"].items()},
        {id: _text(id, words, LONGEST_WORDS) for id, words in answers.items()},
        {id: _guess(id, of) for id, of in predictions.items()},
        {name: {id: _text(id, c, LONGEST_GUESS) for id, c in taken.items()} for name, taken in inventory.items()},
    )


def change(edit):
    """Let edit(record) change what is kept, in place; returns (the record, a remark for the student or "").

    A damaged file is set aside under another name.  A folder that cannot be written costs the record, not the check.
    """
    file, remark, record = path(), "", Record()
    try:
        if file.exists():
            data = read_bounded(file, LARGEST)  # a pipe or a device is not a damaged file: it stays where it is
            try:
                record = parse(data)
            except GraphError:
                aside = _set_aside(file)
                remark = f"The progress file was damaged. It is kept as {aside.name}, and a new one is begun."
    except (OSError, ValueError, GraphError) as problem:  # ValueError: a name that no file can have
        edit(record)
        return record, _unsaved(problem)
    edit(record)
    try:
        _write(file, record)
    except (OSError, ValueError, GraphError) as problem:
        remark = _unsaved(problem)
    return record, remark


def _unsaved(problem):
    return f"Your progress could not be saved: {reason(problem)}."


def remember(id, change_entry):
    """Set the entry of an exercise to change_entry(entry); returns (entry, a remark for the student or "")."""

    def edit(record):
        record.exercises[id] = change_entry(record.exercises.get(id, Entry()))

    record, remark = change(edit)
    return record.exercises[id], remark


def kept() -> tuple[Record, str]:
    """(the record of this notebook, or an empty one; why it cannot be read, or "")"""
    try:
        return (read(path()) if path().exists() else Record()), ""
    except GraphError as problem:
        return Record(), str(problem)
    except (OSError, ValueError) as problem:  # of exists(), whose folder may be closed
        return Record(), f"{printable(path())} cannot be read: {reason(problem)}"


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
    return text


def _write(file, record):
    exercises = {id: {**asdict(e), "tries": list(e.tries)} for id, e in sorted(record.exercises.items())}
    predictions = {id: asdict(guess) for id, guess in sorted(record.predictions.items())}
    stored = {"format": 2, "exercises": exercises, "answers": dict(sorted(record.answers.items()))}
    stored |= {"predictions": predictions, "inventory": record.inventory}
    data = json.dumps(stored, indent=1).encode()
    write_whole(file, data, follow=bool(os.environ.get("NGTEACH_PROGRESS")))  # a link that was named


def _set_aside(file):
    """Rename the file to the first name that is free: ngteach-progress.damaged-1.json."""
    number = 1
    while os.path.lexists(aside := file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")):
        number += 1
    os.rename(file, aside)
    return aside
