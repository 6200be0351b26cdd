"""What a class has done: tables from the progress files and notebooks that students handed in."""

from __future__ import annotations

import os
import re
from os import PathLike
from pathlib import Path

from ...core.calling.errors import GraphError, require
from ...core.calling.errors import shown as _shown
from ...files.reading import parse_json, printable, read_bounded, reason
from ..exercises import of_page, pages
from ..exercises.course import PAGES, name_now
from ..exercises.progress import NAME
from ..exercises.record import Entry, Record, parse
from ..questions import of_page as asked_on
from ..questions.inventory import gain, score
from ..questions.inventory_questions import INVENTORY
from .joining import joined
from .summary_shown import as_html, as_text

LARGEST = 20_000_000  # bytes; a notebook of ours has less than one million
_BLANK = ("the cell is still as it came", "your function returns nothing yet")
_HEADLINE = re.compile(r"^(✓|→) ([a-z_0-9]{1,40}\.[0-9]{1,3}) (right|not yet)")


def summary(folder: str | PathLike) -> Summary:
    """A table of a folder with one folder, or one file, for each student.

    Read are progress files (*.json) and notebooks (*.ipynb) with their stored outputs.  A name is the path inside the
    folder.  Nothing outside the folder is read, also through a link, and nothing in the files is run.
    The files say what they say: a mark that counts is better given on a run of the teacher's own (nbgrader does it).
    Raises GraphError if there is no such folder.
    """
    named = isinstance(folder, (str, os.PathLike)) and os.path.isdir(folder)
    said = printable(folder) if isinstance(folder, (str, os.PathLike)) else f"like {_shown(folder)}"
    require(named, f"summary: there is no folder {said}")
    folder = Path(folder).resolve()
    found: dict[str, Record] = {}
    problems: list[tuple[str, str]] = []

    def closed(problem):  # a folder that may not be read
        problems.append((os.path.relpath(problem.filename, folder), reason(problem)))

    for file in _files(folder, closed):
        student = _student(file.relative_to(folder))
        try:
            data = read_bounded(file, LARGEST)
            record = parse(data) if file.suffix == ".json" else Record(_of_notebook(data))
        except GraphError as problem:  # one bad file is listed, and does not hide the others
            problems.append((str(file.relative_to(folder)), str(problem)))
            continue
        if record != Record():
            found[student] = joined(found.get(student, Record()), record)
    return Summary(found, problems)


class Summary:
    """{student: Record} as tables, and the files that could not be read."""

    def __init__(self, students, problems=()):
        self.students, self.problems = students, list(problems)

    def rows(self):
        """[(student, [solved of each page], solved, with the solution shown)]"""
        table = []
        for name in sorted(self.students):
            entries = self.students[name].exercises
            solved = [[e.id for e in of_page(p) if entries.get(e.id, Entry()).passed] for p in pages()]
            flat = [id for ids in solved for id in ids]
            table.append((name, [len(ids) for ids in solved], len(flat), sum(entries[id].shown for id in flat)))
        return table

    def asked(self):
        """[(student, predictions right, of those made, questions answered, inventory before, after, gain)]

        The last three are None where they are not known.
        """
        return [self._asked(name) for name in sorted(self.students)]

    def _asked(self, name):
        record = self.students[name]
        made = [record.predictions[id] for id in _asked_for("p") & set(record.predictions)]
        answered = len(_asked_for("qr") & set(record.answers))
        right = sum(guess.verdict == "right" for guess in made)
        taken = record.inventory
        before, after = (score(taken[time]) if time in taken else None for time in ("before", "after"))
        gained = None if before is None or after is None else gain(before, after)
        return name, right, len(made), answered, before, after, gained

    def inventory(self):
        """[(question, students who had it right before the course, and after it)], of those who took it both times."""
        taken = [record.inventory for record in self.students.values() if len(record.inventory) == 2]
        return [
            (one, *(sum(t[time].get(one.id) == one.truth for t in taken) for time in ("before", "after")))
            for one in INVENTORY
        ]

    def gain(self):
        """(students who took the inventory both times, their mean before, after, the normalised gain of the class)"""
        both = [(before, after) for *_, before, after, _ in self.asked() if before is not None and after is not None]
        if not both:
            return 0, None, None, None
        before, after = (sum(scores) / len(both) for scores in zip(*both))
        return len(both), before, after, gain(before, after)

    def hardest(self):
        """[(id, students who tried it, of them solved)], fewest solved first; only what somebody has tried."""
        counts, kept = [], [record.exercises for record in self.students.values()]
        for id in sorted(_exercises() & {id for entries in kept for id in entries}):
            tried = [e[id] for e in kept if id in e and (e[id].tries or e[id].passed)]
            if tried:
                counts.append((id, len(tried), sum(e.passed and not e.shown for e in tried)))
        return sorted(counts, key=lambda row: row[2] / row[1])

    def _hard(self):
        """One line about what most could not solve alone, or none."""
        hard = [f"{id} ({k} of {n})" for id, n, k in self.hardest() if k < n][:5]
        return [f"solved by the fewest of those who tried, without the solution: {', '.join(hard)}"] if hard else []

    def __repr__(self):
        return as_text(self)

    def _repr_mimebundle_(self, **_):
        return {"text/html": as_html(self), "text/plain": repr(self)}


def _asked_for(kinds):
    """The ids of what the course asks of these kinds; a file may tell of others."""
    return {one.id for page in PAGES for kind in kinds for one in asked_on(page, kind)}


def _exercises():
    return {e.id for page in (*pages(), "earlier") for e in of_page(page)}


def _files(folder, onerror):
    """The files to read, in a fixed order; links are followed nowhere."""
    for base, names, files in os.walk(folder, onerror=onerror, followlinks=False):
        names[:] = sorted(n for n in names if not n.startswith("."))
        for name in sorted(files):
            path = Path(base, name)
            inside = not path.is_symlink() and path.resolve().is_relative_to(folder)
            if inside and path.suffix in (".json", ".ipynb") and not name.startswith("."):
                yield path


def _student(path):
    """The folder of the file; for a file that lies loose, its name: "anna", also of "anna.json"."""
    if len(path.parts) > 1:
        return path.parts[0]
    return path.stem if path.name != NAME else "(this folder)"


def _of_notebook(data):
    """{id: Entry} from the verdicts in a notebook's stored outputs; the last one of an exercise counts."""
    try:
        cells = parse_json(data)["cells"]
        texts = ["".join(o.get("data", {}).get("text/plain", "")) for cell in cells for o in cell.get("outputs", [])]
    except (KeyError, TypeError, AttributeError):  # a notebook is many containers deep, and each may be something else
        raise GraphError("it is not a notebook") from None
    entries = {}
    for text in texts:
        said = _HEADLINE.match(text)
        if said and not any(words in text for words in _BLANK):
            entries[name_now(said[2])] = Entry((), True) if said[1] == "✓" else Entry(("in the notebook",))
    return entries
