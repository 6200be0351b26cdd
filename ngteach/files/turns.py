"""Taking turns: of programs that change the same file each begins with what the last one has written."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress

try:
    import fcntl
except ImportError:  # Windows locks no folders
    fcntl = None  # type: ignore[assignment]

PATIENCE = 3.0  # seconds; to read and to write a small file takes some thousandths of one
_PAUSE = 0.005


@contextmanager
def turn(path):
    """Hold the folder of path while the block runs; who else wants it waits.

    The folder itself is locked, so that no other file is needed, and none is left behind.  Where it cannot be locked,
    or somebody keeps it for longer than PATIENCE, the block runs all the same.
    """
    folder = None
    with suppress(OSError, ValueError):  # no such folder, or no name of one: who writes will say so
        folder = os.open(os.path.dirname(os.path.realpath(path)), os.O_RDONLY) if fcntl else None
    try:
        if folder is not None:
            _wait_for(folder)
        yield
    finally:
        if folder is not None:
            os.close(folder)  # this unlocks it


def _wait_for(folder):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            return fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        except OSError:  # not every network folder has locks
            return None
