"""Threads: many callers at once, forks, ends, errors and Ctrl-C; what was changed for a call is put back."""

import io
import os
import threading
import time

import numpy as np
import pytest
from programs import filled, training
from refusals import refusal
from threaded import ARRAYS, GRAPH, blas_threads, needs_flush, program, same, subnormals

import ngteach as ng
from ngteach import f32
from ngteach.core.calling.errors import GraphError
from ngteach.runtime import available
from ngteach.runtime import threads as pool
from ngteach.runtime.blas import blas, flush

# ---- several callers --------------------------------------------------------


def test_several_threads_call_one_executable_at_once():
    run, problems = program(3), []
    cases = [filled(GRAPH, seed) for seed in range(4)]
    right = [run(*arrays) for arrays in cases]

    def call(k):
        for _ in range(12):
            if not same(run(*cases[k]), right[k]):
                problems.append(k)

    callers = [threading.Thread(target=call, args=(k,)) for k in range(4)]
    for c in callers:
        c.start()
    for c in callers:
        c.join()
    assert not problems


def test_no_more_threads_work_on_a_program_than_it_has_memory_for():
    """Helpers of a larger team are there, and may be called twice for one handout."""
    graph = training(64, (300, 200, 10), "adam")
    arrays = filled(graph)
    ng.compile(graph, threads=5)(*arrays)
    run = ng.compile(graph, threads=2)
    right = run(*arrays)
    for _ in range(40):
        assert same(ng.core.tree.leaves(run(*arrays)), ng.core.tree.leaves(right))


def test_an_executable_may_be_called_inside_another_call():
    """By a block that runs on a helper, as an op of the user's own might."""
    inner, results = program(2), []
    right = inner(*ARRAYS)

    def call_inside(k):
        results.append(inner(*ARRAYS))

    team = pool.Team(3)
    team.in_blocks([(call_inside, k) for k in range(6)])
    assert len(results) == 6 and all(same(r, right) for r in results)


def test_callers_may_come_and_go():
    run, right = program(2), program(2)(*ARRAYS)
    for _ in range(10):
        caller = threading.Thread(target=run, args=ARRAYS)
        caller.start()
        caller.join()
    assert same(run(*ARRAYS), right)


# ---- the same bits ----------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("deterministic", [False, True])
def test_results_are_the_same_bits_at_every_call(threads, deterministic):
    run = ng.compile(GRAPH, threads=threads, deterministic=deterministic)
    right = run(*ARRAYS)
    out = tuple(np.empty_like(y) for y in right)
    assert all(same(run(*ARRAYS, out=out), right) for _ in range(15))
    assert same(ng.compile(GRAPH, threads=threads, deterministic=deterministic)(*ARRAYS), right)


def test_deterministic_results_are_the_same_bits_for_any_number_of_threads():
    for graph, arrays in ((GRAPH, ARRAYS), (training(), filled(training()))):
        one, two, three = (
            ng.core.tree.leaves(ng.compile(graph, threads=n, deterministic=True)(*arrays)) for n in (1, 2, 3)
        )
        assert same(one, two) and same(two, three)


# ---- errors and Ctrl-C ------------------------------------------------------


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), SystemExit(3)], ids=repr)
@pytest.mark.parametrize("failing", [0, 3, 7])
def test_what_a_block_raises_reaches_the_caller_and_no_block_runs_on(error, failing):
    pool.want(3)
    running, done = [], []

    def block(k):
        running.append(k)
        try:
            time.sleep(0.002)
            if k == failing:
                raise error
        finally:
            done.append(k)

    team = pool.Team(3)
    with pytest.raises(type(error)) as caught:
        team.in_blocks([(block, k) for k in range(40)])
    assert caught.value is error
    assert sorted(running) == sorted(done) and len(done) < 40
    at_the_end = len(running)
    time.sleep(0.02)
    assert len(running) == at_the_end
    again = []
    team.in_blocks([(again.append, k) for k in range(10)])
    assert sorted(again) == list(range(10))


