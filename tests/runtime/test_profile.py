"""The timeline: every block of every equation once, on the thread that ran it, and never above the machine's peak."""

import re
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from blocks import tile_everything
from programs import filled, training
from random_graphs import random_graph
from refusals import refusal
from threaded import ARRAYS, blas_threads, program, same, subnormals

import ngteach as ng
from ngteach import f32, i32
from ngteach.core.op import op
from ngteach.draw.timeline import draw_timeline
from ngteach.runtime import profile as module
from ngteach.runtime import threads as pool
from ngteach.runtime.blas import BlasThreads, blas
from ngteach.runtime.profile import Event, Peak, Recorder, Timeline, bytes_touched, peak
from ngteach.runtime.steps import HeadStart, Line


def programs(monkeypatch, seeds=range(12)):
    """(executable, arrays) of small graphs tiled into blocks, of the tutorial's, and of one that is a straight line."""
    for seed in seeds:
        tile_everything(monkeypatch, seed)
        graph, arrays = random_graph(seed, adjoints=seed % 2 == 0)
        yield ng.compile(graph, threads=2 + seed % 2, deterministic=seed % 3 == 0), arrays
        monkeypatch.undo()
    for threads in (1, 2):
        yield ng.compile(training(), threads=threads), filled(training())
    small = training(32, (64, 32, 10))
    yield ng.compile(small, threads=2), filled(small)


def shares_of(run):
    """{equation: the shares of the blocks that it is tiled into, sorted}."""
    shares = {}
    for step in run.steps:
        if isinstance(step, Line):
            shares[step.equation] = [1.0]
            continue
        for group in step.groups:
            parts = sorted((hi - lo) / max(group.size, 1) for lo, hi in group.blocks)
            shares.update(dict.fromkeys(group.equations, parts if len(parts) > 1 else [1.0]))
    return shares


# ---- the events -------------------------------------------------------------


def test_every_block_of_every_computing_equation_has_one_event_with_its_share(monkeypatch):
    for run, arrays in programs(monkeypatch):
        found: dict = {eqn: [] for eqn in run.reads}
        timeline = run.timeline(*arrays)
        assert timeline.graph is run.lowered and timeline.name == run.graph.name
        for event in timeline.events:
            found[event.equation].append(event.share)
        wanted = shares_of(run)
        assert found.keys() == wanted.keys()
        assert all(sorted(found[eqn]) == pytest.approx(wanted[eqn]) for eqn in wanted)


def test_events_lie_within_the_call_in_order_and_one_after_the_other_on_each_thread(monkeypatch):
    for run, arrays in programs(monkeypatch):
        timeline, until = run.timeline(*arrays), {}
        assert [e.start for e in timeline.events] == sorted(e.start for e in timeline.events)
        for event in timeline.events:
            assert until.get(event.thread, 0.0) <= event.start < event.end <= timeline.seconds
            until[event.thread] = event.end
        assert timeline.threads == 1 + max(until, default=0)  # what only looks at its inputs has no event


def test_no_more_threads_are_at_work_at_once_than_were_asked_for():
    """Helpers of a larger team may take turns, in lanes of their own."""
    program(4).timeline()
    run = program(2)
    for events in (run.timeline(*ARRAYS).events for _ in range(20)):
        assert all(sum(e.start <= moment < e.end for e in events) <= 2 for moment in (e.start for e in events))


def test_an_event_has_the_share_of_its_block():
    graph = ng.trace(lambda x: ng.exp(x), f32[4])
    recorder, began = Recorder(graph), time.perf_counter()
    recorder.note(0, began, 3)
    recorder.note(0, began, 1)
    assert [e.share for e in recorder.timeline(began, time.perf_counter()).events] == [0.75, 0.25]


def test_the_events_of_a_straight_line_are_all_on_the_callers_thread():
    run, found = ng.compile(training(32, (64, 32, 10)), threads=2), []
    caller = threading.Thread(target=lambda: found.append(run.timeline()))
    caller.start()
    caller.join()
    assert {e.thread for e in found[0].events} == {0} and found[0].threads == 1


