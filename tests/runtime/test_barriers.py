"""Optimization barriers: what is behind one is computed again, late, and from the same memory."""

from collections import Counter

import numpy as np
import pytest
from blocks import agrees, tile_everything
from random_graphs import random_graph

import ngteach as ng
from ngteach import f32, f64, i32
from ngteach.core.trace import Trace
from ngteach.runtime.steps import HeadStart, Line


def counts(graph):
    return Counter(eqn.op.name for eqn in graph.equations)


def behind_a_barrier(x, w):
    """exp(x) twice, the second time after the large product."""
    y = ng.exp(x) @ w
    return y * 2.0, ng.exp(ng.optimization_barrier(x, y)) + 1.0


TYPES = f32[300, 300], f32[300, 300]


# ---- passes -----------------------------------------------------------------


def test_no_pass_merges_what_is_behind_a_barrier_with_what_is_before():
    graph, _ = ng.optimize(ng.trace(behind_a_barrier, *TYPES))
    assert counts(graph)["exp"] == 2 and counts(graph)["optimization_barrier"] == 1
    assert counts(ng.compile(graph).lowered)["exp"] == 2


def test_equal_barriers_are_one():
    def f(x, y):
        return ng.optimization_barrier(x, y) + ng.optimization_barrier(x, y), ng.optimization_barrier(x, x)

    graph = ng.share(ng.trace(f, f32[3], f32[3]))
    assert counts(graph)["optimization_barrier"] == 2


def test_a_barrier_between_constants_is_not_folded():
    graph = ng.trace(lambda: ng.optimization_barrier(ng.constant(1.0), ng.constant(2.0)))
    assert ng.fold(graph) is graph


def test_no_pass_sees_through_a_barrier():
    graph = ng.trace(lambda x: -ng.optimization_barrier(-x, x), f32[3])
    assert counts(ng.optimize(graph)[0]) == {"negative": 2, "optimization_barrier": 1}


def test_a_barrier_passes_the_adjoint_on_to_what_it_stands_for_and_nothing_to_what_it_waits_for():
    grads = ng.grad(lambda x, y: ng.optimization_barrier(x * x, y), wrt=(0, 1))
    assert [float(g) for g in grads(3.0, 5.0)] == [6.0, 0.0]


def test_what_a_barrier_waits_for_may_be_of_any_type():
    graph = ng.trace(lambda x, i: ng.optimization_barrier(x, i), f64[2], i32[3, 0])
    np.testing.assert_array_equal(ng.compile(graph)(np.ones(2), np.ones((3, 0), np.int32)), np.ones(2))


# ---- the executor -----------------------------------------------------------


def test_a_barrier_has_no_line_and_no_memory():
    run = ng.compile(ng.trace(behind_a_barrier, *TYPES), threads=1)
    assert "optimization_barrier" not in run.source
    assert run.memory.planned == 300 * 300 * 4  # exp(x), for the product


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_what_is_behind_a_barrier_runs_after_what_it_waits_for(threads):
    run = ng.compile(ng.trace(behind_a_barrier, *TYPES), threads=threads)
    order = [[e.op.name for e in equations(step)] for step in run.steps]
    last = next(i for i, names in reversed(list(enumerate(order))) if "exp" in names)
    assert any("dot" in names for names in order[:last])


def test_in_random_programs_nothing_runs_before_what_it_waits_for(monkeypatch):
    waited = 0
    for seed in range(30):
        tile_everything(monkeypatch, seed)
        graph, arrays = with_barriers(seed)
        threads = 2 + seed % 2
        run = ng.compile(graph, threads=threads, deterministic=seed % 3 == 0)
        assert not agrees(graph, arrays, threads, seed % 3 == 0)
        monkeypatch.undo()
        done: set = set()
        pending: set = set()
        made = {eqn.output for eqn in run.reads}
        for step in run.steps:
            for eqn in equations(step):
                late = {x for x, _ in run.waits.get(eqn, ())[len(run.reads[eqn]) :] if x in made}
                waited += len(late)
                assert late <= done, f"{eqn} runs too early"
            outputs = {eqn.output for eqn in equations(step)}
            if isinstance(step, HeadStart):
                pending |= outputs
            else:
                done |= outputs
                if not isinstance(step, Line):
                    done |= pending
    assert waited > 30


def equations(step):
    return (step.equation,) if isinstance(step, Line) else tuple(e for g in step.groups for e in g.equations)


def with_barriers(seed):
    """A random graph in which many inputs of equations stand behind a barrier that waits for an earlier value."""
    graph, arrays = random_graph(seed, adjoints=seed % 2 == 0)
    rng = np.random.default_rng(seed)
    with Trace("barriers") as t:
        there = [t.input(x.type, x.name) for x in graph.inputs]

        def emit(eqn, *xs):
            xs = [ng.optimization_barrier(x, there[rng.integers(len(there))]) if rng.random() < 0.3 else x for x in xs]
            there.append(eqn.op.rebind(eqn, xs))
            return there[-1]

        env = ng.replay(graph, tuple(there), emit)
        return t.graph([env[y] for y in graph.outputs]), arrays
