"""The exercises of the notebooks: backprop.py has EXERCISES, those of the page "backprop".  Loaded when asked for.

in:     a student's answer
out:    a verdict with a hint, a record of what was done
knows:  core, ops, transform, train, files, draw, lab.widgets
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from ...core.calling.errors import GraphError, shown
from .course import ID, PAGES, name_now

_HERE = Path(__file__).parent


def pages():
    """The names of the pages that have exercises, in the order of the course: "start", "tracing", ..."""
    return [page for page in PAGES if (_HERE / f"{page}.py").is_file()]


def of_page(page):
    """The exercises of a page, in their order."""
    return import_module(f".{page}", __name__).EXERCISES


def find(id):
    """The exercise "backprop.1", or "04.1" as it was called once; GraphError if there is none."""
    text = name_now(id) if isinstance(id, str) else ""
    page = text.partition(".")[0]
    if ID.fullmatch(text) and page in (*pages(), "earlier"):
        for exercise in of_page(page):
            if exercise.id == text:
                return exercise
        known = ", ".join(e.id for e in of_page(page))
        raise GraphError(f"check: there is no exercise {shown(id)}; the page {page} has {known}")
    raise GraphError(f'check: there is no exercise {shown(id)}; write its name as in the notebook, "backprop.1"')
