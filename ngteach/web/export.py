"""ngteach export: a notebook becomes one HTML file, whose widgets go on living."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from ..core.calling.errors import require
from ..files.reading import opened, printable
from ..files.writing import check_writable, is_stream, write_whole

LARGEST = 2**31  # bytes of a file that is looked into
LARGEST_PAGE = 1_500_000  # bytes that a phone still opens soon
_HEAD = 2**10  # bytes in which a page of ours says that it is one


def check_target(source, target, force=False):
    """GraphError, before anything is run, if target cannot be written or holds something that is not ours."""
    check_tools()
    same = os.path.exists(target) and os.path.exists(source) and os.path.samefile(source, target)
    require(not same, f"{printable(target)} is the notebook itself; write another name behind -o")
    check_page(target, force)


def check_tools():
    """GraphError if what makes a page is not installed."""
    found = find_spec("nbconvert") is not None and find_spec("anywidget") is not None
    require(found, 'ngteach export needs JupyterLab; write: pip install "ngteach[lab]"')


def check_page(target, force=False):
    """GraphError if target cannot be written, or is something else than a page of ours."""
    check_writable(target)
    if force or not os.path.exists(target) or is_stream(target):
        return
    with opened(target, LARGEST) as (file, _):
        head = file.read(_HEAD)
    from .page import MADE_BY

    ours = not head or MADE_BY.encode() in head
    require(
        ours,
        f"{printable(target)} is there already, and ngteach did not make it; write --force, or -o and another name",
    )


def target_of(source):
    """Where the page goes if nobody says: beside the notebook, under its name."""
    return str(Path(source).with_suffix(".html"))


def export(source, target, run=None, on_begin=lambda cells: None, on_cell=lambda: None):
    """Write the page of the notebook in source to target; returns (how many widgets live in it, its bytes).

    run: whether to run it first; None: if it stores no states of widgets.   on_begin(how many cells) and on_cell() say
    how far the run is.   Raises GraphError for a file that is no notebook, and for a cell that fails.
    """
    from .around import Around
    from .notebook import read_notebook
    from .page import page_of

    notebook = read_notebook(source)
    if wants_run(notebook, run):
        from .running import run_notebook

        on_begin(len(notebook.cells))
        run_notebook(notebook, source, on_cell)
    name = Path(source).name
    beside = not is_stream(target) and Path(target).resolve().parent == Path(source).resolve().parent
    return write_page(target, page_of(notebook, Path(source).stem, Around(name, beside)))


def wants_run(notebook, run):
    """Is it to be run first?   run: what the user said; None: if it stores no states of widgets"""
    from .widgets import stores_states

    return run or run is None and not stores_states(notebook)


def write_page(target, page):
    """Write the text of a page; returns (how many widgets live in it, its bytes)."""
    data = page.encode("utf-8", "replace")
    write_whole(target, data)
    return data.count(b"data-model="), len(data)
