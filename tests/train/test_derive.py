"""derive_training: inputs, results and their names; any container of weights; clear words where it cannot."""

import re
from dataclasses import replace

import numpy as np
import pytest

import ngteach as ng
from ngteach import adam, clone, cross_entropy, derive_training, derive_with_map, f32, f64, i32, sgd, trace
from ngteach.core.calling.containers import structure
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import build, leaves
from ngteach.transform.dead_code import prune
from ngteach.transform.phases import phases

RNG = np.random.default_rng(4)
TYPES = {"W": f32[3, 2], "b": f32[2]}


def model(x, params):
    return ng.softmax(x @ params["W"] + params["b"], axis=1)


def loose(x, W, b):
    return ng.softmax(x @ W + b, axis=1)


MODEL = trace(model, f32[5, 3], TYPES)
X, LABELS = RNG.standard_normal((5, 3)).astype(np.float32), RNG.integers(0, 2, 5).astype(np.int32)
WEIGHTS = {name: RNG.standard_normal(t.shape).astype(np.float32) for name, t in TYPES.items()}


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def names(tensors):
    return [x.name for x in tensors]


# ---- dW is the derivative of the loss with respect to W, and nothing else ---


def slopes_of(graph, names, arguments):
    """{name: central differences of the loss}, moving one number of an input at a time."""
    found = {}
    flat = dict(zip((x.name for x in graph.inputs), leaves(arguments), strict=True))
    for name in names:
        found[name] = slope = np.zeros_like(flat[name])
        for at in np.ndindex(slope.shape):
            ends = [flat[name].copy(), flat[name].copy()]
            ends[0][at] += 1e-5
            ends[1][at] -= 1e-5
            up, down = (graph(*build(structure(arguments), list({**flat, name: a}.values())))[0] for a in ends)
            slope[at] = (up - down) / 2e-5
    return found


@pytest.mark.parametrize("rule", ["sgd", "momentum", "adam"])
def test_what_is_called_dW_is_the_slope_of_the_loss(rule):
    types = {"W": f64[3, 4], "b": f64[4], "V": f64[4, 2]}

    def deep(x, params):
        return ng.softmax(ng.tanh(x @ params["W"] + params["b"]) @ params["V"], axis=1)

    graph = derive_training(trace(deep, f64[5, 3], types), optimizer=rule)
    weights = {name: RNG.standard_normal(t.shape) for name, t in types.items()}
    arguments = X.astype(np.float64), LABELS, np.float64(0.25), weights, getattr(ng, rule).init(weights)
    wanted = slopes_of(graph, [f"params.{name}" for name in types], arguments)
    slopes = [graph[f"params.d{name}"] for name in types]
    found = prune(replace(graph, outputs=tuple(slopes), output_tree=None))(*arguments)
    for slope, right in zip(found, wanted.values(), strict=True):
        np.testing.assert_allclose(slope, right, rtol=1e-7, atol=1e-9)


def test_plain_descent_subtracts_the_rate_times_the_slope():
    lines = str(derive_training(MODEL, optimizer="sgd")).splitlines()
    (at,) = [i for i, line in enumerate(lines) if "W_next" in line and "return" not in line]
    assert re.fullmatch(r"  (%\d+): f32\[3,2\] = broadcast\(learning_rate, shape=\(3, 2\)\)", lines[at - 2])
    assert re.fullmatch(r"  change: f32\[3,2\] = multiply\(%\d+, params.dW\)", lines[at - 1])
    assert lines[at] == "  W_next: f32[3,2] = subtract(params.W, change)"


def test_the_tutorials_scaled_adjoints_are_not_called_gradients():
    graph = derive_training(MODEL, optimizer="tutorial")
    called = set(names(graph.tensors()))
    assert {"delta", "params.adjoint_W", "params.adjoint_b"} <= called
    assert not called & {"params.dW", "params.db", "dloss"}


# ---- what goes in and what comes out ----------------------------------------