def test_after_an_error_in_a_call_the_executable_is_usable_and_all_is_put_back(monkeypatch):
    run = program(3)
    right, before, state = run(*ARRAYS), blas_threads(), subnormals()
    add, calls = pool.Handout.add, []

    def failing_add(self, blocks, *more):
        def fail():
            raise ValueError("block")

        calls.append(blocks)
        return add(self, [*blocks, (fail,)], *more)

    monkeypatch.setattr(pool.Handout, "add", failing_add)
    for _ in range(5):
        with pytest.raises(ValueError, match="block"):
            run(*ARRAYS)
        assert blas_threads() == before and subnormals() == state
    monkeypatch.undo()
    assert calls and same(run(*ARRAYS), right)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), TimeoutError(), SystemExit(3)], ids=repr)
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_a_signal_raises_while_all_is_put_back_comes_later(error, when, monkeypatch):
    run, release = program(2), blas.release
    right, before, state, calls = run(*ARRAYS), blas_threads(), subnormals(), []

    def interrupted(call):
        calls.append(call)
        if when == "after":
            release(call)
        if len(calls) == 1:
            raise error
        release(call)

    monkeypatch.setattr(blas, "release", interrupted)
    with pytest.raises(type(error)) as caught:
        run(*ARRAYS)
    assert caught.value is error and len(calls) == 2
    assert not blas._calls and blas_threads() == before and subnormals() == state
    monkeypatch.undo()
    assert same(run(*ARRAYS), right)


def test_an_error_of_blas_own_is_raised_and_not_waited_for(monkeypatch):
    def broken(call):
        raise OSError("no such library")

    run = program(2)
    monkeypatch.setattr(blas, "hold", broken)
    monkeypatch.setattr(blas, "release", broken)
    state = subnormals()
    with pytest.raises(OSError, match="no such library"):
        run(*ARRAYS)
    assert subnormals() == state


# ---- what is put back -------------------------------------------------------


@needs_flush
def test_the_callers_floating_point_environment_is_put_back():
    run = program(2)
    assert subnormals()
    run(*ARRAYS)
    assert subnormals()
    state = flush.state()
    try:
        flush.on(state)
        assert not subnormals()
        run(*ARRAYS)
        assert not subnormals()  # the caller's own choice stays too
    finally:
        flush.put(state)


def test_blas_has_its_threads_back_after_calls_that_overlap():
    threadpool_limits = pytest.importorskip("threadpoolctl").threadpool_limits
    with threadpool_limits(2, "blas"):
        before, seen = blas_threads(), []
        run = program(2)
        callers = [threading.Thread(target=lambda: [run(*ARRAYS) for _ in range(5)]) for _ in range(3)]
        for c in callers:
            c.start()
        for c in callers:
            c.join()
        assert blas_threads() == before
        first, second = object(), object()
        blas.hold(first)
        blas.hold(second)
        blas.release(first)
        seen += [n for _, n in blas_threads()]
        blas.release(first)  # twice does no harm
        blas.release(second)
        assert set(seen) == {1} and blas_threads() == before


def test_blas_is_held_and_given_back_by_whichever_thread_calls():
    """threadpoolctl lets the thread that was first change the number, and no other."""
    threadpool_limits = pytest.importorskip("threadpoolctl").threadpool_limits

    def in_a_thread(work, *args):
        thread = threading.Thread(target=work, args=args)
        thread.start()
        thread.join()

    first, second, seen = object(), object(), []
    with threadpool_limits(2, "blas"):
        before = blas_threads()
        blas.hold(first)
        in_a_thread(blas.hold, second)
        blas.release(first)
        in_a_thread(blas.release, second)
        assert blas_threads() == before

        def hold():
            blas.hold(second)
            seen.extend(n for _, n in blas_threads())
            blas.release(second)

        in_a_thread(hold)
        assert set(seen) == {1} and blas_threads() == before


def test_no_thread_warns_of_infinities_and_the_caller_keeps_its_own_settings(recwarn):
    seen = set()

    def block():
        time.sleep(0.002)
        seen.add(threading.current_thread().name)
        if threading.current_thread() is not threading.main_thread():
            np.log(np.zeros(3))

    pool.want(3)
    pool.Team(3).in_blocks([(block,)] * 30)
    assert len(seen) > 1
    run = ng.compile(ng.trace(lambda x: (ng.log(x), 1.0 / x, ng.sqrt(x)), f32[6, 5]))
    with np.errstate(all="raise"):
        run(np.full((6, 5), -0.0, np.float32))
        assert np.geterr()["divide"] == "raise"
    assert not recwarn.list