def test_the_caller_is_thread_0_whoever_begins():
    graph = ng.trace(lambda x: ng.tanh(ng.exp(x)), f32[3])
    recorder, began = Recorder(graph), time.perf_counter()
    helper = threading.Thread(target=recorder.note, args=(0, began))
    helper.start()
    helper.join()
    recorder.note(1, time.perf_counter())
    timeline = recorder.timeline(began, time.perf_counter())
    assert [e.thread for e in timeline.events] == [1, 0] and timeline.threads == 2


def test_helpers_have_lanes_of_their_own():
    run = program(2)
    assert any({0, 1} <= {e.thread for e in run.timeline(*ARRAYS).events} for _ in range(50))


def test_a_graph_that_computes_nothing_has_no_events():
    timeline = ng.compile(ng.trace(lambda x: x.T, f32[2, 3])).timeline()
    assert timeline.events == () and timeline.threads == 1 and len(str(timeline).splitlines()) == 2


# ---- the call ---------------------------------------------------------------


@pytest.fixture
def seen():
    """What the op `look` was given, call by call; it copies its input."""
    arrays = []

    def forward(x, out=None):
        arrays.append(x.copy())
        return np.add(x, 0, out=out)

    @op(forward=forward, adjoint=None)
    def look(x):
        return x

    yield look, arrays


def test_a_timeline_is_of_the_given_arrays_and_again_as_well(seen):
    look, arrays = seen
    run, x = ng.compile(ng.trace(lambda x: look(x), f32[2, 3])), np.arange(6, dtype=np.float32).reshape(2, 3)
    timeline = run.timeline(x)
    assert arrays and all((a == x).all() for a in arrays)
    count = len(arrays)
    assert count == 8  # of which it is the quickest
    again = timeline.again()
    assert again is not timeline and again.again and len(again.events) == len(timeline.events)
    assert len(arrays) == 2 * count and all((a == x).all() for a in arrays)


def test_without_arrays_a_timeline_is_of_random_numbers(seen):
    look, arrays = seen
    ng.compile(ng.trace(lambda x: look(x), f32[50])).timeline().again()
    assert all(len(set(a.tolist())) > 40 for a in arrays)
    assert all(-0.05 <= a.min() < 0 < a.max() <= 0.05 for a in arrays)  # whatever it computes of them stays finite


@pytest.mark.parametrize("args", [(ARRAYS[0],), (*ARRAYS[:2], ARRAYS[2].T), (*ARRAYS[:2], None), (*ARRAYS, 1.0)])
def test_a_timeline_refuses_what_a_call_refuses(args):
    run = program(2)
    assert refusal(run.timeline, *args) == refusal(run, *args)


def test_whole_numbers_that_are_made_up_are_0_and_1():
    """So they are classes, whatever the depth of the one_hot."""
    (x,) = ng.compile(ng.trace(lambda x: x + 1, i32[50]))._examples()
    assert set(x.tolist()) == {0, 1}


def test_a_timeline_takes_whatever_a_call_takes():
    graph = ng.trace(lambda p, s: p["x"] * s, {"x": f32[2]}, f32)
    assert ng.compile(graph).timeline({"x": np.ones((2, 2), "f")[:, 0]}, 3).events


def test_a_timeline_changes_no_array_and_no_later_call():
    for run, arrays in ((program(2), ARRAYS), (ng.compile(training(), threads=2), filled(training()))):
        before, source = [a.copy() for a in arrays], run.source
        right = ng.core.tree.leaves(run(*arrays))
        kept = [y.copy() for y in right]
        run.timeline(*arrays)
        run.timeline()
        assert same(before, arrays) and same(kept, right) and same(ng.core.tree.leaves(run(*arrays)), right)
        assert run.source == source


def test_only_the_profiled_program_looks_at_the_clock():
    run, sources = program(2), []
    compiled = run._compiled
    run._compiled = lambda source: sources.append(source) or compiled(source)
    run.timeline(*ARRAYS)
    run(*ARRAYS)
    profiled, ordinary = sources
    assert profiled.count("note(") == profiled.count("clock()") == len(run.reads)
    assert ordinary == run.source and not re.search("note|clock", ordinary + run.program)


