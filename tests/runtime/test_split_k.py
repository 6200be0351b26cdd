"""Products of few rows with many weights are split along K; each thread keeps to its own rows of the weights."""

import numpy as np
import pytest
from programs import training

import ngteach as ng
from ngteach import f32
from ngteach.runtime.split_k import split_k
from ngteach.runtime.steps import ParallelRegion
from ngteach.runtime.tiling import WAKE, shares
from ngteach.transform.cost import one_pass, seconds


def layer(x, w, b):
    return ng.relu(x @ w + b)


LAYER = ng.trace(layer, f32[64, 800], f32[800, 500], f32[500])


@pytest.mark.parametrize("threads", [2, 3])
def test_there_is_a_product_for_each_thread_and_the_bias_joins_the_last(threads):
    graph = split_k(LAYER, threads)
    dots = [eqn for eqn in graph.equations if eqn.op is ng.dot]
    adds = [eqn for eqn in graph.equations if eqn.op is ng.add]
    assert len(dots) == len(adds) == threads
    assert sum(eqn.inputs[1].shape[0] for eqn in dots) == 800
    biased = next(eqn for eqn in adds if graph.producer[eqn.inputs[1]].op is ng.broadcast)
    assert biased.inputs[0] is dots[-1].output


def test_what_it_computes_is_the_same_but_for_rounding():
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(x.shape).astype(np.float32) for x in LAYER.inputs]
    assert np.allclose(split_k(LAYER, 3)(*arrays), LAYER(*arrays), rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize(
    "shapes",
    [
        (f32[800, 64], f32[64, 500]),  # many rows: they are tiled
        (f32[4, 8], f32[8, 5]),  # too small
        (f32[1, 800], f32[800, 2]),  # one row
    ],
)
def test_other_products_stay_whole(shapes):
    graph = ng.trace(lambda x, w: x @ w, *shapes)
    assert split_k(graph, 2) is graph


def test_one_thread_splits_nothing():
    assert split_k(LAYER, 1) is LAYER


def test_a_thread_changes_the_rows_of_the_weights_that_it_reads():
    run = ng.compile(training(), threads=2)
    first, last = [step for step in run.steps if isinstance(step, ParallelRegion)][0::2]
    parts = [eqn for g in first.groups for eqn in g.equations if eqn.op is ng.dot]
    read = parts[0].inputs[1].shape[0]
    changed = next(g for g in last.groups if len(g.blocks) == 2).blocks[0][1]
    assert abs(read - changed) <= 32


def test_the_caller_begins_first_and_gets_more():
    (lo, hi), (_, end) = shares(784, 2, 1e-3, 100e-6)
    assert lo == 0 and hi == 432 and end == 784
    assert shares(784, 1, 1e-3, 0.0) == ((0, 784),)
    assert shares(10, 3, 1e-3, 1.0) == ((0, 10),)  # the others would come too late


@pytest.mark.parametrize("rows,split", [(400, True), (401, False)])
def test_a_product_is_split_if_the_weights_have_twice_as_many_rows_as_the_data(rows, split):
    graph = ng.trace(lambda x, w: x @ w, f32[rows, 800], f32[800, 500])
    assert (split_k(graph, 2) is not graph) == split


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_what_must_not_depend_on_the_threads_is_split_in_two(threads):
    run = ng.compile(LAYER, threads=threads, deterministic=True)
    assert sum(eqn.op is ng.dot for eqn in run.lowered.equations) == 2


def test_the_caller_has_done_more_when_a_helper_wakes_and_adds_the_bias():
    first, _ = [eqn for eqn in split_k(LAYER, 2).equations if eqn.op is ng.dot]
    (whole,) = [eqn for eqn in LAYER.equations if eqn.op is ng.dot]
    late = WAKE + one_pass(whole.output.type)
    assert first.inputs[1].shape[0] == shares(800, 2, seconds(whole), late)[0][1] == 448
