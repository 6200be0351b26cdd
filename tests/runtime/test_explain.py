"""explain() says what is so: the equations, parallel regions, blocks and bytes, and what is done to the processor."""

import re

import numpy as np
import pytest
from blocks import groups
from programs import training
from threaded import ARRAYS, GRAPH, blas_threads, program

import ngteach as ng
from ngteach import f32
from ngteach.core.op import op
from ngteach.runtime.blas import BlasThreads, blas, flush
from ngteach.runtime.steps import HeadStart, Line, ParallelRegion

STRAIGHT = "It runs as a straight line"
HELD = "During a call BLAS is held to one thread, and put back after it."
FLUSHED = "In 1 large product among the adjoints numbers below the normal range"


def small(**options):
    return ng.compile(ng.trace(lambda x: ng.tanh(x) * x + 1.0, f32[10], name="bend"), **options)


def regions(run):
    """Those that a program hands to its threads; what helpers begin with beforehand belongs to the next."""
    return [step for step in run.steps if isinstance(step, ParallelRegion) and not isinstance(step, HeadStart)]


# ---- how it runs ------------------------------------------------------------


@pytest.mark.parametrize("threads", [2, 3])
def test_a_small_graph_is_a_straight_line_as_waking_a_thread_takes_longer(threads):
    text = small(threads=threads).explain()
    assert f"{STRAIGHT} on the caller's thread: waking another would take longer than it could help." in text
    assert not re.search("region|block|BLAS|flushed", text)


def test_with_one_thread_it_runs_on_the_callers():
    for run in (small(threads=1), program_of_one_thread()):
        assert "It runs on the caller's thread: one thread was asked for" in run.explain()
        assert not re.search("region|block", run.explain())
        assert all(isinstance(step, Line) for step in run.steps)


def program_of_one_thread():
    return ng.compile(GRAPH, threads=1)


@pytest.mark.parametrize("threads", [2, 3])
@pytest.mark.parametrize("graph", [GRAPH, training()], ids=["step", "training"])
@pytest.mark.parametrize("deterministic", [False, True])
def test_regions_and_blocks_are_those_of_the_steps(graph, threads, deterministic):
    run = ng.compile(graph, threads=threads, deterministic=deterministic)
    found = re.search(
        r"(\d+) parallel regions? of it, tiled into (\d+) blocks, (is|are) handed to (\d+) threads", run.explain()
    )
    handed = regions(run)
    assert int(found[1]) == len(handed) == run.source.count(" in_blocks([")
    assert int(found[2]) == sum(len(step.order) for step in handed)
    assert found[3] == ("is" if len(handed) == 1 else "are") and int(found[4]) == threads
    assert STRAIGHT not in run.explain()


def test_the_blocks_of_one_thread_are_handed_to_nobody():
    run = program(1, deterministic=True)
    assert regions(run) and "run on the caller's thread as all the rest: one thread was asked for" in run.explain()
    assert "handed" not in run.explain() and "tiled by their sizes alone" in run.explain()


def test_one_region_is_said_as_one():
    run = ng.compile(ng.trace(lambda x, W: x @ W, f32[64, 100], f32[100, 4000]), threads=2)
    assert len(regions(run)) == 1
    assert (
        "1 parallel region of it, tiled into 2 blocks, is handed to 2 threads; the rest runs on the caller's."
        in run.explain()
    )


def test_deterministic_blocks_are_tiled_by_their_sizes_alone_and_others_for_the_threads():
    two, three = (program(n, deterministic=True) for n in (2, 3))
    assert [g.blocks for g in groups(two)] == [g.blocks for g in groups(three)]
    for run in (two, three):
        assert "They are tiled by their sizes alone: the results are the same bits at every call." in run.explain()
    for n in (2, 3):
        text = program(n).explain()
        assert f"They are tiled for {n} threads: the results are the same bits at every call." in text


# ---- how much ---------------------------------------------------------------


def test_equations_and_bytes_are_those_of_the_program():
    in_blocks = ng.compile(ng.trace(lambda x: ng.exp(-x) * ng.tanh(x), f32[512, 1024]), threads=2)
    assert in_blocks.memory.scratch
    for run in (small(), program(2), program(3), ng.compile(training(), threads=2), in_blocks):
        first, *_, last = run.explain().splitlines()
        beside = re.findall(r"  # \S+: .* = ", run.source)
        assert re.fullmatch(
            rf"{run.graph.name}: {len(beside)} equations, about [\d,]+ us of work for one core\.", first
        )
        m = run.memory
        assert last == f"Memory: {m.planned:,} bytes, kept between calls; at least {m.lower_bound:,} are needed."


