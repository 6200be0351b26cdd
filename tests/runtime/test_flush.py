"""Flush-to-zero: for large products among the adjoints alone, alike on every thread, said, and to be switched off."""

import threading
import time

import numpy as np
import pytest
from blocks import tile_everything
from programs import empty, ops_of, run_alone, training
from random_graphs import random_graph
from rounding import differences, tolerances
from threaded import needs_flush, subnormals

import ngteach as ng
from ngteach import f32, f64
from ngteach.core.graph import evaluate, replay
from ngteach.core.tree import leaves
from ngteach.runtime import executor
from ngteach.runtime import threads as pool
from ngteach.runtime.blas import BlasThreads, blas, flush
from ngteach.transform.phases import phases

WAYS = [(n, deterministic) for n in (1, 2, 3) for deterministic in (False, True)]
TINY = {f32: 1e-40, f64: 1e-310}


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """On a busy machine the caller would soon work alone; here the helpers are to work."""
    monkeypatch.setattr(pool.Team, "_judge", lambda *_: None)


@pytest.fixture
def eager(monkeypatch):
    """The compiler takes small graphs for large ones: it tiles them into blocks, and no product is too small for it."""
    tile_everything(monkeypatch, 0)
    monkeypatch.setattr(executor, "_BLAS_MATTERS", 1)


def agree_everywhere(graph, *arrays, exact=False, calls=3):
    """Every way to compile gives the interpreter's results, and the same ones again."""
    right, allowed = ([graph(*arrays)], [0.0]) if exact else tolerances(graph, arrays)
    for threads, deterministic in WAYS:
        run = ng.compile(graph, threads=threads, deterministic=deterministic)
        for _ in range(calls):
            assert not differences(right, leaves(run(*arrays)), allowed), (threads, deterministic)


# ---- forward equations ------------------------------------------------------


def test_a_count_of_subnormal_numbers_is_whole_on_any_number_of_threads():
    graph = ng.trace(lambda x: ng.sum(ng.where(x > 0, 1.0, 0.0)), f32[4_000_000])
    agree_everywhere(graph, np.full(4_000_000, 1e-40, np.float32), exact=True)


def test_roots_of_subnormal_numbers_are_all_there():
    graph = ng.trace(ng.sqrt, f32[1_000_000])
    agree_everywhere(graph, np.full(1_000_000, 1e-40, np.float32), exact=True)


def test_the_loss_of_a_saturated_softmax_is_the_interpreters():
    def loss(z, labels):
        return ng.mean(-ng.sum(ng.log(ng.softmax(z, axis=1)) * ng.one_hot(labels, depth=300), axis=1))

    z = np.random.default_rng(0).uniform(-49, 49, (3000, 300)).astype(np.float32)
    graph = ng.trace(loss, f32[3000, 300], ng.i32[3000])
    labels = z.argmin(1).astype(np.int32)
    assert np.isfinite(graph(z, labels))
    agree_everywhere(graph, z, labels)


OPS = {
    "sqrt": ng.sqrt,
    "log": lambda x: ng.log(ng.abs(x)),
    "divide": lambda x: x / 3.0,
    "quotient": lambda x: x / (x + x),
    "multiply": lambda x: x * 0.5,
    "add": lambda x: x + x[::-1],
    "subtract": lambda x: x - x[::-1],
    "exp": lambda x: ng.exp(x - (95.0 if x.type.element is f32 else 715.0)),
    "tanh": ng.tanh,
    "abs": ng.abs,
    "relu": ng.relu,
    "sign": ng.sign,
    "greater": lambda x: ng.sum(ng.convert(x > 0, x.type.element), axis=1),
    "equal": lambda x: ng.equal(x, ng.full(x.shape, 0.0, x.dtype)),
    "where": lambda x: ng.where(x > 0, x, 2.0 * x),
    "mask": lambda x: ng.where(x > 0, x, 0.0),
    "maximum": lambda x: ng.maximum(x, 0.0),
    "minimum": lambda x: ng.minimum(x, x[::-1]),
    "max": lambda x: ng.max(x, axis=1),
    "min": lambda x: ng.min(x, axis=0),
    "argmax": lambda x: ng.argmax(x, axis=1),
    "sum of rows": lambda x: ng.sum(x, axis=1),
    "sum of columns": lambda x: ng.sum(x, axis=0),
    "sum of all": ng.sum,
    "sum of products": lambda x: ng.sum(x * (x * 0.0 + 1.0)),
    "mean": ng.mean,
    "dot": lambda x: x @ (x.T * 0.0 + 1.0),
    "convert": lambda x: ng.convert(x, f64 if x.type.element is f32 else f32),
}


