"""NumPy's functions, methods and ufuncs on tensors take what NumPy takes, in NumPy's order."""

import re

import numpy as np
import pytest

from ngteach import trace
from ngteach.core.calling.errors import GraphError
from ngteach.ops import as_numpy

X = np.array([[3.0, -1, 2, 0.5], [0, -1, 5, 4], [0, 0, 2, -3]])
ROW = X[0]

SAME = {
    "axis, dtype, out, keepdims": lambda x: np.sum(x, 0, None, None, True),
    "of a method": lambda x: x.sum(1, None, None, True) + x.mean(0, None, None, True),
    "with ddof": lambda x: np.var(x, 0, None, None, 1) + x.var(0, None, None, 1, True),
    "the first by name": lambda x: np.sum(a=x, axis=-1) + np.mean(axis=1, a=x),
    "out=None": lambda x: x.max(axis=0, out=None) + np.exp(x, out=None),
    "limits by name": lambda x: x.clip(max=1) + x.clip(0, 2) + np.clip(x, a_min=0.5, a_max=1),
    "add.reduce": lambda x: np.add.reduce(x) + np.add.reduce(x[0], None),
    "add.reduce with keepdims": lambda x: np.add.reduce(x, 1, None, None, True) * np.add.reduce(x, keepdims=True),
    "maximum.reduce": lambda x: np.maximum.reduce(x, axis=1) - np.minimum.reduce(x, axis=1),
    "logical_and.reduce": lambda x: np.logical_and.reduce(x > -1, axis=1) | np.logical_or.reduce(x > 4, axis=1),
    "subtract.outer": lambda x: np.subtract.outer(x, x[1]) * np.multiply.outer(x, x[0]),
    "outer with an array": lambda x: np.add.outer(ROW, x) + np.add.outer([1.0, 2, 3, 4], x),
    "less.outer": lambda x: np.less.outer(x, x[0]),
    "outer with a number": lambda x: np.power.outer(2.0, x),
    "lists": lambda x: np.maximum(x, [0, 1, 2, 3]) + [[0.5], [1], [2]] * x - (1, 2, 3, 4),
    "lists of bools": lambda x: np.where([True, False, False, True], x, -x * 2),
    "lists and products": lambda x: np.dot([1, 2, 3], x) + np.convolve(x[0], [1, 2, 1], "same") + [1, 1, 1] @ x,
    "dtype of a ufunc": lambda x: np.add(x, 1, dtype=np.float32) + np.exp(x, dtype="f4"),
    "where=True": lambda x: np.exp(x, where=True),
}


@pytest.mark.parametrize("form", SAME.values(), ids=SAME)
def test_numpys_arguments_mean_what_they_mean_to_numpy(form):
    found, want = trace(form, X)(X), form(X)
    assert found.dtype == want.dtype and found.shape == want.shape
    np.testing.assert_allclose(found, want, rtol=2e-6)


def test_a_function_in_c_that_has_no_signature_is_taken_as_it_is_written(monkeypatch):
    monkeypatch.setattr(as_numpy, "_signature", lambda function: None)  # as before NumPy 2.4
    graph = trace(lambda x: np.concatenate([x, x], 1, out=None) @ np.dot(np.concatenate([x.T, x.T]), x), X)
    np.testing.assert_allclose(graph(X), np.concatenate([X, X], 1) @ np.dot(np.concatenate([X.T, X.T]), X))


REFUSED = {
    "where of a ufunc": (lambda x: np.exp(x, where=x > 0), r"np.exp: where= leaves .*; write where\(condition, np.exp"),
    "where beside out": (
        lambda x: np.divide(1.0, x, out=np.zeros_like(x), where=x != 0),
        r"write where\(condition, np.divide\(x, where\(condition, y, 1.0\)\), 0.0\)",
    ),
    "where alone": (lambda x: np.where(x > 0), "np.nonzero has no op .*it; how many elements there will be depends"),
    "at": (lambda x: np.add.at(x, 0, 1.0), r"np.add.at: an array cannot hold a tensor.*; write where\(\)"),
    "out of a ufunc": (lambda x: np.exp(x, out=np.ones(3)), r"np.exp: an array cannot hold a tensor"),
    "out of a function": (lambda x: np.sum(x, 0, out=np.ones(4)), r"np.sum: an array cannot hold .*leave out= away"),
    "out of a method": (lambda x: x.sum(0, out=np.ones(4)), r"np.sum: an array cannot hold .*leave out= away"),
    "a method of a ufunc": (lambda x: np.add.reduceat(x, [0, 2]), "np.add.reduceat has no op to record it"),
    "too many": (lambda x: x.sum(0, None, None, True, 1, 2, 3), "x.sum: too many positional arguments"),
    "unknown": (lambda x: x.mean(keepdim=True), "x.mean: got an unexpected keyword argument 'keepdim'"),
}


@pytest.mark.parametrize("form,message", REFUSED.values(), ids=REFUSED)
def test_what_numpy_takes_and_a_tensor_cannot_is_refused_by_name(form, message):
    with pytest.raises(GraphError, match=message):
        trace(form, X)


def test_joining_two_element_types_says_which_to_convert_to():
    with pytest.raises(
        GraphError, match=r"concatenate: f64\[3,4\] and f32\[1,4\] differ in element type; write convert\(..., f64"
    ):
        trace(lambda x: np.concatenate([x, np.ones((1, 4), np.float32)]), X)


def test_a_list_of_numbers_and_tensors_takes_their_element_type():
    x = X.astype(np.float32)
    graph = trace(lambda x: x[:2, :2] * [[x[0, 0], 1], [0.5, x[1, 1]]] + (1, 2), x)
    found = graph(x)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(
        found, x[:2, :2] * np.array([[x[0, 0], 1], [0.5, x[1, 1]]], "f4") + np.float32([1, 2])
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_choice_between_two_numbers_is_of_the_float_type_around(dtype):
    x = X.astype(dtype)
    graph = trace(lambda x: np.sum(x) / np.sum(np.where(x > 0, 1.0, 0.5)), x)
    np.testing.assert_allclose(graph(x), np.sum(x) / np.sum(np.where(x > 0, 1.0, 0.5)), rtol=1e-6)
    assert graph(x).dtype == dtype


def _filled(x):
    out = np.zeros(4)
    for i in range(4):
        out[i] = np.sum(x[:, i])
    return out


def _row_of(x):
    out = np.zeros((3, 4))
    out[0] = 2.0 * x[0]
    return out


@pytest.mark.parametrize("form", [_filled, _row_of])
def test_an_array_that_is_filled_with_tensors_is_said_to_be_one(form):
    with pytest.raises(
        GraphError, match=r"an array cannot hold a tensor: collect them in a list xs and write stack\(xs\)"
    ):
        trace(form, X)


def test_out_is_left_away_unless_it_is_a_sum_in_place():
    def total(x):
        a = np.zeros((3, 4))
        a += x
        return a

    for form, advice in ((total, "write a = a + x"), (lambda x: np.exp(x, out=np.ones((3, 4))), "leave out= away")):
        with pytest.raises(GraphError, match=re.escape(advice)):
            trace(form, X)


def test_a_percentage_is_asked_for_in_percent():
    with pytest.raises(GraphError, match="percentile: q lies outside 0 to 100 percent"):
        trace(lambda x: np.percentile(x, 140), X)
