"""Room: what no memory can hold is refused by its bytes, and what was needed for a while is given back."""

import gc
import threading
import time
import tracemalloc
import weakref

import numpy as np
import pytest
from refusals import refusal

import ngteach as ng
from ngteach import f32
from ngteach.core.calling import memory as room
from ngteach.core.op import op
from ngteach.ops.rules import floats
from ngteach.runtime import tiling
from ngteach.runtime.tiling import MOST

HUGE = f32[10**8, 10**6]
BYTES = "400,000,000,000,000 bytes"


def zeros(t):
    """An array of this type, however large: it is one number."""
    t = ng.type_of(t)
    return np.broadcast_to(np.zeros((), t.dtype), t.shape)


# ---- types ------------------------------------------------------------------

FULL = f32[(1,) * 64]
TOO_MANY_AXES = {
    "the type": lambda: f32[(1,) * 65],
    "reshape": lambda: ng.reshape(f32[1], (1,) * 65),
    "broadcast": lambda: ng.broadcast(f32[1], (1,) * 65),
    "full": lambda: ng.trace(lambda x: x + ng.full((1,) * 65, 1, f32), f32),
    "one_hot": lambda: ng.one_hot(ng.i32[(1,) * 64], 3),
    "expand_dims": lambda: ng.trace(lambda x: np.expand_dims(x, 0), FULL),
    "stack": lambda: ng.trace(lambda x: np.stack([x, x]), FULL),
    "None": lambda: ng.trace(lambda x: x[None], FULL),
}


@pytest.mark.parametrize("what", TOO_MANY_AXES)
def test_an_array_has_at_most_64_axes(what):
    assert "found 65 axes; an array of NumPy's has at most 64" in refusal(TOO_MANY_AXES[what])


def test_64_axes_compute():
    graph = ng.trace(lambda x: ng.sum(ng.exp(x) + ng.broadcast(1.0 * x, FULL.shape), keepdims=True), FULL)
    x = np.ones(FULL.shape, np.float32)
    np.testing.assert_allclose(ng.compile(graph)(x), graph(x), rtol=1e-6)


def test_a_list_of_65_axes_is_no_constant():
    text = "[" * 65 + "1.0" + "]" * 65
    assert "nests deeper than 64 axes" in refusal(lambda: ng.trace(lambda x: x + ng.constant(eval(text)), f32))


@pytest.mark.parametrize("shape", [(2**61,), (2**40, 2**40), (0, 2**40, 2**40), (10**30,), (10**5000,), (0, 2**70)])
def test_a_type_that_no_array_can_have_is_refused_where_it_is_made(shape):
    words = refusal(lambda: f32[shape])
    assert "any array" in words and len(words) < 300


def test_where_an_axis_is_0_the_others_may_be_long():
    graph = ng.trace(lambda x: ng.exp(x), f32[0, 2**60])
    assert ng.compile(graph)(np.empty((0, 2**60), np.float32)).shape == (0, 2**60)
    assert ng.compile(graph).timeline().seconds > 0


# ---- what cannot fit --------------------------------------------------------

GRAPHS = {
    "one large result": (lambda x: x + 1.0, HUGE),
    "a large value between": (lambda x: ng.sum(ng.exp(x)), HUGE),
    "a chain": (lambda x: ng.sum(ng.exp(ng.tanh(x)) * x, axis=1), HUGE),
    "a product": (lambda x, w: ng.relu(x @ w), f32[10**8, 10**3], f32[10**3, 10**6]),
    "a product of few rows": (lambda x, w: x @ w, f32[10**3, 10**6], f32[10**6, 10**10]),
    "many labels": (lambda x: ng.one_hot(x, 10**9) * 2.0, ng.i32[10**6]),
    "zeros around": (lambda x: ng.ops.index.embed(x, (10**14,), ((0, 3, 1),)) * 2.0, f32[3]),
    "a number everywhere": (lambda x: ng.exp(ng.full(HUGE.shape, 1, f32) * x), f32),
    "a softmax": (lambda x: ng.softmax(x, axis=1), HUGE),
}