@pytest.mark.parametrize("element", [f32, f64], ids=str)
@pytest.mark.parametrize("name", OPS)
def test_forward_equations_keep_subnormal_numbers(name, element, eager):
    """Beside a large product: once the caller flushed all that it computed then."""
    rng = np.random.default_rng(0)
    x = (rng.uniform(0.1, 2.0, (60, 40)) * TINY[element]).astype(element.dtype)
    x *= 1 if name == "sqrt" else rng.choice([1, 1, 1, 0, -1], x.shape).astype(x.dtype)
    graph = ng.trace(lambda x, W: (OPS[name](x), x @ W), element[60, 40], element[40, 8])
    agree_everywhere(graph, x, rng.uniform(-1, 1, (40, 8)).astype(element.dtype), calls=2)


def rich_in_subnormals(arrays, seed):
    """The arrays; seven in ten of their floating-point numbers are subnormal or close to it."""
    rng = np.random.default_rng(seed)

    def rich(a):
        if a.dtype.kind != "f":
            return a
        limit = np.finfo(a.dtype)
        smaller = np.ldexp(a, rng.integers(limit.minexp - limit.nmant, limit.minexp + 4, a.shape))
        return np.where(rng.random(a.shape) < 0.7, smaller, a).astype(a.dtype)

    return [rich(a) for a in arrays]


def agrees(seed, bits):
    """Does a random graph agree with the interpreter?  False if rounding could make anything of what is infinite."""
    graph, arrays = random_graph(seed, bits=bits)
    arrays = rich_in_subnormals(arrays, seed)
    with np.errstate(all="ignore"):
        values = replay(graph, arrays, evaluate).values()
    if not bits and not all(np.isfinite(v).all() for v in values):
        return False
    right, allowed = tolerances(graph, arrays)
    for threads, deterministic in WAYS:
        run = ng.compile(graph, threads=threads, deterministic=deterministic)
        assert not run.flushed
        found = leaves(run(*arrays))
        assert not differences(right, found, [0.0] * len(right) if bits else allowed), (seed, threads, deterministic)
    return True


@pytest.mark.parametrize("bits", [True, False])
@pytest.mark.parametrize("start", range(0, 60, 20))
def test_random_graphs_of_subnormal_numbers_agree_with_the_interpreter(start, bits, monkeypatch):
    seen = 0
    monkeypatch.setattr(executor, "_BLAS_MATTERS", 1)
    for seed in range(start, start + 20):
        with monkeypatch.context() as patch:
            tile_everything(patch, seed)
            seen += agrees(seed, bits)
    assert seen > 5


# ---- adjoints ---------------------------------------------------------------

ONES, SMALL = np.ones((128, 600), np.float32), np.full((128, 300), 1e-40, np.float32)


def gradient(x, dy):
    """x.T @ dy, recorded by autodiff: f32[600,300] from f32[128,600] and f32[128,300]."""
    W = ng.full((600, 300), 0.0, f32)
    return ng.Adjoints(x @ W, dy)[W]


def is_zero(y):
    return not np.any(y)


def is_kept(y):
    return bool(np.all(y))


@needs_flush
@pytest.mark.parametrize("threads,deterministic", WAYS)
def test_every_block_of_a_large_product_among_the_adjoints_is_flushed(threads, deterministic):
    """1.28e-38 is what 128 times 1e-40 is; with flush=False it is there."""
    graph = ng.trace(gradient, f32[128, 600], f32[128, 300])
    run = ng.compile(graph, threads=threads, deterministic=deterministic)
    assert all(is_zero(run(ONES, SMALL)) for _ in range(5))
    kept = ng.compile(graph, threads=threads, deterministic=deterministic, flush=False)
    assert all(np.allclose(kept(ONES, SMALL), 1.28e-38, rtol=1e-4, atol=0) for _ in range(5))
    assert np.allclose(graph(ONES, SMALL), 1.28e-38, rtol=1e-4, atol=0)
    assert "flushed" in run.explain() and "flushed" not in kept.explain() + kept.source


