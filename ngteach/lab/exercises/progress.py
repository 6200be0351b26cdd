"""A student's own record, a Record, in one small JSON file beside the notebooks, or where NGTEACH_PROGRESS says."""

from __future__ import annotations

import os
from pathlib import Path

from ...core.calling.errors import GraphError
from ...files.reading import printable, read_bounded, reason
from ...files.turns import turn
from ...files.writing import write_whole
from .record import Entry, Newer, Record, as_bytes, parse

NAME = "ngteach-progress.json"
LARGEST = 2**22  # bytes; a whole course has fewer than a hundred thousand


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


def change(edit):
    """Let edit(record) change what is kept, in place; returns (the record, a remark for the student or "").

    A damaged file is set aside under another name.  A folder that cannot be written costs the record, not the check.
    Two notebooks that share the file take turns.
    """
    with turn(path()):
        return _change(edit)


def _change(edit):
    file, remark, record = path(), "", Record()
    try:
        if file.exists():
            data = read_bounded(file, LARGEST)  # a pipe or a device is not a damaged file: it stays where it is
            try:
                record = parse(data)
            except Newer:
                raise
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


def _write(file, record):
    write_whole(file, as_bytes(record), follow=bool(os.environ.get("NGTEACH_PROGRESS")))  # a link that was named


def _set_aside(file):
    """Rename the file to the first name that is free: ngteach-progress.damaged-1.json."""
    number = 1
    while os.path.lexists(aside := file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")):
        number += 1
    os.rename(file, aside)
    return aside