@pytest.mark.parametrize("options", [{"threads": 1}, {"threads": 2}, {"threads": 2, "deterministic": True}], ids=str)
@pytest.mark.parametrize("name", GRAPHS)
def test_an_impossible_graph_is_refused_at_once_by_its_bytes(name, options):
    started = time.perf_counter()
    function, *types = GRAPHS[name]
    graph = ng.trace(function, *types)
    str(ng.optimize(graph)[1]), graph.show()._repr_mimebundle_()

    def work():
        exe = ng.compile(graph, **options)
        assert all(len(group.blocks) <= MOST for step in exe.steps for group in getattr(step, "groups", ()))
        assert len(exe.source) < 100_000 and exe.explain() and str(exe.memory)
        exe(*map(zeros, types))

    assert " bytes, and this machine has " in refusal(work)
    assert " bytes, and this machine has " in refusal(lambda: graph(*map(zeros, types)))
    assert time.perf_counter() - started < 10


def test_the_error_names_the_bytes_and_the_line():
    graph = ng.trace(lambda x: ng.sum(ng.exp(x)), HUGE)
    assert BYTES in refusal(lambda: ng.compile(graph))
    words = refusal(lambda: graph(zeros(HUGE)))
    assert words.startswith(f"exp: {HUGE} would take {BYTES}") and "test_room.py, line" in words
    assert refusal(lambda: ng.exp(zeros(HUGE))).startswith("exp: ")
    assert refusal(lambda: ng.trace(lambda x: x + ng.constant(zeros(HUGE)), f32)).startswith("constant: ")
    assert refusal(lambda: ng.trace(lambda x: x + ng.constant(1.0, HUGE), f32)).startswith("constant: ")


def test_results_that_do_not_fit_may_be_given(monkeypatch):
    graph = ng.trace(lambda x: x + 1.0, f32[100])
    exe, x, out = ng.compile(graph), np.ones(100, np.float32), np.empty(100, np.float32)
    monkeypatch.setattr("ngteach.runtime.executor.memory", lambda: 300)
    monkeypatch.setattr(room, "memory", lambda: 300)
    assert "what it returns would take 400 bytes, and this machine has 300" in refusal(lambda: exe(x))
    assert "would take 400 bytes" in refusal(exe.timeline)
    assert exe(x, out=out) is out and out[0] == 2


def test_an_op_that_runs_out_of_memory_says_so():
    def hungry(x, out=None):
        raise MemoryError

    @op(forward=hungry, adjoint=None)
    def eater(x):
        return floats(x)

    graph = ng.trace(eater, f32[2])
    assert "eater: f32[2] takes 8 bytes, and there is no memory left" in refusal(lambda: graph(np.ones(2, "f")))
    exe = ng.compile(graph)
    for _ in range(2):
        assert "an op needs more memory while it computes" in refusal(lambda: exe(np.ones(2, "f")))


def test_blocks_grow_where_there_would_be_too_many():
    ops = ng.trace(lambda x, w: ng.exp(x) @ w, f32[10**8, 10**3], f32[10**3, 10**3])
    for eqn in ops.equations:
        for deterministic in (False, True):
            region = tiling.parallel_region([(0, [eqn])], {eqn: 1e9}, 2, deterministic)
            (group,) = region.groups
            assert 1 < len(group.blocks) <= MOST
            assert group.blocks[0][0] == 0 and group.blocks[-1][1] == 10**8
            assert all(a[1] == b[0] for a, b in zip(group.blocks, group.blocks[1:], strict=False))


# ---- what is given back -----------------------------------------------------


