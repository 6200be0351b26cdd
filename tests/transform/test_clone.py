"""A clone is the same program in tensors of its own; rewriting is the same with other equations."""

import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import clone, f32, trace
from ngteach.core.calling.errors import GraphError
from ngteach.serialize import from_json, to_json
from ngteach.transform.rewrite import rewrite


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def loss(p, x):
    h = ng.relu(x @ p["W"])
    return {"loss": ng.sum(h * h), "h": h}


EXAMPLES = {"W": f32[3, 2]}, f32[4, 3]
GRAPH = trace(loss, *EXAMPLES)
TRAINING = trace(ng.value_and_grad(lambda p, x: loss(p, x)["loss"]), *EXAMPLES)
W, X = np.arange(6, dtype=np.float32).reshape(3, 2) - 2, np.ones((4, 3), np.float32)


@pytest.mark.parametrize("graph", [GRAPH, TRAINING], ids=["inference", "training"])
def test_a_clone_prints_and_computes_the_same_in_other_tensors(graph):
    copy, _ = clone(graph)
    assert str(copy) == str(graph)
    assert not set(copy.tensors()) & set(graph.tensors())
    assert (copy.input_tree, copy.output_tree) == (graph.input_tree, graph.output_tree)
    for a, b in zip(ng.core.tree.leaves(copy({"W": W}, X)), ng.core.tree.leaves(graph({"W": W}, X)), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_node_map_leads_from_each_tensor_to_its_copy():
    copy, node_map = clone(GRAPH)
    assert set(node_map) == set(GRAPH.tensors())
    assert all(node_map[x].name == x.name and node_map[x].type == x.type for x in GRAPH.tensors())
    assert node_map[GRAPH["h"]] is copy["h"]
    assert [node_map[y] for y in GRAPH.outputs] == list(copy.outputs)


def test_lines_are_kept_and_adjoint_of_leads_to_the_copy():
    copy, node_map = clone(TRAINING)
    pairs = list(zip(copy.equations, TRAINING.equations, strict=True))
    assert all(new.line == old.line for new, old in pairs)
    assert all(new.adjoint_of is node_map.get(old.adjoint_of) for new, old in pairs)
    assert any(new.adjoint_of is not None for new, _ in pairs)


def test_adjoint_of_follows_what_was_replaced():
    graph = trace(ng.grad(lambda x: ng.sum(ng.tanh(x + 1.0))), f32[3])

    def twice(eqn, *inputs):
        return ng.negative(ng.negative(ng.tanh(*inputs))) if eqn.op is ng.tanh else None

    copy, node_map = rewrite(graph, twice)
    (tanh,) = [e.output for e in graph.equations if e.op is ng.tanh]
    old = {e.output: e.adjoint_of for e in graph.equations}
    new = {e.output: e.adjoint_of for e in copy.equations}
    assert node_map[tanh] is not tanh and tanh in {*old.values()} and tanh not in {*new.values()}
    assert all(new[node_map[y]] is node_map.get(x) for y, x in old.items())


def test_adjoint_of_leads_into_the_graph_that_another_graph_is_called_in():
    gradient = trace(ng.grad(lambda x: ng.sum(ng.tanh(x + 1.0))), f32[3])
    graph = trace(lambda x: gradient(gradient(x)), f32[3])
    named = [e.adjoint_of for e in graph.equations if e.adjoint_of is not None]
    assert len(named) == 2 * sum(e.adjoint_of is not None for e in gradient.equations)
    assert set(named) <= set(graph.tensors()) and len(set(named)) == 2 * len({*named[: len(named) // 2]})


def test_the_original_is_unchanged():
    before = str(GRAPH)
    clone(GRAPH, {"x": X}, name="other")
    assert str(GRAPH) == before


def test_a_substituted_input_becomes_a_constant():
    frozen, node_map = clone(GRAPH, {GRAPH["p.W"]: W}, name="frozen")
    assert frozen.name == "frozen" and [x.name for x in frozen.inputs] == ["x"]
    np.testing.assert_array_equal(frozen(X)["h"], GRAPH({"W": W}, X)["h"])
    assert frozen.equations[0].op.name == "constant" and node_map[GRAPH["p.W"]] is frozen.equations[0].output


def test_a_substituted_number_takes_the_declared_type():
    graph = trace(lambda x, rate: x * rate, f32[3], f32)
    half, _ = clone(graph, {"rate": 0.5})
    np.testing.assert_array_equal(half(np.ones(3, np.float32)), np.full(3, 0.5))


@pytest.mark.parametrize(
    "substitute,text",
    [
        ({"p.W": X}, "clone: p.W: f32[3,2] cannot become f32[4,3]; give an array of its type"),
        ({"p.W": W.astype("d")}, "clone: p.W: f32[3,2] cannot become f64[3,2]; give an array of its type"),
        ({"x": GRAPH.inputs[1]}, "clone: x: f32[4,3] cannot become x: f32[4,3]; give an array of its type"),
        ({"h": X}, "clone: h: f32[4,2] is not an input of loss; substitute takes inputs only"),
        ({"nope": X}, "loss has no tensor named 'nope'; print the graph to see its names"),
    ],
)
def test_a_wrong_substitute_is_refused(substitute, text):
    with refuses(text):
        clone(GRAPH, substitute)


def test_rewrite_puts_other_equations_in_place():
    def leaky(eqn, *inputs):
        return ng.where(inputs[0] > 0.0, inputs[0], 0.1 * inputs[0]) if eqn.op is ng.relu else None

    copy, node_map = rewrite(GRAPH, leaky)
    new = [e for e in copy.equations if e.op.name == "where"]
    assert [e.output.name for e in new] == ["h"] and node_map[GRAPH["h"]] is new[0].output
    assert new[0].line == next(e.line for e in GRAPH.equations if e.op.name == "relu")
    z = X @ W
    np.testing.assert_allclose(copy({"W": W}, X)["h"], np.where(z > 0, z, np.float32(0.1) * z))


def test_rewrite_may_return_what_is_there_already():
    copy, _ = rewrite(GRAPH, lambda eqn, *inputs: inputs[0] if eqn.op is ng.relu else None)
    assert [e.op.name for e in copy.equations] == ["dot", "multiply", "sum"]
    np.testing.assert_array_equal(copy({"W": W}, X)["h"], X @ W)


def test_rewrite_keeps_types():
    with refuses("'%0: f32[4,2] = dot(x, p.W)' cannot become x: f32[4,3]"):
        rewrite(GRAPH, lambda eqn, *inputs: inputs[0])


def test_a_graph_that_begins_at_a_value_without_a_name_is_a_graph_like_any_other():
    with ng.Trace("half") as t:
        x = ng.parameter(f32[4, 3], "x")
        parts = [x * 2.0]
        graph = t.graph(ng.softmax(ng.exp(parts[0]) @ ng.parameter(f32[3, 2], "W")), inputs=[*parts, t.inputs[1]])
    assert graph.inputs[0].name.startswith("%")
    again = [clone(graph)[0], ng.optimize(graph)[0], trace(graph, f32[4, 3], f32[3, 2])]
    again += [from_json(to_json(graph)), trace(lambda *xs: graph(*xs), f32[4, 3], f32[3, 2])]
    for other in again:
        np.testing.assert_array_equal(other(X, W), graph(X, W))
        names = [y.name for y in other.tensors()]
        assert len(set(names)) == len(names)
    assert ng.derive_training(graph, trainable="W")