@needs_flush
@pytest.mark.parametrize("threads,deterministic", WAYS)
def test_what_stands_around_it_is_not(threads, deterministic):
    """Elementwise adjoints, an update in the same blocks, the same product by hand before and after, a sum."""

    def step(x, dy, W):
        before = x.T @ dy
        dW = gradient(x + 0.0, dy * 0.5)
        update = W + dW * 1e-20
        return before, dW, update, (x.T + 0.0) @ dy, dy * 0.5, ng.sum(dy, axis=0), W * 0.5

    graph = ng.trace(step, f32[128, 600], f32[128, 300], f32[600, 300])
    run = ng.compile(graph, threads=threads, deterministic=deterministic)
    for _ in range(3):
        before, dW, update, after, *others = run(ONES, SMALL, np.full((600, 300), 1e-40, np.float32))
        assert is_zero(dW) and all(map(is_kept, (before, update, after, *others)))


def test_a_product_by_hand_is_not_replaced_by_one_of_the_adjoints():
    """The other way round it may be."""
    types = f32[128, 600], f32[128, 300]
    later = ng.compile(ng.trace(lambda x, dy: (gradient(x, dy), x.T @ dy), *types), threads=2)
    first = ng.compile(ng.trace(lambda x, dy: (x.T @ dy, gradient(x, dy)), *types), threads=2)
    assert is_kept(later(ONES, SMALL)[1]) and ops_of(later.optimized).count("dot") == 2
    assert all(map(is_kept, first(ONES, SMALL))) and ops_of(first.optimized).count("dot") == 1


@needs_flush
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_product_is_of_the_phase_that_recorded_it_whoever_reads_it(threads):
    """sgd: W - rate * dW; and a product by hand that an adjoint alone reads."""

    def update(x, dy, W, rate):
        return W - rate * gradient(x, dy)

    def forward(x, dy, k):
        y = ng.transpose(x) @ dy
        return ng.Adjoints(y * k, ng.full((600, 300), 1.0, f32))[k], y.T * 0.5

    run = ng.compile(ng.trace(update, f32[128, 600], f32[128, 300], f32[600, 300], f32), threads=threads)
    assert len(run.flushed) == 1 and is_zero(run(ONES, SMALL, np.zeros((600, 300), np.float32), np.float32(0.5)))
    run = ng.compile(ng.trace(forward, f32[128, 600], f32[128, 300], f32[600, 300]), threads=threads)
    assert not run.flushed and is_kept(run(ONES, SMALL, np.ones((600, 300), np.float32))[0])


@needs_flush
def test_adjoints_of_adjoints_are_adjoints():
    def second(x, W):
        return ng.grad(lambda W: ng.sum(ng.grad(lambda W: ng.sum((x @ W) * (x @ W)))(W)))(W)

    graph = ng.trace(second, f32[128, 600], f32[600, 300])
    run = ng.compile(graph, threads=2)
    phase = phases(run.lowered)
    assert run.flushed and {phase[eqn] for eqn in run.flushed} == {"adjoint"}
    assert {eqn.output.shape for eqn in run.flushed} == {(128, 300), (600, 300)}


def test_small_products_and_sums_are_not_flushed():
    """A sum over the rows of an adjoint is written as a product with ones, but it is none."""
    small = ng.compile(training(32, (64, 32, 10)), threads=2)
    sums = ng.trace(lambda b, dy: ng.Adjoints(ng.broadcast(b, dy.shape), dy)[b], f32[1000], f32[2000, 1000])
    run = ng.compile(sums, threads=2)
    assert not small.flushed and not run.flushed and "np.dot(" in run.source
    assert is_kept(run(np.ones(1000, np.float32), np.full((2000, 1000), 1e-42, np.float32)))


def test_the_tutorials_step_flushes_the_three_products_on_its_way_back():
    run = ng.compile(training(), threads=2)
    assert {eqn.output.name.split(".")[-1] for eqn in run.flushed} == {"adjoint_h", "adjoint_W0", "adjoint_W1"}
    assert run.source.count(" flushed(np.") == 3


