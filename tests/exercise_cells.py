"""The cells of the exercises in the sources of the notebooks: as students get them, and with their solution."""

import re
from pathlib import Path

import numpy as np

import ngteach as ng

SOURCES = Path(__file__).parents[1] / "notebooks" / "source"


def run(exercise, code):
    """The answer that the cell hands to its check, if this is its code."""
    names = {"np": np, "ng": ng}
    exec(exercise.setup, names)
    exec(code, names)
    return eval(answer_of(exercise), names)


def cells(page):
    """The code cells of a page's source."""
    (path,) = SOURCES.glob(f"[0-9][0-9]_{page}.py")
    parts = re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [p.partition("\n")[2] for p in parts if not p.startswith(" [markdown]")]


def cell_of(exercise):
    (cell,) = [c for c in cells(exercise.id.partition(".")[0]) if f'lab.check("{exercise.id}"' in c]
    return cell


def answer_of(exercise):
    """What the cell hands to its check, as Python writes it."""
    return re.search(r'lab\.check\("[a-z_.0-9]+", (.*)\)$', cell_of(exercise), re.MULTILINE)[1]


def code_of(exercise, solved):
    """The code of the exercise's cell without its check: as students get it, or with its solution."""
    code = re.sub(r"^.*lab\.check\(.*$", "", cell_of(exercise), flags=re.MULTILINE)
    region = re.compile(r"^ *### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION\n", re.MULTILINE | re.DOTALL)
    assert len(region.findall(code)) == 1, "wanted one ### BEGIN SOLUTION ... ### END SOLUTION"
    return region.sub(r"\1" if solved else "", code)
