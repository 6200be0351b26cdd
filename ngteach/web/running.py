"""Run a notebook from its first cell to its last, and keep the states of its widgets in it."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path

from ..core.calling.errors import GraphError
from ..files.reading import printable
from ..lab.notebook.peers import outputs_to_keep

_LINE = re.compile(r"Cell In\s?\[\d+\], line (\d+)")


def run_notebook(notebook, path, on_cell=lambda: None):
    """Run all cells with the Python of this process, in the notebook's folder; outputs and states go into notebook.

    on_cell is called after each cell.   Raises GraphError for the first cell that fails, unless it is tagged
    raises-exception.   Whatever ends the run ends the kernel, too.   A cell for a package that is missing keeps what
    it has shown before.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    where = {"metadata": {"path": str(Path(path).resolve().parent)}}
    options = {"store_widget_state": True, "record_timing": False, "coalesce_streams": True, "kernel_name": "python3"}
    options["extra_arguments"] = ["--IPKernelApp.log_level=ERROR"]  # not of how it talks to this process
    notebook.metadata.pop("widgets", None)
    client = NotebookClient(notebook, timeout=None, resources=where, **options)
    with _kernel(client):
        for number, cell in enumerate(notebook.cells):
            place = f"{printable(path)}, cell {client.code_cells_executed + 1}"  # the number that stands beside it
            kept = outputs_to_keep(cell)
            try:
                client.execute_cell(cell, number)
            except CellExecutionError as problem:
                raise GraphError(
                    f"{place}{_said(problem)}; tag the cell raises-exception if it is meant to fail"
                ) from None
            except DeadKernelError:
                raise GraphError(f"{place}: Python ended while it ran") from None
            if kept is not None:
                cell.outputs = kept
            on_cell()
        client.set_widgets_metadata()


@contextmanager
def _kernel(client):
    """The client has a kernel as long as the block runs; one in the midst of a cell is ended at once."""
    with tempfile.TemporaryDirectory(prefix="ngteach-export-", ignore_cleanup_errors=True) as scratch:
        own = {"NGTEACH_PROGRESS": str(Path(scratch, "progress.json"))}  # tries that nobody made count for nobody
        own["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # or a debugger that nobody asked for prints warnings
        with client.setup_kernel(env=os.environ | own):
            try:
                yield
            except BaseException:
                client.shutdown_kernel = "immediate"
                raise


def _said(problem):
    """The line of the cell, and what was wrong there."""
    text = re.sub(r"\x1b\[[\d;]*m", "", str(problem.traceback)).strip()
    line = _LINE.search(text)
    alone = "\n" not in text  # a sentence of ours, with its line
    said = printable(text if alone else f"{problem.ename}: {problem.evalue}", 600)
    return f", line {line[1]}: {said}" if line else f": {said}"
