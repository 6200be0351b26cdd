"""The threads that help: they sleep until blocks are handed out to them, and take them one by one."""

from __future__ import annotations

import atexit
import ctypes
import os
from collections import deque
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock, Thread
from time import perf_counter

from .blas import flush, settle_numpy

FEWEST, MOST = 8, 512  # handouts on which the caller works alone when helpers have cost more than they saved
TRUST = 10e-3  # seconds: no more than that is remembered of what they saved

_queue: SimpleQueue = SimpleQueue()  # handouts for whoever wakes first; None tells one thread to end
_helpers: list[Thread] = []
_growing = Lock()
_caller: int | None = None  # the processor that the helpers are kept off


class Handout:
    """Blocks being worked on, (function, *arguments) each: the caller takes the first, helpers the last.

    So each thread comes back to the same rows at every call, and finds them in its processor's cache.
    """

    def __init__(self, helpers):
        self._blocks: deque = deque()  # taking from it is one step for Python: no block is taken twice
        self._places = tuple(Lock() for _ in range(helpers))  # each is locked while a helper is there
        self._free = list(self._places)
        self._closed = False
        self._state = None
        self.error: BaseException | None = None

    def add(self, blocks, calls):
        """Add blocks, and wake up to so many helpers; one that comes too late finds nothing to do, and leaves."""
        if calls:
            self._state = flush.state()
        self._blocks.extend(blocks)
        for _ in range(min(calls, len(blocks), len(_helpers))):
            _queue.put(self)

    def work(self, take=None):
        """Run blocks until none is left or one fails."""
        take = take or self._blocks.popleft
        while self.error is None:
            try:
                task, *block = take()
            except IndexError:
                return
            task(*block)

    def help(self):
        """What a helper does: work as the caller would, unless it comes too late, or all places are taken."""
        try:
            place = self._free.pop()
        except IndexError:  # more helpers than threads: those of a larger team, or one called twice
            return
        with place:  # first take it, then look: the caller does it the other way round
            try:
                if not self._closed:
                    flush.put(self._state)  # or what a number becomes would depend on who computes it
                    self.work(self._blocks.pop)
            except BaseException as error:
                self.error = self.error or error
        self._free.append(place)

    def close(self):
        """Let nobody else in, and return when the helpers are out."""
        self._closed = True
        for place in self._places:
            with place:
                pass


class Team:
    """The caller and its helpers, for the parallel regions of one program.

    If another process takes a helper's processor, the caller has to wait for that helper.  A wait is nothing against
    what the helpers have saved before, if it is one now and then; when waiting costs more than they save, the caller
    works alone for a while, and longer each time it happens again.  The results are the same.
    """

    def __init__(self, threads):
        self._helpers = threads - 1
        self._handout = Handout(self._helpers)  # the next one; begin_blocks() may have put blocks into it
        self._alone = 0  # handouts on which the caller works alone
        self._last = FEWEST // 2  # how many it was the last time
        self._credit = TRUST  # seconds that helpers have saved lately, less those that the caller waited for them
        self.patient = False  # True: never work alone; a timeline is to show the helpers, late or not

    def begin_blocks(self, blocks):
        """Let helpers begin with these, while the caller goes on; the next in_blocks waits for them."""
        self._handout.add(blocks, 0 if self._alone else self._helpers)

    def in_blocks(self, blocks):
        """Run the blocks, and those of the head start, on all threads; raise what they raise.

        Ctrl-C can come at any instruction.  When this returns, no helper touches the caller's arrays any more.
        """
        handout, begun = self._handout, False
        while True:
            try:
                if not begun:
                    begun = True
                    self._work(handout, blocks)
                handout.close()
                break
            except BaseException as error:  # the helpers must not run on alone
                handout.error = handout.error or error
        self._handout = Handout(self._helpers)
        if handout.error is not None:
            try:
                raise handout.error
            finally:
                del handout  # or it and its error would keep each other alive, and the arrays of this call

    def _work(self, handout, blocks):
        if self._alone:
            self._alone -= 1
            handout.add(blocks, 0)
            handout.work()
            return
        if len(_helpers) < self._helpers:  # at the first call, and in a forked process
            want(self._helpers + 1)
        _keep_apart()
        handout.add(blocks, min(self._helpers, len(blocks) - 1))
        started = perf_counter()
        handout.work()
        worked = perf_counter()
        handout.close()
        self._judge(worked - started, perf_counter() - worked)

    def _judge(self, worked, waited):
        """Each helper has saved about as much work as the caller did meanwhile, and cost the wait."""
        self._credit = min(self._credit + worked * self._helpers - waited, TRUST)
        if self._credit < 0 and not self.patient:
            self._alone = self._last = min(2 * self._last, MOST)
            self._credit = 0.0
        elif self._credit == TRUST:
            self._last = max(FEWEST, self._last) // 2

    def stop(self, error):
        """After an error outside a region: drop what is begun, and return when no helper works on it any more."""
        self._handout.error = error
        while True:
            try:
                self._handout.close()
                self._handout = Handout(self._helpers)
                return
            except BaseException:  # Ctrl-C, or what the handler of another signal raises
                continue


def want(threads):
    """Make sure that there are threads - 1 helpers, or as many as the system grants."""
    global _caller
    with _growing:
        while len(_helpers) < threads - 1:
            helper = Thread(target=_help, name=f"ngteach helper {len(_helpers) + 1}", daemon=True)
            try:
                helper.start()
            except RuntimeError:  # no more threads, or the interpreter is about to end: the caller does the rest
                return
            _helpers.append(helper)
            _caller = None


def _keep_apart():
    """Keep the helpers off the caller's processor: some kernels wake them there, to wait while another is idle."""
    global _caller
    processor = _processor_now()
    if processor is None or processor == _caller:
        return
    others = os.sched_getaffinity(0) - {processor}
    if len(others) >= len(_helpers):
        for helper in _helpers:
            with suppress(OSError):  # it may have ended with the interpreter, while a daemon thread still calls
                os.sched_setaffinity(helper.native_id, others)
        _caller = processor


def _processor_now():
    """The number of the processor that runs this thread; None where that cannot be asked."""
    return _getcpu() if _getcpu is not None else None


def _find_getcpu():
    if not hasattr(os, "sched_setaffinity"):
        return None
    try:
        return ctypes.PyDLL(None).sched_getcpu  # PyDLL: too short a call to let go of Python's lock
    except (OSError, AttributeError):
        return None


def _help():
    settle_numpy()
    while (handout := _queue.get()) is not None:
        handout.help()
        del handout  # or the last one would keep its arrays alive while this thread sleeps


def _end():
    global _getcpu
    _getcpu = None  # who calls from here on, in an exit handler, has no helpers to keep off its processor
    for _ in _helpers:
        _queue.put(None)
    for helper in _helpers:
        helper.join(timeout=1)


def _after_fork():
    """A forked process has no helpers and perhaps a lock that nobody will release: start anew."""
    global _queue, _growing, _caller
    _queue, _growing, _caller = SimpleQueue(), Lock(), None
    _helpers.clear()


_getcpu = _find_getcpu()
atexit.register(_end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
