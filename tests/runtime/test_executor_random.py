"""Random graphs: the compiled program agrees with the interpreter, however it is cut, threaded and repeated."""

import random

import numpy as np
import pytest
from random_graphs import random_graph
from rounding import differences, tolerances
from samples import ROWS

from ngteach.runtime import schedule
from ngteach.runtime import threads as pool
from ngteach.runtime import tiling as cut
from ngteach.runtime.executor import Executable
from ngteach.runtime.steps import ParallelRegion
from ngteach.transform.cost import CALL

# What the graphs are made of: all ops on ordinary numbers; those of a training step; only ops that keep every bit, with
# infinities, NaN and -0 among the numbers, where no difference at all is allowed.
KINDS = ({}, {"adjoints": True}, {"bits": True, "wild": True})
WAYS = [(threads, deterministic) for threads in (1, 2, 3) for deterministic in (False, True)]
SEEDS = 20  # for each of the tests below, times the number of its parameters


def agrees(graph, arrays, threads, deterministic):
    """What differs from the interpreter at the first call, or after the buffers have seen other numbers."""
    right, allowed = tolerances(graph, arrays)
    others = [np.ascontiguousarray(a[::-1]) if a.ndim else a for a in arrays]
    program = Executable(graph, threads=threads, deterministic=deterministic)
    first = program(*arrays)
    problems = differences(right, first, allowed)
    kept = [np.array(y) for y in first]
    again = program(*others, out=[np.empty_like(y) for y in right])
    program(*arrays, out=again)
    problems += [f"{p}, at the third call" for p in differences(right, again, allowed)]
    return problems + [f"{p}, between two calls" for p in differences(kept, again, [0.0] * len(kept))]


def cut_everything(monkeypatch, seed):
    """Make the compiler cut small graphs into blocks, as if their equations took long."""
    chance = random.Random(seed)
    longer, seconds = chance.choice([1, 1000]), schedule.seconds
    monkeypatch.setattr(schedule, "seconds", lambda eqn: seconds(eqn) * longer)
    just_above = chance.choice([-1e-9, 1e-9, 4e-9])  # all equations are large, or half of them, or few
    monkeypatch.setattr(cut, "LARGE", longer * (CALL + just_above))
    monkeypatch.setattr(cut, "WAKE", chance.choice([0.0, 1e-6, 50e-6]))
    monkeypatch.setattr(cut, "GRAIN", chance.choice([1, 2]))
    monkeypatch.setattr(cut, "CACHE", chance.choice([1, 16, 64]))


def in_any_order(seed):
    """A stand-in for the threads: the blocks run one by one, shuffled, so that what depends on their order shows."""

    chance = random.Random(seed)

    class Team:
        def __init__(self, threads):
            self.begun = []

        def begin_blocks(self, blocks):
            self.begun = [b for b in blocks if chance.random() < 0.5 or b[0](*b[1:])]  # now, or when it is waited for

        def stop(self, error):
            raise error

        def in_blocks(self, blocks):
            blocks, self.begun = [*self.begun, *blocks], []
            chance.shuffle(blocks)
            for task, *block in blocks:
                task(*block)

    return Team


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
        cut_everything(monkeypatch, seed)
        monkeypatch.setattr(pool, "Team", in_any_order(seed))
        for kind in KINDS:
            graph, arrays = random_graph(seed, **kind)
            for threads, deterministic in WAYS:
                assert not agrees(graph, arrays, threads, deterministic), (seed, kind, threads, deterministic)
        monkeypatch.undo()


@pytest.mark.parametrize("start", range(2000, 2060, SEEDS))
def test_and_on_several_threads(start, monkeypatch):
    for seed in range(start, start + SEEDS):
        cut_everything(monkeypatch, seed)
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
    cut_everything(monkeypatch, seed)
    assert not agrees(graph, arrays, 3, False)


@pytest.mark.parametrize("seed", range(4000, 4040))
def test_deterministic_programs_give_the_same_bits_for_any_number_of_threads(seed, monkeypatch):
    cut_everything(monkeypatch, seed)
    graph, arrays = random_graph(seed, adjoints=seed % 2 == 0)
    one, two, three = (Executable(graph, threads=n, deterministic=True)(*arrays) for n in (1, 2, 3))
    for a, b, c in zip(one, two, three, strict=True):
        assert a.tobytes() == b.tobytes() == c.tobytes()


def test_the_random_graphs_hold_every_op_and_are_really_cut(monkeypatch):
    """Otherwise the tests above would prove little."""
    seen, blocks, views, results = set(), [], 0, set()
    for seed in range(1000, 1100):
        cut_everything(monkeypatch, seed)
        graph, _ = random_graph(seed)
        seen.update(eqn.op.name for eqn in graph.equations)
        made = {eqn.output: eqn for eqn in graph.equations}
        kinds = [made[y].op.name if y in made else "input" for y in graph.outputs]
        results.update(kinds)
        results.update(["twice"] if len(set(graph.outputs)) < len(graph.outputs) else [])
        views += sum(
            x in made and made[x].op.kind == "view" for e in graph.equations if e.op.kind == "view" for x in e.inputs
        )
        steps = Executable(graph, threads=2).steps
        blocks += [len(g.blocks) for step in steps if isinstance(step, ParallelRegion) for g in step.groups]
        monkeypatch.undo()
    assert seen >= {row.op for row in ROWS}
    assert results >= {"input", "constant", "transpose", "slice", "reshape", "broadcast", "twice"}
    assert views > 100 and sum(n > 1 for n in blocks) > 60
