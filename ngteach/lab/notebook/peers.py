"""Cells for other packages: where such a package is missing they say so, and what they once gave is kept."""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec

_NEEDS = re.compile(r"\s*# needs ([a-z]+(?:, [a-z]+)*)\s*$", re.MULTILINE)


def missing(source):
    """The packages that the first line of a cell names, "# needs jax, torch", and that are not installed."""
    found = _NEEDS.match(source)
    return [name for name in found[1].split(", ") if find_spec(name) is None] if found else []


def peers():
    """From now on a cell that begins with "# needs jax" is left out where JAX is not installed, with a sentence."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell and left_out not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(left_out)


def left_out(lines):
    """The lines of a cell; or one that says what is missing for them."""
    gone = missing("".join(lines))
    if not gone:
        return lines
    names = " and ".join(gone)
    said = f"This cell needs {names}, not installed here; if it prints anything, the page as it came shows it."
    return [f"print({said!r})\n"]


def outputs_to_keep(cell):
    """What a cell has shown before, if it cannot be shown again here; None otherwise."""
    has_run = cell.cell_type == "code" and cell.execution_count is not None
    return list(cell.outputs) if has_run and missing(cell.source) else None
