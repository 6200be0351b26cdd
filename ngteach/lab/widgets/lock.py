"""A lock that tells whether somebody is waiting: an ordinary one may go back to the thread that has just let it go."""

from __future__ import annotations

import threading


class CountedLock:
    """An RLock for a `with`.   wanted: how many hold it or wait for it, so that a busy thread can step back."""

    def __init__(self):
        self._lock, self._count = threading.RLock(), threading.Lock()
        self.wanted = 0

    def __enter__(self):
        self._add(1)
        try:
            self._lock.acquire()
        except BaseException:  # Ctrl-C while waiting
            self._add(-1)
            raise

    def __exit__(self, *_):
        self._lock.release()
        self._add(-1)

    def _add(self, n):
        with self._count:
            self.wanted += n