@pytest.mark.parametrize("name", ["note", "clock", "started", "lo", "in_blocks"])
def test_what_the_profiled_program_uses_may_be_a_users_name(name):
    with ng.Trace("step") as t:
        x, W = ng.parameter(f32[3, 4], name), ng.parameter(f32[4, 5], "W")
        graph = t.graph(ng.tanh(x @ W))
    assert len(ng.compile(graph).timeline().events) == 2


@pytest.mark.parametrize("error", [ValueError("block"), KeyboardInterrupt()], ids=repr)
def test_after_an_error_in_a_timeline_the_executable_is_usable_and_all_is_put_back(error, monkeypatch):
    run = program(3)
    right, before, state = run(*ARRAYS), blas_threads(), subnormals()
    add = pool.Handout.add

    def fail():
        raise error

    monkeypatch.setattr(pool.Handout, "add", lambda self, blocks, *more: add(self, [*blocks, (fail,)], *more))
    with pytest.raises(type(error)) as caught:
        run.timeline(*ARRAYS)
    assert caught.value is error and blas_threads() == before and subnormals() == state
    monkeypatch.undo()
    assert same(run(*ARRAYS), right) and len(run.timeline(*ARRAYS).events) == sum(map(len, shares_of(run).values()))


@pytest.mark.parametrize("way", ["call", "timeline"])
def test_after_an_error_on_the_caller_no_helper_goes_on_with_what_it_has_begun(way, monkeypatch):
    """Helpers begin with little things while the caller goes on; an error there ends both."""
    run, log = ng.compile(training(), threads=2), []
    assert any(isinstance(step, HeadStart) for step in run.steps)
    pool.want(2)

    def slow():
        log.append("begins")
        time.sleep(0.05)
        log.append("ends")

    def begin_blocks(self, blocks):
        begin(self, [(slow,)] * 40)
        while not log:
            time.sleep(0.001)
        raise ValueError("line")

    begin = pool.Team.begin_blocks
    monkeypatch.setattr(pool, "TRUST", np.inf)  # the caller never works alone
    monkeypatch.setattr(pool.Team, "begin_blocks", begin_blocks)
    with pytest.raises(ValueError, match="line"):
        getattr(run, "__call__" if way == "call" else way)(*filled(training()))
    assert log == ["begins", "ends"]
    time.sleep(0.1)
    assert log == ["begins", "ends"]


def test_a_timeline_does_not_give_its_helpers_up_when_they_are_late(monkeypatch):
    """On a busy machine it would show the caller alone, beside a text about a lane for each thread."""
    teams = []

    class Watched(pool.Team):
        def __init__(self, threads):
            super().__init__(threads)
            teams.append(self)

    monkeypatch.setattr(pool, "Team", Watched)
    monkeypatch.setattr(pool, "TRUST", -np.inf)  # whoever comes is too late
    run = program(2)
    run.timeline(*ARRAYS)
    run(*ARRAYS)
    assert [bool(team._alone) for team in teams] == [False, True]


# ---- what there is to read --------------------------------------------------


def test_it_prints_as_a_table_with_a_row_for_each_event():
    timeline = program(2).timeline(*ARRAYS)
    head, titles, *rows = str(timeline).splitlines()
    assert head.startswith(
        f"step: {timeline.seconds * 1e6:,.0f} us on {timeline.threads} threads; {timeline.peak} at best"
    )
    assert " ".join(titles.split()) == "start us us thread GFLOP/s of peak GB/s equation"
    assert repr(timeline) == str(timeline)
    for event, row in zip(timeline.events, rows, strict=True):
        start, took, thread, work, part, moved, equation = row.split(None, 6)
        rates = timeline.rates(event)
        assert equation == str(event.equation) and int(thread) == event.thread
        assert row.index(equation) == titles.index("equation")
        assert float(start) == pytest.approx(event.start * 1e6, abs=0.051)
        assert float(took) == pytest.approx((event.end - event.start) * 1e6, abs=0.051)
        assert (float(work), float(moved)) == pytest.approx((rates[0] / 1e9, rates[1] / 1e9), abs=0.051)
        assert float(part.rstrip("%")) == pytest.approx(rates[2] * 100, abs=0.51)


