"""NumPy's reductions with initial=, where=, dtype= and mean=, by name and by position, as functions and methods."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, trace
from ngteach.core.calling.errors import GraphError

A = np.array([[3.0, -1, 2, 0], [0.5, -1, 5, 4], [0, 0, 2, -3]])
MASK = A > 0
ROW = np.array([True, False, True, True])
FORMS = [
    lambda x: np.sum(x, where=x > 0, initial=0.0),
    lambda x: np.sum(x, where=MASK),
    lambda x: np.sum(x, axis=1, where=ROW, initial=2),
    lambda x: np.sum(x, 0, None, None, True),
    lambda x: np.sum(x, 0, np.float32),
    lambda x: np.prod(x, axis=0, where=x != 0),
    lambda x: np.prod(x, 1, None, None, True, 3.0, ROW),
    lambda x: np.max(x, axis=1, where=x < 3, initial=-7.0),
    lambda x: np.max(x, initial=10),
    lambda x: np.min(x, axis=0, initial=0.25),
    lambda x: np.amin(x, 1, None, True, 9.0, x > 1),
    lambda x: np.max(x > 0, axis=1, initial=False),
    lambda x: np.min(x > 0, axis=1, initial=True),
    lambda x: np.all(x, axis=1, where=x > -2),
    lambda x: np.any(x < 0, axis=0, where=ROW),
    lambda x: np.mean(x, where=x > 0),
    lambda x: np.mean(x, axis=1, where=ROW, keepdims=True),
    lambda x: np.mean(x, 0, np.float32),
    lambda x: np.var(x, axis=1, where=x > -2, ddof=1),
    lambda x: np.var(x, 1, None, None, 1, True),
    lambda x: np.var(x, axis=0, mean=np.mean(x, axis=0, keepdims=True)),
    lambda x: np.std(x, axis=1, correction=1),
    lambda x: np.std(x, dtype=np.float32),
    lambda x: np.average(x, axis=1, weights=np.array([1.0, 2, 0, 4])),
    lambda x: np.average(x, axis=(0, 1), weights=np.abs(x) if isinstance(x, np.ndarray) else ng.abs(x)),
    lambda x: np.average(x, 0, np.array([1.0, 2, 3]), True)[1],
    lambda x: np.average(x, returned=True)[1],
    lambda x: np.ptp(x, axis=1, keepdims=True),
    lambda x: np.add.reduce(x, axis=1),
    lambda x: np.multiply.reduce(x),
    lambda x: np.maximum.reduce(x, axis=(0, 1)),
    lambda x: np.minimum.reduce(x, 1),
    lambda x: np.logical_and.reduce(x > 0, axis=1),
    lambda x: np.logical_or.reduce(x > 0),
    lambda x: np.add.accumulate(x, axis=1),
    lambda x: np.multiply.accumulate(x),
    lambda x: x.sum(0, None, None, True),
    lambda x: x.sum(where=x > 0, axis=1),
    lambda x: x.max(1, None, True, -9.0, x < 3),
    lambda x: x.mean(0, np.float64),
    lambda x: x.mean(axis=1, keepdims=True, dtype=None),
    lambda x: x.var(0, ddof=1),
    lambda x: x.std(where=x > 0),
    lambda x: x.prod(initial=2.0),
    lambda x: x.all(axis=0),
    lambda x: x.cumsum(0, np.float32),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_reduction_takes_what_numpys_takes(form):
    want, found = form(A), trace(form, A)(A)
    assert (found.dtype, found.shape) == (np.asarray(want).dtype, np.shape(want))
    np.testing.assert_allclose(found, want, rtol=1e-6 if found.dtype == np.float32 else 1e-14)


def test_without_initial_and_mask_only_the_op_is_recorded():
    def through_numpy(x):
        total = np.sum(x, 0)
        return total

    def by_the_op(x):
        total = ng.sum(x, 0)
        return total

    found, wanted = (trace(f, f32[2, 3], name="f") for f in (through_numpy, by_the_op))
    assert str(found) == str(wanted) and "total: f32[3] = sum(" in str(found)


def test_the_gradient_flows_only_to_selected_elements():
    slope = ng.grad(lambda x: np.sum(np.mean(x, axis=1, where=MASK)))(A)
    np.testing.assert_allclose(slope, MASK / MASK.sum(1, keepdims=True))
    assert not np.isnan(ng.grad(lambda x: np.sum(x, where=x > 0))(np.array([np.nan, 1.0]))).any()


def test_where_std_is_zero_it_is_flat_to_second_order():
    x = np.full((2, 3), 5.0)
    first = ng.grad(lambda x: ng.sum(ng.std(x, axis=1)))
    assert not first(x).any() and not ng.grad(lambda x: ng.sum(first(x) * x))(x).any()
    assert np.isnan(ng.std(np.array([np.nan, 1.0])))


def test_max_of_nothing_selected_is_the_lowest_number():
    assert list(trace(lambda x: np.max(x, axis=1, where=x > 4), A)(A)) == [-np.inf, 5, -np.inf]


MISTAKES = {
    "sum: where= is a mask of bools, found f32[2,3]; write for example where=x > 0": lambda x: np.sum(x, where=x),
    "sum: initial= is one number, found f32[2,3]": lambda x: np.sum(x, initial=x),
    "mean: i32[2,3] is not a float type; write convert(..., f32)": lambda x: np.mean(x.astype(ng.i32)),
    "var: ddof is a number, found 'n'": lambda x: np.var(x, ddof="n"),
    "average: f32[2] are no weights for f32[2,3] along axis=1; write": lambda x: np.average(x, 1, x[:, 0]),
    "average: f32[3] are no weights for f32[2,3] along axis=None; write": lambda x: np.average(x, weights=x[0]),
}


@pytest.mark.parametrize("text,form", MISTAKES.items())
def test_mistakes(text, form):
    with pytest.raises(GraphError) as caught:
        trace(form, f32[2, 3])
    assert str(caught.value).startswith(text)
