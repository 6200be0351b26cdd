"""What is carried from step to step goes in and comes out changed; labels may be any container, or none."""

import json
import pickle
import re
from collections import namedtuple
from types import SimpleNamespace

import numpy as np
import pytest

import ngteach as ng
from ngteach import clone, derive_training, derive_with_map, f32, f64, i32, trace, u32
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import leaves
from ngteach.serialize import from_json, to_json
from ngteach.transform.dead_code import prune
from ngteach.transform.phases import phases

RNG = np.random.default_rng(8)
N, SIZES = 6, (4, 5, 3)
X, LABELS = RNG.standard_normal((N, 4)).astype(np.float32), RNG.integers(0, 3, N).astype(np.int32)
TYPES = {"W": f32[4, 3], "b": f32[3]}
WEIGHTS = {name: RNG.standard_normal(t.shape).astype(np.float32) for name, t in TYPES.items()}
STATISTICS = {"mean": np.full(4, 0.5, np.float32), "variance": np.ones(4, np.float32)}
KEY = ng.random.key(3)


def normalised(x, weights, statistics, key):
    """Normalised by this batch, with dropout; the running statistics and the next key come back."""
    mean, variance = ng.mean(x, axis=0), ng.var(x, axis=0)
    following = {
        "mean": 0.9 * statistics["mean"] + 0.1 * mean,
        "variance": 0.9 * statistics["variance"] + 0.1 * variance,
    }
    key, here = ng.random.split(key)
    h = (x - mean) / ng.sqrt(variance + 1e-5)
    h = ng.where(ng.random.bernoulli(here, 0.8, h.shape), h / 0.8, 0.0)
    return ng.softmax(h @ weights["W"] + weights["b"], axis=1), following, key


MODEL = trace(normalised, f32[N, 4], TYPES, {"mean": f32[4], "variance": f32[4]}, u32[2])
CARRY = ("statistics", "key")


def training(optimizer="sgd", **options):
    return derive_training(MODEL, optimizer=optimizer, carry=CARRY, **options)


def names(tensors):
    return [x.name for x in tensors]


def same(found, wanted):
    for a, b in zip(leaves(found), leaves(wanted), strict=True):
        np.testing.assert_array_equal(a, b)


# ---- what goes in and what comes out ----------------------------------------


def test_what_is_carried_comes_between_the_weights_and_the_state():
    graph = training("momentum")
    statistics, states = ["statistics.mean", "statistics.variance"], ["state.velocity.W", "state.velocity.b"]
    weights = ["weights.W", "weights.b"]
    assert names(graph.inputs) == ["x", "labels", "learning_rate", *weights, *statistics, "key", *states]
    following = [f"{name}_next" for name in ("W", "b", *statistics, "key", *states)]
    assert names(graph.outputs[2:]) == following
    nested = "{W: *, b: *}, {mean: *, variance: *}, *, {velocity: {W: *, b: *}}"
    assert str(graph.input_tree) == f"(*, *, *, {nested})"
    assert str(graph.output_tree) == f"(*, *, {nested})"


def test_carry_says_the_order():
    def swapped(x, weights, statistics, key):
        p, statistics, key = normalised(x, weights, statistics, key)
        return p, key, statistics

    graph = derive_training(
        trace(swapped, *[x.type for x in MODEL.inputs[:1]], TYPES, STATISTICS, KEY), carry=["key", "statistics"]
    )
    assert names(graph.inputs)[-3:] == ["key", "statistics.mean", "statistics.variance"]
    arguments = X, LABELS, 0.1, WEIGHTS
    loss, p, weights, key, statistics, state = graph(*arguments, KEY, STATISTICS, ())
    same((loss, p, weights, statistics, key, state), training()(*arguments, STATISTICS, KEY, ()))


def test_the_next_values_are_what_the_function_returns():
    _, p, _, statistics, key, _ = training()(X, LABELS, 0.1, WEIGHTS, STATISTICS, KEY, ())
    same((p, statistics, key), MODEL(X, WEIGHTS, STATISTICS, KEY))
    np.testing.assert_allclose(statistics["mean"], 0.45 + 0.1 * X.mean(0), rtol=1e-6)
    assert key.dtype == np.uint32 and not np.array_equal(key, KEY)


