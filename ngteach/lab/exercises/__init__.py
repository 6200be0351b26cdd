"""The exercises of the notebooks: nb04.py has EXERCISES, those of notebook 04.  Loaded when they are asked for.

in:     a student's answer, and files of their progress
out:    a verdict with a hint, a table
knows:  core, ops, transform, train, files, draw
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from ...core.calling.errors import GraphError, shown

_HERE = Path(__file__).parent


def notebooks():
    """The numbers of the notebooks that have exercises: "00", "01", ..."""
    return sorted(path.stem[2:] for path in _HERE.glob("nb[0-9][0-9].py"))


def of_notebook(number):
    """The exercises of a notebook, in their order."""
    return import_module(f".nb{number}", __name__).EXERCISES


def find(id):
    """The exercise "04.1"; GraphError if there is none."""
    text = id if isinstance(id, str) else ""
    number = text[:2]
    if re.fullmatch(r"[0-9][0-9]\.[0-9]+", text) and number in notebooks():
        for exercise in of_notebook(number):
            if exercise.id == id:
                return exercise
        known = ", ".join(e.id for e in of_notebook(number))
        raise GraphError(f"check: there is no exercise {shown(id)}; notebook {number} has {known}")
    raise GraphError(f'check: there is no exercise {shown(id)}; write the number as it stands in the notebook, "04.1"')
