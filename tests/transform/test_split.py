"""A graph in two parts: together they are the whole, and one hands the other no more than it reads."""

import re
from types import SimpleNamespace

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


def layers(ws, x):
    for w in ws:
        x = ng.tanh(x @ w)
    return x


def test_arguments_nest_in_the_parts_as_in_the_whole():
    rng = np.random.default_rng(0)
    ws, x = [rng.normal(size=(3, 3)) for _ in range(3)], rng.normal(size=(4, 3))
    graph = ng.trace(layers, ws, x)
    first, second = ng.split_graph(graph, "x")
    results, kept = first(ws)
    assert results == () and np.array_equal(second(kept, x)[0], graph(ws, x))
    first, second = ng.split_graph(graph, "ws")  # all that is in it
    assert np.array_equal(second(first(x)[1], ws)[0], graph(ws, x))
    first, second = ng.split_graph(graph, ["ws.1", "x"])
    assert np.array_equal(second(first([ws[0], ws[2]])[1], ws[1], x)[0], graph(ws, x))
    first, second = ng.split_graph(graph, ["x", "ws"])
    assert np.array_equal(second(first()[1], x, ws)[0], graph(ws, x))


def test_a_record_is_late_as_a_whole():
    graph = ng.trace(lambda p: p.a * p.b, SimpleNamespace(a=ng.f32, b=ng.f32))
    with refuses("split_graph: a SimpleNamespace keeps all its parts: all of them are late, or none"):
        ng.split_graph(graph, "p.a")
    _, second = ng.split_graph(graph, "p")
    assert second((), SimpleNamespace(a=2.0, b=3.0)) == (6.0,)


def test_what_is_no_input_is_refused():
    graph = ng.trace(lambda x, y: x + y, ng.f32, ng.f32)
    with refuses("split_graph: %0: f32[] is not an input of graph; it has x: f32[], y: f32[]"):
        ng.split_graph(graph, "%0")
    with refuses("split_graph: 3 is not an input of graph"):
        ng.split_graph(graph, 3)
    with refuses("late is empty; name an input that comes later"):
        ng.split_graph(graph, [])
