"""Large graphs, chains and branches: nothing recurses over a graph, and everything takes time linear in its size."""

import inspect
import sys
import time
from functools import cache

import numpy as np
import pytest

import ngteach as ng
from ngteach import Adjoints, clone, compile, f32, optimize, prune, share, trace
from ngteach.serialize import from_json, to_json
from ngteach.transform.phases import phases

LONG = 10_000


def chain(n):
    def f(x):
        for _ in range(n):
            x = ng.tanh(x)
        return x

    return f


def branches(n):
    """n equations beside each other, and what they have in common."""

    def f(x):
        return [ng.sum(y) for y in reversed([ng.tanh(x[i % 7 :] * float(i)) for i in range(n // 4)])]

    return f


@cache
def bushy(n):
    return trace(branches(n), f32[32])


@cache
def bushy_derived(n):
    return trace(ng.grad(lambda x: sum(branches(n)(x), ng.constant(np.float32(0)))), f32[32])


@cache
def traced(n):
    return trace(chain(n), f32[2])


@cache
def derived(n):
    return trace(ng.grad(lambda x: ng.sum(chain(n)(x))), f32[2])


def recorded_adjoints(n):
    with ng.Trace("adjoints") as t:
        x = ng.parameter(f32[2], "x")
        y = chain(n)(x)
        return t.graph(Adjoints(y)[x])


X = np.array([0.5, -0.25], np.float32)
WORK = {  # name: (what is prepared for a length, what is looked at)
    "trace": (chain, lambda f: trace(f, f32[2])),
    "Adjoints": (lambda n: n, recorded_adjoints),
    "clone": (traced, clone),
    "call": (traced, lambda graph: graph(X)),
    "print": (traced, str),
    "prune": (traced, prune),
    "share": (traced, share),
    "optimize": (traced, optimize),
    "phases": (derived, phases),
    "to_json": (traced, to_json),
    "from_json": (lambda n: to_json(traced(n)), from_json),
    "compile": (traced, lambda graph: compile(graph, threads=1)),
    "compile branches": (bushy, lambda graph: compile(graph, threads=2)),
    "compile adjoints of branches": (bushy_derived, lambda graph: compile(graph, threads=2)),
    "compile large branches": (lambda n: trace(branches(n), f32[2**17]), lambda graph: compile(graph, threads=2)),
    "run": (lambda n: compile(traced(n), threads=1), lambda run: run(X)),
}


@pytest.mark.parametrize("name", WORK)
def test_nothing_recurses_over_a_graph(name):
    prepare, work = WORK[name]
    given, limit = prepare(LONG), sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 120)
    try:
        result = work(given)
    finally:
        sys.setrecursionlimit(limit)
    assert result is not None
    del result  # and nothing recurses when it goes


@pytest.mark.parametrize("name", WORK)
def test_time_is_linear_in_the_number_of_equations(name):
    prepare, work = WORK[name]

    def shortest(n):
        given, times = prepare(n), []
        for _ in range(3):
            began = time.process_time()
            work(given)
            times.append(time.process_time() - began)
        return min(times)

    # Four times as many equations; quadratic time would take sixteen times as long.
    assert shortest(1600) < 9 * shortest(400) + 0.01


def test_the_chain_computes_what_numpy_does():
    y = X
    for _ in range(LONG):
        y = np.tanh(y)
    np.testing.assert_allclose(traced(LONG)(X), y, rtol=1e-4)


def test_its_adjoint_is_as_long_as_it_must_be():
    graph = derived(100)
    assert len(graph.equations) < 7 * 100
    step = 1e-3
    up, down = (ng.sum(traced(100)(X + s)) for s in (step, -step))
    np.testing.assert_allclose(np.sum(graph(X)), (up - down) / (2 * step), rtol=1e-2)
