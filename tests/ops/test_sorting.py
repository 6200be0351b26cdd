"""Sorting, searching and quantiles: ties, NaN, and where dy goes."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, i32, i64, trace
from ngteach.core.calling.errors import GraphError

NAN, INF = np.nan, np.inf
A = np.array([[3.0, 1, 2, 1], [NAN, 5, -INF, 5], [0.0, -0.0, INF, 4]])
FORMS = [
    lambda x: np.sort(x),
    lambda x: np.sort(x, 0, "quicksort"),
    lambda x: np.sort(x, axis=None),
    lambda x: np.argsort(x, axis=1, kind="stable"),
    lambda x: np.argsort(x, 0, "mergesort"),
    lambda x: np.partition(x, 2)[:, 2],
    lambda x: np.partition(x, (0, 3), axis=1)[:, ::3],
    lambda x: np.median(x, axis=1),
    lambda x: np.median(x[::2], axis=(0, 1), keepdims=True),
    lambda x: np.median(x, 0, None, False, True),
    lambda x: np.quantile(x, 0.3, axis=1),
    lambda x: np.quantile(x[:1], np.array([0.0, 0.5, 1.0]), axis=1),
    lambda x: np.percentile(x[0], [0, 100]),
    lambda x: np.percentile(x, 40, axis=0, method="higher", keepdims=True),
    lambda x: np.searchsorted(np.array([1.0, 2.0, 3.0]), x, "right"),
    lambda x: np.searchsorted(np.sort(x[0]), 2.0),
    lambda x: np.searchsorted(x[2], [1.0, 9.0], sorter=np.array([1, 0, 3, 2])),
    lambda x: np.digitize(x, [1.0, 3.0]),
    lambda x: np.digitize(x, np.array([3.0, 1.0]), right=True),
    lambda x: np.interp(x[0], [1.0, 2.0, 4.0], [5.0, 7.0, -1.0]),
    lambda x: np.interp(2.5, np.take(x[0], [1, 2, 0]), np.array([5.0, 7.0, -1.0])),
    lambda x: np.interp(x[2], [1.0], [5.0], left=0.0, right=9.0),
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("form", FORMS)
def test_what_numpy_means(form):
    want, found = np.asarray(form(A)), trace(form, A)(A)
    assert (found.dtype, found.shape) == (want.dtype, want.shape)
    np.testing.assert_allclose(found, want)


def test_equal_elements_keep_their_order_in_both_directions():
    x = np.array([2, 1, 2, 1, 2])
    assert list(ng.argsort(x)) == [1, 3, 0, 2, 4] and list(ng.argsort(x, descending=True)) == [0, 2, 4, 1, 3]
    assert list(ng.top_k(x, 2)[1]) == [0, 2] and list(ng.top_k(x, 2, largest=False)[1]) == [1, 3]


def test_nan_is_the_largest():
    x = np.array([1.0, NAN, 2.0])
    assert list(ng.argsort(x)) == [0, 2, 1] and list(ng.argsort(x, descending=True)) == [1, 2, 0]
    assert list(ng.top_k(x, 1)[1]) == [1]


def test_of_equal_elements_dy_goes_to_the_one_that_was_put_there():
    x = np.array([2.0, 1.0, 2.0, 1.0])
    np.testing.assert_array_equal(ng.grad(lambda x: ng.sum(ng.sort(x) * np.array([1.0, 2, 3, 4])))(x), [3, 1, 4, 2])
    np.testing.assert_array_equal(ng.grad(lambda x: ng.sum(ng.top_k(x, 1)[0]))(x), [1, 0, 0, 0])
    np.testing.assert_array_equal(ng.grad(ng.median)(x), [0.5, 0, 0, 0.5])
    np.testing.assert_array_equal(ng.grad(ng.median)(np.array([5.0, 5.0, 5.0])), [0, 1, 0])


def test_positions_in_i32():
    graph = trace(lambda x: ng.top_k(x, 2, axis=0, dtype=i32), f32[3, 4])
    assert [y.type for y in graph.outputs] == [f32[2, 4], i32[2, 4]]


def test_an_infinity_beside_the_median_stays_out_of_it():
    assert ng.median(np.array([-INF, 1.0, INF])) == 1 and ng.quantile(np.array([INF, INF]), 0.3) == INF


def test_of_nothing_there_is_no_median():
    assert np.isnan(ng.median(np.zeros((2, 0)), axis=1)).all() and ng.quantile(np.zeros((0, 3)), [0.5, 1], 1).shape == (
        2,
        0,
    )


def test_bincount_counts_what_lies_inside():
    np.testing.assert_array_equal(
        trace(lambda x: np.bincount(x, minlength=3), i64[4])(np.array([0, 2, 5, -1])), [1, 0, 1]
    )
    x = np.array([1, 1, 3])
    np.testing.assert_allclose(ng.bincount(x, [0.5, 1.0, 2.0], 5), np.bincount(x, [0.5, 1.0, 2.0], 5))


def test_the_slopes_of_interp_at_and_beyond_the_points():
    xp, fp = np.array([0.0, 1.0, 3.0]), np.array([0.0, 2.0, 0.0])
    slope = ng.grad(lambda x: ng.sum(ng.interp(x, xp, fp)))(np.array([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 4.0]))
    np.testing.assert_array_equal(slope, [0, 2, 2, -1, -1, 0, 0])


MISTAKES = {
    "top_k: k is 5, but f32[2,3] has 3 elements along axis 1": lambda x: ng.top_k(x, 5),
    "top_k: k is 0, but": lambda x: ng.top_k(x, 0),
    "top_k: k is a whole number, found 1.5": lambda x: ng.top_k(x, 1.5),
    "top_k: the positions are i32 or i64, found dtype=f32": lambda x: ng.top_k(x, 1, dtype=f32),
    "partition: kth is 7, but f32[2,3] has 3 elements along axis -1": lambda x: np.partition(x, 7),
    "argsort: kind is \"stable\", found 'fast'": lambda x: ng.argsort(x, kind="fast"),
    "quantile: q lies outside 0 to 1; for percent write percentile(x, q)": lambda x: np.quantile(x, 50),
    "quantile: q must be known, found x: f32[2,3]; write a number": lambda x: ng.quantile(x, x),
    "quantile: method is one of linear, lower": lambda x: np.quantile(x, 0.5, method="weibull"),
    "median: i32[2,3] is not a float type; write convert(..., f32)": lambda x: np.median(x.astype(i32)),
    'searchsorted: side is "left" or "right", found 1': lambda x: np.searchsorted(x[0], 1.0, 1),
    "searchsorted: searches in a vector, found f32[2,3]": lambda x: np.searchsorted(x, 1.0),
    "searchsorted: f32[3] and i64[2] differ in element type; write": lambda x: np.searchsorted(x[0], np.array([1, 2])),
    "bincount: the length must be known, found 0; write minlength=": lambda x: np.bincount(x[0].astype(i32)),
    "bincount: the numbers lie outside 0 to 1; write a larger minlength=": lambda x: ng.bincount(
        np.array([2]), x[0, :1], 2
    ),
    "interp: the points are two vectors of one length, found f32[3] and f32[2]": lambda x: np.interp(x, x[0], x[:, 0]),
}


@pytest.mark.parametrize("text,form", MISTAKES.items())
def test_mistakes(text, form):
    with pytest.raises(GraphError) as caught:
        trace(form, f32[2, 3])
    assert str(caught.value).startswith(text)