@pytest.mark.parametrize(
    "function,said",
    [
        (ng.exp, "1 equation,"),
        (lambda x: x.T, "0 equations,"),
        (lambda x: ng.reshape(x.T, (24,)), "1 equation,"),  # no view: it has to be copied
        (lambda x: ng.exp(x) + np.arange(6, dtype=np.float32), "2 equations,"),
    ],
)
def test_equations_are_those_that_compute(function, said):
    assert said in ng.compile(ng.trace(function, f32[4, 6])).explain()


def test_more_work_is_said_to_take_longer():
    def work(n):
        text = ng.compile(ng.trace(lambda x: x @ x, f32[n, n]), threads=1).explain()
        return int(re.search(r"about ([\d,]+) us", text)[1].replace(",", ""))

    assert 5 * work(200) < work(400) < 10 * work(200)  # eight times as many operations


# ---- what is done to the processor ------------------------------------------


@pytest.fixture
def during():
    """(an op to put into a graph, what it saw while it ran: BLAS's threads, and whether subnormals survive)."""
    seen = []

    def forward(x):
        seen.append(([n for _, n in blas_threads()], bool(np.multiply(np.float32(1e-38), np.float32(0.1)) > 0)))
        return x

    @op(forward=forward, adjoint=None)
    def watch(x):
        return x

    yield watch, seen


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("size", [10, 300], ids=["small", "large"])
def test_blas_is_said_to_be_held_where_it_is(size, known, during, monkeypatch):
    threadpool_limits = pytest.importorskip("threadpoolctl").threadpool_limits
    watch, seen = during
    monkeypatch.setattr(BlasThreads, "known", known)
    run = ng.compile(ng.trace(lambda x: watch(x) @ x, f32[size, size]), threads=2)
    with threadpool_limits(2, "blas"):
        before = [n for _, n in blas_threads()]
        run(np.ones((size, size), np.float32))
    assert (HELD in run.explain()) == (known and size == 300)
    assert seen[0][0] == ([1] * len(before) if HELD in run.explain() else before)


def test_a_blas_whose_threads_cannot_be_set_is_left_as_it_is(during, monkeypatch):
    """As Apple's Accelerate."""
    watch, seen = during
    monkeypatch.setattr(blas, "libraries", [])
    run, before = ng.compile(ng.trace(lambda x: watch(x) @ x, f32[300, 300]), threads=2), blas_threads()
    run(np.ones((300, 300), np.float32))
    assert HELD not in run.explain() and "BLAS is left as it is: threadpoolctl knows of none here" in run.explain()
    assert seen[0][0] == [n for _, n in before]


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("size", [10, 300], ids=["small", "large"])
def test_subnormals_are_said_to_be_flushed_where_they_are(size, known, during, monkeypatch):
    """In the products of the adjoints; not in an op that runs beside them."""
    watch, seen = during
    if known and not (flush.known and blas.libraries):
        pytest.skip("here nothing can be flushed to zero")
    monkeypatch.setattr(flush, "known", known)
    graph = ng.trace(lambda x, W, dy: (watch(dy), ng.Adjoints(x @ W, dy)[W]), *[f32[size, size]] * 3)
    run = ng.compile(graph, threads=1)
    ones = np.ones((size, size), np.float32)
    _, dW = run(ones, ones, np.full_like(ones, 1e-41))
    assert (FLUSHED in run.explain()) == (known and size == 300) == (not dW.any()) and seen[0][1]


@pytest.mark.parametrize("deterministic", [False, True])
def test_without_threadpoolctl_large_graphs_are_straight_lines_with_blas_own_threads(deterministic, monkeypatch):
    monkeypatch.setattr(BlasThreads, "known", False)
    run = ng.compile(GRAPH, threads=2, deterministic=deterministic)
    text = run.explain()
    assert f"{STRAIGHT} with BLAS's own threads, which cannot be set without threadpoolctl;" in text
    assert 'pip install "ngteach[cpu]" lets it share out the work itself.' in text
    assert HELD not in text and not re.search("region|block", text)
    assert f"{STRAIGHT} with BLAS's own threads" in program_of_one_thread().explain()  # whatever was asked for
    assert all(isinstance(step, Line) for step in run.steps) and run(*ARRAYS)
    assert "waking another" in small(threads=2).explain()  # a small graph needs no BLAS threads
