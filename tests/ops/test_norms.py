"""Norms, NaN left out, differences and covariances: NumPy's meaning, and what happens at 0."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, i32, trace
from ngteach.core.calling.errors import GraphError

NAN, INF = np.nan, np.inf
A = np.array([[3.0, -1, 2, 0], [0.5, -1, 5, 4], [0, 0, 2, -3]])
HOLES = np.array([[1.0, NAN, 3, 2], [NAN, NAN, NAN, NAN], [-INF, 2, NAN, 4]])
FORMS = [
    lambda x: np.linalg.norm(x),
    lambda x: np.linalg.norm(x, axis=0),
    lambda x: np.linalg.norm(x, 1, 1, True),
    lambda x: np.linalg.norm(x, ord=INF, axis=(1, 0)),
    lambda x: np.linalg.norm(x, "fro"),
    lambda x: np.linalg.norm(x, 3.5, 0),
    lambda x: np.linalg.norm(x[0], 0),
    lambda x: np.linalg.vector_norm(x, ord=1),
    lambda x: np.linalg.matrix_norm(x, ord=-1),
    lambda x: np.linalg.norm(x[:, :0], INF, axis=1),
    lambda x: np.linalg.norm(x[:0], INF, axis=(0, 1)),
    lambda x: np.linalg.vector_norm(x[:0], ord=INF),
    lambda x: np.diff(x),
    lambda x: np.diff(x, 2, 0),
    lambda x: np.diff(x, prepend=0.0, append=x[:, :1]),
    lambda x: np.diff(x, axis=0, append=[[1.0, 2.0, 3.0, 4.0]]),
    lambda x: np.diff(x > 0),
    lambda x: np.ediff1d(x, 1.0, [0.0, 9.0]),
    lambda x: np.gradient(x[0]),
    lambda x: np.gradient(x[0], 0.5),
    lambda x: np.gradient(x, [0.0, 1, 3], [0.0, 1, 1.5, 4], edge_order=2)[0],
    lambda x: np.gradient(x, [0.0, 1, 3], [0.0, 1, 1.5, 4], edge_order=2)[1],
    lambda x: np.gradient(x, 2.0, 0.5)[1],
    lambda x: np.gradient(x, axis=0, edge_order=2),
    lambda x: np.trapezoid(x),
    lambda x: np.trapezoid(x, [0.0, 1, 3], axis=0),
    lambda x: np.trapezoid(x, dx=0.25),
    lambda x: np.trapezoid(x, np.cumsum(np.abs(x) + 1, axis=1)),
    lambda x: np.cov(x),
    lambda x: np.cov(x, rowvar=False, ddof=0),
    lambda x: np.cov(x, x[0] * x[1]),
    lambda x: np.cov(x[0], bias=True),
    lambda x: np.corrcoef(x),
    lambda x: np.corrcoef(x[0], x[2]),
    lambda x: np.count_nonzero(x, axis=1),
    lambda x: np.count_nonzero(x, keepdims=True),
]
WITH_NAN = [
    *(
        lambda x, f=f, axis=axis: f(x, axis=axis)
        for f in (np.nansum, np.nanprod, np.nanmax, np.nanmin)
        for axis in (0, 1)
    ),
    *(lambda x, f=f: f(x, axis=1, keepdims=True) for f in (np.nanmean, np.nanmax)),
    *(lambda x, f=f: f(x[:1], axis=1) for f in (np.nanvar, np.nanstd, np.nancumsum, np.nancumprod)),
    lambda x: np.nanvar(x[::2, 1:], axis=0, ddof=1),
    lambda x: np.nanvar(x[:1], axis=1, ddof=3),
    lambda x: np.nanstd(x[:1], axis=0, ddof=1),
    lambda x: np.nanstd(x[:1, :0], keepdims=True),
    lambda x: np.nansum(x, 0, None, None, True),
]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("form,a", [*((f, A) for f in FORMS), *((f, HOLES) for f in WITH_NAN)])
def test_what_numpy_means(form, a):
    want, found = np.asarray(form(a)), trace(form, a)(a)
    assert (found.dtype, found.shape) == (want.dtype, want.shape)
    np.testing.assert_allclose(found, want, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("ord", [None, 1, 2, INF, 3])
def test_at_zero_a_norm_is_flat_to_second_order(ord):
    first = ng.grad(lambda x: ng.norm(x, ord))
    zero = np.zeros(3)
    assert not first(zero).any()
    assert not ng.grad(lambda x: ng.sum(first(x) * x))(zero).any()


def test_no_gradient_flows_to_nan_and_none_of_it_is_nan():
    for function in (ng.nansum, ng.nanmean, ng.nanmax, ng.nanvar, ng.nanprod):
        slope = ng.grad(function)(np.array([1.0, NAN, 3.0]))
        assert np.isfinite(slope).all() and slope[1] == 0


def test_normalize_as_ngraph_does():
    x = np.array([[3.0, 4.0], [0.0, 0.0]])
    np.testing.assert_allclose(ng.normalize(x, 1, 1e-12), [[0.6, 0.8], [0, 0]])
    np.testing.assert_allclose(ng.normalize(x, 1, 100.0, "max"), x / 10)


MISTAKES = {
    "norm: ord='nuc' needs singular values, which no op gives; write 1, -1": lambda x: np.linalg.norm(x, "nuc"),
    "norm: ord=2 needs singular values": lambda x: np.linalg.norm(x, 2),
    "norm: ord='fro' is no norm of vectors; write a number": lambda x: np.linalg.norm(x[0], "fro"),
    "norm: ord=3 is no norm of matrices; write 1": lambda x: np.linalg.norm(x, 3),
    "norm: f32[1,2,3] is no vector and no matrix; write axis=": lambda x: np.linalg.norm(x[None], 1),
    "norm: takes one axis or two, found axis=(0, 1, 2)": lambda x: np.linalg.norm(x[None], 1, (0, 1, 2)),
    "norm: i32[2,3] is not a float type; write convert(..., f32)": lambda x: np.linalg.norm(x.astype(i32)),
    "nanvar: i32[2,3] is not a float type": lambda x: np.nanvar(x.astype(i32)),
    'normalize: mode is "add" or "max", found \'min\'': lambda x: ng.normalize(x, mode="min"),
    "normalize: epsilon is a number, 0 or more, found -1": lambda x: ng.normalize(x, epsilon=-1),
    "diff: n is 0 or more, found -1": lambda x: np.diff(x, -1),
    "gradient: found 3 spacings for the axes (0, 1)": lambda x: np.gradient(x, 1, 2, 3),
    "gradient: the spacing is a number or 2 places, found f64[3]": lambda x: np.gradient(x, np.arange(3), 1),
    "gradient: f32[2,3] has too few elements along axis 0; edge_order=2 needs 3": lambda x: np.gradient(
        x, edge_order=2
    ),
    "gradient: the spacing must be known, found x: f32[2,3]; write": lambda x: np.gradient(x, x),
    "cov: takes vectors and matrices, found f32[1,2,3]": lambda x: np.cov(x[None]),
}


@pytest.mark.parametrize("text,form", MISTAKES.items())
def test_mistakes(text, form):
    with pytest.raises(GraphError) as caught:
        trace(form, f32[2, 3])
    assert str(caught.value).startswith(text)
