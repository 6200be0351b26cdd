"""An optimizer is a function that records an update: checked against the same rule in plain NumPy."""

import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import adam, adamw, f32, momentum, sgd, trace, tutorial
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import leaves
from ngteach.train.optimizers import OPTIMIZERS, Optimizer, optimizer
from ngteach.train.run import Config, Run

TARGET = np.array([[1.0, -2.0], [0.5, 3.0]], np.float32)
START = {"w": np.array([[0.2, 0.1], [-0.3, 0.4]], np.float32), "v": np.array([0.5, -1.5], np.float32)}


def loss_of(weights):
    """Half the squared distance to a target, tilted by v: its gradient is known by hand."""
    away = weights["w"] - TARGET
    return 0.5 * ng.sum(away * away) + 0.5 * ng.sum(weights["v"] * weights["v"])


def gradient(w):
    return {"w": w["w"] - TARGET, "v": w["v"]}


def loss(w):
    return 0.5 * np.sum((w["w"] - TARGET) ** 2) + 0.5 * np.sum(w["v"] ** 2)


def recorded(rule, dtype=np.float32):
    """rule's update as a function of arrays, and its first state."""
    state = rule.init(START)
    step = trace(lambda w, rate, s: rule.update(loss_of(w), w, rate, s), START, f32[()], state, name="step")
    return step, state


def steps(rule, rate=0.1, count=6):
    step, state = recorded(rule)
    weights = START
    for _ in range(count):
        weights, state = step(weights, rate, state)
    return weights, state


def by_hand(update, rate=0.1, count=6):
    """The same in float64; update(w, g, memory, t, loss) changes memory and returns the next w of one name."""
    weights = {k: w.astype(float) for k, w in START.items()}
    memory = {k: {"m": 0.0, "v": 0.0} for k in weights}
    for t in range(1, count + 1):
        now, g = loss(weights), gradient(weights)
        weights = {k: update(weights[k], g[k], memory[k], t, now) for k in weights}
    return weights


RATE = float(np.float32(0.1))


def sgd_by_hand(w, g, memory, t, now):
    return w - RATE * g


def tutorial_by_hand(w, g, memory, t, now):
    return w - RATE * now * g


def momentum_by_hand(w, g, memory, t, now, decay=0.9):
    memory["m"] = decay * memory["m"] + g
    return w - RATE * memory["m"]


def adam_by_hand(w, g, memory, t, now, beta1=0.9, beta2=0.999, epsilon=1e-8):
    memory["m"] = beta1 * memory["m"] + (1 - beta1) * g
    memory["v"] = beta2 * memory["v"] + (1 - beta2) * g * g
    return w - RATE * (memory["m"] / (1 - beta1**t)) / (np.sqrt(memory["v"] / (1 - beta2**t)) + epsilon)


def adamw_by_hand(w, g, memory, t, now, weight_decay=0.01, only=(1, 2)):
    shrunk = w * (1 - RATE * weight_decay) if w.ndim in only else w
    return shrunk + adam_by_hand(w, g, memory, t, now) - w


def decaying(hand, weight_decay):
    """Decay in the gradient."""
    return lambda w, g, *rest: hand(w, g + weight_decay * w, *rest)


def nesterov_by_hand(w, g, memory, t, now, decay=0.9):
    memory["m"] = decay * memory["m"] + g
    return w - RATE * (g + decay * memory["m"])


