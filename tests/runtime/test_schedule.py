"""The schedule: every equation once, after what it reads; blocks that tile; small graphs as straight lines."""

from itertools import pairwise

import numpy as np
import pytest
from blocks import groups, tile_everything
from programs import training
from random_graphs import random_graph

import ngteach as ng
from ngteach import f32
from ngteach.runtime import tiling
from ngteach.runtime.aliases import find_aliases, find_reads
from ngteach.runtime.kernels import row_flags
from ngteach.runtime.schedule import _axis, _give_head_start
from ngteach.runtime.steps import HeadStart, Line, ParallelRegion
from ngteach.runtime.tiling import parallel_region, shares


def equations(step):
    return (step.equation,) if isinstance(step, Line) else tuple(e for g in step.groups for e in g.equations)


def compiled(seed, threads, deterministic=False):
    graph, _ = random_graph(seed, adjoints=seed % 2 == 0)
    return ng.compile(graph, threads=threads, deterministic=deterministic)


def tutorial(threads, deterministic=False):
    return ng.compile(training(), threads=threads, deterministic=deterministic)


def random_programs(monkeypatch, seeds=range(40)):
    for seed in seeds:
        tile_everything(monkeypatch, seed)
        yield compiled(seed, 2 + seed % 2, seed % 3 == 0)
        monkeypatch.undo()
    yield from (tutorial(n, d) for n in (1, 2, 3) for d in (False, True))


# ---- laws of every schedule -------------------------------------------------


def test_every_equation_runs_once_and_after_what_it_reads(monkeypatch):
    for run in random_programs(monkeypatch):
        assert sorted(map(id, run.reads)) == sorted(id(e) for step in run.steps for e in equations(step))
        done = set(run.lowered.inputs)
        made = {e.output for e in run.reads}
        pending: set = set()  # begun by helpers, and not waited for yet
        for step in run.steps:
            if isinstance(step, Line):
                assert {x for x, _ in run.reads[step.equation]} & made <= done
                done.add(step.equation.output)
                continue
            for group in step.groups:
                inside = set()
                for eqn in group.equations:
                    for x, by_row in run.reads[eqn]:
                        if x in made:
                            assert x in done or x in inside, f"{eqn} reads {x} too early"
                            if x in inside and len(group.blocks) > 1:
                                assert by_row or group.axis == 1, f"a block of {eqn} reads all of {x}"
                    inside.add(eqn.output)
            outputs = {e.output for e in equations(step)}
            if isinstance(step, HeadStart):
                pending |= outputs
            else:
                done |= outputs | pending
                pending = set()
        assert not pending


def test_the_blocks_of_a_group_tile_it(monkeypatch):
    for run in random_programs(monkeypatch):
        for group in groups(run):
            shape = group.equations[0].output.shape
            limits = sorted(group.blocks)
            assert limits[0][0] == 0 and limits[-1][1] == group.size == (shape[group.axis] if shape else 1)
            assert all(hi == lo for (_, hi), (lo, _) in zip(limits, limits[1:]))
            assert all(lo < hi for lo, hi in limits) or group.size == 0
            if len(group.blocks) > 1:
                assert all(e.output.shape[group.axis] == group.size for e in group.equations)


def test_a_region_hands_out_every_block_once(monkeypatch):
    for run in random_programs(monkeypatch):
        for step in run.steps:
            if isinstance(step, ParallelRegion):
                blocks = [(k, lo, hi) for k, g in enumerate(step.groups) for lo, hi in g.blocks]
                assert sorted(step.order) == sorted(blocks)


def test_what_starts_a_group_is_computed_right_before_it_is_needed(monkeypatch):
    """Computed earlier, it would only push out of the cache what the equations in between are at."""
    late = 0
    for run in random_programs(monkeypatch):
        for group in groups(run):
            made = {e.output for e in group.equations}
            starts = {e.output for e in group.equations if not {x for x, _ in run.reads[e]} & made}
            for i, eqn in enumerate(group.equations):
                user = next((u for u in group.equations if eqn.output in {x for x, _ in run.reads[u]}), None)
                if eqn.output in starts and user is not None:
                    between = group.equations[i + 1 : group.equations.index(user)]
                    assert {e.output for e in between} <= starts
                    late += i > 0
    assert late > 3


def test_the_schedule_is_the_same_at_every_compilation():
    def shape_of(run):
        return [(type(step), [e.output.name for e in equations(step)]) for step in run.steps], [
            g.blocks for g in groups(run)
        ]

    for threads in (1, 2, 3):
        assert shape_of(tutorial(threads)) == shape_of(tutorial(threads))


# ---- what is tiled, and what is not -----------------------------------------


def test_one_thread_runs_a_straight_line_in_the_order_of_the_graph():
    run = tutorial(1)
    assert [step.equation for step in run.steps] == list(run.reads)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_small_graphs_are_straight_lines(threads):
    run = ng.compile(training(32, (64, 32, 10)), threads=threads)
    assert all(isinstance(step, Line) for step in run.steps)
    assert "in_blocks" not in run.source


