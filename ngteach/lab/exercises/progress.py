"""A student's own progress: one small JSON file beside the notebooks, and a table of it.

    {"format": 1, "exercises": {"backprop.1": {"tries": ["3f9c...", ...], "passed": true, "shown": false}}}

A try is the fingerprint of a wrong answer, so that the same answer twice counts once.
The file is in the notebook's folder, or where NGTEACH_PROGRESS says.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from ...core.calling.errors import GraphError, require
from ...draw.shapes import xml
from ...files.reading import parse_json, printable, read_bounded, reason
from ...files.writing import write_whole
from . import of_page, pages
from .course import ID, name_now, number_of

NAME = "ngteach-progress.json"
LARGEST = 2**22  # bytes; a whole course has fewer than a hundred thousand


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


def path():
    """Where the progress of this notebook is kept."""
    return Path(os.environ.get("NGTEACH_PROGRESS") or NAME)


def read(file):
    """{id: Entry} of a progress file.  Raises GraphError if it cannot be read, or is damaged."""
    data = read_bounded(file, LARGEST)
    try:
        return parse(data)
    except GraphError as problem:
        raise GraphError(f"{printable(file)} cannot be read: {problem}") from None


def parse(data):
    """{id: Entry} that the bytes of a progress file tell, every part checked.  Raises GraphError if it is damaged."""
    stored = parse_json(data)
    good = isinstance(stored, dict) and stored.get("format") == 1 and isinstance(stored.get("exercises"), dict)
    require(good, "it is not a progress file of ngteach's")
    return {name_now(id): _entry(name_now(id), of) for id, of in stored["exercises"].items()}


def remember(id, change):
    """Set the entry of an exercise to change(entry); returns (entry, a remark for the student or "").

    A damaged file is set aside under another name.  A folder that cannot be written costs the record, not the check.
    """
    file, remark, entries = path(), "", {}
    try:
        if file.exists():
            data = read_bounded(file, LARGEST)  # a pipe or a device is not a damaged file: it stays where it is
            try:
                entries = parse(data)
            except GraphError:
                aside = _set_aside(file)
                remark = f"The progress file was damaged. It is kept as {aside.name}, and a new one is begun."
        entry = entries[id] = change(entries.get(id, Entry()))
        _write(file, entries)
    except (OSError, ValueError, GraphError) as problem:  # ValueError: a name that no file can have
        entry = change(entries.get(id, Entry()))
        remark = f"Your progress could not be saved: {reason(problem)}."
    return entry, remark


def progress() -> Progress:
    """Your progress: a row for each notebook, a sign for each exercise."""
    try:
        return Progress(read(path()) if path().exists() else {})
    except GraphError as problem:
        return Progress({}, str(problem))
    except (OSError, ValueError) as problem:  # of exists(), whose folder may be closed
        return Progress({}, f"{printable(path())} cannot be read: {reason(problem)}")


class Progress:
    """{id: Entry} as a table."""

    SIGNS = "● solved   ◐ solved after the solution was shown   ○ tried   · not begun"

    def __init__(self, entries, remark=""):
        self.entries, self.remark = entries, remark

    def rows(self):
        """[(page, signs, solved, of)]"""
        table = []
        for page in pages():
            ids = [e.id for e in of_page(page)]
            found = [self.entries.get(id, Entry()) for id in ids]
            table.append(
                (f"{number_of(page)} {page}", " ".join(e.mark for e in found), sum(e.passed for e in found), len(ids))
            )
        return table

    def __repr__(self):
        lines = [f"{page:14}  {signs}   {solved} of {of}" for page, signs, solved, of in self.rows()]
        return "\n".join([*([self.remark] if self.remark else []), *lines, self.SIGNS])

    def _repr_mimebundle_(self, **_):
        head = "<tr><th>page</th><th>exercises</th><th>solved</th></tr>"
        cells = "".join(f"<tr><td>{n}</td><td>{s}</td><td>{k} of {of}</td></tr>" for n, s, k, of in self.rows())
        remark = f"<p>{xml(self.remark)}</p>" if self.remark else ""
        return {"text/html": f"{remark}<table>{head}{cells}</table><p>{self.SIGNS}</p>", "text/plain": repr(self)}


def _entry(id, stored):
    good = isinstance(stored, dict) and ID.fullmatch(id) and isinstance(stored.get("tries"), list)
    good = good and all(isinstance(t, str) and len(t) <= 64 for t in stored["tries"])
    require(good, f"the entry {printable(id, 20)} is damaged")
    return Entry(tuple(stored["tries"]), stored.get("passed") is True, stored.get("shown") is True)


def _write(file, entries):
    stored = {id: {"tries": list(e.tries), "passed": e.passed, "shown": e.shown} for id, e in sorted(entries.items())}
    text = json.dumps({"format": 1, "exercises": stored}, indent=1)
    write_whole(file, text.encode(), follow=bool(os.environ.get("NGTEACH_PROGRESS")))  # a link that was named


def _set_aside(file):
    """Rename the file to the first name that is free: ngteach-progress.damaged-1.json."""
    number = 1
    while os.path.lexists(aside := file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")):
        number += 1
    os.rename(file, aside)
    return aside
