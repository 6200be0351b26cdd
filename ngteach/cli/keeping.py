"""Writing what was asked for, however a run ends, and from time to time before it ends."""

from __future__ import annotations

import os
import time
from itertools import combinations

from ..core.calling.errors import GraphError, require
from ..files.output import complain
from ..files.writing import check_writable, elsewhere, is_stream

_FIRST, _EVERY = 1, 10  # seconds until the run is saved, and between
_SHARE = 20  # at most a twentieth of the time goes into it


def check_outputs(save, history, picture, resume):
    """GraphError before the training, not after it, for files that could not be written.  None is no file."""
    for path in filter(None, (history, picture, save)):
        check_writable(path)
    named = {"--save": save, "--resume": resume, "--history": history, "--picture": picture}
    there = [(flag, path, os.path.realpath(path)) for flag, path in named.items() if path]
    for (flag, path, real), (other, _, place) in combinations(there, 2):
        clash = real == place and {flag, other} != {"--save", "--resume"}
        require(not clash, f"{flag} and {other} are both {path}; one would be lost, give it another name")


def saver(run, path):
    """A function that saves the run to path now and then, so that a killed process loses only the last seconds."""
    if not path or is_stream(path):
        return lambda: None
    due, complained = time.monotonic() + _FIRST, False

    def save_sometimes():
        nonlocal due, complained
        began = time.monotonic()
        if began < due:
            return
        try:
            run.save(path)
        except (GraphError, MemoryError) as problem:
            if not complained:
                complain(f"{_said(problem, path)}; the training goes on")
            complained = True
        now = time.monotonic()
        due = now + max(_EVERY, _SHARE * (now - began))

    return save_sometimes


def keep(path, write):
    """Call write(path); if that fails, write elsewhere and say where.  Returns the name of the file, or None."""
    try:
        write(path)
        return path
    except Exception as problem:
        said = _said(problem, path)
    try:
        name = elsewhere(path, write)
    except GraphError as problem:
        complain(f"{said}; {problem}")
        return None
    complain(f"{said}; it is in {name} instead")
    return name


def _said(problem, path):
    return str(problem) if isinstance(problem, GraphError) else f"{path} cannot be written: {problem!r}"