@needs_flush
def test_a_timeline_flushes_as_the_call_does(monkeypatch):
    seen = []
    monkeypatch.setattr(np, "empty", lambda *a, made=np.empty: seen.append(made(*a)) or seen[-1])
    ng.compile(ng.trace(gradient, f32[128, 600], f32[128, 300]), threads=2).timeline(ONES, SMALL)
    results = [y for y in seen if y.shape == (600, 300)]
    assert results and all(map(is_zero, results))


def test_the_program_alone_flushes_nothing():
    run = ng.compile(ng.trace(gradient, f32[128, 600], f32[128, 300]), threads=2)
    assert "flush" not in run.program
    assert is_kept(run_alone(run.program, (ONES, SMALL), empty(run.graph))[0])


@needs_flush
def test_several_callers_at_once_flush_alike():
    def both(x, dy):
        return gradient(x, dy), dy * 0.5, ng.sum(ng.where(dy > 0, 1.0, 0.0))

    run, problems = ng.compile(ng.trace(both, f32[128, 600], f32[128, 300]), threads=2), []

    def call():
        for _ in range(20):
            dW, half, count = run(ONES, SMALL)
            problems.extend(k for k, ok in enumerate((is_zero(dW), is_kept(half), count == SMALL.size)) if not ok)
        problems.extend([] if subnormals() else ["flush-to-zero stays on"])

    callers = [threading.Thread(target=call) for _ in range(4)]
    for c in callers:
        c.start()
    for c in callers:
        c.join()
    assert not problems and subnormals()


# ---- the state of a thread --------------------------------------------------


def states_of_helpers():
    """Whether subnormals survive, on each thread of a team."""
    seen = {}

    def look():
        time.sleep(0.002)
        seen[threading.current_thread().name] = subnormals()

    pool.Team(3).in_blocks([(look,)] * 30)
    assert len(seen) > 1
    return set(seen.values())


@needs_flush
def test_helpers_do_as_their_caller_whatever_the_one_did_who_started_them():
    """On Linux a new thread starts in the state of its maker."""
    before = flush.state()
    assert states_of_helpers() == {True}
    try:
        flush.on(before)
        pool._after_fork()  # so new ones are started now
        assert states_of_helpers() == {False}  # torch.set_flush_denormal(True) counts on every thread
    finally:
        flush.put(before)
    assert states_of_helpers() == {True}


@needs_flush
def test_an_error_in_a_flushed_product_puts_the_state_back():
    def product(*arrays):
        assert not subnormals()
        raise KeyboardInterrupt

    from ngteach.runtime.blas import flushed

    with pytest.raises(KeyboardInterrupt):
        flushed(product, ONES)
    assert subnormals()


@needs_flush
def test_ctrl_c_before_the_state_is_put_back_is_made_good_at_the_end_of_the_call(monkeypatch):
    run, put, calls = ng.compile(ng.trace(gradient, f32[128, 600], f32[128, 300]), threads=1), flush.put, []

    def interrupted(state):
        calls.append(state)
        if len(calls) == 1:
            raise KeyboardInterrupt
        put(state)

    monkeypatch.setattr(flush, "put", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(ONES, SMALL)
    assert len(calls) == 2 and subnormals()


# ---- BLAS's own threads -----------------------------------------------------


@pytest.mark.parametrize("without", ["threadpoolctl", "a library that it knows"])
def test_where_blas_keeps_its_own_threads_nothing_is_flushed(without, monkeypatch):
    """They would not flush: which numbers are flushed would depend on who computes them."""
    if without == "threadpoolctl":
        monkeypatch.setattr(BlasThreads, "known", False)
    else:
        monkeypatch.setattr(blas, "libraries", [])
    run = ng.compile(ng.trace(gradient, f32[128, 600], f32[128, 300]), threads=2)
    assert is_kept(run(ONES, SMALL)) and "flushed to zero" not in run.explain()


@pytest.mark.parametrize("columns,large", [(63, False), (64, True)])
def test_a_product_of_524288_operations_or_more_is_large(columns, large):
    run = ng.compile(ng.trace(gradient_of, f32[64, 64], f32[64, columns]), threads=1)
    assert run.large == large and bool(run.flushed) == (large and run.holds_blas)


def gradient_of(x, dy):
    W = ng.full((64, dy.shape[1]), 0.0, f32)
    return ng.Adjoints(x @ W, dy)[W]
