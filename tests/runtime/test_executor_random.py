"""Random graphs: the compiled program agrees with the interpreter, however it is tiled, threaded and repeated."""

import numpy as np
import pytest
from blocks import agrees, in_any_order, tile_everything
from random_graphs import COMPARISONS, PAIRS, SAME, drawn_graph, random_graph
from random_ops import DRAWN
from samples import ROWS

import ngteach as ng
from ngteach.runtime import threads as pool
from ngteach.runtime.executor import Executable
from ngteach.runtime.steps import ParallelRegion

# What the graphs are made of: all ops on ordinary numbers; those of a training step; only ops that keep every bit, with
# infinities, NaN and -0 among the numbers, where no difference at all is allowed.
KINDS = ({}, {"adjoints": True}, {"bits": True, "wild": True})
WAYS = [(threads, deterministic) for threads in (1, 2, 3) for deterministic in (False, True)]
SEEDS = 20  # for each of the tests below, times the number of its parameters


@pytest.mark.parametrize("start", range(0, 120, SEEDS))
def test_compiled_graphs_agree_with_the_interpreter(start):
    for seed in range(start, start + SEEDS):
        for kind in KINDS:
            graph, arrays = random_graph(seed, **kind)
            for threads, deterministic in ((1, False), (2, False), (2, True)):
                assert not agrees(graph, arrays, threads, deterministic), (seed, kind, threads, deterministic)


@pytest.mark.parametrize("start", range(1000, 1160, SEEDS))
def test_blocks_may_run_in_any_order(start, monkeypatch):
    for seed in range(start, start + SEEDS):
        tile_everything(monkeypatch, seed)
        monkeypatch.setattr(pool, "Team", in_any_order(seed))
        for kind in KINDS:
            graph, arrays = random_graph(seed, **kind)
            for threads, deterministic in WAYS:
                assert not agrees(graph, arrays, threads, deterministic), (seed, kind, threads, deterministic)
        monkeypatch.undo()


@pytest.mark.parametrize("start", range(2000, 2060, SEEDS))
def test_and_on_several_threads(start, monkeypatch):
    for seed in range(start, start + SEEDS):
        tile_everything(monkeypatch, seed)
        for kind in KINDS:
            graph, arrays = random_graph(seed, **kind)
            for threads in (2, 3):
                assert not agrees(graph, arrays, threads, seed % 2 == 0), (seed, kind, threads)
        monkeypatch.undo()


@pytest.mark.parametrize("seed", range(3000, 3004))
def test_deep_graphs_agree_too(seed, monkeypatch):
    monkeypatch.setattr(pool, "Team", in_any_order(seed))
    graph, arrays = random_graph(seed, size=400, bits=True)
    assert not agrees(graph, arrays, 1, False)
    tile_everything(monkeypatch, seed)
    assert not agrees(graph, arrays, 3, False)


@pytest.mark.parametrize("seed", range(4000, 4040))
def test_deterministic_programs_give_the_same_bits_for_any_number_of_threads(seed, monkeypatch):
    tile_everything(monkeypatch, seed)
    graph, arrays = random_graph(seed, adjoints=seed % 2 == 0)
    one, two, three = (Executable(graph, threads=n, deterministic=True)(*arrays) for n in (1, 2, 3))
    for a, b, c in zip(one, two, three, strict=True):
        assert a.tobytes() == b.tobytes() == c.tobytes()


def test_rows_of_no_elements_may_be_reshaped_beside_others(monkeypatch):
    def program(x, y):
        nothing = ng.reshape(x.T, (4, 1, 0))  # of what is not contiguous: a copy, in blocks of rows
        return ng.exp(nothing * nothing), ng.exp(y * y)

    arrays = [np.ones((0, 4)), np.ones((4, 3))]
    for seed in range(20):
        tile_everything(monkeypatch, seed)
        assert not agrees(ng.trace(program, *arrays), arrays, 2, False)
        monkeypatch.undo()


def test_the_random_graphs_hold_every_op_and_every_function():
    drawn = set().union(*(drawn_graph(seed)[2] for seed in range(1000, 1400)))
    assert drawn >= {row.op for row in ROWS}


def test_the_random_graphs_hold_what_is_usual_and_are_really_tiled(monkeypatch):
    """Otherwise the tests above would prove little."""
    seen, blocks, views, results = set(), [], 0, set()
    for seed in range(1000, 1100):
        tile_everything(monkeypatch, seed)
        graph, _ = random_graph(seed)
        seen.update(eqn.op.name for eqn in graph.equations)
        made = graph.producer
        kinds = [made[y].op.name if y in made else "input" for y in graph.outputs]
        results.update(kinds)
        results.update(["twice"] if len(set(graph.outputs)) < len(graph.outputs) else [])
        views += sum(
            x in made and made[x].op.kind == "view" for e in graph.equations if e.op.kind == "view" for x in e.inputs
        )
        steps = Executable(graph, threads=2).steps
        blocks += [len(g.blocks) for step in steps if isinstance(step, ParallelRegion) for g in step.groups]
        monkeypatch.undo()
    assert seen >= set(DRAWN) | {*SAME, *PAIRS, *COMPARISONS}
    assert results >= {"input", "constant", "transpose", "slice", "reshape", "broadcast", "twice"}
    assert views > 100 and sum(n > 1 for n in blocks) > 60
