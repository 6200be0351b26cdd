"""Functions as graphs of their own: what they read from outside is an input like any other."""

import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError
from ngteach.transform.closure import close

X, Y = np.array([0.3, -0.7, 1.1]), np.array([2.0, 0.5, -1.0])


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def test_what_is_read_from_outside_comes_after_the_arguments():
    with ng.Trace("outer"):
        a, b = ng.parameter(ng.f64[3], "a"), ng.parameter(ng.f64[3], "b")
        c = a + b
        closed = close(lambda x: x * c + a * c, (X,))
    assert closed.outside == (c, a)
    assert [x.name for x in closed.graph.inputs] == ["x", "c", "a"]
    assert closed.inputs == closed.graph.inputs[:1]


def test_a_tensor_of_a_trace_two_levels_out_is_handed_on_by_both():
    def f(x, y):
        inner = lambda u: ng.jvp(lambda v: v * x * y, (u,), (y,))[1]  # noqa: E731
        return ng.vjp(inner, x)[1](y)[0] + ng.jvp(inner, (y,), (x,))[1]

    expected = X * 0 + Y * 0  # d/du of (d/dv (v*x*y)) * y is 0: it does not depend on u
    assert np.array_equal(ng.trace(f, X, Y)(X, Y), expected)


def test_results_may_be_inputs_constants_and_tensors_from_outside():
    def f(x):
        _, back = ng.vjp(lambda u: {"u": u, "outside": x, "constant": np.ones(3)}, x)
        return back({"u": x, "outside": x, "constant": x})[0]

    assert np.array_equal(ng.trace(f, X)(X), X)


def test_a_python_float_is_f32_where_all_floats_around_it_are():
    def kinds(x, rate):
        return x * rate

    small = X.astype(np.float32)
    assert ng.grad(lambda x, rate: ng.sum(x * rate))(small, 0.5).dtype == np.float32
    assert ng.vjp(kinds, small, 0.5)[0].dtype == np.float32 and ng.vjp(kinds, X, 0.5)[0].dtype == np.float64
    assert ng.vjp(lambda x: x, 0.5)[0].dtype == np.float64
    inside = ng.trace(lambda x: x + ng.jvp(lambda u: u * u, (0.5,), (1.0,))[0], small)
    assert inside(small).dtype == np.float32


def test_a_tensor_whose_trace_has_ended_is_refused():
    kept = []
    ng.vjp(lambda x: kept.append(x) or x, X)
    with refuses("is a traced value of graph, whose trace has ended"):
        ng.vjp(lambda x: x * kept[0], X)


def test_a_parameter_that_is_declared_beside_what_is_read_from_outside_is_refused():
    def f(x):
        return x * outside[0] * outside[1] * ng.parameter(ng.f64[3], "p")

    with ng.Trace("outer"):
        outside = ng.parameter(ng.f64[3], "a"), ng.parameter(ng.f64[3], "b")
        with refuses("the function declares the parameter p: f64[3]; here inputs are arguments"):
            close(f, (X,))


@pytest.mark.parametrize(
    "call,text",
    [
        (lambda: ng.vjp(3.0, X), "vjp: found 3.0, wanted a function first; write vjp(function, x)"),
        (lambda: ng.vjp(ng.sin, np.arange(3)), "vjp: x: i64[3] has no derivatives"),
        (lambda: ng.vjp(lambda x: x), "takes 1 argument, but got none for x"),
        (lambda: ng.vjp(lambda x: x, X, X), "takes 1 argument, but got 2"),
        (lambda: ng.vjp(ng.sin, X)[1](np.ones(2)), "dy must be f64[3], found f64[2]"),
        (lambda: ng.vjp(lambda x: (x, x), X)[1](X), "dy: found a ndarray, wanted a tuple"),
        (lambda: ng.jvp(ng.sin, X, (X,)), "jvp: primals is a tuple, one entry for each argument"),
        (lambda: ng.jvp(ng.sin, (X,), (X, X)), "tangents: found 2 values, wanted 1"),
        (lambda: ng.jvp(ng.sin, (X,), (X[:2],)), "x_dot must be f64[3], found f64[2]"),
        (lambda: ng.jvp(ng.sin, (X,), (X.astype(np.float32),)), "x_dot must be f64[3], found f32[3]"),
        (lambda: ng.linearize(ng.sin, X)[1](X, X), "tangents: found 2 values, wanted 1"),
        (lambda: ng.vjp(lambda x: None, X), "is there a return?"),
    ],
)
def test_mistakes_are_told(call, text):
    with refuses(text):
        call()
    assert not ng.core.trace.is_tracing()


def test_without_any_values_a_transformation_computes_at_once():
    def ones(*_):
        return ng.sum(ng.ones(3, ng.f64)) * 2.0

    assert ng.grad(ones)({}) == {} and ng.grad(ones)({}, 3) == {}
    assert ng.checkpoint(ones)() == 6.0
    assert ng.value_and_grad(ones)([]) == (6.0, [])


def test_what_is_no_number_is_called_by_its_name():
    x = np.ones(2)
    with refuses("jvp: d.b is None, which is no number"):
        ng.jvp(lambda d: d["a"], ({"a": x, "b": None},), ({"a": x, "b": None},))
    with refuses("vmap: d.b is None, which has no axis; write None for it in in_axes"):
        ng.vmap(lambda d: d["a"])({"a": x, "b": None})
    with refuses("jvp: x_dot must be f64[2], found f32[2]; write convert(..., f64)"):
        ng.trace(lambda t: ng.jvp(ng.sin, (x,), (t,))[1], ng.f32[2])