def test_data_labels_rate_weights_and_state_go_in_and_loss_outputs_weights_and_state_come_out():
    graph = derive_training(MODEL, optimizer="adam")
    states = ["state.m.W", "state.m.b", "state.v.W", "state.v.b", "state.t"]
    assert names(graph.inputs) == ["x", "labels", "learning_rate", "params.W", "params.b", *states]
    assert str(graph.input_tree) == "(*, *, *, {W: *, b: *}, {m: {W: *, b: *}, v: {W: *, b: *}, t: *})"
    assert str(graph.output_tree) == "(*, *, {W: *, b: *}, {m: {W: *, b: *}, v: {W: *, b: *}, t: *})"
    assert graph.name == "model_training" and graph.outputs[0].name == "loss"
    assert names(graph.outputs[2:-1]) == ["W_next", "b_next", *(f"{name}_next" for name in states[:-1])]


def test_the_results_are_the_loss_the_predictions_and_a_step_down_the_gradient():
    loss, p, weights, state = derive_training(MODEL, optimizer=sgd)(X, LABELS, 0.25, WEIGHTS, ())
    wanted, slopes = ng.value_and_grad(lambda params: cross_entropy(model(ng.constant(X), params), LABELS))(WEIGHTS)
    np.testing.assert_allclose(loss, wanted, rtol=1e-6)
    np.testing.assert_allclose(p, MODEL(X, WEIGHTS), rtol=1e-6)
    for name, w in weights.items():
        np.testing.assert_allclose(w, WEIGHTS[name] - 0.25 * slopes[name], rtol=1e-5, atol=1e-6)
    assert state == ()


def test_the_graph_has_no_state_called_twice_it_gives_the_same():
    graph = derive_training(MODEL, optimizer="adam")
    arrays = [np.full(x.shape, 0.5).astype(x.dtype) for x in graph.inputs]
    copies = [a.copy() for a in arrays]
    first, second = graph(*arrays), graph(*arrays)
    for a, b in zip(leaves(first), leaves(second), strict=True):
        np.testing.assert_array_equal(a, b)
    for a, b in zip(arrays, copies, strict=True):
        np.testing.assert_array_equal(a, b)


def test_nothing_is_in_it_that_no_result_needs():
    graph = derive_training(MODEL)
    assert prune(graph) is graph


def test_the_node_map_leads_from_the_inference_graph_into_the_training_graph():
    graph, node_map = derive_with_map(MODEL)
    assert node_map[MODEL.outputs[0]] is graph.outputs[1]
    assert node_map[MODEL["params.W"]] is graph["params.W"]
    assert set(node_map.values()) <= set(graph.tensors())


def test_each_lane_is_there():
    found = set(phases(derive_training(MODEL)).values())
    assert found == {"forward", "adjoint", "update"}


# ---- which inputs are trained -----------------------------------------------


def test_without_trainable_all_but_the_first_argument_are_weights():
    graph = derive_training(trace(loose, f32[5, 3], f32[3, 2], f32[2]))
    assert names(graph.inputs) == ["x", "labels", "learning_rate", "W", "b"]
    assert names(graph.outputs[2:]) == ["W_next", "b_next"] and str(graph.output_tree) == "(*, *, {W: *, b: *}, ())"


def test_one_weight_is_a_dict_of_one():
    graph = derive_training(trace(lambda x, W: ng.softmax(x @ W, 1), f32[5, 3], f32[3, 2]))
    weights = graph(X, LABELS, 0.1, {"W": WEIGHTS["W"]}, ())[2]
    assert list(weights) == ["W"]


@pytest.mark.parametrize("trainable", ["params.W", ["params.W"]])
def test_single_weights_may_be_trained_while_others_stay(trainable):
    graph = derive_training(MODEL, trainable=trainable)
    assert names(graph.inputs) == ["x", "params.b", "labels", "learning_rate", "params.W"]
    assert len(graph.outputs) == 3


def test_several_arguments_of_weights_are_a_dict_by_name_also_if_the_first_is_a_container():
    def both(x, params, scale):
        return ng.softmax((x @ params["W"] + params["b"]) * scale, axis=1)

    graph = derive_training(trace(both, f32[5, 3], TYPES, f32[2]))
    assert str(graph.output_tree) == "(*, *, {params: {W: *, b: *}, scale: *}, ())"
    assert names(graph.outputs[2:]) == ["params.W_next", "params.b_next", "scale_next"]


def test_a_name_that_comes_twice_counts_once():
    graph = derive_training(trace(loose, f32[5, 3], f32[3, 2], f32[2]), trainable=["W", "W"])
    assert names(graph.inputs) == ["x", "b", "labels", "learning_rate", "W"]


