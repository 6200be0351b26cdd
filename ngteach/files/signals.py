"""Ctrl-C and other signals: they wait while a file is written, and end a run once, so that it can be saved."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager

# SIGINT last: it is the one that usually raises, and then the others are back in place.
_NAMES = ("SIGTERM", "SIGHUP", "SIGBREAK", "SIGINT")  # Windows has no SIGHUP, and nobody else a SIGBREAK
SIGNALS = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))


class Stopped(KeyboardInterrupt):
    """A signal asked the program to end.   number: which, so that the exit status is 128 + number."""

    def __init__(self, number):
        super().__init__()
        self.number = number


class Stops:
    """The first signal raises Stopped; those that come later do not, and none does after wait().

    number: the first signal that came, or None.   Signals that are ignored (as nohup does) or handled stay so.
    last: the process ends with the block, so that signals that come still later are ignored.
    """

    def __init__(self, last=False):
        self.number, self._last, self._waits, self._before = None, last, False, {}

    def __enter__(self):
        if threading.current_thread() is threading.main_thread():  # no other thread may set handlers
            for number in SIGNALS:
                if (handler := signal.getsignal(number)) in (signal.SIG_DFL, signal.default_int_handler):
                    self._before[number] = handler
                    signal.signal(number, self._come)
        return self

    def __exit__(self, *_):
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_IGN if self._last else handler)

    def give_back(self):
        """Restore what signals did before: another program takes over."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}

    def wait(self):
        """From now on no signal raises."""
        self._waits = True

    def check(self):
        """Raise Stopped again if a signal came: what it raised may have ended in a finalizer, which ignores it."""
        if self.number is not None:
            raise Stopped(self.number)

    def _come(self, number, _):
        if self.number is None:
            self.number = number
            if not self._waits:
                raise Stopped(number)


@contextmanager
def waiting():
    """Signals that come during the block do at its end what they would have done at once."""
    if threading.current_thread() is not threading.main_thread():  # where none is handled anyway
        yield
        return
    came, before = set(), {}
    try:
        for number in SIGNALS:
            if (handler := signal.getsignal(number)) not in (signal.SIG_IGN, None):
                before[number] = handler
                signal.signal(number, lambda number, _: came.add(number))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in before:
            if number in came:
                signal.raise_signal(number)