def test_an_equation_has_the_phase_it_has_in_the_graph():
    timeline = ng.compile(training(), threads=1).timeline()
    found = {timeline.phases[e.equation] for e in timeline.events}
    assert found == {"forward", "adjoint", "update"}


# ---- of peak ----------------------------------------------------------------

MOVED = {  # what is computed from x: f32[4,6], b: f32[6] and W: f32[6,5]; the bytes of its last equation
    "two operands": (lambda x, b, W: x + ng.exp(x), 3 * 96),
    "one operand twice": (lambda x, b, W: x * x, 2 * 96),
    "a row that is repeated": (lambda x, b, W: x + b, 2 * 96 + 24),
    "a column that is repeated": (lambda x, b, W: x + x[:, :1], 2 * 96),
    "a number that is repeated": (lambda x, b, W: ng.maximum(x, b[0]), 2 * 96 + 4),
    "a constant that is repeated": (lambda x, b, W: ng.maximum(x, 0.5), 2 * 96 + 4),
    "a part": (lambda x, b, W: ng.exp(x[1:3, ::2]), 2 * 24),
    "two parts of one": (lambda x, b, W: x[:2] + x[2:], 2 * 48 + 48),
    "two parts that overlap": (lambda x, b, W: x[:3] + x[1:], 96 + 72),
    "a matrix and itself turned round": (lambda x, b, W: x @ x.T, 96 + 64),
    "a part of a row that is repeated": (lambda x, b, W: x[:, :3] * b[:3], 48 + 12 + 48),
    "a comparison": (lambda x, b, W: x > b, 96 + 24 + 24),
    "a product": (lambda x, b, W: x @ W, 96 + 120 + 80),
    "a copy to make a whole": (lambda x, b, W: ng.reshape(x.T, (24,)), 2 * 96),
}


@pytest.mark.parametrize("what", MOVED)
def test_an_equation_moves_the_bytes_that_its_operands_have(what):
    function, moved = MOVED[what]
    graph = ng.trace(function, f32[4, 6], f32[6], f32[6, 5])
    last = next(e for e in reversed(graph.equations) if e.output is graph.outputs[0])
    assert bytes_touched(graph)[last] == moved


def test_for_a_result_without_elements_nothing_is_read():
    """Or a product of no rows with a large matrix would be the quickest that this machine can do."""
    graph = ng.trace(lambda x, W: x @ W, f32[0, 2000], f32[2000, 2000])
    assert list(bytes_touched(graph).values()) == [0]
    timeline = ng.compile(graph).timeline()
    assert timeline.peak == peak() and timeline.rates(timeline.events[0]) == (0, 0, 0)


def test_no_event_is_above_the_peak(monkeypatch):
    bad_moment = Peak(1.0, 1.0)
    for measured in (peak, lambda: bad_moment):
        monkeypatch.setattr(module, "peak", measured)
        for run, arrays in ((program(2), ARRAYS), (ng.compile(training(), threads=2), filled(training()))):
            timeline = run.timeline(*arrays)
            rates = [timeline.rates(e) for e in timeline.events]
            assert max(part for *_, part in rates) <= 1.0
            assert timeline.peak.flops == max(measured().flops, *(work for work, *_ in rates))
            assert timeline.peak.bytes == max(measured().bytes, *(moved for _, moved, _ in rates))