def test_the_loss_sees_the_outputs_alone():
    seen = []

    def loss(outputs, labels):
        seen.append(outputs)
        return ng.cross_entropy(outputs, labels)

    training(loss=loss)
    assert [str(x.type) for x in leaves(seen)] == ["f32[6,3]"]


def test_the_gradient_is_that_of_one_step_with_what_is_carried_held_fixed():
    def loss(weights):
        return ng.cross_entropy(normalised(ng.constant(X), weights, STATISTICS, KEY)[0], LABELS)

    value, slopes = ng.value_and_grad(loss)(WEIGHTS)
    found, _, weights, _, _, _ = training()(X, LABELS, 0.5, WEIGHTS, STATISTICS, KEY, ())
    np.testing.assert_allclose(found, value, rtol=1e-6)
    for name, w in weights.items():
        np.testing.assert_allclose(w, WEIGHTS[name] - 0.5 * slopes[name], rtol=1e-5, atol=1e-6)


def test_a_carried_value_in_the_loss_is_a_constant_of_the_step():
    """A trained weight w and a carried copy a of it: d/dw of (w - a)**2 is 2 (w - a), however a was made."""

    def slow(x, w, a):
        return x * (w - a), 0.5 * a + 0.5 * w

    graph = derive_training(trace(slow, f64, f64, f64), lambda y: y * y, carry="a")
    w, a = {"w": np.float64(3)}, np.float64(1)
    for _ in range(4):
        wanted = w["w"] - 0.1 * 2 * (w["w"] - a), 0.5 * a + 0.5 * w["w"]
        _, _, w, a, _ = graph(1.0, 0.1, w, a, ())
        np.testing.assert_allclose((w["w"], a), wanted, rtol=1e-15)


def test_carried_and_returned_as_it_is_is_as_not_carried():
    def plain(x, weights):
        return ng.softmax(x @ weights["W"] + weights["b"], axis=1)

    def carries(x, weights, spare):
        return plain(x, weights), spare

    one = derive_training(trace(plain, f32[N, 4], TYPES), optimizer="adam")
    two = derive_training(trace(carries, f32[N, 4], TYPES, f32[2]), optimizer="adam", carry="spare")
    assert two.inputs[5].name == "spare" and two.outputs[4] is two.inputs[5]
    equations = [[str(eqn) for eqn in graph.equations] for graph in (one, two)]
    assert equations[0] == equations[1]


def test_nothing_carried_is_what_it_was():
    def plain(x, weights):
        return ng.softmax(x @ weights["W"] + weights["b"], axis=1)

    model = trace(plain, f32[N, 4], TYPES)
    assert str(derive_training(model, carry=())) == str(derive_training(model))


def test_what_is_returned_before_it_are_the_outputs():
    def two(x, W, n):
        h = x @ W
        return ng.softmax(h, 1), {"h": h}, n + 1

    graph = derive_training(
        trace(two, f32[N, 4], f32[4, 3], i32), lambda y, labels: ng.cross_entropy(y[0], labels), carry="n"
    )
    assert str(graph.output_tree) == "(*, (*, {h: *}), {W: *}, *, ())"
    assert graph(X, LABELS, 0.1, {"W": WEIGHTS["W"]}, np.int32(7), ())[3] == 8


def test_the_first_argument_that_is_not_carried_is_data():
    def keyed(key, x, W):
        return ng.softmax(x @ W, 1), ng.random.split(key)[0]

    graph = derive_training(trace(keyed, u32[2], f32[N, 4], f32[4, 3]), carry="key")
    assert names(graph.inputs) == ["x", "labels", "learning_rate", "W", "key"]


def test_single_weights_may_be_trained_beside_what_is_carried():
    graph = training(trainable="weights.W")
    assert names(graph.inputs)[:4] == ["x", "weights.b", "labels", "learning_rate"]
    following = ["weights.W_next", "statistics.mean_next", "statistics.variance_next", "key_next"]
    assert names(graph.outputs[2:]) == following