@pytest.mark.parametrize(
    "rule,hand",
    [
        (sgd, sgd_by_hand),
        (tutorial, tutorial_by_hand),
        (momentum, momentum_by_hand),
        (momentum(decay=0.5), lambda *a: momentum_by_hand(*a, decay=0.5)),
        (adam, adam_by_hand),
        (adam(beta1=0.5, beta2=0.9, epsilon=1e-3), lambda *a: adam_by_hand(*a, 0.5, 0.9, 1e-3)),
        (sgd(weight_decay=0.5), decaying(sgd_by_hand, 0.5)),
        (momentum(weight_decay=0.5), decaying(momentum_by_hand, 0.5)),
        (momentum(nesterov=True), nesterov_by_hand),
        (momentum(nesterov=True, weight_decay=0.5), decaying(nesterov_by_hand, 0.5)),
        (adamw, adamw_by_hand),
        (adamw(weight_decay=0.5), lambda *a: adamw_by_hand(*a, 0.5)),
        (adamw(weight_decay=0.5, decayed="matrices"), lambda *a: adamw_by_hand(*a, 0.5, (2,))),
        (adamw(weight_decay=0.5, decayed=lambda name, t: name == "v"), lambda *a: adamw_by_hand(*a, 0.5, (1,))),
        (adamw(weight_decay=0.0), adam_by_hand),
    ],
    ids=[
        *("sgd", "tutorial", "momentum", "momentum-0.5", "adam", "adam-set", "sgd-decay", "momentum-decay", "nesterov"),
        *("nesterov-decay", "adamw", "adamw-decay", "adamw-matrices", "adamw-some", "adamw-none"),
    ],
)
def test_the_recorded_rule_is_the_rule_by_hand(rule, hand):
    weights, _ = steps(rule)
    for name, wanted in by_hand(hand).items():
        np.testing.assert_allclose(weights[name], wanted, rtol=1e-4, atol=1e-5)  # 1 - 0.999**t in f32


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.name)
def test_the_state_that_comes_out_is_of_the_kind_that_goes_in(rule):
    step, state = recorded(rule)
    _, after = step(START, 0.1, state)
    assert [(a.shape, a.dtype) for a in leaves(after)] == [(a.shape, a.dtype) for a in leaves(state)]


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=lambda rule: rule.name)
def test_a_step_at_rate_zero_leaves_the_weights(rule):
    step, state = recorded(rule)
    weights, _ = step(START, 0.0, state)
    for name, w in START.items():
        np.testing.assert_array_equal(weights[name], w)


@pytest.mark.parametrize(
    "rule", [sgd, momentum(decay=0.3), adam, adamw(weight_decay=0.0)], ids=["sgd", "momentum", "adam", "adamw"]
)
def test_every_rule_comes_to_the_minimum(rule):
    weights, _ = steps(rule, 0.1, 400)
    np.testing.assert_allclose(weights["w"], TARGET, atol=0.01)


def test_the_tutorials_step_is_plain_descent_scaled_by_the_loss():
    once, plain = steps(tutorial, 0.1, 1)[0], steps(sgd, 0.1 * loss(START), 1)[0]
    for name in START:
        np.testing.assert_allclose(once[name], plain[name], rtol=1e-5)


def test_the_tutorials_rule_and_sgd_and_the_others_have_the_loss_they_are_meant_for():
    assert tutorial.loss is ng.log_likelihood
    assert all(o.loss is ng.cross_entropy for o in (sgd, momentum, adam, adamw))


@pytest.mark.parametrize(
    "update,rate", [("tutorial", 0.1), ("sgd", 0.1), ("momentum", 0.02), ("adam", 0.003), ("adamw", 0.003)]
)
def test_each_optimizer_learns_the_digits(update, rate):
    run = Run(Config(epochs=6, update=update, learning_rate=rate))
    run.train()
    assert run.accuracies[-1] > 0.85


def test_optimizers_are_found_by_name():
    assert optimizer("adam") is adam and optimizer(sgd) is sgd and all(OPTIMIZERS[n].name == n for n in OPTIMIZERS)


def test_a_rule_of_ones_own_is_an_optimizer():
    def shrink(loss, weights, rate, state, *, by=0.5):
        return {name: w * by for name, w in weights.items()}, state

    weights, _ = steps(Optimizer("shrink", shrink, lambda weights: ())(by=2.0), count=3)
    np.testing.assert_array_equal(weights["w"], START["w"] * 8)


def test_a_rule_of_ones_own_may_be_by_gradients():
    def signs(gradients, weights, rate, state, *, most=1.0):
        return {name: w - rate * ng.sign(gradients[name]) * most for name, w in weights.items()}, state

    weights, _ = steps(Optimizer("signs", signs, lambda weights: (), by_gradients=True)(most=2.0), count=1)
    np.testing.assert_allclose(weights["w"], START["w"] - 0.2 * np.sign(START["w"] - TARGET), rtol=1e-6)


def test_adamw_counts_exactly_in_f64_and_corrects_as_long_as_it_matters():
    step, state = recorded(adamw)
    for t in (2.0**24, 2.0**40):
        _, after = step(START, 0.1, {**state, "t": np.float64(t)})
        assert after["t"].dtype == np.float64 and after["t"] == t + 1
    late, _ = step(START, 0.1, {**state, "t": np.float64(1e6)})
    g, w = gradient(START)["w"], START["w"]
    wanted = w * (1 - 0.1 * 0.01) - 0.1 * (0.1 * g) / (np.sqrt(0.001 * g * g) + 1e-8)
    np.testing.assert_allclose(late["w"], wanted, rtol=1e-6)


