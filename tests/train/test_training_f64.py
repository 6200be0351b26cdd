"""Training in f64, and in both: each weight keeps its element type, and no step has fewer digits than its weight."""

from functools import partial

import numpy as np
import pytest

import ngteach as ng
from ngteach import derive_training, f32, f64, trace
from ngteach.core.tree import leaves
from ngteach.serialize import from_json, to_json
from ngteach.train import checkpoint
from ngteach.train.optimizers import OPTIMIZERS, optimizer

RNG = np.random.default_rng(5)
N, SIZES, RATE, STEPS = 8, (6, 5, 3), 0.05, 20
X, LABELS = RNG.random((N, SIZES[0])), (np.arange(N) % SIZES[-1]).astype(np.int32)
WEIGHTS = {name: RNG.normal(size=t.shape) for name, t in ng.mlp_types(SIZES).items()}
every_rule = pytest.mark.parametrize("update", OPTIMIZERS)


def mixed(x, weights):
    """A first layer in f64, a second one in f32."""
    h = ng.relu(x @ weights["W0"] + weights["b0"])
    return ng.softmax(ng.convert(h, f32) @ weights["W1"] + weights["b1"], axis=1)


def in_types(weights, second):
    return {name: w.astype(second.dtype if name[1] == "1" else np.float64) for name, w in weights.items()}


def training_of(model, weights, update):
    return derive_training(trace(model, X, {n: w for n, w in weights.items()}), optimizer=update, trainable="weights")


def steps(graph, weights, update, count=STEPS, rate=RATE):
    state = optimizer(update).init(weights)
    for _ in range(count):
        loss, _, weights, state = graph(X, LABELS, rate, weights, state)
    return loss, weights, state


@pytest.mark.peers
@every_rule
def test_in_f64_training_agrees_with_pytorch_to_twelve_digits(update):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    _, found, _ = steps(training_of(ng.mlp, WEIGHTS, update), WEIGHTS, update)
    weights = {name: torch.from_numpy(w.copy()).requires_grad_() for name, w in WEIGHTS.items()}
    made = {
        "sgd": torch.optim.SGD,
        "momentum": partial(torch.optim.SGD, momentum=0.9),
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
    }
    descent = made[update](weights.values(), lr=RATE) if update in made else None
    for _ in range(STEPS):
        h = torch.relu(torch.from_numpy(X) @ weights["W0"] + weights["b0"])
        loss = torch.nn.functional.cross_entropy(h @ weights["W1"] + weights["b1"], torch.from_numpy(LABELS).long())
        for w in weights.values():
            w.grad = None
        loss.backward()
        if descent:
            descent.step()
        else:
            with torch.no_grad():
                for w in weights.values():
                    w -= RATE * loss * w.grad
    for name, w in found.items():
        assert w.dtype == np.float64
        np.testing.assert_allclose(w, weights[name].detach().numpy(), rtol=1e-12, atol=1e-12)


@every_rule
@pytest.mark.parametrize("second", [f32, f64], ids=str)
def test_every_weight_and_its_state_keep_their_type_in_both_backends(update, second):
    weights = in_types(WEIGHTS, second)
    graph = training_of(mixed if second is f32 else ng.mlp, weights, update)
    assert graph["learning_rate"].type == f64[()]
    loss, found, state = steps(graph, weights, update)
    assert {n: w.dtype for n, w in found.items()} == {n: w.dtype for n, w in weights.items()}
    assert [s.dtype for s in leaves(state)] == [s.dtype for s in leaves(optimizer(update).init(weights))]
    for other in (ng.compile(graph, "CPU", threads=2), from_json(to_json(graph))):
        again, same, same_state = steps(other, weights, update)
        np.testing.assert_allclose(again, loss, rtol=1e-5)
        for a, b in zip([*leaves(found), *leaves(state)], [*leaves(same), *leaves(same_state)], strict=True):
            assert a.dtype == b.dtype
            np.testing.assert_allclose(a, b, rtol=1e-10 if second is f64 else 1e-4, atol=1e-6 * (second is f32))


@every_rule
def test_a_mixed_model_learns_as_one_of_a_single_type_does(update):
    _, both, _ = steps(training_of(mixed, in_types(WEIGHTS, f32), update), in_types(WEIGHTS, f32), update)
    _, one, _ = steps(training_of(ng.mlp, WEIGHTS, update), WEIGHTS, update)
    for name, w in one.items():
        np.testing.assert_allclose(both[name], w, rtol=1e-3, atol=1e-4)


@every_rule
@pytest.mark.parametrize("weight", [f32, f64], ids=str)
@pytest.mark.parametrize("number", [f32, f64], ids=str)
@pytest.mark.parametrize("rate", [f32, f64], ids=str)
def test_loss_and_rate_may_be_of_either_type(update, weight, number, rate):
    rule = optimizer(update)
    start = {"w": np.array([1.0, 2.0], weight.dtype)}
    state = rule.init(start)

    def step(w, rate, state):
        return rule.update(ng.convert(ng.sum(w["w"] * w["w"]), number), w, rate, state)

    graph = trace(step, start, rate[()], state)
    following, after = ng.compile(graph, "CPU")(start, 0.25, state)
    size = {"tutorial": 0.25 * 5, "sgd": 0.25, "momentum": 0.25}.get(update)
    slope = 2 * start["w"]
    shrunk = start["w"] * (1 - 0.25 * 0.01 * (update == "adamw"))
    wanted = shrunk - (0.25 * np.sign(slope) if update.startswith("adam") else size * slope)
    assert following["w"].dtype == weight.dtype and [a.dtype for a in leaves(after)] == [a.dtype for a in leaves(state)]
    np.testing.assert_allclose(following["w"], wanted, rtol=1e-5)  # 1 - 0.999 in f32


def test_a_loss_in_f32_may_train_weights_in_f64():
    def loss(p, labels):
        return ng.cross_entropy(ng.convert(p, f32), labels)

    inference = trace(ng.mlp, X, WEIGHTS)
    for update in OPTIMIZERS:
        graph = derive_training(inference, loss, update, "weights")
        value, found, _ = steps(graph, WEIGHTS, update, 3)
        assert value.dtype == np.float32 and all(w.dtype == np.float64 for w in found.values())


def test_a_model_in_f32_has_the_training_function_that_it_had():
    weights = {name: w.astype(np.float32) for name, w in WEIGHTS.items()}
    for update in OPTIMIZERS:
        graph = derive_training(trace(ng.mlp, X.astype(np.float32), weights), optimizer=update, trainable="weights")
        assert graph["learning_rate"].type == f32[()]
        doubles = [x for x in graph.tensors() if x.type.element is f64]
        assert "convert" not in str(graph) and not doubles or update == "adamw" and all(x.shape == () for x in doubles)


def test_a_state_in_f64_is_saved_and_read_to_the_last_bit(tmp_path):
    _, weights, state = steps(training_of(ng.mlp, WEIGHTS, "adam"), WEIGHTS, "adam", 3)
    arrays = {str(i): a for i, a in enumerate(leaves((weights, state)))}
    checkpoint.save(tmp_path / "run.npz", arrays, {})
    found, _ = checkpoint.load(tmp_path / "run.npz")
    for name, a in arrays.items():
        assert found[name].dtype == a.dtype == np.float64 and np.array_equal(found[name], a)
