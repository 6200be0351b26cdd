"""Clipped by norm: the gradient of all weights together gets shorter, and what wraps what is free."""

import pickle
import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, f64, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import leaves
from ngteach.train.optimizer import Optimizer, nothing

RNG = np.random.default_rng(2)
WEIGHTS = {"W": RNG.standard_normal((3, 4)), "b": RNG.standard_normal(4), "c": np.float64(0.5)}
GRADIENTS = {name: RNG.standard_normal(np.shape(w)) for name, w in WEIGHTS.items()}
LENGTH = np.sqrt(sum(np.sum(g * g) for g in GRADIENTS.values()))


def given(gradients, weights, rate, state):
    """Shows the gradients that it is given: they are its next weights."""
    return {name: g + 0.0 for name, g in gradients.items()}, state


SHOWS = Optimizer("shows", given, nothing, by_gradients=True)


def clipped(gradients, most, backend=None):
    """The gradients that an optimizer inside clip_by_norm is given."""
    rule = ng.clip_by_norm(SHOWS, most)
    graph = trace(lambda g: rule.follow(g, g, ng.constant(np.float32(1)), ())[0], gradients)
    return (ng.compile(graph, backend) if backend else graph)(gradients)


def in_type(gradients, dtype):
    return {name: np.asarray(g, dtype) for name, g in gradients.items()}


