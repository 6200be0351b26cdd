"""The threads that help: they sleep until a section is handed to them, and take its blocks one by one."""

from __future__ import annotations

import atexit
import ctypes
import os
from queue import SimpleQueue
from threading import Lock, Thread

_queue: SimpleQueue = SimpleQueue()  # sections for whoever wakes first; None tells one thread to end
_helpers: list[Thread] = []
_growing = Lock()
_caller: int | None = None  # the processor that the helpers are kept off


class Section:
    """Blocks being worked on.  Whoever calls work() takes the next block until none is left."""

    def __init__(self, tasks):
        self._tasks = iter(tasks)  # taking from an iterator is one step for Python: no block is taken twice
        self._open = len(tasks)
        self._count = Lock()
        self._done = Lock()
        self._done.acquire()
        self.error: BaseException | None = None

    def work(self):
        """Run blocks until none is left.  An error ends the section; run() raises it."""
        for task, *block in self._tasks:
            try:
                if self.error is None:
                    task(*block)
            except BaseException as error:  # also Ctrl-C: the others must not run on alone
                self.error = self.error or error
            finally:
                self._close_one()

    def wait(self):
        """Return when the blocks that others took are finished, even if Ctrl-C is pressed meanwhile."""
        while True:
            try:
                self._done.acquire()
                return
            except KeyboardInterrupt as error:
                self.error = self.error or error

    def _close_one(self):
        with self._count:
            self._open -= 1
            if not self._open:
                self._done.release()


def run(tasks, threads):
    """Run the blocks, (function, *arguments) each, on the calling thread and threads - 1 helpers; raise what they raise."""
    section = Section(tasks)
    _keep_apart()
    for _ in range(min(threads, len(tasks)) - 1):
        _queue.put(section)
    section.work()
    section.wait()
    if section.error is not None:
        raise section.error


def want(threads):
    """See to it that threads - 1 helpers are there."""
    global _caller
    with _growing:
        while len(_helpers) < threads - 1:
            helper = Thread(target=_help, name=f"ngteach helper {len(_helpers) + 1}", daemon=True)
            helper.start()
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
            os.sched_setaffinity(helper.native_id, others)
        _caller = processor


def _processor_now():
    """The number of the processor that runs this thread; None where that cannot be asked."""
    return _getcpu() if _getcpu is not None else None


def _find_getcpu():
    if not hasattr(os, "sched_setaffinity"):
        return None
    try:
        return ctypes.CDLL(None).sched_getcpu
    except (OSError, AttributeError):
        return None


def available():
    """How many processors this process may use: the affinity mask, and the quota of its container."""
    if wish := os.environ.get("NGTEACH_THREADS"):
        return _wished(wish, "NGTEACH_THREADS")
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, _quota()))


def _wished(wish, where):
    from ..types import require

    ok = str(wish).strip().isdecimal() and int(wish) >= 1
    require(ok, f"{where}: found {wish!r}, wanted a whole number of threads, 1 or more")
    return int(wish)


def _quota():
    """The processors that Linux' control group grants; as good as no limit where there is none."""
    try:
        with open("/sys/fs/cgroup/cpu.max") as f:
            quota, period = f.read().split()
        return max(1, int(quota) // int(period))
    except (OSError, ValueError):
        return 1_000_000


def _help():
    from .processor import flush_subnormals

    flush_subnormals()
    while (section := _queue.get()) is not None:
        section.work()
        del section  # or the last one would keep its arrays alive while this thread sleeps


def _end():
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