# ---- any container ----------------------------------------------------------

Moments = namedtuple("Moments", "first second")


@pytest.mark.parametrize(
    "carried",
    [
        f32[4],
        [f32[4], (f32[4],)],
        {"a": f32[4], "deep": {"b": [f32[4]]}},
        Moments(f32[4], {"k": f32[4]}),
        SimpleNamespace(a=f32[4], b=[f32[4]]),
        {},
        (),
    ],
    ids=["one", "lists", "dicts", "record", "namespace", "empty-dict", "empty"],
)
def test_any_container_is_carried_and_comes_back_as_it_was(carried):
    from ngteach.core.calling.containers import structure
    from ngteach.core.tree import build

    def model(x, W, c):
        return ng.softmax(x @ W, 1), build(structure(c), [0.5 * a + ng.mean(x, 0) for a in leaves(c)])

    graph = derive_training(trace(model, f32[N, 4], f32[4, 3], carried), carry="c")
    first = build(structure(carried), [np.full(4, i, np.float32) for i in range(len(leaves(carried)))])
    following = graph(X, LABELS, 0.1, {"W": WEIGHTS["W"]}, first, ())[3]
    assert structure(following) == structure(first)
    for i, a in enumerate(leaves(following)):
        np.testing.assert_allclose(a, 0.5 * i + X.mean(0), rtol=1e-5, atol=1e-6)


def test_the_order_of_the_keys_and_lists_for_tuples_are_free():
    def model(x, W, c):
        return ng.softmax(x @ W, 1), {"b": (c["b"][0] + 1.0,), "a": c["a"] + 2.0}

    graph = derive_training(trace(model, f32[N, 4], f32[4, 3], {"a": f32, "b": [f32]}), carry="c")
    following = graph(X, LABELS, 0.1, {"W": WEIGHTS["W"]}, {"a": np.float32(10), "b": [np.float32(20)]}, ())[3]
    assert list(following) == ["a", "b"] and following == {"a": 12, "b": [21]}


def test_one_tensor_may_come_back_several_times_and_be_an_output():
    def model(x, W, h, again):
        h = ng.tanh(x @ W + h)
        return h, h, h

    graph = derive_training(
        trace(model, f32[N, 4], f32[4, 3], f32[N, 3], f32[N, 3]), lambda y: ng.mean(y), carry=("h", "again")
    )
    assert names(graph.outputs[1:]) == ["h_next", "W_next", "h_next", "h_next"]
    zero = np.zeros((N, 3), np.float32)
    for run in (graph, ng.compile(graph, "CPU")):
        _, y, _, h, again, _ = run(X, 0.1, {"W": WEIGHTS["W"]}, zero, zero, ())
        same((y, h), (h, again))
        assert y is not h and h is not again


# ---- everything else works on such graphs -----------------------------------


