"""Convolutions and pooling: what is a choice, and what is refused."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, f64, grad, i32, trace
from ngteach.core.calling.errors import GraphError

IMAGES = f32[2, 3, 8, 8]


def test_equal_elements_of_a_window_share_the_adjoint():
    dx = grad(lambda x: ng.sum(ng.max_pool(x, 2)))
    np.testing.assert_array_equal(dx(np.array([[[1.0, 1.0, 0.0, 2.0]]])), [[[0.5, 0.5, 0.0, 1.0]]])


def test_a_window_that_lies_in_the_padding_has_no_largest_element_and_the_mean_zero():
    x = np.ones((1, 1, 2), np.float32)
    np.testing.assert_array_equal(ng.max_pool(x, 1, padding=1), [[[-np.inf, 1, 1, -np.inf]]])
    np.testing.assert_array_equal(ng.average_pool(x, 1, padding=1), [[[0, 1, 1, 0]]])
    whole = ng.max_pool(x.astype(np.int32), 1, padding=1)
    assert whole.min() == np.iinfo(np.int32).min


def test_the_mean_leaves_the_padding_out_unless_told():
    x = np.ones((1, 1, 3))
    np.testing.assert_array_equal(ng.average_pool(x, 3, strides=1, padding=1), [[[1, 1, 1]]])
    counted = ng.average_pool(x, 3, strides=1, padding=1, include_padding=True)
    np.testing.assert_allclose(counted, [[[2 / 3, 1, 2 / 3]]])


def test_a_transposed_convolution_is_the_adjoint_of_the_convolution():
    rng = np.random.default_rng(0)
    x, filters, dy = (rng.normal(size=s) for s in ((2, 4, 7, 6), (6, 2, 3, 2), (2, 6, 2, 3)))
    settings = {"strides": 2, "padding": ((0, 1), (1, 0)), "dilation": (2, 1), "groups": 2}

    def product(x, dy):
        return ng.sum(ng.convolution(x, filters, **settings) * dy)

    dx = trace(grad(product), x, dy)(x, dy)
    found = ng.convolution_transpose(dy, filters, **settings, output_padding=(1, 1))
    np.testing.assert_allclose(found, dx, rtol=1e-12)


def test_a_convolution_of_single_elements_copies_nothing():
    graph = trace(lambda x, f: ng.convolution(x, f), IMAGES, f32[4, 3, 1, 1])
    assert not [eqn for eqn in graph.equations if eqn.op is ng.windows]


REFUSED = [
    (lambda x: ng.convolution(x, f32[4, 1, 3, 3]), "f32[2,3,8,8] has 3 channels, but f32[4,1,3,3] is for 1 in each of"),
    (lambda x: ng.convolution(x, f32[4, 8, 3, 3]), "if they are the last axis write transpose(x, (0, 3, 1, 2))"),
    (lambda x: ng.average_pool(x, 9), "a window spans 9 elements, but f32[2,3,8,8] has an axis of 8"),
    (lambda x: ng.max_pool(x, 2, 2), "max_pool: takes in order x, size, and by name strides, padding, dilation, ceil"),
    (lambda x: ng.convolution(x, f32[4, 3, 3]), "filters with as many axes, found f32[2,3,8,8] and f32[4,3,3]"),
    (lambda x: ng.convolution(x, f64[4, 3, 3, 3]), "differ in element type; write convert(..., f64)"),
    (lambda x: ng.convolution(x, f32[4, 3, 9, 3]), "a window spans 9 elements, but f32[2,3,8,8] has an axis of 8"),
    (
        lambda x: ng.convolution(x, f32[4, 3, 3, 3], strides=0),
        "strides is a whole number of at least 1, or one for each",
    ),
    (lambda x: ng.convolution(x, f32[4, 3, 3, 3], padding=(1, 2, 3)), "or for each of 2 axes a number or a pair"),
    (lambda x: ng.convolution(x, f32[4, 3, 3, 3], padding="full"), "valid, same, same_upper, same_lower; found 'full'"),
    (lambda x: ng.convolution(x, f32[4, 3, 3, 3], padding=-5), "the padding (-5, -5) cuts off more than"),
    (lambda x: ng.convolution_transpose(x, f32[4, 3, 3, 3]), "f32[2,3,8,8] has 3 channels, but f32[4,3,3,3] is for 4"),
    (lambda x: ng.max_pool(x, (2, 2, 2)), "size is a whole number of at least 1, or one for each of 2 axes"),
    (lambda x: ng.max_pool(x[0, 0], 2), "takes images [n, channels, space...], found f32[8,8]"),
    (lambda x: ng.average_pool(ng.convert(x, i32), 2), "i32[2,3,8,8] is not a float type; write convert(..., f32)"),
    (lambda x: ng.windows(x, ()), "sizes has a number for each axis"),
    (
        lambda x: ng.add_windows(x, (8, 8)),
        "f32[2,3,8,8] has windows at (8, 8) places, but in the space (8, 8) there are",
    ),
]


@pytest.mark.parametrize(("mistake", "says"), REFUSED, ids=[says for _, says in REFUSED])
def test_a_mistake_is_refused_in_words(mistake, says):
    with pytest.raises(GraphError) as caught:
        trace(mistake, IMAGES)
    assert says in str(caught.value)
