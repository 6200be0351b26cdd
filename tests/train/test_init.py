"""The first weights are the same at every run: the tutorial's stream, or He's normal numbers."""

import numpy as np

from ngteach import f32, he_weights, mlp_types, tutorial_weights


def minstd(count):
    """C++'s std::minstd_rand0 started with 1, one number at a time."""
    x, numbers = 1, []
    for _ in range(count):
        x = 16807 * x % 2147483647
        numbers.append(x)
    return numbers


def test_the_stream_is_cpps_whose_ten_thousandth_number_is_known():
    numbers = minstd(10_000)
    assert numbers[-1] == 1043618065  # the C++ standard, [rand.predef]
    u = np.array([x - 1 for x in numbers], np.float32) / np.float32(2147483646)
    wanted = u * np.float32(2) - np.float32(1)
    np.testing.assert_array_equal(tutorial_weights({"W": f32[100, 100]})["W"].ravel(), wanted)


def test_every_tensor_starts_the_stream_again():
    weights = tutorial_weights(mlp_types((20, 30, 10)))
    first = weights["W0"].ravel()
    for w in weights.values():
        np.testing.assert_array_equal(w.ravel(), first[: w.size])
    assert [(w.shape, w.dtype) for w in weights.values()] == [
        (s, np.float32) for s in [(20, 30), (30,), (30, 10), (10,)]
    ]


def test_each_tensor_has_memory_of_its_own():
    weights = tutorial_weights(mlp_types((4, 3, 2)))
    weights["W0"][:] = 7
    assert not (weights["b0"] == 7).any() and weights["b1"].flags.writeable


def test_numbers_lie_between_minus_one_and_one():
    numbers = tutorial_weights({"W": f32[784, 600]})["W"]
    assert -1 <= numbers.min() < -0.999 and 0.999 < numbers.max() < 1 and abs(numbers.mean()) < 0.01


def test_he_weights_have_variance_two_over_rows_and_biases_are_zero():
    weights = he_weights(mlp_types((400, 300, 10)), seed=3)
    assert abs(weights["W0"].var() * 400 / 2 - 1) < 0.02 and not weights["b0"].any() and not weights["b1"].any()
    assert {w.dtype for w in weights.values()} == {np.dtype(np.float32)}


def test_the_variance_for_filters_follows_from_the_channels_and_the_size_that_a_window_sees():
    filters = he_weights({"filters": f32[64, 8, 5, 5]})["filters"]
    assert abs(filters.var() * 8 * 5 * 5 / 2 - 1) < 0.05


def test_a_seed_names_its_numbers():
    types = mlp_types((5, 4))
    one, same, other = he_weights(types, 1), he_weights(types, 1), he_weights(types, 2)
    np.testing.assert_array_equal(one["W0"], same["W0"])
    assert (one["W0"] != other["W0"]).all()
