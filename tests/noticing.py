"""A plugin of pytest for mutants.py: notes which test runs which lines and how long, or runs only the wanted tests."""

import json
import os
import sys
from pathlib import Path

import coverage

seconds: dict[str, float] = {}
failed: set[str] = set()
tracer = None  # coverage's, at the start
WANTED, TIMES = os.environ.get("MUTANTS_WANTED"), os.environ.get("MUTANTS_TIMES")  # files


def pytest_collection_modifyitems(config, items):
    """Of what was collected, the tests that are wanted, in that order."""
    if WANTED:
        wanted = {name: i for i, name in enumerate(json.loads(Path(WANTED).read_text(encoding="utf-8")))}
        items[:] = sorted((t for t in items if t.nodeid in wanted), key=lambda t: wanted[t.nodeid])


def pytest_sessionstart():
    global tracer
    tracer = sys.gettrace()


def pytest_runtest_logstart(nodeid):
    """From here on coverage notes each line under this test; the lines of an import belong to none."""
    if recorder := coverage.Coverage.current():
        recorder.switch_context(nodeid)
        if sys.gettrace() is not tracer:  # the test before has put its own there
            sys.settrace(tracer)


def pytest_runtest_logreport(report):
    seconds[report.nodeid] = seconds.get(report.nodeid, 0) + report.duration
    if not report.passed:  # if it fails with nothing changed, it says nothing about a change
        failed.add(report.nodeid)


def pytest_sessionfinish():
    if TIMES:
        Path(TIMES).write_text(json.dumps({t: s for t, s in seconds.items() if t not in failed}), encoding="utf-8")