def test_many_callers_at_once_leave_little_memory_behind():
    graph = ng.trace(lambda x: ng.sum(ng.tanh(ng.exp(x)) @ ng.sigmoid(x)), f32[100, 100])
    exe, x = ng.compile(graph, threads=1), np.ones((100, 100), np.float32)
    exe(x)
    callers, together = 50, threading.Barrier(50)
    run = exe._program

    def slow(*args, **more):
        made = run(*args, **more)
        together.wait(60)  # until each caller has a program of its own
        return made

    exe._idle.clear()
    exe._program = slow
    gc.collect()
    gc.disable()
    tracemalloc.start()
    threads = [threading.Thread(target=exe, args=(x,)) for _ in range(callers)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    gc.enable()
    arena = exe.memory.planned
    assert most > 50 * arena and now < 8 * arena and len(exe._idle) == 4
    np.testing.assert_allclose(exe(x), graph(x), rtol=1e-5)


def test_an_executable_and_a_failed_call_give_their_memory_back_at_once():
    def fails(x, out=None):
        raise ValueError("no")

    @op(forward=fails, adjoint=None)
    def failing(x):
        return floats(x)

    good = ng.compile(ng.trace(lambda x: ng.sum(ng.exp(x) @ x), f32[300, 300]), threads=1)
    bad = ng.compile(ng.trace(lambda x: ng.sum(failing(ng.exp(x) @ x) @ x), f32[300, 300]), threads=1)
    x = np.ones((300, 300), np.float32)
    gc.collect()
    gc.disable()
    tracemalloc.start()
    for _ in range(5):
        with pytest.raises(ValueError, match="no"):
            bad(x)
    good(x)
    del good
    now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    gc.enable()
    assert now < 300_000 < most


def test_arrays_of_a_finished_call_are_let_go():
    exe, x = ng.compile(ng.trace(lambda x: x + 1.0, f32[4]), threads=2), np.ones(4, np.float32)
    y = weakref.ref(exe(x))
    assert y() is None


# ---- many arrays ------------------------------------------------------------


def test_memory_and_time_of_the_first_call_grow_with_the_number_of_arrays_not_its_square():
    def peak(n):
        graph = ng.trace(lambda *xs: tuple(x + 1.0 for x in xs), *[f32[2]] * n)
        exe, xs = ng.compile(graph), [np.full(2, i, np.float32) for i in range(n)]
        tracemalloc.start()
        results = exe(*xs)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        np.testing.assert_array_equal([r[0] for r in results], np.arange(n) + 1)
        out = tuple(np.empty(2, np.float32) for _ in range(n))
        assert exe(*xs, out=out)[n // 2][0] == n // 2 + 1
        for wrong in ([*out[:-1], out[0]], [*out[:-1], xs[0]], [*out[:-1], out[0][::-1]]):
            assert f"out for result {n - 1} shares its memory with" in refusal(exe, *xs, out=tuple(wrong))
        return most

    assert peak(1200) < 6 * peak(300)


def test_who_shares_with_whom_is_found_in_linear_time():
    started, x = time.perf_counter(), np.ones(4, np.float32)
    found = room.sharing([x] * 20_000, 5_000)
    assert found == [(i, 0) for i in range(5_000, 20_000)]
    big = np.ones(20_000, np.float32)
    assert room.sharing([*big.reshape(-1, 2), *big.reshape(-1, 2)[:, ::-1]], 10_000)[0] == (10_000, 0)
    assert not room.sharing([*np.ones((10_000, 2)), *np.ones((10_000, 2))], 10_000)
    assert time.perf_counter() - started < 10


# ---- how much there is ------------------------------------------------------


def test_what_just_fits_is_not_refused(monkeypatch):
    monkeypatch.setattr(room, "memory", lambda: 300)
    room.require_room("it", 300)
    assert "it would take 301 bytes, and this machine has 300" in refusal(lambda: room.require_room("it", 301))


@pytest.mark.parametrize("said,limit", [("4096", 4096), ("max", None), ("0", None), ("-1", None), ("", None)])
def test_a_control_group_limits_memory_if_it_says_a_number(said, limit, monkeypatch, tmp_path):
    (tmp_path / "limit").write_text(said)
    monkeypatch.setattr(room, "_LIMITS", (str(tmp_path / "limit"), str(tmp_path / "no such file")))
    found = room.memory.__wrapped__()
    assert found == limit if limit else found > 2**26
