"""A batch in parts: each thread computes some of the examples from end to end, and sums over all are added up after."""

import numpy as np
import pytest
from attention import attention_graph
from blocks import agrees, in_any_order
from random_graphs import random_graph

import ngteach as ng
from ngteach import f32, i32
from ngteach.core.tree import build, leaves
from ngteach.models.transformer import nats, transformer, transformer_types
from ngteach.runtime import parts
from ngteach.runtime import threads as pool
from ngteach.runtime.executor import Executable
from ngteach.runtime.steps import PartsRegion

SEEDS = 50
KINDS = ({}, {"adjoints": True}, {"bits": True, "wild": True})


@pytest.fixture
def cut_everything(monkeypatch):
    monkeypatch.setattr(parts, "WORTH", 0.0)
    monkeypatch.setattr(parts, "_most", lambda flow: 4)


def regions(run):
    return [step for step in run.steps if isinstance(step, PartsRegion)]


@pytest.mark.parametrize("start", range(0, 100, SEEDS))
def test_random_graphs_agree_with_the_interpreter(start, cut_everything, monkeypatch):
    found = 0
    for seed in range(start, start + SEEDS):
        monkeypatch.setattr(pool, "Team", in_any_order(seed))
        for kind in KINDS:
            graph, arrays = random_graph(seed, **kind)
            found += len(regions(ng.compile(graph, threads=2)))
            for threads, deterministic in ((2, False), (4, False), (1, True)):
                assert not agrees(graph, arrays, threads, deterministic), (seed, kind, threads, deterministic)
    assert found > SEEDS / 10


@pytest.mark.parametrize("start", range(0, 30, 15))
def test_random_attention_agrees_with_the_interpreter(start, cut_everything):
    cut = 0
    for seed in range(start, start + 15):
        graph, arrays = attention_graph(seed)
        for threads in (1, 2, 3):
            run = ng.compile(graph, threads=threads)
            for y, right, found in zip(graph.outputs, graph(*arrays), run(*arrays), strict=True):
                most = (2e-4 if y.dtype == np.float32 else 1e-11) * max(1.0, np.abs(right).max())
                assert np.allclose(found, right, 0, most, equal_nan=True), (seed, threads, y)
        ways = [ng.compile(graph, threads=n, deterministic=True) for n in (1, 2, 3)]
        cut += all(map(regions, ways))
        first, *others = [[y.tobytes() for y in run(*arrays)] for run in ways]
        assert all(other == first for other in others), seed
    assert cut > 10


# ---- the transformer of a first course ------------------------------------------


@pytest.fixture(scope="module")
def step():
    """(graph, arrays): one training step of the transformer on 32 names."""
    inference = ng.trace(transformer, i32[32, 16], transformer_types())
    graph = ng.derive_training(inference, nats, "adam", trainable="weights", labels=i32[32, 16])
    rng = np.random.default_rng(0)
    return graph, [array(rng, x) for x in graph.inputs]


def array(rng, x):
    if x.dtype.kind == "i":
        return rng.integers(0, 27, x.shape).astype(x.dtype)
    return np.asarray(rng.uniform(0, 0.1, x.shape) + ("scale" in x.name), x.dtype)


def called(run, arrays):
    return leaves(run(*build(run.graph.input_tree, arrays)))


@pytest.fixture(scope="module")
def run(step):
    return Executable(step[0], threads=2)


def test_a_training_step_of_the_transformer_is_computed_in_halves(step, run):
    (region,) = regions(run)
    inside = set(region.split.part.equations)
    assert region.split.count == 2
    assert {eqn.op for eqn in run.reads} & {ng.tanh, ng.gather, ng.batch_dot} <= {eqn.op for eqn in inside}
    outside = {eqn.op for eqn in region.split.main.equations if eqn not in region.split.before}
    assert not outside & {ng.dot, ng.batch_dot, ng.exp, ng.gather, ng.scatter_add}
    assert run.memory.planned <= 1.15 * run.memory.lower_bound


def test_what_only_labels_decide_is_computed_before(run):
    """The loss is divided by the number of labels, which each part needs, of all."""
    (region,) = regions(run)
    names = {eqn.op.name for eqn in region.split.before}
    assert "one_hot" in names and "exp" not in names


def test_it_computes_what_the_interpreter_computes(step, run):
    graph, arrays = step
    right = called(ng.compile(graph, "INTERPRETER"), arrays)
    for y, a, b in zip(graph.outputs, right, called(run, arrays), strict=True):
        assert np.allclose(a, b, 1e-3, 1e-4), y


def test_deterministic_it_has_the_same_bits_for_any_number_of_threads(step):
    graph, arrays = step
    first, *others = [called(Executable(graph, threads=n, deterministic=True), arrays) for n in (1, 2, 3)]
    for other in others:
        assert all(a.tobytes() == b.tobytes() for a, b in zip(first, other, strict=True))


def test_one_thread_cuts_nothing(step):
    assert not regions(Executable(step[0], threads=1))


def test_an_odd_batch_stays_whole():
    inference = ng.trace(transformer, i32[7, 16], transformer_types())
    graph = ng.derive_training(inference, nats, trainable="weights", labels=i32[7, 16])
    assert not regions(Executable(graph, threads=2))


def test_its_program_runs_alone(step, run):
    graph, arrays = step
    namespace = {"__name__": "alone"}
    exec(run.program, namespace)
    outs = [np.empty(y.shape, y.dtype) for y in graph.outputs]
    namespace[graph.name](*arrays, *outs)
    for a, b in zip(outs, called(run, arrays), strict=True):
        assert np.allclose(a, b, 1e-4, 1e-6)


def test_every_equation_stands_beside_its_lines_and_in_the_timeline(step, run):
    beside = set(run.written.equation_at.values())
    assert {eqn for eqn in beside if eqn in run.reads} == set(run.reads)
    timeline = run.timeline()
    shares: dict = {}
    for event in timeline.events:
        shares.setdefault(event.equation, []).append(event.share)
    assert set(shares) == set(run.reads) and np.allclose(list(map(sum, shares.values())), 1.0)
    # Whichever thread was free took a half: which ones those were is the machine's business.
    halves = {eqn.op for eqn, each in shares.items() if len(each) == 2 and np.allclose(each, 0.5)}
    assert {ng.dot, ng.tanh, ng.gather} <= halves


def test_it_explains_itself(run):
    text = run.explain()
    assert "the batch is cut into 2 parts" in text and "parts of the batch" in str(run.memory)


def test_graphs_of_few_large_equations_are_tiled_one_by_one():
    def network(x, W0, W1):
        return ng.softmax(ng.relu(x @ W0) @ W1, axis=1)

    inference = ng.trace(network, f32[512, 784], f32[784, 600], f32[600, 10])
    assert not regions(Executable(ng.derive_training(inference), threads=2))


def test_weights_that_are_reshaped_to_the_batch_are_cut_where_they_can_be(cut_everything):
    """Four examples, but two rows of weights: two parts, and not four."""

    def shifted(x, w):
        return ng.tanh(x + ng.reshape(w, (4, 5)))

    graph = ng.trace(shifted, f32[4, 5], f32[2, 2, 5])
    (region,) = regions(run := ng.compile(graph, threads=4))
    x, w = (np.random.default_rng(0).normal(size=t.shape).astype(t.dtype) for t in graph.inputs)
    assert region.split.count == 2
    assert np.allclose(run(x, w), graph(x, w))
