"""Whole processes: Ctrl-C at any moment, forks, and how the interpreter ends."""

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
PATH = os.pathsep.join([str(TESTS.parent), str(TESTS), os.environ.get("PYTHONPATH", "")])
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def script(text, *, seconds=60, **environment):
    """Run a program of its own; its output.  It must end by itself, and without a word on stderr."""
    head = """
        import os, signal, sys, threading, time
        import numpy as np
        import ngteach as ng
        import conftest
        from threaded import ARRAYS, GRAPH, blas_threads, program, same
        """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(head) + textwrap.dedent(text)],
        capture_output=True,
        text=True,
        timeout=seconds,
        env={**os.environ, "PYTHONPATH": PATH, **environment},
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout.strip()


# ---- Ctrl-C ----------------------------------------------------------------


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "TimeoutError", "SystemExit"])
def test_ctrl_c_at_any_moment_leaves_everything_as_it_was(error):
    """A timer interrupts 800 calls, each somewhere else; the handler of another signal may raise what it likes."""
    text = """
        import random
        run, before = program(3), blas_threads()
        right = run(*ARRAYS)
        began = time.perf_counter()
        for _ in range(20):
            run(*ARRAYS)
        takes = (time.perf_counter() - began) / 20

        def interrupt(*_):
            raise KeyboardInterrupt

        signal.signal(signal.SIGALRM, interrupt)
        out = tuple(np.empty_like(y) for y in right)
        chance, hits = random.Random(0), 0
        for n in range(800):
            try:
                signal.setitimer(signal.ITIMER_REAL, chance.uniform(1e-6, 1.2 * takes))
                try:
                    run(*ARRAYS, out=out)
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
            except KeyboardInterrupt:
                hits += 1
            assert np.float32(1e-38) * np.float32(0.1) > 0, "flush-to-zero stays on"
            if n % 40 == 0:
                for y in out:
                    y[...] = 7
                time.sleep(0.003)
                assert all((y == 7).all() for y in out), "a block is still running"
                assert blas_threads() == before, "BLAS is held"
                assert same(run(*ARRAYS), right)
        print(hits)
        """
    if not hasattr(__import__("signal"), "setitimer"):
        pytest.skip("this system has no timer")
    assert int(script(text.replace("KeyboardInterrupt", error))) > 100


# ---- forks and endings ------------------------------------------------------


@needs_fork
def test_a_forked_child_calls_what_was_compiled_before():
    text = """
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of every fork beside threads
        run = program(3)
        right = run(*ARRAYS)
        for _ in range(3):
            child = os.fork()
            if not child:
                ok = all(same(run(*ARRAYS), right) for _ in range(3)) and same(program(2)(*ARRAYS), program(2)(*ARRAYS))
                from ngteach.runtime import threads
                os._exit(0 if ok and all(h.is_alive() for h in threads._helpers) and threads._helpers else 1)
            print(os.waitpid(child, 0)[1])
        assert same(run(*ARRAYS), right)
        """
    assert script(text).split() == ["0", "0", "0"]


@needs_fork
def test_a_child_that_is_forked_during_a_call_of_another_thread_waits_for_nobody_and_has_blas_as_it_was():
    pytest.importorskip("threadpoolctl")
    text = """
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        from threadpoolctl import threadpool_info, threadpool_limits
        from ngteach.runtime.blas import blas
        threadpool_limits(2, "blas")
        numbers = lambda: [library["num_threads"] for library in threadpool_info()]
        run, before, held, over = program(2), numbers(), threading.Event(), threading.Event()
        right = run(*ARRAYS)

        def call():
            blas.hold(call)
            with blas._lock:
                held.set()
                over.wait()
            blas.release(call)

        caller = threading.Thread(target=call)
        caller.start()
        held.wait()
        child = os.fork()
        if not child:
            signal.alarm(20)
            os._exit(0 if numbers() == before and same(run(*ARRAYS), right) and numbers() == before else 1)
        print(os.waitpid(child, 0)[1])
        over.set()
        caller.join()
        assert numbers() == before
        """
    assert script(text) == "0"


