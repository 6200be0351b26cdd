"""Normalisation: what its result is by definition, and what it refuses."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, f32, f64, i32

RNG = np.random.default_rng(0)
X = RNG.normal(3, 2, (6, 4, 5))


def standard(y, axes):
    return np.abs(y.mean(axes)).max() < 1e-12 and np.abs(y.var(axes) - 1).max() < 1e-12


def test_what_comes_out_has_mean_0_and_variance_1():
    assert standard(ng.batch_norm_training(X, epsilon=0.0)[0], (0, 2))
    assert standard(ng.layer_norm(X, axis=(1, 2), epsilon=0.0), (1, 2))
    assert standard(ng.instance_norm(X, epsilon=0.0), 2)
    assert standard(ng.group_norm(X, 2, epsilon=0.0).reshape(6, 2, 10), 2)
    np.testing.assert_allclose((ng.rms_norm(X, epsilon=0.0) ** 2).mean(-1), 1)


def test_batch_norm_with_its_own_statistics_is_batch_norm_training():
    scale, shift = RNG.normal(size=(2, 4))
    y, mean, variance = ng.batch_norm_training(X, scale, shift)
    np.testing.assert_allclose(ng.batch_norm(X, scale, shift, mean, variance), y, rtol=1e-12)
    np.testing.assert_allclose(mean, X.mean((0, 2)))
    np.testing.assert_allclose(variance, X.var((0, 2)))


def test_one_group_is_the_layer_and_as_many_as_channels_the_instance():
    np.testing.assert_allclose(ng.group_norm(X, 1), ng.layer_norm(X, axis=(1, 2)), rtol=1e-12)
    np.testing.assert_allclose(ng.group_norm(X, 4), ng.instance_norm(X), rtol=1e-12)


def test_equal_numbers_become_0_and_have_a_finite_slope():
    x = np.full((2, 3), 7.0)
    np.testing.assert_array_equal(ng.layer_norm(x), 0)
    assert np.isfinite(ng.trace(ng.grad(lambda x: ng.sum(ng.layer_norm(x) ** 2)), x)(x)).all()


@pytest.mark.parametrize("axis,size", [(1, 1), (1, 3), (2, 5), ((1, 2), 3)])
def test_a_local_response_is_divided_by_its_neighbourhood(axis, size):
    y = ng.local_response_norm(X, size, alpha=0.3, beta=0.6, bias=1.5, axis=axis)
    reach, axes = (size - 1) // 2, (axis,) if isinstance(axis, int) else axis
    for at in np.ndindex(X.shape):
        near = tuple(slice(max(i - reach, 0), i + reach + 1) if a in axes else i for a, i in enumerate(at))
        np.testing.assert_allclose(y[at], X[at] / (1.5 + 0.3 / size * np.sum(X[near] ** 2)) ** 0.6)


@pytest.mark.peers
def test_pytorch_normalises_neighbouring_channels_alike():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    theirs = torch.nn.functional.local_response_norm(torch.from_numpy(X), 3, 0.3, 0.6, 1.5).numpy()
    np.testing.assert_allclose(ng.local_response_norm(X, 3, alpha=0.3, beta=0.6, bias=1.5), theirs, rtol=1e-12)


@pytest.mark.parametrize(
    "function,type,text",
    [
        (lambda x: ng.layer_norm(x, np.ones(3, np.float32)), f32[2, 4], "scale must be f32[4], one number for each"),
        (lambda x: ng.layer_norm(x), i32[2, 4], "layer_norm: i32[2,4] is not a float type"),
        (lambda x: ng.group_norm(x, 3), f32[2, 4], "the 4 channels of f32[2,4] cannot be put into 3 groups"),
        (lambda x: ng.group_norm(x, 0), f32[2, 4], "groups is a whole number, 1 or more, found 0"),
        (lambda x: ng.instance_norm(x), f32[2, 4], "has no space; write layer_norm"),
        (lambda x: ng.batch_norm_training(x, axis=2), f32[2, 4], "f32[2,4] has no axis 2"),
        (lambda x: ng.batch_norm_training(x, epsilon=-1), f64[2, 4], "epsilon is a number, 0 or more, found -1"),
        (lambda x: ng.local_response_norm(x, 2.5), f32[2, 4], "size is a whole number, 1 or more, found 2.5"),
    ],
)
def test_what_does_not_fit_is_refused(function, type, text):
    with pytest.raises(GraphError) as caught:
        ng.trace(function, type)
    assert text in str(caught.value)