def test_the_large_products_of_the_tutorial_are_shared_out():
    run = tutorial(2)
    tiled = [g for g in groups(run) if len(g.blocks) > 1]
    assert any(e.op.name == "dot" for g in tiled for e in g.equations)
    (largest,) = [e for e in run.lowered.equations if e.op.name == "dot" and e.output.shape == (784, 600)]
    assert any(largest in g.equations for g in tiled)


def test_deterministic_blocks_depend_on_sizes_alone():
    one, two, three = (tutorial(n, True) for n in (1, 2, 3))
    assert [g.blocks for g in groups(one)] == [g.blocks for g in groups(two)] == [g.blocks for g in groups(three)]
    assert [g.blocks for g in groups(tutorial(2))] != [g.blocks for g in groups(tutorial(3))]


def test_the_update_follows_its_adjoint_block_by_block():
    """So that a block of the gradient is still in the cache when it is added to the weights."""

    def step(x, d, W):
        return W - x.T @ d

    run = ng.compile(ng.trace(step, f32[128, 784], f32[128, 600], f32[784, 600]), threads=2)
    (together,) = [g for g in groups(run) if any(e.op.name == "dot" for e in g.equations)]
    assert [e.op.name for e in together.equations][-1] == "subtract" and len(together.blocks) > 1


def test_products_are_tiled_by_rows_unless_they_are_flat():
    flat = ng.compile(ng.trace(lambda x, W: x @ W, f32[64, 100], f32[100, 4000]), threads=2)
    tall = ng.compile(ng.trace(lambda x, W: x @ W, f32[600, 300], f32[300, 800]), threads=2)
    assert {g.axis for g in groups(flat) if len(g.blocks) > 1} == {1}
    assert {g.axis for g in groups(tall) if len(g.blocks) > 1} == {0}


def test_what_cannot_be_tiled_by_rows_is_not():
    def f(x):
        return ng.sum(x), ng.max(x, axis=0), ng.argmax(x), x[::-1] * 2.0, x.T + 1.0

    graph = ng.trace(f, f32[1000, 1000])
    run, x = ng.compile(graph, threads=2), np.random.default_rng(0).normal(size=(1000, 1000)).astype("f")
    for a, b in zip(run(x), graph(x), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-2)
    for group in groups(run):
        if len(group.blocks) > 1:
            assert group.axis == 1 or any(row_flags(group.equations[0]))


def test_a_region_with_nothing_large_is_not_tiled():
    graph = ng.trace(lambda x: ng.exp(x), f32[1000])
    (eqn,) = graph.equations
    (only,) = parallel_region([(0, [eqn])], {eqn: 1e-6}, 2, False).groups
    assert only.blocks == ((0, 1000),)


@pytest.mark.parametrize("n", range(1, 9))
def test_threads_that_begin_together_have_equal_shares(n):
    assert shares(n, n, 1.0, 0.0) == tuple((i, i + 1) for i in range(n))
    assert shares(3 * n, n, 1.0, 0.0) == tuple((3 * i, 3 * i + 3) for i in range(n))


@pytest.mark.parametrize("size,threads", [(1, 2), (5, 3), (100, 4), (1000, 3)])
@pytest.mark.parametrize("late", [0.0, 0.1, 0.5])
def test_the_caller_does_what_the_others_come_too_late_for(size, threads, late):
    """Seconds: the whole takes one on one thread."""
    blocks = shares(size, threads, 1.0, late)
    assert blocks[0][0] == 0 and blocks[-1][1] == size and all(a[1] == b[0] for a, b in pairwise(blocks))
    assert len(blocks) <= threads and all(hi > lo for lo, hi in blocks)
    (lo, hi), *others = blocks
    ends = [(hi - lo) / size, *(late + (hi - lo) / size for lo, hi in others)]
    assert max(ends) - min(ends) <= 2 * (tiling.GRAIN if size >= 2 * tiling.GRAIN else 1) / size


def test_only_a_part_with_all_rows_keeps_them():
    def part(shape, index):
        (eqn,) = (e for e in ng.trace(lambda x: x[index], f32[shape]).equations if e.op.name == "slice")
        return row_flags(eqn)

    assert part((4, 3), np.s_[:, 1:]) == (True,) == part((3, 4), np.s_[:, ::-1])

    def turned(shape, axes):
        return row_flags(ng.trace(lambda x: ng.transpose(x, axes), f32[shape]).equations[-1])

    def repeated(shape, new):
        return row_flags(ng.trace(lambda x: ng.broadcast(x, new), f32[shape]).equations[-1])

    assert turned((4, 3, 2), (0, 2, 1)) == (True,)
    assert turned((4, 3, 2), (1, 0, 2)) == turned((4, 3), (1, 0)) == (False,)

    def flags(function, *types):
        return row_flags(ng.trace(function, *types).equations[-1])

    x, w = f32[4, 3], f32[3, 5]
    for op in (ng.sum, ng.max, ng.min, ng.argmax):
        assert flags(lambda x, op=op: op(x, axis=1), x) == (True,)
        assert flags(lambda x, op=op: op(x, axis=0), x) == flags(lambda x, op=op: op(x), x) == (False,)
    assert flags(lambda x: ng.softmax(x, axis=1), x) == (True,) != flags(lambda x: ng.softmax(x), x)
    assert flags(lambda x, w: x @ w, x, w) == (True, False) and flags(lambda x, w: x @ w, f32[3], w) == (False, False)
    assert flags(lambda y: ng.one_hot(y, 3), ng.i32[4]) == (True,) != flags(lambda y: ng.one_hot(y, 3), ng.i32)
    assert flags(lambda x: ng.reshape(x, (4, 3, 1)), x) == (True,) != flags(lambda x: ng.reshape(x, (3, 4)), x)
    assert repeated((4, 1), (4, 4)) == (True,)
    assert repeated((4,), (4, 4)) == repeated((1, 4), (4, 4)) == repeated((), (4,)) == (False,)
    assert part((4, 3), np.s_[:3]) == (False,) == part((3, 4), np.s_[::-1])


