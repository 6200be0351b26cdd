"""Running totals and products, and prod: zeros, signs and infinities; and sums of exponentials that overflow."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, i32, trace
from ngteach.core.calling.errors import GraphError

INF, NAN = np.inf, np.nan


def by_hand(x):
    """The gradient of the product, by multiplying all others."""
    return np.array([np.prod(np.delete(x, i)) for i in range(len(x))])


@pytest.mark.parametrize(
    "x", [[3.0], [0.0], [2.0, 0, 5], [0.0, 2, 0, 5], [0.0, 0, 0], [-1.0, 2, INF], [1e-200, 1e-200]]
)
def test_the_gradient_of_a_product_needs_no_division(x):
    x = np.array(x)
    np.testing.assert_array_equal(ng.grad(ng.prod)(x), by_hand(x))


def test_the_second_derivative_of_a_product_with_two_zeros_is_the_product_of_the_rest():
    x = np.array([0.0, 2, 0, 5])
    found = [ng.grad(lambda x, i=i: ng.grad(ng.prod)(x)[i])(x) for i in range(4)]
    wanted = [[0 if i == j else np.prod(np.delete(x, [i, j])) for j in range(4)] for i in range(4)]
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8, 9, 33])
def test_the_gradient_of_a_running_product_is_that_of_a_loop(n):
    x, dy = np.cos(1.0 + np.arange(n)), np.sin(2.0 + np.arange(n))
    x[n // 2 :: 4] = 0
    products = [np.prod(np.delete(x[: j + 1], i)) if i <= j else 0 for i in range(n) for j in range(n)]
    wanted = np.reshape(products, (n, n)) @ dy
    np.testing.assert_allclose(ng.grad(lambda x: ng.sum(ng.cumprod(x) * dy))(x), wanted, rtol=1e-12, atol=1e-14)


def test_the_equations_of_a_long_running_product_grow_with_the_logarithm():
    count = [len(trace(ng.grad(lambda x: ng.sum(ng.cumprod(x))), ng.f64[n]).equations) for n in (16, 256, 4096)]
    assert count[2] - count[1] == count[1] - count[0]


def test_from_the_end_and_without_the_element_itself_as_the_docstring_says():
    x = np.array([1.0, 2, 4, 8])
    np.testing.assert_array_equal(ng.cumsum(x[::-1])[::-1], [15, 14, 12, 8])
    np.testing.assert_array_equal(ng.cumulative_sum(x, include_initial=True)[:-1], [0, 1, 3, 7])


@pytest.mark.parametrize("backend", ["INTERPRETER", "CPU"])
def test_logsumexp_of_minus_infinity_alone_is_minus_infinity_and_flat(backend):
    x = np.array([[-INF, -INF], [-INF, 0.0], [1000.0, 1000.0], [INF, 0.0], [NAN, 0.0]])
    graph = trace(lambda x: (ng.logsumexp(x, axis=1), ng.logsumexp(x, axis=1, keepdims=True)), x)
    for y in ng.compile(graph, backend)(x):
        np.testing.assert_allclose(y.ravel(), [-INF, 0, 1000 + np.log(2), INF, NAN])
    slope = ng.compile(trace(ng.grad(lambda x: ng.sum(ng.logsumexp(x, axis=1))), x), backend)(x)
    np.testing.assert_allclose(slope[:3], [[0, 0], [0, 1], [0.5, 0.5]])
    bend = ng.grad(lambda x: ng.sum(ng.grad(lambda x: ng.sum(ng.logsumexp(x, axis=1)))(x) * x[::-1]))(x[:1] * 1)
    assert np.isfinite(ng.grad(lambda x: ng.sum(ng.grad(lambda x: ng.logsumexp(x))(x)))(x[0])).all() and bend.shape == (
        1,
        2,
    )
    assert ng.logsumexp(np.zeros(0)) == -INF


def test_log_softmax_keeps_the_digits_of_large_numbers():
    x = np.array([10_000.0, 10_000.5], np.float32)
    np.testing.assert_allclose(ng.log_softmax(x), ng.log_softmax(x - 10_000), rtol=1e-6)
    assert list(ng.log_softmax(np.array([0.0, -INF]))) == [0, -INF]


MISTAKES = {
    "cumulative_sum: f32[2,3] is not a vector, so it needs an axis; write axis=0": lambda x: ng.cumulative_sum(x),
    "cumsum: f32[2,3] has no axis 2": lambda x: ng.cumsum(x, 2),
    "cumsum: f32[2,3] cannot be summed as i32; write convert(cumsum(x), i32)": lambda x: ng.cumsum(x, 0, dtype=i32),
    "prod: f32[2,3] cannot be multiplied as i32; write convert(prod(x), i32)": lambda x: ng.prod(x, dtype=i32),
    "np.cumsum: an array cannot hold a tensor": lambda x: np.cumsum(x, out=np.zeros(6, np.float32)),
    "logsumexp: i32[2,3] is not a float type; write convert(..., f32)": lambda x: ng.logsumexp(x.astype(i32)),
    "log_softmax: i32[2,3] is not a float type; write convert(..., f32)": lambda x: ng.log_softmax(x.astype(i32)),
}


@pytest.mark.parametrize("text,form", MISTAKES.items())
def test_mistakes(text, form):
    with pytest.raises(GraphError) as caught:
        trace(form, f32[2, 3])
    assert str(caught.value).startswith(text)


@pytest.mark.parametrize(
    "shape,axis", [((5, 300), 0), ((3, 5, 20, 30), 1), ((30, 20, 5), -1), ((1, 400), 0), ((0, 9), 0)]
)
@pytest.mark.parametrize("mine,numpys", [(ng.cumsum, np.cumsum), (ng.cumprod, np.cumprod)], ids=["sum", "prod"])
def test_many_totals_beside_each_other_have_the_bits_of_numpys(mine, numpys, shape, axis):
    x = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    run = ng.compile(trace(lambda x: mine(x, axis=axis), f32[shape]))
    for y in (mine(x, axis=axis), mine(np.asfortranarray(x), axis=axis), run(x)):
        np.testing.assert_array_equal(y, numpys(x, axis=axis), strict=True)
