"""Notebooks that were run already, kept by what they are made of: their cells, and the package that they ran with."""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache
from pathlib import Path

from ..core.calling.errors import GraphError
from ..files.writing import write_whole
from .notebook import read_notebook

PACKAGE = Path(__file__).resolve().parents[1]
_SHOWS_ONLY = ("web", "cli")  # rooms that change nothing of what a cell gives


def kept_run(folder, stem, notebook):
    """The notebook as it was after its run; None if it or the package has changed since."""
    try:
        return read_notebook(_place(folder, stem, notebook))
    except GraphError:
        return None


def keep_run(folder, stem, notebook, after):
    """Keep a notebook as it is after its run, in the place of what was kept of an earlier one."""
    place = _place(folder, stem, notebook)
    place.parent.mkdir(parents=True, exist_ok=True)
    for old in place.parent.glob(f"{stem}-*.ipynb"):
        old.unlink()
    write_whole(place, json.dumps(after).encode())


def _place(folder, stem, notebook):
    cells = [[cell["cell_type"], cell["source"], cell["metadata"]] for cell in notebook["cells"]]
    sum = hashlib.sha256(json.dumps([_package_sum(), cells], sort_keys=True).encode()).hexdigest()
    return Path(folder, f"{stem}-{sum[:24]}.ipynb")


@cache
def _package_sum():
    """Of all source that a cell may run, and of what it runs on."""
    sum = hashlib.sha256(f"{platform.python_version()} {_numpy()}".encode())
    for path in sorted(PACKAGE.rglob("*.py")) + sorted(PACKAGE.glob("javascript/*.js")):
        inside = path.relative_to(PACKAGE)
        if inside.parts[0] not in _SHOWS_ONLY:
            sum.update(str(inside).encode() + b"\0" + path.read_bytes())
    return sum.hexdigest()


def _numpy():
    import numpy

    return numpy.__version__
