"""vmap is a loop that is not written: the same numbers as one call for each example."""

import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError

RNG = np.random.default_rng(3)
X, Y = RNG.normal(size=(5, 3)), RNG.normal(size=(3, 5))
W = RNG.normal(size=(3, 2))


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def test_in_axes_say_where_the_examples_lie():
    f = lambda x, y: ng.sin(x) * ng.sum(y)  # noqa: E731
    found = ng.vmap(f, in_axes=(0, 1))(X, Y)
    assert np.allclose(found, np.stack([np.sin(x) * y.sum() for x, y in zip(X, Y.T, strict=True)]), rtol=1e-14)
    assert np.array_equal(ng.vmap(f, in_axes=(-2, -1))(X, Y), found)
    assert np.allclose(ng.vmap(f, (0, None))(X, Y), np.sin(X) * Y.sum(), rtol=1e-14)


def test_out_axes_say_where_they_go():
    f = lambda x: (x, {"twice": 2 * x, "same": ng.ones(2)})  # noqa: E731
    same, rest = ng.vmap(f, out_axes=(1, {"twice": -1, "same": None}))(X)
    assert np.array_equal(same, X.T) and np.array_equal(rest["twice"], 2 * X.T) and rest["same"].shape == (2,)
    assert ng.vmap(f)(X)[1]["same"].shape == (5, 2)


def test_containers_nest_and_one_axis_stands_for_all_in_it():
    f = lambda p, x: ng.tanh(x @ p["W"] + p["b"])  # noqa: E731
    p = {"b": np.zeros(2), "W": W}
    assert np.allclose(ng.vmap(f, (None, 0))(p, X), np.tanh(X @ W), rtol=1e-14)
    several = {"W": np.stack([W, 2 * W]), "b": np.zeros(2)}
    found = ng.vmap(f, ({"W": 0, "b": None}, None))(several, X)
    assert np.allclose(found, [np.tanh(X @ W), np.tanh(X @ (2 * W))], rtol=1e-14)


def test_what_the_function_reads_from_outside_is_the_same_for_all():
    graph = ng.trace(lambda x, w: ng.vmap(lambda row: row * ng.sum(w))(x), X, W)
    assert np.allclose(graph(X, W), X * W.sum(), rtol=1e-14)
    outer = ng.trace(ng.vmap(lambda a: ng.vmap(lambda b: a * b)(ng.constant(np.arange(4.0)))), X[:, 0])
    assert np.allclose(outer(X[:, 0]), np.outer(X[:, 0], np.arange(4.0)))


def test_a_shared_argument_that_is_a_number_stays_one():
    found = ng.vmap(lambda x, n: x * n, (0, None))(X.astype(np.float32), 2.0)
    assert found.dtype == np.float32 and np.array_equal(found, 2 * X.astype(np.float32))


def test_gradients_for_each_example_are_one_product_and_not_many():
    """The tutorial's layer: for all examples at once each gradient is one multiplication, and nothing is a loop."""

    def loss(p, x, label):
        return ng.cross_entropy(ng.softmax(ng.reshape(x @ p["W"], (1, 2)), axis=1), ng.reshape(label, (1,)))

    types = {"W": ng.f64[3, 2]}, ng.f64[5, 3], ng.i32[5]
    graph = ng.trace(ng.vmap(ng.grad(loss), (None, 0, 0)), *types)
    one = ng.trace(ng.grad(loss), {"W": ng.f64[3, 2]}, ng.f64[3], ng.i32)
    labels = np.array([0, 1, 1, 0, 1], np.int32)
    wanted = np.stack([one({"W": W}, x, n)["W"] for x, n in zip(X, labels, strict=True)])
    for call in (graph, ng.compile(graph)):
        assert np.allclose(call({"W": W}, X, labels)["W"], wanted, rtol=1e-13)
    assert len(ng.optimize(graph)[0].equations) < 1.5 * len(ng.optimize(one)[0].equations)


def test_names_and_lines_are_those_of_the_function():
    def f(x):
        hidden = ng.tanh(x)
        return ng.sum(hidden)

    graph = ng.trace(ng.vmap(f), X)
    assert graph["hidden"].shape == X.shape
    line = graph.producer[graph["hidden"]].line
    assert line.text == "hidden = ng.tanh(x)"


def test_each_adjoint_still_tells_whose_it_is():
    graph = ng.trace(ng.vmap(ng.grad(lambda x: ng.sum(ng.exp(x)))), X)
    assert {graph.producer[eqn.adjoint_of].op for eqn in graph.equations if eqn.adjoint_of is not None} == {
        ng.sum,
        ng.exp,
    }


@pytest.mark.parametrize(
    "call,text",
    [
        (lambda: ng.vmap(lambda x, y: x)(X, Y), "the axes to map over differ in length: 5 (axis 0 of f64[5,3]), 3 (ax"),
        (lambda: ng.vmap(lambda x: x)(1.0), "f64[] has no axis 0"),
        (lambda: ng.vmap(lambda x: x, in_axes=2)(X), "f64[5,3] has no axis 2"),
        (lambda: ng.vmap(lambda x: x, in_axes=None)(X), "every entry of in_axes is None"),
        (lambda: ng.vmap(lambda x, y: x, in_axes=(0,))(X, X), "in_axes has 1 entries for 2 arguments"),
        (lambda: ng.vmap(lambda x: x, in_axes=({"W": 0},))(X), "in_axes does not nest as the values do"),
        (lambda: ng.vmap(lambda x: x, in_axes=0.5)(X), "in_axes holds whole numbers and None, found 0.5"),
        (lambda: ng.vmap(lambda x: x, out_axes=None)(X), "out_axes is None for a result that differs"),
        (lambda: ng.vmap(lambda x: x, out_axes=2)(X), "has no axis 2"),
        (lambda: ng.vmap(lambda x: x, out_axes=(0, 0))(X), "out_axes does not nest as the values do"),
        (lambda: ng.vmap(3.0), "vmap: found 3.0, wanted a function"),
        (lambda: ng.vmap(lambda x: None)(X), "is there a return?"),
    ],
)
def test_mistakes_are_told(call, text):
    with refuses(text):
        call()
    assert not ng.core.trace.is_tracing()


def test_a_result_that_all_share_may_be_written_to():
    shared = np.arange(3.0)
    y = ng.vmap(lambda x: shared)(np.ones(2))
    y += 1
    assert np.array_equal(y, [[1, 2, 3], [1, 2, 3]]) and np.array_equal(shared, np.arange(3.0))
