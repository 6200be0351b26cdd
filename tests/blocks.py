"""Small graphs in blocks, which run in any order; and whether they agree with the interpreter."""

import random

import numpy as np
from rounding import differences, tolerances

from ngteach.runtime import schedule, tiling
from ngteach.runtime.executor import Executable
from ngteach.runtime.steps import ParallelRegion
from ngteach.transform.cost import CALL


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


def tile_everything(monkeypatch, seed):
    """Make the compiler tile small graphs, as if their equations took long."""
    chance = random.Random(seed)
    longer, seconds = chance.choice([1, 1000]), schedule.seconds
    monkeypatch.setattr(schedule, "seconds", lambda eqn: seconds(eqn) * longer)
    just_above = chance.choice([-1e-9, 1e-9, 4e-9])  # all equations are large, or half of them, or few
    monkeypatch.setattr(tiling, "LARGE", longer * (CALL + just_above))
    monkeypatch.setattr(tiling, "WAKE", chance.choice([0.0, 1e-6, 50e-6]))
    monkeypatch.setattr(tiling, "GRAIN", chance.choice([1, 2]))
    monkeypatch.setattr(tiling, "CACHE", chance.choice([1, 16, 64]))


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


def groups(run):
    """The fused groups of an executable, of all its parallel regions."""
    return [g for step in run.steps if isinstance(step, ParallelRegion) for g in step.groups]
