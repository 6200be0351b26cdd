"""A folder of notebooks becomes a folder of pages that lead to one another, a list of them, and the notebooks."""

from __future__ import annotations

import copy
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from ..core.calling.errors import require
from ..files.reading import opened, printable
from ..files.writing import write_whole
from .around import Around
from .cells import title_of
from .contents import contents_html, entry_of
from .export import LARGEST, check_page, check_tools, wants_run, write_page
from .kept import keep_run, kept_run
from .notebook import read_notebook
from .page import page_of

CONTENTS = "index.html"
_COPIED = re.compile(rb'<meta name="notebook" content="([0-9a-f]{64})">')  # in a page: of the notebook beside it


@dataclass(frozen=True)
class About:
    """What a list of pages says above, where else its pages lead, and how their notebooks are opened.

    binder: an address with {name} for the name of a notebook
    """

    title: str
    words: str = ""
    places: tuple[tuple[str, str], ...] = ()
    binder: str = ""
    run: tuple[str, ...] = ()


def notebooks_in(folder):
    """The notebooks of a folder, in the order of their names.   Raises GraphError if there is none."""
    found = sorted(path for path in Path(folder).glob("*.ipynb") if path.is_file() and path.name[0] != ".")
    name = printable(folder)
    require(found, f"{name} has no notebook in it; write a folder with files NAME.ipynb")
    clash = [path.name for path in found if path.stem == "index"]
    require(not clash, f"{name}: index.ipynb would become {CONTENTS}, which lists the pages; give it another name")
    return found


def check_folder(sources, target, force=False):
    """GraphError, before anything runs, if the pages cannot go to target, or would take the place of other things."""
    check_tools()
    target = Path(target)
    name = printable(target)
    require(not target.exists() or target.is_dir(), f"{name} is a file; write -o and a folder for the pages")
    require(target.is_dir() or target.suffix != ".html", f"{name} names a page, wanted a folder for the pages")
    require(target.is_dir() or target.parent.is_dir(), f"{name}: there is no folder {printable(target.parent)}")
    for path in sources if target.is_dir() else ():
        check_page(target / f"{path.stem}.html", force)
        _check_copy(path, target / path.name, target / f"{path.stem}.html", force)
    if target.is_dir():
        check_page(target / CONTENTS, force)


def _check_copy(source, place, page, force):
    """A notebook is replaced only by itself, or if it is as we left it, which the page beside it knows."""
    if force or not place.exists() or place.samefile(source):
        return
    with opened(place, LARGEST) as (file, _):
        there = file.read()
    ours = there == source.read_bytes()
    if not ours and page.is_file():
        found = _COPIED.search(page.read_bytes()[:4096])
        ours = bool(found) and found[1].decode() == hashlib.sha256(there).hexdigest()
    name = printable(place)
    require(ours, f"{name} is there already, and ngteach did not put it there; write --force, or -o and another folder")


def export_folder(sources, target, about, run=None, kept=None, tell=None):
    """Write the pages of the notebooks, the notebooks, and the list of all into the folder target.

    run: whether to run them first; None: those that store no states of widgets.   kept: a folder where they are kept
    as they are after their run, so that the same need not run again.   tell: who hears how far it is, see Progress
    """
    tell = tell or Progress()
    notebooks = {path: read_notebook(path) for path in sources}  # all are read before one is run
    waiting = {path for path, notebook in notebooks.items() if wants_run(notebook, run)}
    if kept:
        known = {path: kept_run(kept, path.stem, notebooks[path]) for path in waiting}
        notebooks |= {path: found for path, found in known.items() if found}
        waiting -= {path for path, found in known.items() if found}
    tell.begins(len(waiting), sum(len(notebooks[path].cells) for path in waiting))
    Path(target).mkdir(exist_ok=True)
    titles = [(f"{path.stem}.html", title_of(notebooks[path]["cells"]) or path.stem) for path in sources]
    entries = []
    for number, path in enumerate(sources):
        notebook = notebooks.pop(path)
        if path in waiting:
            tell.runs(path.name)
            notebook = _run(notebook, path, kept, tell.cell)
        data = path.read_bytes()
        around = Around(
            path.name,
            beside=True,
            places=(*about.places, (CONTENTS, "Contents")),
            before=titles[number - 1] if number else None,
            after=titles[number + 1] if number + 1 < len(titles) else None,
            binder=about.binder.format(name=path.name),
            run=about.run,
            sum=hashlib.sha256(data).hexdigest(),
        )
        page = Path(target, f"{path.stem}.html")
        if not Path(target, path.name).exists() or not path.samefile(Path(target, path.name)):
            write_whole(Path(target, path.name), data)
        widgets, size = write_page(page, page_of(notebook, path.stem, around))
        tell.wrote(page, widgets, size)
        entries.append(entry_of(page.name, notebook, widgets))
    listed = contents_html(about.title, about.words, entries, about.places)
    tell.wrote(Path(target, CONTENTS), *write_page(Path(target, CONTENTS), listed))


def _run(notebook, path, kept, on_cell):
    """The notebook after its run.   One after the other: those that measure times want the machine for themselves."""
    from .running import run_notebook

    before = copy.deepcopy(notebook)
    run_notebook(notebook, path, on_cell)
    if kept:
        keep_run(kept, path.stem, before, notebook)
    return notebook


class Progress:
    """Who hears how far an export is; this one keeps silent."""

    def begins(self, notebooks, cells):
        """So many notebooks will run, with so many cells."""

    def runs(self, name):
        """A notebook begins to run."""

    def cell(self):
        """A cell has run."""

    def wrote(self, page, widgets, size):
        """A page was written: how many widgets live in it, its bytes."""
