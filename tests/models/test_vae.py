"""The autoencoder draws from the bells that it encodes, and its loss is what their images cost."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, f64, u32
from ngteach.core.calling.errors import GraphError
from ngteach.models.vae import DRAWS, decode, encode, first_weights, measured, model, nats, vae, vae_types

TYPES = vae_types(6, f64, hidden=5)
WEIGHTS = first_weights(TYPES, 3)
X = np.random.default_rng(0).random((4, 2, 3))


def test_its_loss_is_what_the_images_cost_when_drawn_with_the_keys_numbers():
    key = ng.random.key(5)
    outputs, later = vae(X, WEIGHTS, key)
    now, following = ng.random.split(key)
    np.testing.assert_array_equal(later, following)
    x = X.reshape(4, 6)
    mean, log_variance = encode(x, WEIGHTS["encoder"])
    deviation = np.exp(log_variance / 2)
    p = 1 / (1 + np.exp(-decode(mean + deviation * ng.random.normal(now, (4, 2), f64), WEIGHTS["decoder"])))
    missed = -np.sum(x * np.log(p) + (1 - x) * np.log(1 - p), axis=1)
    far = np.sum((deviation**2 + mean**2 - 1) / 2 - np.log(deviation), axis=1)
    np.testing.assert_allclose(outputs["missed"], missed, rtol=1e-12)
    np.testing.assert_allclose(outputs["far"], far, rtol=1e-12)
    assert nats(outputs) == pytest.approx(np.mean(missed + far), rel=1e-12)


def test_what_is_measured_is_the_mean_of_draws():
    each, _ = vae(np.repeat(X, DRAWS, axis=0), WEIGHTS, ng.random.key(9))
    found = measured(X, WEIGHTS, ng.random.key(9))
    np.testing.assert_allclose(found["missed"], each["missed"].reshape(4, DRAWS).mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(found["far"], vae(X, WEIGHTS, ng.random.key(9))[0]["far"], rtol=1e-12)


def test_its_derivatives_are_those_of_differences():
    ng.check_grads(lambda w: nats(vae(X, w, ng.random.key(1))[0]), (WEIGHTS,), order=1)


def test_its_training_graph_takes_no_labels_and_hands_the_key_on():
    forward = ng.trace(vae, f32[4, 2, 3], vae_types(6, hidden=5), u32[2])
    training = ng.derive_training(forward, nats, "adam", "weights", carry=("key",))
    assert [x.name for x in training.inputs][:2] == ["x", "learning_rate"]
    weights = first_weights(vae_types(6, hidden=5), 3)
    key, drawn = ng.random.key(5), []
    for _ in range(3):
        loss, _, _, key, _ = training(X.astype(np.float32), np.float32(0), weights, key, ng.adam.init(weights))
        drawn.append(float(loss))
    assert len(set(drawn)) == 3  # the same images and weights, other random numbers


def test_it_learns_the_digits_and_draws_its_plane():
    run = ng.Run(ng.models.load("vae"), epochs=2)
    run.train()
    assert run.losses[0] > 40 and 25 < np.mean(run.losses[-10:]) < 30
    assert run.model.picture(run).startswith("<svg")


def test_it_refuses_names():
    with pytest.raises(GraphError, match="vae takes images, found .*; write --data digits"):
        model(ng.load_data("names"))
