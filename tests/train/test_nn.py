"""Layers and losses are plain functions: on tensors they record what they compute on arrays."""

import math
import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import cross_entropy, dense, f32, grad, i32, log_likelihood, mlp, mlp_types, trace
from ngteach.core.calling.errors import GraphError
from ngteach.train.nn import SMALLEST

P = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]], np.float32)
LABELS = np.array([0, 1], np.int32)


def test_dense_is_a_product_and_a_bias():
    x, W, b = np.ones((4, 3), np.float32), np.arange(6, dtype=np.float32).reshape(3, 2), np.float32([1, -1])
    got = trace(dense, f32[4, 3], f32[3, 2], f32[2])(x, W, b)
    np.testing.assert_array_equal(got, x @ W + b)


@pytest.mark.parametrize("sizes", [(5, 3), (5, 4, 3), (5, 6, 4, 3)])
def test_mlp_is_relu_layers_and_then_softmax(sizes):
    rng = np.random.default_rng(0)
    types = mlp_types(sizes)
    weights = {name: rng.standard_normal(t.shape).astype(np.float32) for name, t in types.items()}
    h = x = rng.standard_normal((7, 5)).astype(np.float32)
    for i in range(len(sizes) - 1):
        h = h @ weights[f"W{i}"] + weights[f"b{i}"]
        h = np.maximum(h, 0) if i < len(sizes) - 2 else np.exp(h) / np.exp(h).sum(1, keepdims=True)
    np.testing.assert_allclose(trace(mlp, f32[7, 5], types)(x, weights), h, rtol=1e-5, atol=1e-7)


def test_the_types_of_the_weights_follow_the_sizes():
    assert mlp_types((784, 600, 10)) == {"W0": f32[784, 600], "b0": f32[600], "W1": f32[600, 10], "b1": f32[10]}


def test_log_likelihood_is_the_mean_of_log_p_and_cross_entropy_its_negative():
    wanted = (math.log(0.7) + math.log(0.1)) / 2
    assert math.isclose(trace(log_likelihood, f32[2, 3], i32[2])(P, LABELS), wanted, rel_tol=1e-6)
    assert math.isclose(trace(cross_entropy, f32[2, 3], i32[2])(P, LABELS), -wanted, rel_tol=1e-6)


def test_the_clip_is_the_tutorials_log_min():
    assert np.float32(math.exp(-50.0)) == SMALLEST
    p = np.array([[0.0, 1.0, 0.0]] * 2, np.float32)
    assert trace(cross_entropy, f32[2, 3], i32[2])(p, LABELS) == 25.0  # -50 for the first of two


def test_a_clipped_probability_has_no_gradient_and_no_nan():
    p = np.array([[0.0, 1.0, 0.0], [0.5, 0.25, 0.25]], np.float32)
    slope = trace(grad(cross_entropy), f32[2, 3], i32[2])(p, LABELS)
    np.testing.assert_allclose(slope, [[0, 0, 0], [0, -2, 0]])


def test_the_clip_can_be_put_elsewhere():
    p = np.array([[0.0, 1.0, 0.0]] * 2, np.float32)
    got = trace(lambda p, y: cross_entropy(p, y, smallest=0.5), f32[2, 3], i32[2])(p, np.array([0, 0], np.int32))
    assert math.isclose(got, math.log(2), rel_tol=1e-6)


def test_p_must_be_a_matrix():
    with pytest.raises(GraphError, match=re.escape("log_likelihood: p must be f32[n,classes], found f32[3]")):
        trace(log_likelihood, f32[3], i32[3])


def test_labels_must_be_whole_numbers():
    with pytest.raises(GraphError, match="labels must be whole numbers, found f32"):
        trace(cross_entropy, f32[2, 3], f32[2])


def test_softmax_then_cross_entropy_has_the_slope_p_minus_label():
    def loss(x, y):
        return cross_entropy(ng.softmax(x, 1), y)

    x = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]], np.float32)
    p = np.exp(x) / np.exp(x).sum(1, keepdims=True)
    slope = trace(grad(loss), f32[2, 3], i32[2])(x, LABELS)
    np.testing.assert_allclose(slope, (p - np.eye(3)[LABELS]) / 2, rtol=1e-5, atol=1e-7)
