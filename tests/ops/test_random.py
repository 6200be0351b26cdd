"""Random numbers: the same for the same key everywhere, spread as they say, and never from a hidden state."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, f32, f64, i32, u32, u64

KEY = ng.random.key(42)
WAYS = [("INTERPRETER", {}), *(("CPU", {"threads": n, "deterministic": d}) for n in (1, 2, 3) for d in (False, True))]


@pytest.mark.parametrize("backend,options", WAYS, ids=str)
def test_a_key_gives_the_same_numbers_on_every_backend_and_for_any_number_of_threads(backend, options):
    def numbers(key, step):
        key = ng.random.fold_in(key, step)
        first, second = ng.random.split(key)
        return ng.random.normal(first, (300, 200)), ng.random.uniform(second, (7,), f64), ng.random.permutation(key, 9)

    arrays = KEY, np.array(5)
    found = ng.compile(ng.trace(numbers, *arrays), backend, **options)(*arrays)
    for a, b in zip(found, numbers(*arrays), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6 if a.dtype == np.float32 else 0)
    np.testing.assert_array_equal(found[1], numbers(*arrays)[1])


def test_the_bits_are_those_of_the_published_cipher():
    # Random123's known answers for threefry2x32 with 20 rounds
    from ngteach.ops.random_bits import _threefry

    def encrypted(key, counter):
        with np.errstate(over="ignore"):
            high, low = _threefry(np.array(key, np.uint32), np.array([counter[0] << 32 | counter[1]], np.uint64))
        return int(high[0]), int(low[0])

    ones = (0xFFFFFFFF, 0xFFFFFFFF)
    assert encrypted((0, 0), (0, 0)) == (0x6B200159, 0x99BA4EFE)
    assert encrypted(ones, ones) == (0x1CB996FC, 0xBB002BE7)
    assert encrypted((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3)) == (0xC4923A9C, 0x483DF7A0)


def test_other_keys_give_other_numbers():
    keys = [KEY, *ng.random.split(KEY, 3), *(ng.random.fold_in(KEY, n) for n in (5, 6)), ng.random.key(2**40)]
    assert len({ng.random.bits(k, dtype=u64).item() for k in keys}) == len(keys)


def test_split_is_fold_in_of_the_first_numbers_as_in_jax():
    np.testing.assert_array_equal(ng.random.split(KEY, 3), [ng.random.fold_in(KEY, n) for n in range(3)])


def test_numbers_are_spread_as_they_say():
    n = 200_000
    uniform = ng.random.uniform(KEY, (n,), f64)
    assert uniform.min() >= 0 and uniform.max() < 1
    assert np.abs(np.histogram(uniform, 20, (0, 1))[0] / n - 0.05).max() < 0.002
    normal = ng.random.normal(KEY, (n,))
    assert abs(normal.mean()) < 0.01 and abs(normal.var() - 1) < 0.01 and abs((normal**4).mean() - 3) < 0.1
    assert abs(ng.random.exponential(KEY, (n,)).mean() - 1) < 0.01
    assert abs(ng.random.gumbel(KEY, (n,)).mean() - 0.5772) < 0.01
    assert abs(ng.random.bernoulli(KEY, 0.3, (n,)).mean() - 0.3) < 0.005
    counts = np.bincount(ng.random.randint(KEY, (n,), -3, 4) + 3, minlength=7)
    assert np.abs(counts / n - 1 / 7).max() < 0.005
    p = np.array([0.1, 0.2, 0.7])
    found = ng.random.categorical(KEY, np.broadcast_to(np.log(p), (n, 3)))
    assert np.abs(np.bincount(found) / n - p).max() < 0.005


def test_a_limited_uniform_stays_inside():
    y = ng.random.uniform(KEY, (10_000,), f32, 3.0, 3.5)
    assert y.min() >= 3 and y.max() <= 3.5


def test_a_permutation_keeps_all():
    assert sorted(ng.random.permutation(KEY, 100)) == list(range(100))
    x = np.arange(12).reshape(3, 4)
    y = ng.random.permutation(KEY, x, 1)
    assert sorted(map(tuple, y.T)) == sorted(map(tuple, x.T)) and not np.array_equal(x, y)


def test_dropout_keeps_the_mean_and_its_slope_is_its_mask():
    x = np.ones((1000, 50))
    y = ng.dropout(x, KEY, 0.2)
    assert set(np.unique(y)) == {0.0, 1.25} and abs(y.mean() - 1) < 0.01
    np.testing.assert_array_equal(ng.trace(ng.grad(lambda x, k: ng.sum(ng.dropout(x, k, 0.2))), x, KEY)(x, KEY), y)


def test_a_key_inside_a_traced_function_gives_the_same_numbers_at_each_call():
    graph = ng.trace(lambda x: x + ng.random.uniform(ng.random.key(0), (3,)), f32[3])
    zeros = np.zeros(3, np.float32)
    np.testing.assert_array_equal(graph(zeros), graph(zeros))


@pytest.mark.parametrize(
    "function,text",
    [
        (lambda k: ng.random.uniform(0, (2,)), "a key is u32[2], found i64[]; write random.key(0)"),
        (lambda k: ng.random.uniform(ng.random.split(k), (2,)), "a key is u32[2], found u32[2,2]"),
        (lambda k: ng.random.uniform(k, (2,), i32), "random floats are f32 or f64, found i32"),
        (lambda k: ng.random.bits(k, (2,), i32), "random bits are u32 or u64, found i32; convert them afterwards"),
        (lambda k: ng.random.key(-1), "a seed is a whole number, 0 or more, found -1"),
        (lambda k: ng.random.key(2**64), "a seed is a whole number, 0 or more, found 18446744073709551616"),
        (lambda k: ng.random.key(0.5), "a seed is a whole number, 0 or more, found 0.5"),
        (lambda k: ng.random.randint(k, (2,), 3, 3), "minval must be less than maxval, found 3 and 3"),
        (lambda k: ng.random.randint(k, (2,), 0, 300, ng.u8), "u8 does not hold all from 0 to 299"),
        (lambda k: ng.dropout(ng.convert(k, f32), k, 1.0), "is a number from 0 up to 1, found 1.0"),
        (lambda k: ng.dropout(k, k), "u32[2] is not a float type"),
        (lambda k: ng.random.fold_in(k, 0.5), "data is a whole number, found 0.5"),
    ],
)
def test_what_is_no_key_is_refused(function, text):
    with pytest.raises(GraphError) as caught:
        ng.trace(function, u32[2])
    assert text in str(caught.value)
