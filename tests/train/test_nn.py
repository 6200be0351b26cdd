"""Layers and losses are plain functions: on tensors they record what they compute on arrays."""

import math
import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import (
    cross_entropy,
    dense,
    f32,
    f64,
    grad,
    i32,
    log_likelihood,
    mlp,
    mlp_types,
    softmax_cross_entropy,
    trace,
)
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


# ---- a cross-entropy of scores ------------------------------------------------

SCORES = np.array([[[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]], [[2.0, 2.0, 2.0], [-1.0, 0.0, 4.0]]])  # f64[2,2,3]
WORDS = np.array([[0, 2], [-1, 1]], np.int32)


def minus_log_softmax(scores, label):
    return math.log(np.exp(scores - scores[label]).sum())


def test_softmax_cross_entropy_is_the_mean_over_the_labels_that_count():
    each = [minus_log_softmax(SCORES[i, j], WORDS[i, j]) for i, j in ((0, 0), (0, 1), (1, 1))]
    got = trace(lambda s, y: softmax_cross_entropy(s, y, ignore=-1), f64[2, 2, 3], i32[2, 2])(SCORES, WORDS)
    assert math.isclose(got, np.mean(each), rel_tol=1e-12)
    assert math.isclose(softmax_cross_entropy(SCORES[0], WORDS[0]), np.mean(each[:2]), rel_tol=1e-12)


def test_where_no_clip_is_reached_it_is_cross_entropy_of_softmax():
    found = softmax_cross_entropy(SCORES[0], WORDS[0])
    assert math.isclose(found, cross_entropy(ng.softmax(SCORES[0], 1), WORDS[0]), rel_tol=1e-12)


def test_a_hopeless_row_has_a_slope_and_large_scores_do_no_harm():
    scores = np.array([[0.0, 1000.0], [1e30, -1e30]], np.float32)
    loss, slope = ng.value_and_grad(softmax_cross_entropy)(scores, np.array([0, 0], np.int32))
    assert loss == 500.0
    np.testing.assert_array_equal(slope, [[-0.5, 0.5], [0, 0]])


def test_what_is_ignored_has_no_slope():
    slope = grad(lambda s: softmax_cross_entropy(s, WORDS, ignore=-1))(SCORES)
    assert not slope[1, 0].any() and slope[WORDS >= 0].all()


def test_a_class_that_cannot_be_does_no_harm():
    """Its score is -inf, as that of a letter that is masked; 0 * inf would be NaN."""
    scores = np.array([[1.0, -np.inf, 1.0]])
    loss, slope = ng.value_and_grad(softmax_cross_entropy)(scores, np.array([0]))
    assert math.isclose(loss, math.log(2))
    np.testing.assert_allclose(slope, [[-0.5, 0, 0.5]])


@pytest.mark.parametrize("label", [3, -1])
def test_a_label_outside_the_classes_spoils_the_loss_and_its_slope(label):
    loss, slope = ng.value_and_grad(softmax_cross_entropy)(SCORES[0], np.array([0, label]))
    assert math.isnan(loss) and np.isnan(slope[1]).all()


def test_scores_and_labels_must_fit():
    with pytest.raises(GraphError, match=re.escape("scores are f32[4,3], so labels must be i32[4], found i32[3]")):
        trace(softmax_cross_entropy, f32[4, 3], i32[3])
    with pytest.raises(GraphError, match=re.escape("scores must be f32[...,classes], found i32[4,3]")):
        trace(softmax_cross_entropy, i32[4, 3], i32[4])
    with pytest.raises(GraphError, match="labels must be whole numbers, found f32"):
        trace(softmax_cross_entropy, f32[4, 3], f32[4])