def steps(run, optimizer, count=12):
    weights, statistics, key, state = WEIGHTS, STATISTICS, KEY, getattr(ng, optimizer).init(WEIGHTS)
    losses = []
    for _ in range(count):
        loss, _, weights, statistics, key, state = run(X, LABELS, 0.1, weights, statistics, key, state)
        losses.append(loss)
    return losses, weights, statistics, key, state


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_compiled_steps_are_the_interpreted_ones(optimizer, threads):
    graph = training(optimizer)
    wanted = steps(graph, optimizer)
    found = steps(ng.compile(graph, "CPU", threads=threads, deterministic=True), optimizer)
    same(found[3], wanted[3])
    for a, b in zip(leaves(found), leaves(wanted), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    assert wanted[0][-1] < wanted[0][0]


def test_results_can_be_written_into_buffers_that_change_places():
    graph = training("adam")
    wanted = steps(graph, "adam", 5)
    run = ng.compile(graph, "CPU")
    copy = lambda c: pickle.loads(pickle.dumps(c))  # noqa: E731
    now = copy((WEIGHTS, STATISTICS, KEY, ng.adam.init(WEIGHTS)))
    following = copy(now)
    loss, p = np.empty((), np.float32), np.empty((N, 3), np.float32)
    for _ in range(5):
        run(X, LABELS, 0.1, *now, out=(loss, p, *following))
        now, following = following, now
    for a, b in zip(leaves(now), leaves(wanted[1:]), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_the_node_map_the_phases_and_pruning_know_of_it():
    graph, node_map = derive_with_map(MODEL, carry=CARRY)
    assert [node_map[y] for y in MODEL.outputs] == [graph.outputs[1], *graph.outputs[4:]]
    assert prune(graph) is graph
    lane = phases(graph)
    assert {lane[graph.producer[y]] for y in graph.outputs[4:]} == {"forward"}
    assert set(lane.values()) == {"forward", "adjoint", "update"}


@pytest.mark.parametrize(
    "way",
    [
        lambda g: from_json(json.loads(json.dumps(to_json(g)))),
        lambda g: pickle.loads(pickle.dumps(g)),
        lambda g: clone(g)[0],
        lambda g: ng.optimize(g)[0],
    ],
)
def test_copies_compute_the_same(way):
    graph = training("adam")
    copy = way(graph)
    assert str(copy.input_tree) == str(graph.input_tree) and str(copy.output_tree) == str(graph.output_tree)
    for a, b in zip(leaves(steps(copy, "adam", 3)), leaves(steps(graph, "adam", 3)), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_pictures_name_what_is_carried():
    svg = training().show()
    text = str(getattr(svg, "svg", svg) or svg)
    assert "statistics.mean" in text and "key" in text


def test_it_can_be_derived_from_an_optimized_model_or_a_copy():
    wanted = steps(training(), "sgd", 3)
    for model in (ng.optimize(MODEL)[0], clone(MODEL)[0], from_json(to_json(MODEL)), pickle.loads(pickle.dumps(MODEL))):
        found = steps(derive_training(model, carry=CARRY), "sgd", 3)
        for a, b in zip(leaves(found), leaves(wanted), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


# ---- labels -----------------------------------------------------------------


def test_a_loss_of_the_outputs_alone_takes_no_labels():
    graph = derive_training(trace(lambda x, W: x @ W, f32[N, 4], f32[4, 2]), lambda y: ng.mean(y * y))
    assert names(graph.inputs) == ["x", "learning_rate", "W"]
    W = WEIGHTS["W"][:, :2]
    loss, y, _, _ = graph(X, 0.1, {"W": W}, ())
    np.testing.assert_allclose(loss, np.mean((X @ W) ** 2), rtol=1e-5)


def test_labels_may_be_any_container():
    def loss(outputs, labels):
        away = (outputs - labels["targets"]) * labels["mask"][0]
        return ng.mean(away * away)

    types = {"targets": f32[N, 2], "mask": [f32[N, 1]]}
    graph = derive_training(trace(lambda x, W: x @ W, f32[N, 4], f32[4, 2]), loss, "momentum", labels=types)
    assert names(graph.inputs)[:3] == ["x", "labels.targets", "labels.mask.0"]
    targets, mask = RNG.standard_normal((N, 2)).astype(np.float32), np.float32([[1], [1], [0], [0], [1], [1]])
    W = {"W": np.zeros((4, 2), np.float32)}
    found, _, _, _ = graph(X, {"targets": targets, "mask": [mask]}, 0.1, W, ng.momentum.init(W))
    np.testing.assert_allclose(found, np.mean((targets * mask) ** 2), rtol=1e-5)


def test_a_loss_that_may_take_labels_takes_them():
    def loss(outputs, labels=None):
        return ng.cross_entropy(outputs, labels)

    assert "labels" in names(derive_training(MODEL, loss, carry=CARRY).inputs)
    assert "labels" in names(derive_training(MODEL, lambda *both: ng.cross_entropy(*both), carry=CARRY).inputs)


# ---- what cannot be ---------------------------------------------------------


def returning(function, *carried, carry="c", **options):
    """Derive from a model of x, W and what is carried, which returns what function makes of them."""

    def model(x, W, c, d=None):
        p = ng.softmax(x @ W, 1)
        return function(p, c)

    return derive_training(trace(model, f32[N, 4], f32[4, 3], *carried), carry=carry, **options)


@pytest.mark.parametrize(
    "call,text",
    [
        (
            lambda: training(trainable=["weights", "key"]),
            "derive_training: key is in trainable and in carry; what is carried is not trained, so leave one out",
        ),
        (lambda: training(trainable="statistics.mean"), "statistics.mean is in trainable and in carry"),
        (
            lambda: derive_training(MODEL, carry=("statistics", "keys")),
            "derive_training: carry: normalised has no argument 'keys'; it has x, weights, statistics, key",
        ),
        (
            lambda: derive_training(MODEL, carry="statistics.mean"),
            "has no argument 'statistics.mean'; it has x, weights, statistics, key; carry takes whole arguments",
        ),
        (
            lambda: derive_training(MODEL, carry=("key", "key")),
            "derive_training: carry names key twice; once is enough",
        ),
        (lambda: derive_training(MODEL, carry=3), "carry is the name of an argument, or a list of names, found 3"),
        (
            lambda: derive_training(MODEL, carry=MODEL.inputs[-1]),
            "carry is the name of an argument, or a list of names, found key: u32[2]",
        ),
        (
            lambda: returning(lambda p, c: p, f32[4]),
            "model returns *, but carry says that the next c comes after its outputs; write return outputs, c",
        ),
        (
            lambda: returning(lambda p, c: {"p": p, "c": c}, f32[4]),
            "model returns {p: *, c: *}, but carry says that the next c comes after its outputs",
        ),
        (
            lambda: returning(lambda p, c: (p, c), f32[4], f32, carry=("c", "d")),
            "model returns (*, *): its last 2 results being the next c, d, no outputs are left; "
            "write return outputs, c, d",
        ),
        (lambda: returning(lambda p, c: (c,), f32[4]), "its last 1 result being the next c, no outputs are left"),
        (
            lambda: returning(lambda p, c: ([], c), f32[4]),
            "model returns ([], *): before the next c there are no outputs; write return outputs, c",
        ),
        (
            lambda: returning(lambda p, c: (p, ng.convert(c, f64)), f32[4]),
            "c goes in as f32[4], but comes out as f64[4]; write convert(..., f32)",
        ),
        (
            lambda: returning(lambda p, c: (p, {"k": ng.mean(c["k"], keepdims=True)}), {"k": f32[4]}),
            "c.k goes in as f32[4], but comes out as f32[1]; write reshape(..., (4,)), or reduce it to that",
        ),
        (
            lambda: returning(lambda p, c: (p, {"k": c["k"]}), {"k": f32[4], "l": f32[4]}),
            "the next c: found the keys k, wanted k, l; model must return c in the form that it takes",
        ),
        (lambda: returning(lambda p, c: (p, c, [c]), f32[4]), "the next c: found a list, wanted one array; model must"),
        (
            lambda: returning(lambda p, c: (p, c[0]), [f32[4], f32[4]]),
            "the next c: found a Tensor, wanted a list like [*, *]; model must return c in the form that it takes",
        ),
        (
            lambda: derive_training(trace(lambda x, c: (ng.softmax(x, 1), c), f32[4, 3], f32), carry="c"),
            "graph has one argument that is not carried, so nothing to train; pass its weights too",
        ),
        (
            lambda: returning(lambda p, c: (p, p, c), f32[4]),
            "model returns (*, *), not one tensor of predictions; write loss=",
        ),
        (
            lambda: training(loss=lambda y: ng.mean(y), labels=i32[N]),
            "derive_training: the loss takes the outputs alone, so there are no labels; leave labels= out, or write",
        ),
        (
            lambda: training(labels={"classes": "i32"}),
            "derive_training: the example for labels.classes is 'i32'; write a type such as f32[128, 784]",
        ),
    ],
)
def test_what_cannot_be_carried_is_said(call, text):
    with pytest.raises(GraphError, match=re.escape(text)):
        call()
