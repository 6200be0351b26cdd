"""A Run of what carries: averages of weights, hidden states, several outputs, and names of every kind."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import Run, f32
from ngteach.core.tree import leaves

RNG = np.random.default_rng(6)
X = RNG.standard_normal((50, 6)).astype(np.float32)
Y = np.argmax(X @ RNG.standard_normal((6, 3)), axis=1).astype(np.int32)
TYPES = {"W": f32[6, 3], "b": f32[3]}


def predict(x, weights):
    return ng.softmax(x @ weights["W"] + weights["b"], axis=1)


def same(found, wanted):
    for a, b in zip(leaves(found), leaves(wanted), strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == b.dtype


def test_inference_may_run_on_a_carried_average_of_the_weights():
    def averaging(x, weights, average):
        return predict(x, weights), {name: 0.9 * average[name] + 0.1 * w for name, w in weights.items()}

    zeros = {name: np.zeros(t.shape, np.float32) for name, t in TYPES.items()}
    run = Run(
        averaging, TYPES, (X, Y), carry={"average": zeros}, inference=lambda x, weights, average: predict(x, average),
        test=(X, Y), batch=10, epochs=4, learning_rate=0.5,
    )  # fmt: skip
    wanted, weights = zeros, run.weights
    for _ in range(run.steps_to_do):
        wanted = {name: 0.9 * a + 0.1 * weights[name] for name, a in wanted.items()}
        run.step()
        weights = {name: w.copy() for name, w in run.weights.items()}
    for name, a in run.carried["average"].items():
        np.testing.assert_allclose(a, wanted[name], rtol=1e-5, atol=1e-6)
    right = np.argmax(X @ run.carried["average"]["W"] + run.carried["average"]["b"], axis=1) == Y
    assert run.accuracy() == np.mean(right)


@pytest.mark.parametrize("last", ["wrap", "drop"])
def test_a_hidden_state_goes_from_batch_to_batch_and_no_gradient_back(last):
    def recurrent(x, weights, h):
        h = ng.tanh(x @ weights["W"] + h @ weights["U"])
        return ng.softmax(h @ weights["V"], axis=1), h

    types = {"W": f32[6, 5], "U": f32[5, 5], "V": f32[5, 3]}
    h = np.zeros((16, 5), np.float32)
    run = Run(recurrent, types, (X, Y), carry={"h": h}, batch=16, epochs=2, last=last)
    W, U = run.weights["W"].copy(), run.weights["U"].copy()
    run.step()
    np.testing.assert_allclose(run.carried["h"], np.tanh(X[:16] @ W + h @ U), rtol=1e-5, atol=1e-6)
    run.train()
    assert np.isfinite(run.losses).all() and run.steps == {"wrap": 7, "drop": 6}[last]


def test_several_outputs_may_stand_before_what_is_carried():
    def both(x, weights, n):
        h = x @ weights["W"]
        return ng.softmax(h + weights["b"], axis=1), h, n + 1

    def loss(outputs, labels):
        p, h = outputs
        return ng.cross_entropy(p, labels) + 0.01 * ng.mean(h * h)

    run = Run(both, TYPES, (X, Y), loss, carry={"n": 0}, batch=10, epochs=1, test=(X, Y))
    run.train()
    assert run.carried["n"] == 5 and len(run.inference.outputs) == 2
    value = run.loss_graph(X[:10], Y[:10], *leaves(run.weights), run.carried["n"])
    outputs = run.inference(X[:10], run.weights, run.carried["n"])
    np.testing.assert_allclose(value, loss(outputs, Y[:10]), rtol=1e-6)


def test_names_and_element_types_of_every_kind_are_saved_and_read_to_the_last_bit(tmp_path):
    def odd(x, weights, s):
        half = ng.convert(ng.convert(s[".."][1], f32) * 0.5, ng.f16)
        return predict(x, weights), {"a/b": s["a/b"] + 1.0, "..": [~s[".."][0], half], "é x": s["é x"] + 1, 7: s[7] + 1}

    first = {
        "a/b": np.float32(0), "..": [np.array([True, False]), np.ones(2, np.float16)], "é x": np.int64(5),
        7: np.uint8(250),
    }  # fmt: skip
    rule = ng.scheduled(ng.clip_by_norm(ng.adamw), lambda t: 1.0 / ng.sqrt(t + 1.0))
    runs = [Run(odd, TYPES, (X, Y), carry={"s": first}, epochs=3, optimizer=rule) for _ in range(2)]
    runs[0].step()
    runs[0].step()
    runs[0].save(tmp_path / "run.npz")
    runs[1].restore(tmp_path / "run.npz")
    for run in runs:
        run.train()
    assert runs[0].losses == runs[1].losses
    same((runs[0].weights, runs[0].carried, runs[0].state), (runs[1].weights, runs[1].carried, runs[1].state))
    same(first["é x"], np.int64(5))


def test_members_under_vmap_and_checkpoint_may_each_have_a_key():
    def rows(x, weights, key):
        keys = ng.random.split(key, x.shape[0] + 1)

        def one(row, own):
            return row @ weights["W"] + weights["b"] + 0.01 * ng.random.normal(own, (3,))

        return ng.softmax(ng.vmap(ng.checkpoint(one))(x, keys[1:]), axis=1), keys[0]

    runs = [
        Run(rows, TYPES, (X, Y), carry={"key": ng.random.key(0)}, epochs=2, last="partial", batch=16, backend=backend)
        for backend in ("cpu", "interpreter")
    ]
    for run in runs:
        run.train()
    np.testing.assert_allclose(runs[0].losses, runs[1].losses, rtol=1e-4)
    same(runs[0].carried, runs[1].carried)
