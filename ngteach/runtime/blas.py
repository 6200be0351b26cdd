"""What the processor, BLAS and NumPy are asked for during a call, and put back after it.

BLAS is held to one thread while the blocks of a parallel region run on ours.  In large matrix products among the
adjoints, subnormal numbers (below 1e-38 in f32) are flushed to zero: the adjoints of a saturated softmax are full of
them; they contribute nothing, and each one slows a product down.  Everywhere else they stay what they are.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cached_property
from importlib.util import find_spec
from threading import Lock

import numpy as np

_FLUSH_X86 = 0x8040  # bits 15 and 6 of MXCSR: results that are subnormal become zero, and so do operands
_FLUSH_ARM = 1 << 24  # bit 24 of FPCR
_BUFFER = 1024  # elements: what NumPy broadcasts by rows shorter than half a buffer, it copies first: as slow again
_TRIES = 100  # to put back what was changed, however often that is interrupted


class BlasThreads:
    """The number of BLAS threads of this process.  Calls may overlap: the first saves it, the last restores it."""

    def __init__(self):
        self._lock = Lock()
        self._calls: set = set()
        self._saved: list = []

    @property
    def known(self):
        """Can we try to set the number?  It takes the package threadpoolctl, which is loaded at the first call."""
        return find_spec("threadpoolctl") is not None

    @cached_property
    def libraries(self):
        """Those whose number can be set: none where NumPy uses Apple's Accelerate."""
        from threadpoolctl import ThreadpoolController

        return ThreadpoolController().select(user_api="blas").lib_controllers

    def hold(self, call):
        """Let BLAS use one thread until this call, and each other that holds it, has released it."""
        with self._lock:
            if not self._calls:
                self._saved = [library.get_num_threads() for library in self.libraries]
            self._calls.add(call)
            self._set([1] * len(self._saved))

    def release(self, call):
        """Take back a hold; no harm if there is none."""
        with self._lock:
            if self._calls == {call}:
                self._set(self._saved)
            self._calls.discard(call)

    def _set(self, numbers):
        for library, n, saved in zip(self.libraries, numbers, self._saved, strict=True):
            if saved != 1:
                if hasattr(library, "clear_controlling_thread"):  # threadpoolctl would let one thread alone set it
                    library.clear_controlling_thread(force=True)
                library.set_num_threads(n)

    def after_fork(self):
        """In a forked process: the calls of other threads, and whoever held the lock, no longer exist."""
        self._lock = Lock()
        if self._calls:
            self._set(self._saved)
            self._calls.clear()


blas = BlasThreads()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=blas.after_fork)


def _environment():
    """Where C keeps the floating-point environment; None if unknown.

    (library, its size in 32-bit words, the word to change, the bits to set in it)
    """
    machine = _machine()
    if sys.platform.startswith("linux") and machine in ("x86_64", "amd64"):
        place = 8, 7, _FLUSH_X86  # glibc: 28 bytes for the old unit, then MXCSR
    elif sys.platform.startswith("linux") and machine in ("aarch64", "arm64"):
        place = 2, 0, _FLUSH_ARM
    elif sys.platform == "darwin" and machine == "arm64":
        place = 4, 2, _FLUSH_ARM  # FPSR and FPCR, 8 bytes each
    else:
        return None
    try:
        # PyDLL: too short a call to let go of Python's lock
        library = ctypes.PyDLL("libm.so.6" if sys.platform.startswith("linux") else None)
    except OSError:
        return None
    there = hasattr(library, "fegetenv") and hasattr(library, "fesetenv")
    return (library, *place) if there else None


def _machine():
    if hasattr(os, "uname"):
        return os.uname().machine.lower()  # the module platform would take longer to load
    return ""


class Flush:
    """Switches flush-to-zero on for the thread that asks, and back.  Does nothing where we do not know how."""

    def __init__(self):
        found = _environment()
        self.known = found is not None
        if found:
            library, words, word, bits = found
            self._get, self._set = library.fegetenv, library.fesetenv
            self._block, self._word, self._bits = ctypes.c_uint32 * words, word, bits

    def state(self):
        """The floating-point environment of this thread, for on() and put()."""
        if not self.known:
            return None
        state = self._block()
        self._get(state)
        return state

    def on(self, before):
        """Flush from here on; before is what state() gave."""
        if before is not None:
            after = self._block.from_buffer_copy(before)
            after[self._word] |= self._bits
            self._set(after)

    def put(self, state):
        """Put a state back, also more than once; or take over the state of another thread."""
        if state is not None:
            self._set(state)


flush = Flush()


def settle_numpy():
    """No warnings and short buffers, for what NumPy does in this context: that of a call, or of a thread that helps."""
    np.seterr(all="ignore")  # infinities and NaN travel on
    np.setbufsize(_BUFFER)


def flushed(product, *arrays, **out):
    """product(*arrays, **out), with subnormal operands and results flushed to zero.

    Not where BLAS cannot be held to one thread: it would flush what this thread computes, and not what its own do.
    """
    before = flush.state() if blas.libraries else None
    try:
        flush.on(before)
        product(*arrays, **out)
    finally:
        flush.put(before)  # if Ctrl-C comes before that, held() does it


def held(work, *args):
    """work(*args), with BLAS held to one thread; that, and the state of this thread, are put back.

    Ctrl-C, and whatever else the handler of a signal raises, may come at any call and at any turn of a loop:
    so neither stands between finally and try.
    """
    before, call, late, tries = flush.state(), object(), None, 0
    try:
        blas.hold(call)
        result = work(*args)
    finally:
        while True:
            try:
                flush.put(before)
                blas.release(call)
                break
            except BaseException as again:
                late, tries = again, tries + 1
                if tries == _TRIES:  # an error of its own, and not a signal
                    raise
    if late is not None:
        raise late
    return result
