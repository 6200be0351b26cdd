"""The memory plan: nothing is overwritten that is still read, little is used, and nothing is allocated in a call."""

import time
import tracemalloc

import numpy as np
import pytest
from programs import filled, training
from random_graphs import random_graph

import ngteach as ng
from ngteach import f32
from ngteach.runtime.aliases import find_aliases
from ngteach.runtime.memory import Storage
from ngteach.runtime.offsets import place
from ngteach.runtime.steps import Line

BIG = f32[200, 200]


# ---- results are the caller's own -------------------------------------------


def test_results_share_memory_with_nothing():
    def f(x, y):
        h = ng.exp(x)
        c = ng.constant(np.ones((3, 2), np.float32))
        return x, x.T, c, c, h, h, h.T, h[1:], ng.broadcast(y, (2, 2)), ng.reshape(c, (6,)), ng.identity(y), x[0, 0]

    graph = ng.trace(f, f32[3, 2], f32[2])
    run = ng.compile(graph)
    arrays = filled(graph)
    first = run(*arrays)
    kept = [y.copy() for y in first]
    second = run(*filled(graph, 1))
    everything = [*first, *second, *arrays]
    for i, a in enumerate(everything):
        assert a.base is None and a.flags.writeable and a.flags.c_contiguous
        assert not any(np.shares_memory(a, b) for b in everything[:i])
    for a, b in zip(first, kept, strict=True):
        np.testing.assert_array_equal(a, b)
        a[...] = -1  # not even by the caller can the constants inside be changed
    for a, b in zip(run(*arrays), kept, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("seed", range(30))
def test_a_result_never_lives_where_the_next_call_writes(seed):
    graph, arrays = random_graph(7000 + seed, adjoints=seed % 2 == 0)
    run = ng.compile(graph, threads=2)
    first = run(*arrays)
    kept = [y.copy() for y in first]
    run(*[np.zeros_like(a) for a in arrays])
    for a, b in zip(first, kept, strict=True):
        assert a.tobytes() == b.tobytes()


# ---- no allocation ----------------------------------------------------------


def allocated(f):
    """The most bytes that are held at one time during f() beyond those held before; NumPy reports its arrays."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        f()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def busy(x, labels):
    """Many kinds of ops on values of 640,000 bytes each."""
    h = ng.relu(x @ x.T) + ng.sum(x, axis=0)
    p = ng.softmax(h, axis=1)
    e = ng.one_hot(labels, 400) * ng.log(p + 1.0)
    m = ng.where(h > 0.5, ng.sigmoid(h), x)
    j = ng.concatenate([m[::2], e[200:]], 0)
    return ng.sum(e), j, ng.max(m, axis=1), ng.argmax(j, axis=1), ng.convert(m, ng.f64).T, p @ m.T


# NumPy itself works through rows that are repeated, and through types that differ, in buffers of 8,192 elements.
NUMPYS_OWN = 2 * 8192 * (4 + 4 + 8)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_call_allocates_its_results_and_nothing_else(threads):
    graph = ng.trace(busy, f32[400, 400], ng.i32[400])
    run, arrays = ng.compile(graph, threads=threads), filled(graph)
    out = run(*arrays)
    results = sum(y.nbytes for y in out)
    assert allocated(lambda: run(*arrays, out=out)) < NUMPYS_OWN
    assert allocated(lambda: run(*arrays, out=list(out))) < NUMPYS_OWN  # not the plain case: checked one by one
    assert results <= allocated(lambda: run(*arrays)) < results + NUMPYS_OWN


@pytest.mark.parametrize("optimizer", ["tutorial", "adam"])
def test_a_training_step_into_buffers_allocates_nothing(optimizer):
    graph = training(128, (784, 600, 10), optimizer)
    run, arrays = ng.compile(graph, threads=2), filled(graph)
    out = run(*arrays)
    assert allocated(lambda: run(*arrays, out=out)) < NUMPYS_OWN


def heads(x):
    """A reshape that is no view: NumPy would make the new shape first, and copy it then."""
    y = ng.reshape(ng.transpose(ng.reshape(ng.tanh(x), (400, 8, 50)), (1, 0, 2)), (-1,))
    return y, ng.reshape(x.T, (1000, 160)) + 1.0


@pytest.mark.parametrize("threads", [1, 2])
def test_a_reshape_of_what_is_not_contiguous_allocates_nothing(threads):
    graph = ng.trace(heads, f32[400, 400])
    run, arrays = ng.compile(graph, threads=threads), filled(graph)
    out = run(*arrays)
    assert allocated(lambda: run(*arrays, out=out)) < NUMPYS_OWN
    for a, b in zip(out, graph(*arrays), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)


# ---- how much the plan takes ------------------------------------------------


def rounded(n):
    return -(-n // 64) * 64


def largest_live_set(run):
    """The lower bound of a plan without blocks, counted from scratch: for each step, what is alive during it."""
    graph = run.lowered
    base, reads = find_aliases(graph).base, run.reads
    order = [step.equation for step in run.steps]
    until = {}
    for i, eqn in enumerate(order):
        for x, _ in reads[eqn]:
            until[x] = i
    until.update({base[y]: len(order) for y in graph.outputs})
    largest = 0
    for i in range(len(order)):
        alive = [e.output for k, e in enumerate(order[: i + 1]) if until.get(e.output, k) >= i]
        storages = {id(s): s for s in (run.memory.storage_of[y] for y in alive)}.values()
        largest = max(largest, sum(rounded(s.nbytes) for s in storages if s.kind == "arena"))
    return largest


@pytest.mark.parametrize("seed", range(40))
def test_the_lower_bound_is_the_largest_live_set(seed):
    run = ng.compile(random_graph(8000 + seed, adjoints=seed % 2 == 0)[0], threads=1)
    assert all(isinstance(step, Line) for step in run.steps)
    assert run.memory.lower_bound == largest_live_set(run) <= run.memory.planned


def test_the_bound_of_a_chain_is_nothing_and_of_a_product_two_values():
    def chain(x):
        for _ in range(5):
            x = ng.tanh(x)
        return x

    bytes_of_one = rounded(BIG.nbytes)
    assert ng.compile(ng.trace(chain, BIG), threads=1).memory.planned == 0  # all of it in the result
    one = ng.compile(ng.trace(lambda x: ng.sum(chain(x)), BIG), threads=1).memory
    assert one.planned == one.lower_bound == bytes_of_one
    two = ng.compile(ng.trace(lambda x: ng.sum(ng.exp(x) @ chain(x)), BIG), threads=1).memory
    assert two.lower_bound == 3 * bytes_of_one  # both operands and the product


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("deterministic", [False, True])
def test_the_plan_of_the_tutorials_graph_is_near_its_lower_bound(threads, deterministic):
    memory = ng.compile(training(), threads=threads, deterministic=deterministic).memory
    assert memory.lower_bound <= memory.planned <= 1.15 * memory.lower_bound


def test_values_that_live_at_one_time_share_no_bytes():
    for seed in range(30):
        run = ng.compile(random_graph(9000 + seed, adjoints=True)[0], threads=1)
        inside = [s for s in run.memory.storages if s.kind == "arena" and s.nbytes]
        for i, a in enumerate(inside):
            assert a.offset % 64 == 0 and a.offset + a.nbytes <= run.memory.arena
            for b in inside[:i]:
                if a.first <= b.last and b.first <= a.last:
                    assert a.offset + a.nbytes <= b.offset or b.offset + b.nbytes <= a.offset


# ---- what it says -----------------------------------------------------------


def test_the_memory_table_says_which_value_lives_where_and_when():
    def f(x):
        h = ng.exp(x @ x)
        t = ng.tanh(h)
        total = ng.sum(t)
        return total, t.T

    memory = ng.compile(ng.trace(f, f32[16, 16]), threads=1).memory
    lines = str(memory).splitlines()
    assert lines[0] == "1,024 bytes planned (arena 1,024, no scratch); lower bound 1,024"
    assert lines[1].split() == ["value", "where", "bytes", "steps"]
    assert [line.split() for line in lines[2:]] == [
        ["%0:", "f32[16,16]", "arena", "+", "0", "1,024", "0-4"],
        ["h:", "f32[16,16]", "in", "place", "1,024", "0-4"],
        ["t:", "f32[16,16]", "in", "place", "1,024", "0-4"],
        ["total:", "f32[]", "result", "4", "3-4"],
    ]


def test_an_executable_keeps_the_memory_that_it_planned():
    graph = ng.trace(lambda x: ng.max(ng.exp(x) @ ng.tanh(x)), BIG)
    (x,) = filled(graph)
    planned = ng.compile(graph, threads=1).memory.planned
    tracemalloc.start()
    run = ng.compile(graph, threads=1)
    before = tracemalloc.get_traced_memory()[0]
    run(x)
    kept = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert planned <= kept <= planned + 20_000


def test_placing_takes_time_linear_in_the_number_of_values():
    """Values of many sizes that die in another order than they were made leave many holes."""

    def shortest(n):
        rng = np.random.default_rng(0)
        sizes, ends = rng.integers(1, 100, n), n + rng.permutation(n)
        times = []
        for _ in range(3):
            storages = [Storage(64 * int(size), "arena", (0, 0), (0, 0)) for size in sizes]
            intervals = [(i, int(end), s) for i, (end, s) in enumerate(zip(ends, storages, strict=True))]
            began = time.process_time()
            place(intervals)
            times.append(time.process_time() - began)
        return min(times)

    # Four times as many values; quadratic time would take sixteen times as long.
    assert shortest(16_000) < 9 * shortest(4_000) + 0.01


@pytest.mark.parametrize("seed", range(20))
def test_places_do_not_overlap_and_holes_are_used_again(seed):
    rng = np.random.default_rng(seed)
    storages = [Storage(int(n), "arena", (0, 0), (0, 0)) for n in rng.integers(0, 1000, 60)]
    spans = [sorted(map(int, rng.integers(0, 40, 2))) for _ in storages]
    size, bound = place([(first, last, s) for (first, last), s in zip(spans, storages, strict=True)])
    for i, ((a, b), s) in enumerate(zip(spans, storages, strict=True)):
        assert s.offset >= 0 and s.offset + s.nbytes <= size
        for (c, d), t in zip(spans[:i], storages[:i], strict=True):
            apart = s.offset + s.nbytes <= t.offset or t.offset + t.nbytes <= s.offset
            assert apart or b < c or d < a or not s.nbytes or not t.nbytes
    assert bound <= size <= 1.1 * bound


def test_every_place_begins_with_a_cache_line():
    graph = ng.trace(lambda x: ng.sum(ng.exp(x @ x) @ ng.tanh(x @ x.T)), f32[7, 7])
    plan = ng.compile(graph, threads=1).memory
    assert sum(s.kind == "arena" and s.offset > 0 for s in plan.storages) > 1
    assert all(s.offset % 64 == 0 for s in plan.storages) and plan.arena % 64 == 0
    assert plan.arena == len({s.offset for s in plan.storages if s.kind == "arena"}) * 256