def test_every_thread_has_short_buffers_and_the_caller_keeps_its_own():
    seen, before = {}, np.getbufsize()

    def block():
        time.sleep(0.002)
        seen[threading.current_thread().name] = np.getbufsize()

    @ng.elementwise(forward=lambda x: np.full(x.shape, np.getbufsize(), x.dtype))
    def size(x):
        return x

    pool.want(3)
    pool.Team(3).in_blocks([(block,)] * 30)
    del seen[threading.current_thread().name]
    np.testing.assert_array_equal(ng.compile(ng.trace(size, f32[2]))(np.zeros(2, np.float32)), [1024, 1024])
    assert seen and set(seen.values()) == {1024} and np.getbufsize() == before > 1024


# ---- how many threads -------------------------------------------------------


@pytest.mark.parametrize("wish", [0, -1, 1.5, "two", "", True, "1 2"])
def test_threads_is_a_whole_number(wish):
    for backend in ("INTERPRETER", "CPU"):
        text = refusal(ng.compile, GRAPH, backend, threads=wish)
        assert text.startswith(f"threads: found {wish!r}, wanted a whole number of threads, 1 or more    (")


@pytest.mark.parametrize(
    "wish,found",
    [(4097, "4097"), (2**70, str(2**70)), ("9" * 5000, "9" * 20), (10**5000, "a int")],
    ids=["4097", "2**70", "5000 digits", "10**5000"],
)
def test_more_threads_than_anyone_has_are_refused_before_there_is_a_lock_for_each(wish, found):
    assert f"threads: found {found}, wanted at most 4,096 threads" in refusal(ng.compile, GRAPH, threads=wish)
    assert ng.compile(GRAPH, threads=4096).threads == 4096


@pytest.mark.parametrize("wish", ["0", "-1", "many", "1.5"])
def test_the_environment_names_the_number_of_threads_or_is_refused(wish, monkeypatch):
    monkeypatch.setenv("NGTEACH_THREADS", wish)
    text = f"NGTEACH_THREADS: found {wish!r}, wanted a whole number of threads, 1 or more"
    assert refusal(ng.compile, GRAPH) == text
    assert ng.compile(GRAPH, threads=2).threads == 2  # it is only asked where nothing else is said


def test_threads_come_from_the_argument_the_environment_or_the_machine(monkeypatch):
    monkeypatch.delenv("NGTEACH_THREADS", raising=False)
    monkeypatch.setattr(available, "_quota", lambda: 3)
    if hasattr(os, "sched_getaffinity"):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
        assert ng.compile(GRAPH).threads == 3  # what a container grants
    monkeypatch.setenv("NGTEACH_THREADS", " 5 ")
    assert ng.compile(GRAPH).threads == 5
    assert ng.compile(GRAPH, threads=1).threads == 1
    assert ng.compile(GRAPH, threads=np.int64(2)).threads == 2
    monkeypatch.setenv("NGTEACH_THREADS", "")
    assert ng.compile(GRAPH).threads >= 1


@pytest.mark.parametrize(
    "said,processors",
    [("200000 100000", 2), ("150000 100000", 1), ("50000 100000", 1), ("max 100000", 1_000_000), ("", 1_000_000)],
)
def test_a_container_grants_whole_processors_and_at_least_one(said, processors, monkeypatch):
    monkeypatch.setattr(available, "open", lambda path: io.StringIO(said), raising=False)
    assert available._quota() == processors


@pytest.mark.parametrize("count,threads", [(None, 1), (6, 6)])
def test_where_a_process_cannot_ask_for_its_processors_the_machines_count(count, threads, monkeypatch):
    monkeypatch.delenv("NGTEACH_THREADS", raising=False)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    monkeypatch.setattr(available, "_quota", lambda: 1_000_000)
    assert available.wished(None) == threads


def test_as_many_threads_as_are_allowed_and_no_more():
    assert available.wished(available.MOST) == available.MOST == available.whole(f"00{available.MOST}", "threads")
    with pytest.raises(GraphError, match="wanted at most 4,096 threads"):
        available.wished(available.MOST + 1)
    for wish in ("40960", "9" * 30):
        with pytest.raises(GraphError, match=f"here: found {wish[:20]}, wanted at most 4,096 threads"):
            available.whole(wish, "here")