@pytest.mark.parametrize(
    "lines,work,at",
    [
        ((0.6, 0.6), 0.5, 1),  # the helper wakes up, does its work, and is just in time for the region
        ((0.6, 0.6), 0.1, None),  # it would sleep again
        ((0.5, 0.5), 0.0, 1),  # to the last
        ((0.0, 0.0), 0.5, None),  # nothing is left to do in the meantime
    ],
)
def test_a_helper_begins_early_if_it_does_not_sleep_again_before_the_region(lines, work, at):
    """Times in units of what it takes to wake a helper."""
    graph = ng.trace(lambda x: (ng.tanh(x), ng.sqrt(x), ng.exp(ng.tanh(x))), f32[3])
    second, third, first, small = graph.equations
    steps = [Line(first), Line(second), Line(third)]
    cost = {first: 1.0, **{eqn: t * tiling.WAKE for eqn, t in zip((second, third, small), (*lines, work))}}
    reads = find_reads(graph, find_aliases(graph))
    begun, delay = _give_head_start(steps, [(0, [small])], reads, cost)
    found = [i for i, step in enumerate(steps) if isinstance(step, HeadStart)]
    assert found == ([] if at is None else [at]) and begun == ([] if at is None else [(0, [small])])
    assert delay == pytest.approx(tiling.WAKE * (1 if at is None else 1 + work - sum(lines)))


def test_what_needs_inputs_alone_may_be_begun_before_the_first_line():
    def f(x, y, z):
        return ng.exp(x * ng.tanh(y)), ng.tanh(z)

    run = ng.compile(ng.trace(f, f32[1000, 1000], f32[1000, 1], f32[1000]), threads=2)
    start, line, region = run.steps
    assert isinstance(start, HeadStart) and isinstance(line, Line) and isinstance(region, ParallelRegion)
    assert [e.inputs[0].name for step in (start, line) for e in equations(step)] == ["z", "y"]


@pytest.mark.parametrize("rows,columns,axis", [(8, 32, 1), (8, 31, 0), (9, 36, 1), (9, 35, 0), (1, 32, 1)])
def test_a_product_of_four_times_as_many_columns_as_rows_is_tiled_by_columns(rows, columns, axis):
    """If they are enough for two blocks."""
    (eqn,) = ng.trace(lambda x, w: x @ w, f32[rows, 5], f32[5, columns]).equations
    assert _axis(eqn) == axis


def test_large_equations_of_as_many_rows_make_one_group_and_others_another():
    def f(x, y, z):
        return ng.exp(x), ng.exp(y), ng.exp(z)

    run = ng.compile(ng.trace(f, f32[1000, 1000], f32[1000, 500], f32[2000, 500]), threads=2)
    (step,) = run.steps
    assert sorted([e.inputs[0].name for e in g.equations] for g in step.groups) == [["x", "y"], ["z"]]


def test_what_reads_nothing_may_be_begun_before_the_first_line():
    line, small = ng.trace(lambda x: (ng.tanh(x), ng.exp(x)), f32[3]).equations
    steps = [Line(line)]
    begun, _ = _give_head_start(
        steps, [(0, [small])], {line: (), small: ()}, {line: tiling.WAKE / 2, small: tiling.WAKE / 4}
    )
    assert begun == [(0, [small])] and [type(step) for step in steps] == [HeadStart, Line]


def test_what_makes_little_of_much_runs_before_the_next_large_one():
    """Otherwise what it reads would fill the memory until the end."""

    def f(x, y, n):
        sums = []
        for _ in range(n):
            x = ng.tanh(x @ y)
            sums.append(ng.sum(x * x, axis=0))
            x = x[::-1]  # so that a product needs all of the one before
        return x, sums

    few, many = (
        ng.compile(ng.trace(lambda x, y, n=n: f(x, y, n), f32[800, 800], f32[800, 800]), threads=2).memory.planned
        for n in (4, 12)
    )
    assert many <= few + 12 * 4 * 800
