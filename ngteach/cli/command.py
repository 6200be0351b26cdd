"""The command line: ngteach train | show | fetch | lab | export."""

from __future__ import annotations

import sys

from ..core.calling.errors import GraphError
from ..files import output
from ..files.output import complain, say
from ..files.reading import reason
from ..files.signals import Stops


def main(arguments=None):
    """Run a command; returns the exit status, one of those in ngteach --help."""
    with output.safe_outputs() as outputs:
        try:
            status = _run(arguments)
        except SystemExit as end:  # of argparse
            status = end.code
        for stream in outputs:
            stream.flush()
        problem = outputs[0].problem or outputs[1].problem
        if problem and not isinstance(problem, BrokenPipeError):
            complain(f"the output could not be written: {reason(problem)}")
    if not problem or status:
        return status
    return 141 if isinstance(problem, BrokenPipeError) else 1  # ngteach show | head: the reader has seen enough


def _run(arguments):
    commands = {"train": train, "show": show, "fetch": fetch, "lab": lab, "export": export}
    with Stops(last=arguments is None) as stops:
        try:
            from .flags import parser

            options = parser().parse_args(arguments)
            return commands[options.command](options, stops) or 0
        except MemoryError:
            complain("there is not enough memory for this; try a smaller --hidden or --batch")
            return 1
        except (GraphError, OSError) as problem:
            complain(problem.plain if isinstance(problem, GraphError) else problem)
            return 1
        except KeyboardInterrupt as stop:
            complain("stopped")
            return 128 + getattr(stop, "number", 2)  # SIGINT


def train(options, stops):
    """Train a model."""
    from .training import train as run

    return run(options, stops)


def show(options, stops):
    """Print or write a graph."""
    from .showing import show as run

    return run(options, stops)


def fetch(options, _):
    """Download a data set."""
    from ..data.fetch import fetch as download

    say(f"{options.name} is in {download(options.name, options.to, progress=sys.stderr.isatty())}")


def lab(options, stops):
    """Copy the notebooks to a folder and open them in JupyterLab."""
    from ..lab.notebook.open import open_notebooks

    stops.give_back()  # JupyterLab has its own ways
    return open_notebooks(options.folder, browser=not options.no_browser)


def export(options, stops):
    """Write notebooks as HTML pages."""
    from .exporting import write_pages

    return write_pages(options, stops)
