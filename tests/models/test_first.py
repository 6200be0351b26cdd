"""First weights are the same numbers on every machine, of the size that was asked for."""

import numpy as np
import pytest

from ngteach import f32, f64
from ngteach.models.first import he, normal_weights


def test_matrices_are_normal_vectors_zero_and_scales_one():
    types = {"W": f32[300, 100], "b": f32[100], "norm": {"scale": f64[5], "shift": f64[5]}, "rate": f32}
    found = normal_weights(types, 3, 0.02)
    assert found["W"].std() == pytest.approx(0.02, rel=0.02) and abs(found["W"].mean()) < 0.001
    assert not found["b"].any() and not found["norm"]["shift"].any() and found["rate"] == 0
    assert (found["norm"]["scale"] == 1).all()
    assert [found["W"].dtype, found["norm"]["scale"].dtype] == [np.float32, np.float64]


def test_a_seed_is_always_the_same_numbers_and_no_two_weights_are_alike():
    wanted = [0.351604472202, -1.154200173148, -0.046183450479, 0.61482580308]
    one, two = normal_weights([f64[2, 2], f64[2, 2]], 7, 1.0)
    np.testing.assert_allclose(one.ravel(), wanted, rtol=1e-10)
    assert not (one == two).any() and not (one == normal_weights([f64[2, 2]] * 2, 8, 1.0)[0]).any()


def test_hes_deviation_counts_what_comes_into_one_output():
    assert he(f32[50, 3]) == he(f32[8, 2, 5, 5]) == pytest.approx(0.2)
