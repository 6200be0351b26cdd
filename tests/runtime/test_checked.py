"""compile(graph, check="nan"): an error that says where, arrays that are not spoiled, and all else as without."""

import copy
import pickle

import numpy as np
import pytest
from refusals import BACKENDS, refusal

import ngteach as ng
from ngteach import f32


def step(x, weights):
    scores = ng.exp(x @ weights["W"])
    return {"scores": scores, "best": ng.argmax(scores), "sum": ng.sum(scores)}


GRAPH = ng.trace(step, f32[2, 3], {"W": f32[3, 2]})
X, LARGE = np.ones((2, 3), np.float32), np.full((2, 3), 100, np.float32)
WEIGHTS = {"W": np.ones((3, 2), np.float32)}


def same(a, b):
    return a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) for k in a)


@pytest.mark.parametrize("backend", BACKENDS)
def test_finite_results_are_those_without_the_check(backend):
    run, plain = ng.compile(GRAPH, backend, check="nan"), ng.compile(GRAPH, backend, check=None)
    assert same(run(X, WEIGHTS), plain(X, WEIGHTS))
    out = {"scores": np.empty((2, 2), np.float32), "best": np.empty((), int), "sum": np.empty((), np.float32)}
    assert run(X, WEIGHTS, out=out)["scores"] is out["scores"] and same(out, plain(X, WEIGHTS))
    again = pickle.loads(pickle.dumps(copy.copy(run)))
    assert type(again) is type(run) and same(again(X, WEIGHTS), plain(X, WEIGHTS))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_call_that_gives_infinities_or_nan_says_where_they_began(backend):
    run = ng.compile(GRAPH, backend, check="nan")
    for caller in (run, pickle.loads(pickle.dumps(run))):
        text = refusal(caller, LARGE, WEIGHTS)
        assert text.startswith("step: the result scores is not finite") and "(refusals.py, line" in text
        assert "It began in exp:" in text and "scores = ng.exp(x @ weights" in text
    with pytest.raises(ng.GraphError) as caught:
        run(LARGE, WEIGHTS)
    assert caught.value.report.equation is GRAPH["scores"] or caught.value.report.equation.op is ng.exp


@pytest.mark.parametrize("backend", BACKENDS)
def test_after_the_error_the_arrays_of_out_and_the_inputs_hold_what_they_held(backend):
    run = ng.compile(GRAPH, backend, check="nan")
    out = {"scores": np.full((2, 2), 7, np.float32), "best": np.full((), 7), "sum": np.full((), 7, np.float32)}
    large = LARGE.copy()
    refusal(run, large, WEIGHTS, out=out)
    assert all((v == 7).all() for v in out.values()) and np.array_equal(large, LARGE)
    assert same(run(X, WEIGHTS, out=out), GRAPH(X, WEIGHTS))


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_refused_without_the_check_is_refused_in_the_same_words(backend):
    run, plain = ng.compile(GRAPH, backend, check="nan"), ng.compile(GRAPH, backend)
    out = {"scores": np.empty((2, 3), np.float32), "best": np.empty((), int), "sum": np.empty((), np.float32)}
    for args, more in [((X,), {}), ((X, WEIGHTS), {"out": out}), ((X, WEIGHTS), {"weights": 3})]:
        assert refusal(run, *args, **more) == refusal(plain, *args, **more)
    assert "check: found 'inf', wanted \"nan\" or None" in refusal(ng.compile, GRAPH, backend, check="inf")
    assert "check: found True" in refusal(ng.compile, GRAPH, backend, check=True)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_large_sum_of_finite_numbers_is_finite(backend):
    double = ng.compile(ng.trace(lambda x: x + x, f32[2]), backend, check="nan")
    assert np.array_equal(double(np.full(2, 1.5e38, np.float32)), np.full(2, 3e38, np.float32))


def test_called_on_tensors_it_records_and_checks_nothing():
    run = ng.compile(ng.trace(lambda x: ng.log(x), f32[2]), check="nan")
    assert [e.op for e in ng.trace(lambda x: run(x), f32[2]).equations] == [ng.log]


def test_a_result_that_only_the_compiled_program_spoils_is_said_to_be_so():
    def spoil(graph):
        return ng.revise(graph, lambda eqn, x: ng.log(x) if eqn.op is ng.exp else None)

    run = ng.compile(ng.trace(lambda x: ng.exp(x), f32[2]), passes=[spoil], check="nan")
    assert "but it is where the interpreter computes it" in refusal(run, np.zeros(2, np.float32))


def test_without_the_check_an_executable_is_what_it_was():
    run = ng.compile(GRAPH, check=None)
    assert type(run) is type(ng.compile(GRAPH)) and type(run).__mro__[1] is object
