"""ngteach export: a bar over the cells that run, and a line about what was written."""

from __future__ import annotations

import sys

from ..files.output import say
from ..web.export import check_target, export, target_of


def write_page(options, stops):
    """Write a notebook as a page."""
    source = options.notebook
    target = options.output or target_of(source)
    check_target(source, target, options.force)
    bar = None

    def begin(cells):
        nonlocal bar
        bar = _bar(cells)
        bar.clear()
        say(f"running {source}") if options.run is None else None

    def step():
        stops.check()
        bar.update()

    try:
        widgets, size = export(source, target, options.run, begin, step)
    finally:
        if bar is not None:
            bar.close()
    alive = {0: "no widgets", 1: "1 widget"}.get(widgets, f"{widgets} widgets")
    say(f"wrote {target}: {alive}, {size / 1e6:.1f} MB")


def _bar(cells):
    from shutil import get_terminal_size

    from tqdm import tqdm

    return tqdm(
        total=cells, unit="cell", leave=False, ncols=get_terminal_size()[0] - 1, disable=not sys.stderr.isatty()
    )
