"""A graph in two parts: together they are the whole, and one hands the other no more than it reads."""

import re

import numpy as np
import pytest
from random_graphs import random_graph

import ngteach as ng
from ngteach import GraphError
from ngteach.ops import constant


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def halves_of(graph, late):
    return ng.split_graph(graph, [x.name for x in late])


@pytest.mark.parametrize("seed", range(60))
def test_the_two_parts_give_what_the_whole_gives(seed):
    graph, arrays = random_graph(seed)
    rng = np.random.default_rng(seed)
    late = [x for x in graph.inputs if rng.random() < 0.5] or [graph.inputs[0]]
    first, second = halves_of(graph, late)
    by_name = {x.name: a for x, a in zip(graph.inputs, arrays, strict=True)}
    early_results, kept = first(*[by_name[x.name] for x in first.inputs])
    late_results = second(kept, *[by_name[x.name] for x in late])
    found = [*early_results, *late_results]
    depend = {y for y in graph.outputs if y in set(second.outputs)}
    order = [y for y in graph.outputs if y not in depend] + [y for y in graph.outputs if y in depend]
    wanted = dict(zip(graph.outputs, ng.core.tree.leaves(graph(*arrays)), strict=True))
    for y, a in zip(order, found, strict=True):
        assert np.array_equal(a, wanted[y], equal_nan=True)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_handed_over_is_what_the_second_part_reads_and_no_view(seed):
    graph, _ = random_graph(seed)
    first, second = halves_of(graph, graph.inputs[:1])
    kept = second.inputs[: len(second.inputs) - 1]
    assert all(second.users[x] or x in set(second.outputs) for x in kept)
    for x in kept:
        eqn = graph.producer.get(x)
        assert eqn is None or eqn.op is not constant and eqn.op.kind != "view"
    repeated = {eqn for eqn in first.equations} & {*second.equations}
    assert all(eqn.op is constant or eqn.op.kind == "view" for eqn in repeated)


def test_forward_and_backward_of_a_layer():
    def both(x, W, dy):
        y, back = ng.vjp(lambda W: ng.tanh(x @ W), W)
        return y, back(dy)[0]

    graph = ng.trace(both, ng.f32[4, 3], ng.f32[3, 2], ng.f32[4, 2])
    first, second = ng.split_graph(graph, "dy")
    assert [eqn.op.name for eqn in first.equations if eqn.op is ng.tanh] == ["tanh"]
    assert "x" in [x.name for x in second.inputs] and "W" not in [x.name for x in second.inputs]


def test_what_is_no_input_is_refused():
    graph = ng.trace(lambda x, y: x + y, ng.f32, ng.f32)
    with refuses("split_graph: %0: f32[] is not an input of graph; it has x: f32[], y: f32[]"):
        ng.split_graph(graph, "%0")
    with refuses("late is empty; name an input that comes later"):
        ng.split_graph(graph, [])