def test_weights_in_lists_and_tuples_come_back_in_lists_and_tuples():
    def deep(x, layers):
        for W, b in layers:
            x = ng.tanh(x @ W + b)
        return ng.softmax(x, 1)

    graph = derive_training(trace(deep, f32[5, 3], [(f32[3, 4], f32[4]), (f32[4, 2], f32[2])]), optimizer="momentum")
    assert "[(*, *), (*, *)]" in str(graph.output_tree)
    arrays = [np.zeros(x.shape, x.dtype) for x in graph.inputs]
    _, _, layers, state = graph(*arrays)
    assert isinstance(layers, list) and isinstance(layers[0], tuple)
    assert list(state["velocity"]) == ["0.0", "0.1", "1.0", "1.1"]


def test_an_inference_function_may_return_more_than_predictions():
    def two(x, params):
        h = x @ params["W"]
        return {"p": ng.softmax(h + params["b"], 1), "h": h}

    graph = derive_training(trace(two, f32[5, 3], TYPES), loss=lambda y, labels: cross_entropy(y["p"], labels))
    outputs = graph(X, LABELS, 0.1, WEIGHTS, ())[1]
    assert set(outputs) == {"p", "h"}


def test_a_loss_and_labels_of_ones_own():
    def line(x, w):
        return x @ w

    def squares(y, wanted):
        away = y - wanted
        return ng.mean(away * away)

    graph = derive_training(trace(line, f32[20, 3], f32[3]), squares, adam, labels=f32[20])
    x = RNG.standard_normal((20, 3)).astype(np.float32)
    truth = np.float32([2, -1, 0.5])
    w, state = {"w": np.zeros(3, np.float32)}, adam.init({"w": np.zeros(3, np.float32)})
    for _ in range(300):
        _, _, w, state = graph(x, x @ truth, 0.05, w, state)
    np.testing.assert_allclose(w["w"], truth, atol=0.02)


def test_weights_that_are_not_used_stay_as_they_are():
    graph = derive_training(trace(lambda x, W, spare: ng.softmax(x @ W, 1), f32[5, 3], f32[3, 2], f32[4]))
    spare = np.float32([1, 2, 3, 4])
    weights = graph(X, LABELS, 0.1, {"W": WEIGHTS["W"], "spare": spare}, ())[2]
    np.testing.assert_array_equal(weights["spare"], spare)


def test_the_derived_function_can_be_cloned_and_derived_from_a_clone():
    copy, _ = clone(MODEL)
    assert str(derive_training(copy)) == str(derive_training(MODEL))


# ---- what cannot be ---------------------------------------------------------


@pytest.mark.parametrize(
    "call,text",
    [
        (
            lambda: derive_training(trace(lambda x: ng.exp(x), f32[3])),
            "derive_training: graph has one argument, so nothing to train; pass its weights too",
        ),
        (
            lambda: derive_training(MODEL, trainable="W"),
            "derive_training: model has no input 'W'; it has x, params.W, params.b",
        ),
        (
            lambda: derive_training(MODEL, trainable=["params.W", "bias"]),
            "derive_training: model has no input 'bias'",
        ),
        (lambda: derive_training(MODEL, trainable=[]), "derive_training: trainable names no input"),
        (
            lambda: derive_training(trace(lambda x, n: x, f32[3], i32[2])),
            "derive_training: n is i32[2], which has no derivatives; leave it out of trainable",
        ),
        (
            lambda: derive_training(trace(lambda x, w: ng.sum(x * w), f32[3], f32[3])),
            "graph must return rows of predictions, f32[n,classes]; or say labels=",
        ),
        (
            lambda: derive_training(MODEL, loss=lambda p, y: ng.log(p)),
            "the loss must be one number, f32[] or f64[], found",
        ),
        (
            lambda: derive_training(MODEL, loss=lambda p, y: 3.0),
            "the loss must be one number, f32[] or f64[], found 3.0; return one of the tensors",
        ),
        (
            lambda: derive_training(MODEL, loss=lambda p, y: ng.sum(y)),
            "the loss must be one number, f32[] or f64[], found",
        ),
        (lambda: derive_training(MODEL, optimizer="newton"), "there is no optimizer 'newton'"),
    ],
)
def test_what_cannot_be_trained_is_said(call, text):
    with refuses(text):
        call()