def test_decay_in_the_gradient_of_some_weights_alone():
    weights, _ = steps(sgd(weight_decay=0.5, decayed="matrices"))
    plain, _ = steps(sgd)
    np.testing.assert_array_equal(weights["v"], plain["v"])
    assert np.abs(weights["w"] - plain["w"]).min() > 1e-3


def test_without_decay_nothing_of_it_is_recorded():
    assert str(recorded(sgd(weight_decay=0.0))[0]) == str(recorded(sgd)[0])
    assert str(recorded(momentum(nesterov=False, weight_decay=0.0))[0]) == str(recorded(momentum)[0])


def test_what_is_the_same_for_all_weights_is_computed_once():
    def equations(count):
        weights = {f"w{i}": f32[3, 2] for i in range(count)}
        return len(trace(adamw.follow, weights, weights, f32, adamw.init(weights)).equations)

    assert equations(9) - equations(8) == 13 and equations(1) <= 45


def test_the_first_state_is_made_of_what_the_weights_may_be():
    for rule in (momentum, adam, adamw):
        assert str(rule.init({"b": ng.f32})) == str(rule.init({"b": ng.f32[()]}))
        assert str(rule.init({"b": 0.5})) == str(rule.init({"b": np.float64(0.5)}))


def test_settings_may_be_numpys_numbers():
    assert adamw(weight_decay=np.float64(0.5), beta1=np.float32(0.5)) == adamw(weight_decay=0.5, beta1=0.5)
    assert ng.clip_by_norm(sgd, np.float32(2)) == ng.clip_by_norm(sgd, 2.0)
    assert momentum(nesterov=np.True_) == momentum(nesterov=True)


def test_an_optimizer_shows_as_it_is_written():
    assert repr(adamw(decayed=trace)) == "adamw(decayed=trace)", "which has no address: files hold it"
    assert repr(adamw) == "adamw" and repr(adamw(weight_decay=0.1)) == "adamw(weight_decay=0.1)"


def test_the_old_word_for_the_tutorials_rule_is_taken_and_the_new_one_said():
    with pytest.warns(FutureWarning, match='"seed" is now called "tutorial"'):
        assert optimizer("seed") is tutorial


@pytest.mark.parametrize(
    "call,text",
    [
        (lambda: optimizer("sdg"), "there is no optimizer 'sdg'; there are tutorial, sgd, momentum, adam, adamw"),
        (lambda: optimizer(None), "there is no optimizer None"),
        (lambda: adam(beta=0.5), "adam has no setting beta; it has beta1, beta2, epsilon"),
        (lambda: sgd(decay=0.5), "sgd has no setting decay; it has weight_decay, decayed"),
        (lambda: tutorial(decay=0.5), "tutorial has no setting decay; it has none"),
        (lambda: adamw(weight_decay="0.1"), "adamw: weight_decay is a number, found '0.1'"),
        (lambda: momentum(nesterov=1), "momentum: nesterov is True or False, found 1"),
        (
            lambda: steps(adamw(decayed="biases")),
            "decayed says which weights decay, found 'biases'; "
            'write "all", "matrices", or a function of (name, type)',
        ),
        (lambda: steps(adam(beta1=1.0)), "beta1 is 0 or more and less than 1, found 1.0"),
        (lambda: steps(adamw(beta2=-1)), "beta2 is 0 or more and less than 1, found -1"),
        (lambda: steps(adam(epsilon=-1e-8)), "epsilon is 0 or more, found -1e-08"),
        (lambda: steps(sgd(weight_decay=-0.1)), "weight_decay is a number, 0 or more, found -0.1"),
        (lambda: steps(adamw(weight_decay=float("nan"))), "weight_decay is a number, 0 or more, found nan"),
        (lambda: steps(momentum(decay=-1.0)), "decay is a number, 0 or more, found -1.0"),
        (lambda: adam.init(None), "found a NoneType, wanted a tensor, an array or a number"),
    ],
)
def test_a_wrong_name_lists_the_right_ones(call, text):
    with pytest.raises(GraphError, match=re.escape(text)):
        call()
