"""values(): every intermediate of a call, by name, and readable."""

import numpy as np
import pytest
from refusals import refusal

import ngteach as ng
from ngteach import f32


def layer(x, weights):
    h = ng.relu(x @ weights["W"] + weights["b"])
    return {"total": ng.sum(h), "h": h}


X = np.array([[1.0, -2.0], [0.5, 4.0]], np.float32)
WEIGHTS = {"W": np.eye(2, dtype=np.float32), "b": np.ones(2, np.float32)}
GRAPH = ng.trace(layer, X, WEIGHTS)


def test_every_tensor_is_there_by_its_name_and_has_what_the_interpreter_computes():
    found = ng.values(GRAPH, X, WEIGHTS)
    assert list(found) == [x.name for x in GRAPH.tensors()] and len(found) == len(GRAPH.tensors())
    env = ng.replay(GRAPH, [X, WEIGHTS["W"], WEIGHTS["b"]])
    for x in GRAPH.tensors():
        assert np.array_equal(found[x.name], env[x]) and found[x] is found[x.name]
        assert found[x].dtype == x.dtype and found[x].shape == x.shape
    assert np.array_equal(found["h"], GRAPH(X, WEIGHTS)["h"]) and np.array_equal(found["x"], X)
    assert "%0" in found and "q" not in found and GRAPH["h"] in found


def test_what_is_shown_stays_what_it_was():
    x = X.copy()
    found = ng.values(GRAPH, x, WEIGHTS)
    x[...] = 9
    assert np.array_equal(found["x"], X)
    with pytest.raises(ValueError):
        found["h"][0] = 1


def test_an_executable_and_a_function_are_looked_into_as_well():
    for given in (ng.compile(GRAPH), ng.compile(GRAPH, "INTERPRETER"), layer):
        assert np.array_equal(ng.values(given, X, WEIGHTS)["h"], GRAPH(X, WEIGHTS)["h"])


def test_large_arrays_are_shown_by_their_ends_and_by_how_many_are_not_finite():
    x = np.linspace(-1, 8, 10).astype(np.float32)
    text = str(ng.values(ng.trace(lambda x: ng.log(x), f32[10]), x))
    assert text == "x   f32[10]  from -1 to 8\n%0  f32[10]  from 0 to 2.079, 1 NaN, 1 inf"
    nothing = ng.values(ng.trace(lambda x: x > 0, f32[0, 3]), np.empty((0, 3), np.float32))
    assert "no numbers" in str(nothing)
    long = ng.trace(lambda x: [x := x + 1.0 for _ in range(200)][-1], f32)
    assert len(str(ng.values(long, 0.0)).splitlines()) == 101


def test_a_name_that_is_not_there_is_refused_and_the_nearest_one_named():
    found = ng.values(GRAPH, X, WEIGHTS)
    assert "layer has no tensor 'weight.W', but weights.W" in refusal(found.__getitem__, "weight.W")
    assert "has no tensor 3" in refusal(found.__getitem__, 3)
    assert "values: layer takes 2 arguments" in refusal(ng.values, GRAPH, X)
    assert "wanted a graph, an executable or a function" in refusal(ng.values, 3.0)


def test_what_is_watched_is_not_shown_again(capsys):
    graph = ng.trace(lambda x: ng.log(ng.watch(x, "x")), f32[2])
    assert ng.values(graph, np.ones(2, np.float32))["x"].sum() == 2
    assert ng.why_nan(graph, np.zeros(2, np.float32)).equation.op is ng.log
    assert not capsys.readouterr().out
