"""Effects in a program: each runs once, in order, on the calling thread; and no other number changes."""

import threading

import numpy as np
import pytest
from blocks import in_any_order, tile_everything
from programs import training
from random_graphs import random_graph
from rounding import differences, tolerances

import ngteach as ng
from ngteach.core.graph import needed
from ngteach.core.op import op
from ngteach.core.trace import Trace
from ngteach.core.tree import leaves
from ngteach.runtime import threads as team
from ngteach.runtime.steps import Line

SEEN: list = []


@op(
    forward=lambda x, n, out=None: [SEEN.append((n, np.array(x), threading.current_thread())), x][1],
    kind="effect",
    adjoint=None,
)
def remember(x, *, n):
    """x; its numbers are remembered when it runs."""
    return x


def looked_at(graph, seed, more=False):
    """(the graph with many of its values remembered, those values in order); more: some are computed for that alone."""
    rng, watched = np.random.default_rng(seed), []
    live = {x for eqn in needed(graph.equations, graph.outputs) for x in (*eqn.inputs, eqn.output)}
    with Trace(graph.name) as t:
        inputs = [t.input(x.type, x.name) for x in graph.inputs]

        def look(old, y):
            if rng.random() < 0.4 and (more or old in live):
                if more and y.type.is_float and rng.random() < 0.2:
                    y = ng.abs(y)
                remember(y, n=len(watched))
                watched.append(y)

        def emit(eqn, *xs):
            y = eqn.op.rebind(eqn, xs)
            look(eqn.output, y)
            return y

        for old, x in zip(graph.inputs, inputs, strict=True):
            look(old, x)
        env = ng.replay(graph, inputs, emit)
        return t.graph([env[y] for y in graph.outputs]), watched


def same_bits(xs, ys):
    for x, y in zip(leaves(xs), leaves(ys), strict=True):
        assert x.dtype == y.dtype and x.shape == y.shape
        np.testing.assert_array_equal(x, y)


def others(run):
    """The steps without effects and what only they need, as ops and blocks."""
    extra = {eqn.output for eqn in run.reads if eqn not in run.waits}
    steps = [s for s in run.steps if not (isinstance(s, Line) and s.equation.output in extra)]
    return [
        s.equation.op if isinstance(s, Line) else [([e.op for e in g.equations], g.axis, g.blocks) for g in s.groups]
        for s in steps
    ]


@pytest.mark.parametrize("blocks", ["plain", "tiled"])
def test_looking_changes_no_bit_and_sees_what_is_computed(blocks, monkeypatch):
    for seed in range(24):
        graph, arrays = random_graph(seed, adjoints=seed % 2 == 0, wild=seed % 5 == 0)
        watched, values = looked_at(graph, seed, more=seed % 3 == 0)
        if blocks == "tiled":
            tile_everything(monkeypatch, seed)
            monkeypatch.setattr(team, "Team", in_any_order(seed))
        options = {"threads": 1 + seed % 3, "deterministic": seed % 4 == 0}
        plain, run = ng.compile(graph, **options), ng.compile(watched, **options)
        assert others(plain) == others(run) or seed % 3 == 0
        SEEN.clear()
        found = run(*arrays)
        seen = SEEN[:]
        same_bits(found, plain(*arrays))
        assert [n for n, _, _ in seen] == list(range(len(values)))
        everything = ng.Graph("all", watched.inputs, watched.equations, tuple(values))
        wanted, allowed = tolerances(everything, arrays)
        assert not differences(wanted, [x for _, x, _ in seen], allowed), seed
        same_bits(watched(*arrays), graph(*arrays))
        monkeypatch.undo()


def test_in_a_large_program_they_run_on_the_calling_thread():
    graph = training(128, (784, 600, 10))
    watched, values = looked_at(graph, 0)
    plain, run = ng.compile(graph, threads=2), ng.compile(watched, threads=2)
    assert others(plain) == others(run) and len(plain.steps) > 1
    rng = np.random.default_rng(0)
    arrays = [
        np.asarray(rng.integers(0, 9, x.shape) if x.dtype.kind == "i" else rng.normal(size=x.shape) / 30, x.dtype)
        for x in graph.inputs
    ]
    SEEN.clear()
    same_bits(run(*arrays), plain(*arrays))
    assert len(SEEN) == len(values) and {thread for _, _, thread in SEEN} == {threading.current_thread()}


def test_a_timeline_shows_nothing():
    run = ng.compile(looked_at(random_graph(3)[0], 3)[0])
    SEEN.clear()
    assert run.timeline().events and not SEEN


def test_the_program_shows_without_ngteach(capsys):
    run = ng.compile(ng.trace(lambda x: ng.watch(x) * 2.0, ng.f64[2]))
    exec(run.program, names := {"__name__": "elsewhere"})
    names["graph"](np.ones(2), np.empty(2))
    assert capsys.readouterr().out.startswith("x: f64[2] [1., 1.]    (test_effects.py, line ")
