"""Reads and runs the mistakes of docs/mistakes.   python tests/mistakes.py writes again what each one says

A mistake is a heading and what follows it: the program, what Python answers, why it is so, and the program to write
instead, perhaps with what that prints:

    ## An if on a tensor
    ```python ... ```    the mistake
    ```text ... ```      GraphError: ...  or, where nothing is raised, what it prints
    why
    ```python ... ```    the remedy
    ```text ... ```      what it prints, if it prints
"""

from __future__ import annotations

import contextlib
import io
import linecache
import math
import random
import re
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from users_ops import forgotten

import ngteach as ng

FOLDER = Path(__file__).parent.parent / "docs" / "mistakes"
GIVEN = {
    "__name__": "__main__",
    "np": np,
    "ng": ng,
    "math": math,
    "random": random,
    "time": time,
}  # the imports that index.md shows
GIVEN |= {name: getattr(ng, name) for name in ("trace", "grad", "f32", "f64", "i32", "i64", "boolean")}
BLOCK = re.compile(r"```(python|text)\n(.*?)```\n", re.S)


@dataclass(frozen=True)
class Mistake:
    """One mistake: the programs are text, and says and shows are what Python answers to them."""

    page: str
    title: str
    wrong: str
    says: str
    why: str
    remedy: str
    shows: str


def pages():
    """The files that have mistakes."""
    return [path for path in sorted(FOLDER.glob("*.md")) if path.stem != "index"]


def mistakes():
    """All of them, in the order of the pages."""
    return [_read(path.stem, text) for path in pages() for text in _sections(path.read_text(encoding="utf-8"))]


def _sections(text):
    return re.split(r"^## ", text, flags=re.M)[1:]


def _read(page, text):
    title, _, body = text.partition("\n")
    blocks = [(kind, content) for kind, content in BLOCK.findall(body)]
    kinds = [kind for kind, _ in blocks]
    assert kinds in (["python", "text", "python"], ["python", "text", "python", "text"]), f"{page}: {title}: {kinds}"
    contents = [content for _, content in blocks]
    why = BLOCK.split(body)[6].strip()
    return Mistake(page, title, *contents[:2], why, contents[2], contents[3] if len(contents) == 4 else "")


def answer(program):
    """(what Python answers, number): what is printed, warnings too, and the error without the line; and its number."""
    linecache.cache["lesson.py"] = (len(program), None, program.splitlines(True), "lesson.py")
    printed, raised, number = io.StringIO(), "", None
    with contextlib.redirect_stdout(printed), np.errstate(all="ignore"), forgotten(), warnings.catch_warnings():
        warnings.simplefilter("always", ng.TraceWarning)
        warnings.showwarning = lambda message, category, *_: print(f"{category.__name__}: {message}")
        try:
            exec(compile(program, "lesson.py", "exec", dont_inherit=True), dict(GIVEN))
        except Exception as error:
            name = "GraphError" if isinstance(error, ng.GraphError) else type(error).__name__
            message, _, place = str(error).partition("    (lesson.py, line ")
            raised = f"{name}: {message}\n"
            number = int(place.partition(":")[0].rstrip(")")) if place else None
    return printed.getvalue() + raised, number


def _written(text):
    """The text of a page, with what Python answers to its programs now."""

    def with_answer(found):
        (program,) = found.groups()
        return f"```python\n{program}```\n\n```text\n{answer(program)[0]}```\n"

    return re.sub(r"```python\n([^`]*)```\n\n```text\n[^`]*```\n", with_answer, text)


if __name__ == "__main__":
    for path in pages():
        path.write_text(_written(path.read_text(encoding="utf-8")), encoding="utf-8")
