"""ngteach export: a bar over the cells that run, and a line for each page that is written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..files.output import complain, say
from ..files.reading import printable
from ..web.export import LARGEST_PAGE, check_target, export, target_of
from ..web.folder import Progress

SERIES = "series"  # the word for the kit's own notebooks
SERIES_PAGES = "ngteach-pages"


def write_pages(options, stops):
    """Write a notebook, a folder of notebooks, or the kit's own as pages."""
    told = _Told(options.run, stops)
    try:
        if options.notebook == SERIES and not os.path.exists(SERIES):
            _write_series(options, told)
        elif os.path.isdir(options.notebook):
            _write_folder(options, told)
        else:
            _write_one(options, told)
    finally:
        told.close()


def _write_one(options, told):
    source = options.notebook
    target = options.output or target_of(source)
    check_target(source, target, options.force)
    told.wrote(target, *export(source, target, options.run, lambda cells: told.begins(1, cells, source), told.cell))


def _write_folder(options, told):
    from ..web.folder import About, check_folder, export_folder, notebooks_in

    sources = notebooks_in(options.notebook)
    target = options.output or options.notebook
    check_folder(sources, target, options.force)
    export_folder(sources, target, About(Path(options.notebook).resolve().name), options.run, tell=told)


def _write_series(options, told):
    from ..lab.notebook.open import notebooks_folder
    from ..web.folder import check_folder, export_folder, notebooks_in
    from ..web.series import ABOUT

    sources = notebooks_in(notebooks_folder())
    target = options.output or SERIES_PAGES
    check_folder(sources, target, options.force)
    export_folder(sources, target, ABOUT, options.run, tell=told)


class _Told(Progress):
    """Says it on the terminal: a bar over all cells that run, if there is one, and lines."""

    def __init__(self, run, stops):
        self._asked, self._stops, self._bar = run, stops, None

    def begins(self, notebooks, cells, name=""):
        if notebooks and self._asked is None:
            say(f"running {name or f'{notebooks} notebooks'}")
        if notebooks:
            self._bar = _bar(cells)

    def runs(self, name):
        self._bar.set_description(name, refresh=False)

    def cell(self):
        self._stops.check()
        self._bar.update()

    def wrote(self, page, widgets, size):
        if self._bar is not None:
            self._bar.clear()
        alive = {0: "no widgets", 1: "1 widget"}.get(widgets, f"{widgets} widgets")
        say(f"wrote {printable(page)}: {alive}, {size / 1e6:.1f} MB")
        if size > LARGEST_PAGE:
            complain(f"{printable(page)} is larger than {LARGEST_PAGE / 1e6} MB: a phone will open it late")

    def close(self):
        if self._bar is not None:
            self._bar.close()


def _bar(cells):
    from shutil import get_terminal_size

    from tqdm import tqdm

    return tqdm(
        total=cells, unit="cell", leave=False, ncols=get_terminal_size()[0] - 1, disable=not sys.stderr.isatty()
    )