ENDINGS = {
    "after calls": "",
    "in an exit handler": "import atexit; atexit.register(lambda: print(same(run(*ARRAYS), right)))",
    "in a daemon thread": """
def forever():
    while True:
        run(*ARRAYS)

threading.Thread(target=forever, daemon=True).start()
time.sleep(0.05)
""",
    "in a thread that is waited for": """
def late():
    time.sleep(0.1)
    print(same(run(*ARRAYS), right))

threading.Thread(target=late).start()
""",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_interpreter_ends_cleanly(ending):
    began = time.perf_counter()
    said = script("run = program(3)\nright = run(*ARRAYS)\n" + ENDINGS[ending])
    assert said in ("", "True")
    assert time.perf_counter() - began < 20


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system keeps no thread off a processor")
def test_calls_on_another_processor_work_after_the_helpers_have_ended():
    text = """
        from ngteach.runtime import threads as pool
        run = program(2)
        right = run(*ARRAYS)
        pool._end()
        assert not any(helper.is_alive() for helper in pool._helpers)
        everywhere = os.sched_getaffinity(0)
        for processor in sorted(everywhere)[:2] * 2:
            os.sched_setaffinity(0, {processor})  # moves this thread there
            os.sched_setaffinity(0, everywhere)
            assert same(run(*ARRAYS), right)
        """
    assert script(text) == ""


@pytest.mark.parametrize("granted", [0, 1])
def test_where_no_more_threads_are_to_be_had_the_caller_does_the_rest(granted):
    """In a container with few processes, and from Python 3.12 on in an exit handler."""
    text = f"""
        from ngteach.runtime import threads as pool
        start, started = threading.Thread.start, []

        def refused(self):
            if len(started) == {granted}:
                raise RuntimeError("can't start new thread")
            started.append(self)
            start(self)

        threading.Thread.start = refused
        run = program(3)
        right = run(*ARRAYS)
        assert len(pool._helpers) == {granted} and all(same(run(*ARRAYS), right) for _ in range(20))
        threading.Thread.start = start
        assert same(run(*ARRAYS), right)
        time.sleep(0.2)
        print(pool._queue.qsize())
        """
    assert script(text) == "0"


def test_compiling_alone_starts_no_threads():
    assert script("program(3); print(threading.active_count())") == "1"


def test_a_small_graph_wakes_nobody():
    text = """
        run = ng.compile(ng.trace(lambda x: ng.tanh(x) + 1.0, ng.f32[10]), threads=4)
        run(np.zeros(10, np.float32))
        print(threading.active_count())
        """
    assert script(text) == "1"


# ---- jit --------------------------------------------------------------------


def test_ctrl_c_at_any_moment_of_a_first_call_leaves_a_jit_that_traces_again():
    text = """
        import random
        f = ng.jit(lambda p, x: {"y": ng.tanh(x @ p["W"]).sum() * 2.0, "x": [x]}, threads=1)
        args = {"W": np.ones((3, 2), np.float32)}, np.ones((4, 3), np.float32)
        for _ in range(3):
            f.clear()
            began = time.perf_counter()
            right = f(*args)["y"]
            takes = time.perf_counter() - began

        def interrupt(*_):
            raise KeyboardInterrupt

        signal.signal(signal.SIGALRM, interrupt)
        chance, hits = random.Random(0), 0
        for n in range(150):
            f.clear()
            try:
                signal.setitimer(signal.ITIMER_REAL, chance.uniform(1e-6, 1.1 * takes))
                f(*args)
                signal.setitimer(signal.ITIMER_REAL, 0)
            except KeyboardInterrupt:
                hits += 1
            assert f(*args)["y"] == right and len(f.traces) in (1, 2)
        assert hits > 30, hits
        """
    script(text)


@needs_fork
def test_a_child_may_trace_what_another_thread_of_the_parent_is_tracing():
    text = """
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        begun, over, x = threading.Event(), threading.Event(), np.ones(3)

        @ng.jit(threads=1)
        def f(x):
            begun.set()
            if threading.current_thread() is not threading.main_thread():
                over.wait(20)
            return x + 1.0

        thread = threading.Thread(target=f, args=(x,))
        thread.start()
        begun.wait(20)
        child = os.fork()
        if not child:
            os._exit(0 if np.array_equal(f(x), x + 1) else 1)
        print(os.waitpid(child, 0)[1])
        over.set()
        thread.join()
        assert len(f.traces) == 1
        """
    assert script(text) == "0"