def test_the_peak_that_is_measured_is_above_what_equations_in_cache_do():
    """Unless the machine is disturbed while it is measured; so try again."""
    run = ng.compile(ng.trace(lambda x, b: ng.abs(-(x * b) + b), f32[100, 300], f32[300]), threads=1)

    def ratio():
        peak.cache_clear()
        return run.timeline().peak.bytes / peak().bytes

    assert any(ratio() == 1.0 for _ in range(20))


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_without_threadpoolctl_a_product_is_not_said_to_be_measured_on_one_core(known, monkeypatch):
    monkeypatch.setattr(BlasThreads, "known", known)
    peak.cache_clear()
    try:
        timeline = ng.compile(ng.trace(lambda x: x @ x, f32[30, 30])).timeline()
    finally:
        peak.cache_clear()
    best = timeline.peak
    flops, moved = f"{best.flops / 1e9:.0f} GFLOP/s", f"{best.bytes / 1e9:.0f} GB/s"
    alone = known and blas.libraries
    said = f"one core does {flops} and {moved} at best" if alone else f"BLAS does {flops} and one core {moved} at best"
    assert str(timeline).splitlines()[0].endswith(f"; {said}") and said in draw_timeline(timeline)


def test_an_event_that_took_no_time_counts_as_a_nanosecond():
    """So it has rates, and no other is changed."""
    graph = ng.trace(lambda x: ng.exp(x), f32[100])
    (eqn,) = graph.equations
    at_once, short = Event(eqn, 0, 2.0, 2.0, 0.5), Event(eqn, 0, 2.0, 2.0 + 1e-3, 1.0)
    timeline = Timeline(graph, 3.0, (at_once, short), Peak(1e9, 1e9))
    assert timeline.rates(at_once)[:2] == pytest.approx((500 / 1e-9, 400 / 1e-9))
    assert timeline.rates(short)[:2] == pytest.approx((1000 / 1e-3, 800 / 1e-3))


@pytest.mark.parametrize("quick,bytes_a_second", [("negative", 8000), ("add", 12000), ("both", 12000)])
def test_a_peak_counts_two_passes_for_a_negative_and_three_for_a_sum(quick, bytes_a_second, monkeypatch):
    """In 1,000 numbers an op takes a second, or ten if it is not quick."""

    def timed(work):
        op = "negative" if "negative" in work.__code__.co_names else "add"
        return 1.0 if quick in (op, "both") else 10.0

    monkeypatch.setattr(module, "_timed", timed)
    assert module._in_place(1000) == pytest.approx(bytes_a_second)


def test_a_peak_is_of_the_quickest_product_and_of_the_quickest_size(monkeypatch):
    monkeypatch.setattr(module, "_timed", lambda work: 0.5)
    found = peak.__wrapped__()
    assert found.flops == 2 * 384**3 / 0.5 and found.bytes == 3 * 4 * 2**19 / 0.5
    assert str(Peak(7e9, 5e9)) == "one core does 7 GFLOP/s and 5 GB/s"


def test_times_are_written_in_microseconds():
    graph = ng.trace(lambda x: ng.exp(x), f32[100])
    (eqn,) = graph.equations
    timeline = Timeline(graph, 3.0, (Event(eqn, 0, 0.5, 0.75, 1.0),), Peak(1e9, 1e9))
    head, _, row = str(timeline).splitlines()
    assert ": 3,000,000 us on 1 threads;" in head
    assert row.split()[:3] == ["500000.0", "250000.0", "0"]


def test_rates_are_of_the_share_that_a_block_is_and_of_peak_is_the_larger_of_the_two():
    graph = ng.trace(lambda x, W: x @ W, f32[4, 6], f32[6, 5])
    recorder = Recorder(graph)
    recorder.note(0, 0.0, 3)
    recorder.note(0, 0.0, 1)
    timeline = recorder.timeline(0.0, 1.0)
    for event, share in zip(timeline.events, (0.75, 0.25), strict=True):
        work, moved, _ = timeline.rates(event)
        took = event.end - event.start
        assert work * took == pytest.approx(share * 2 * 4 * 6 * 5) and moved * took == pytest.approx(share * 296)
        assert replace(timeline, peak=Peak(4 * work, 5 * moved)).rates(event)[2] == 1 / 4
        assert replace(timeline, peak=Peak(4 * work, 2 * moved)).rates(event)[2] == 1 / 2
