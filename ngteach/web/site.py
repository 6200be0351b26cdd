"""A site of static files: the playground as its front door, the series, and the reference."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from ..core.calling.errors import require
from ..files.reading import printable
from .export import check_page
from .folder import CONTENTS, Progress, export_folder, notebooks_in
from .laws import broken_laws
from .playground import build_playground
from .series import ABOUT

SERIES, REFERENCE = "series", "reference"


def build_site(target, notebooks, reference, binder="", kept=None, tell=None):
    """Make the folder target anew; returns its pages.

    notebooks: the folder of those that become the series.   reference: the folder of its pages, as Sphinx made them.
    binder: where notebooks run on mybinder.org, with {name}.   kept, tell: as in export_folder.
    Raises GraphError, and leaves target as it was, if a page breaks a law of laws.py.
    """
    target, tell = Path(target), tell or Progress()
    check_site(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        place = made / "site"
        place.mkdir()
        places = (("../index.html", "Playground"), (f"../{REFERENCE}/index.html", "Reference"))
        about = replace(ABOUT, places=places, binder=binder)
        export_folder(notebooks_in(notebooks), place / SERIES, about, kept=kept, tell=tell)
        _copy_reference(Path(reference), place / REFERENCE)
        front = build_playground(place, {"Series": f"{SERIES}/index.html", "Reference": f"{REFERENCE}/index.html"})
        tell.wrote(front, 0, front.stat().st_size)
        broken = broken_laws(place)
        require(not broken, "; ".join(broken[:8]) + (f"; and {len(broken) - 8} more" if len(broken) > 8 else ""))
        _take_place(place, target, made)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return sorted(target.rglob("*.html"))


def check_site(target):
    """GraphError if target holds anything that is not a site of ours."""
    name = printable(target)
    require(not target.exists() or target.is_dir(), f"{name} is a file; write a folder for the site")
    if target.is_dir() and any(target.iterdir()):
        ours = (target / CONTENTS).is_file()
        require(ours, f"{name} holds other things than a site of ngteach; write an empty folder, or a new one")
        check_page(target / CONTENTS)


def _take_place(made, target, beside):
    """The new folder takes the place of the old one; only for a moment there is none."""
    if target.exists():
        os.rename(target, beside / "old")
    os.rename(made, target)


def _copy_reference(source, target):
    """Sphinx's pages, each with links to the rest of the site above its own."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "*.inv", "objects.inv"))
    for page in target.rglob("*.html"):
        up = "../" * len(page.relative_to(target).parts)
        links = (
            f'<p class="site"><a href="{up}index.html">Playground</a> <a href="{up}{SERIES}/index.html">Series</a></p>'
        )
        text = page.read_text("utf-8").replace(_BRAND, f"{_BRAND}{links}", 1)
        page.write_text(text, "utf-8")


_BRAND = '<div class="sidebar-sticky">'  # above the name of the kit, at the side of a page of the theme furo