@pytest.mark.parametrize("backend", [None, "CPU"])
@pytest.mark.parametrize("most", [0.1, 1.0, 3.0, 100.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_all_gradients_are_scaled_alike_to_the_largest_norm(dtype, most, backend):
    factor = min(1.0, most / (LENGTH + 1e-6))
    found = clipped(in_type(GRADIENTS, dtype), most, backend)
    for name, g in found.items():
        assert g.dtype == dtype
        np.testing.assert_allclose(g, GRADIENTS[name] * factor, rtol=1e-6 if dtype == np.float32 else 1e-14)


def test_short_gradients_and_zeros_stay_to_the_last_bit():
    for gradients in (GRADIENTS, {name: 0.0 * g for name, g in GRADIENTS.items()}):
        for name, g in clipped(in_type(gradients, np.float64), 100.0).items():
            np.testing.assert_array_equal(g, gradients[name])


def test_the_small_number_in_the_denominator_is_pytorchs():
    g = {"w": np.array([3e-6, 4e-6])}
    np.testing.assert_allclose(clipped(g, 4e-6)["w"], g["w"] * (4e-6 / (5e-6 + 1e-6)), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_with_an_infinite_norm_what_is_finite_becomes_zero(dtype):
    found = clipped({"w": np.array([np.inf, 1], dtype), "v": np.array([2, -3], dtype)}, 1.0)
    assert np.isnan(found["w"][0]) and found["w"][1] == 0
    np.testing.assert_array_equal(found["v"], [0, 0])
    large = np.array([1e30], np.float32) if dtype == np.float32 else np.array([1e200])  # its square is infinite
    np.testing.assert_array_equal(clipped({"w": large}, 1.0)["w"], [0])


def test_with_a_norm_of_nan_all_are_nan():
    found = clipped({"w": np.array([np.nan, 1]), "v": np.array([2.0])}, 1.0)
    assert all(np.isnan(g).all() for g in leaves(found))


@pytest.mark.peers
@pytest.mark.parametrize(
    "values",
    [
        {"w": [3.0, -4], "v": [[12.0]]},
        {"w": [0.0, 0], "v": [[0.0]]},
        {"w": [np.inf, 1], "v": [[2.0]]},
        {"w": [np.nan, 1], "v": [[2.0]]},
        {"w": [1e30, 1], "v": [[2.0]]},
        {"w": [1e-30, 1e-30], "v": [[1e-30]]},
        {"w": [3e-7, 4e-7], "v": [[0.0]]},
    ],
    ids=["13", "zero", "inf", "nan", "overflow", "underflow", "small"],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("most", [1e-7, 1.0, 20.0])
def test_pytorch_clips_alike(values, dtype, most):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    gradients = in_type(values, dtype)
    parameters = {
        name: torch.nn.Parameter(torch.zeros(g.shape, dtype=torch.tensor(g).dtype)) for name, g in gradients.items()
    }
    for name, p in parameters.items():
        p.grad = torch.tensor(gradients[name])
    torch.nn.utils.clip_grad_norm_(parameters.values(), most)
    for name, g in clipped(gradients, most).items():
        np.testing.assert_allclose(g, parameters[name].grad.numpy(), rtol=1e-6 if dtype == np.float32 else 1e-12)


def test_the_norm_of_weights_of_both_types_has_the_digits_of_the_finer():
    mixed = {"w": np.array([3.0, 4.0]), "v": np.array([12], np.float32)}
    for gradients in (mixed, dict(reversed(mixed.items()))):
        found = clipped(gradients, 6.5)
        assert found["w"].dtype == np.float64 and found["v"].dtype == np.float32
        np.testing.assert_allclose(found["w"], mixed["w"] * (6.5 / (13 + 1e-6)), rtol=1e-14)
        np.testing.assert_allclose(found["v"], [6], rtol=1e-6)


# ---- what wraps what --------------------------------------------------------


def steps(rule, count=8, rate=0.1):
    """The weights after some steps towards 0, and the state."""
    types = {name: f64[np.shape(w)] for name, w in WEIGHTS.items()}
    state = rule.init(types)

    def step(w, rate, state):
        return rule.update(sum(ng.sum(a * a) for a in w.values()), w, rate, state)

    graph, weights = trace(step, types, f64, state), WEIGHTS
    for _ in range(count):
        weights, state = graph(weights, rate, state)
    return weights, state


def halved(t):
    return 0.5 + 0.0 * t


def test_a_wrapper_of_a_wrapper_takes_the_settings_of_all():
    rule = ng.scheduled(ng.clip_by_norm(ng.adamw), ng.cosine(10))
    again = rule(beta1=0.5, most=3.0, schedule=halved)
    assert again == ng.scheduled(ng.clip_by_norm(ng.adamw(beta1=0.5), 3.0), halved)
    assert rule == ng.scheduled(ng.clip_by_norm("adamw"), ng.cosine(10))
    assert repr(again) == "scheduled(clip_by_norm(adamw(beta1=0.5), most=3.0), schedule=halved)"
    with pytest.raises(GraphError, match="scheduled has no setting nesterov; it has schedule, most, beta1, beta2"):
        rule(nesterov=True)


@pytest.mark.parametrize("inner", [ng.sgd, ng.momentum(nesterov=True), ng.adam, ng.adamw], ids=lambda o: o.name)
def test_clipped_and_scheduled_in_any_order_is_the_same(inner):
    one, _ = steps(ng.scheduled(ng.clip_by_norm(inner, 1.0), ng.cosine(10, warmup=3)))
    other, _ = steps(ng.clip_by_norm(ng.scheduled(inner, ng.cosine(10, warmup=3)), 1.0))
    for name, w in one.items():
        np.testing.assert_allclose(w, other[name], rtol=1e-14)


@pytest.mark.parametrize("inner", [ng.sgd, ng.momentum, ng.adam, ng.adamw, ng.tutorial], ids=lambda o: o.name)
def test_a_constant_schedule_is_another_rate_and_counts(inner):
    found, state = steps(ng.scheduled(inner, ng.constant_rate(0.5)))
    wanted, inside = steps(inner, rate=0.05)
    assert state["t"] == 8 and state["t"].dtype == np.float64
    for a, b in zip([*leaves(found), *leaves(state["optimizer"])], [*leaves(wanted), *leaves(inside)], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-13)


def test_a_norm_that_is_never_reached_changes_nothing():
    for inner in (ng.sgd, ng.momentum, ng.adam, ng.adamw):
        for a, b in zip(leaves(steps(ng.clip_by_norm(inner, 1e6))), leaves(steps(inner)), strict=True):
            np.testing.assert_array_equal(a, b)


def test_a_wrapper_has_the_loss_and_the_types_of_what_is_inside():
    rule = ng.scheduled(ng.tutorial, ng.cosine(10))
    assert rule.loss is ng.log_likelihood and ng.clip_by_norm(ng.sgd).loss is ng.cross_entropy
    model = trace(lambda x, W: ng.softmax(x @ W, 1), f32[5, 3], f32[3, 2])
    graph = ng.derive_training(model, optimizer=ng.scheduled(ng.clip_by_norm("adamw"), ng.cosine(10)))
    names = [x.name for x in graph.inputs[4:]]
    assert names == ["state.t", "state.optimizer.m.W", "state.optimizer.v.W", "state.optimizer.t"]
    assert [x.name for x in graph.outputs[3:]] == [f"{name}_next" for name in names]
    assert graph["learning_rate"].type == f32[()]


@pytest.mark.parametrize(
    "rule",
    [
        ng.clip_by_norm(ng.adamw(weight_decay=0.1), 2.0),
        ng.scheduled(ng.clip_by_norm(ng.momentum(nesterov=True)), ng.linear_warmup(5) * ng.step_decay(100)),
        ng.clip_by_norm(ng.scheduled("adam", ng.piecewise_rate({10: 0.5}))),
        ng.scheduled("sgd", halved),
    ],
    ids=["clipped", "product", "inside", "function"],
)
def test_wrapped_optimizers_come_back_from_pickles(rule):
    again = pickle.loads(pickle.dumps(rule))
    assert again == rule and repr(again) == repr(rule)
    for a, b in zip(leaves(steps(again, 3)), leaves(steps(rule, 3)), strict=True):
        np.testing.assert_array_equal(a, b)


def test_any_function_of_the_step_is_a_schedule():
    seen = []

    def schedule(t):
        seen.append(t.type)
        return ng.convert(ng.where(t < 2.0, 1.0, 0.0), f32)

    weights, _ = steps(ng.scheduled(ng.sgd, schedule), 5)
    wanted, _ = steps(ng.sgd, 2)
    assert seen == [f64[()]]
    for name, w in weights.items():
        np.testing.assert_array_equal(w, wanted[name])
    constant, _ = steps(ng.scheduled(ng.sgd, lambda t: 0.5))
    for name, w in steps(ng.sgd, rate=0.05)[0].items():
        np.testing.assert_allclose(constant[name], w, rtol=1e-14)


def test_the_count_goes_on_after_two_to_the_24():
    rule = ng.scheduled(ng.sgd, ng.linear_decay(2**26))
    graph = trace(lambda w, rate, s: rule.update(ng.sum(w["w"]), w, rate, s), {"w": f32}, f32, rule.init({"w": f32}))
    weights, state = graph({"w": np.float32(0)}, 1.0, {"t": np.float64(2**25), "optimizer": ()})
    assert state["t"] == 2**25 + 1 and weights["w"] == -0.5


# ---- schedules --------------------------------------------------------------


def test_schedules_stay_where_they_end():
    for schedule, last in [(ng.cosine(9, last=0.1), 0.1), (ng.linear_decay(9, 2, 0.2), 0.2), (ng.one_cycle(10), 4e-6)]:
        np.testing.assert_allclose([schedule(t) for t in (9, 10, 1000)], last, rtol=1e-10)


def test_a_schedule_is_a_value():
    assert ng.cosine(10) == ng.cosine(10, warmup=0) != ng.cosine(11) and hash(ng.cosine(10)) == hash(ng.cosine(10))
    assert repr(ng.piecewise_rate({20: 0.1, 10: 0.5})) == "piecewise_rate(factors=((10, 0.5), (20, 0.1)))"
    product = ng.linear_warmup(10) * ng.cosine(100)
    assert pickle.loads(pickle.dumps(product)) == product and product(4) == 0.5 * ng.cosine(100)(4)


@pytest.mark.parametrize(
    "call,text",
    [
        (lambda: ng.clip_by_norm(ng.tutorial), "clip_by_norm: tutorial takes the loss, and no gradients that could be"),
        (lambda: ng.clip_by_norm(ng.scheduled("tutorial", ng.cosine(9))), "scheduled takes the loss, and no gradients"),
        (lambda: ng.clip_by_norm(ng.sgd, 0), "most is the largest norm of the gradients, a number above 0, found 0"),
        (
            lambda: ng.clip_by_norm(ng.sgd, "1"),
            "clip_by_norm: most is a number, found '1'",
        ),
        (lambda: steps(ng.clip_by_norm(ng.sgd)(most=-1.0)), "a number above 0, found -1.0"),
        (lambda: ng.clip_by_norm("sdg"), "clip_by_norm: there is no optimizer 'sdg'"),
        (lambda: ng.scheduled("sgd", ng.cosine), "scheduled: found a function, wanted a schedule; write cosine(2000)"),
        (lambda: ng.scheduled("sgd", 0.5), "scheduled: found 0.5, wanted a schedule; write cosine(2000)"),
        (lambda: ng.scheduled(ng.cosine(9), "sgd"), "there is no optimizer"),
        (lambda: steps(ng.scheduled("sgd", lambda t: None)), "the schedule must give one number, f32[] or f64[], for"),
        (
            lambda: steps(ng.scheduled("sgd", lambda t: t > 3.0)),
            "the schedule must give one number, f32[] or f64[], for",
        ),
        (lambda: ng.cosine(0), "cosine: steps is a whole number, 1 or more, found 0"),
        (lambda: ng.cosine(100.0), "cosine: steps is a whole number, 1 or more, found 100.0"),
        (lambda: ng.cosine(10, warmup=10), "cosine: a warm-up of 10 steps leaves none of 10 for the way down"),
        (lambda: ng.linear_decay(10, last=np.inf), "linear_decay: last is a finite number, found inf"),
        (lambda: ng.step_decay(10, -0.1), "step_decay: factor is a finite number, 0 or more, found -0.1"),
        (lambda: ng.exponential_decay("fast"), "exponential_decay: factor is a finite number, 0 or more, found 'fast'"),
        (lambda: ng.piecewise_rate([0.1]), "piecewise_rate: write piecewise_rate({1000: 0.1}), found a list"),
        (lambda: ng.piecewise_rate({-1: 0.1}), "piecewise_rate: a step is a whole number, 0 or more, found -1"),
        (lambda: ng.one_cycle(10, rising=1.0), "one_cycle: rising is the share of the steps with a rising rate"),
        (lambda: ng.one_cycle(3, rising=0.1), "one_cycle: of 3 steps, the share 0.1 is not one step; write more"),
    ],
)
def test_what_cannot_be_is_said(call, text):
    with pytest.raises(GraphError, match=re.escape(text)):
        call()
