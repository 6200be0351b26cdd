"""No pass changes a derivative: not of stop_gradient, not at ties, zeros, infinities and NaN."""

import numpy as np
import pytest
from algebra_rows import FLOAT_ROWS, after, traced
from extremes import ALONE, everywhere, optimized
from random_graphs import random_graph
from rounding import tolerances

import ngteach as ng
from ngteach import f32, f64
from ngteach.core.tree import leaves
from ngteach.runtime.lower import lower
from ngteach.transform.autodiff import Adjoints
from ngteach.transform.pipeline import PASSES, share


def slopes(graph, weighed=False):
    """The graph of the slopes of all results for all inputs that have slopes; weighed by as many more inputs."""

    def function(*given):
        xs, weights = given[: len(graph.inputs)], given[len(graph.inputs) :]
        ys = [y for y in leaves(graph(*xs)) if y.type.is_float]
        adjoints = Adjoints(ys, list(weights) if weighed else 1.0)
        return [adjoints[x] for x in xs if x.type.is_float]

    results = [y.type for y in graph.outputs if y.type.is_float]
    return ng.trace(function, *[x.type for x in graph.inputs], *(results if weighed else ()))


def has_slopes(graph):
    return all(any(x.type.is_float for x in part) for part in (graph.inputs, graph.outputs))


def test_stop_gradient_outlives_every_pass():
    graph = ng.trace(lambda x: x * ng.stop_gradient(x), f32)
    for one in (*PASSES, optimized):
        assert slopes(one(graph))(3.0) == [3]
        assert slopes(one(slopes(graph)))(3.0) == [0]  # of the slope, stop_gradient(x), as well


def test_only_the_executor_forgets_stop_gradient():
    graph = ng.trace(lambda x: ng.exp(ng.stop_gradient(x)) + ng.exp(x), f32[3])
    assert share(graph) is graph
    assert [eqn.op.name for eqn in lower(graph).equations] == ["exp", "add"]
    x = np.array([0, 1, np.nan], np.float32)
    np.testing.assert_array_equal(ng.compile(graph)(x), graph(x))
    run = ng.compile(graph)
    np.testing.assert_array_equal(ng.grad(lambda x: ng.sum(run(x)))(x), np.exp(x))  # on tensors it is the graph


@pytest.mark.parametrize("function", [np.max, np.min])
def test_the_slope_of_an_extreme_of_one_nan_stays(function):
    graph = ng.trace(lambda x: function(x, axis=1), f32[1, 1])
    assert np.isnan(slopes(graph)(np.full((1, 1), np.nan, "f"))[0])
    assert np.isnan(slopes(optimized(graph))(np.full((1, 1), np.nan, "f"))[0])


def test_what_is_empty_has_no_slope():
    graph = ng.trace(lambda x: ng.sqrt(ng.broadcast(x, (0,))), f32)
    assert slopes(optimized(graph))(0.0) == slopes(graph)(0.0) == [0]


POINTS = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, np.inf, -np.inf, np.nan, 1e-20, 1e13, -1e15, 3e19, -2e20]


def points(graph, rng):
    """Numbers for the inputs at which slopes are odd."""
    arrays = [rng.choice(POINTS, x.shape) for x in graph.inputs]
    return [np.asarray(a if x.type.is_float else a > 0, x.dtype) for a, x in zip(arrays, graph.inputs)]


@pytest.mark.parametrize("row,table,element", FLOAT_ROWS)
def test_no_rule_changes_a_slope_or_the_slope_of_a_slope(row, table, element):
    graph = traced(row, element)
    if not has_slopes(graph):
        return
    small, rng = after(row, table, graph), np.random.default_rng(0)
    once, small_once = slopes(graph, weighed=True), slopes(small, weighed=True)
    twice, small_twice = slopes(once), slopes(small_once)
    for _ in range(20):
        arrays = points(graph, rng)
        weights = [rng.choice(np.asarray([0, 1, 0.5], y.dtype), y.shape) for y in graph.outputs]
        for right, found in zip(once(*arrays, *weights), small_once(*arrays, *weights)):
            finite = np.isfinite(right)
            np.testing.assert_array_equal(np.isfinite(found), finite)
            np.testing.assert_allclose(found[finite], right[finite], rtol=1e-5, atol=1e-30)
        for right, found in zip(twice(*arrays, *weights), small_twice(*arrays, *weights)):
            finite = np.isfinite(right)  # x**1 has the slope 0 * x**-1 twice over, which is NaN at NaN; that of x is 0
            np.testing.assert_allclose(found[finite], right[finite], rtol=1e-5, atol=1e-30)


@pytest.mark.parametrize("element", [f32, f64], ids=str)
@pytest.mark.parametrize("name", ALONE)
def test_functions_of_one_number_have_the_slopes_they_had_at_every_exponent(name, element):
    x = everywhere(element, np.random.default_rng(0), 16)
    graph = ng.trace(ALONE[name], element[x.size])
    (right,), (found,) = slopes(graph)(x), slopes(optimized(graph))(x)
    finite = np.isfinite(right)
    np.testing.assert_array_equal(np.isfinite(found), finite)
    np.testing.assert_allclose(found[finite], right[finite], rtol=1e-4, atol=1e-30)


@pytest.mark.parametrize("start", range(0, 180, 60))
def test_random_graphs_have_the_slopes_they_had(start):
    for seed in range(start, start + 60):
        bits = seed % 3 > 0
        graph, arrays = random_graph(9000 + seed, bits=bits, wild=seed % 3 == 2, adjoints=not bits)
        if not has_slopes(graph):
            continue
        right, allowed = tolerances(slopes(graph), arrays)
        for one in (*PASSES, optimized):
            for r, x, most in zip(right, slopes(one(graph))(*arrays), allowed):
                finite = np.isfinite(r)
                np.testing.assert_array_equal(np.isfinite(x), finite, f"{seed}, {one}")
                r, x = r[finite], x[finite]
                np.testing.assert_allclose(x, r, atol=most + 1e-5 * np.abs(r).max(initial=0), err_msg=f"{seed}, {one}")
