"""The options of compile(): the same on every back end, checked by name and value, refused in the same words."""

import copy
import pickle

import numpy as np
import pytest
from refusals import BACKENDS, refusal

import ngteach as ng
from ngteach import f32
from ngteach.transform.pipeline import PASSES

GRAPH = ng.trace(lambda x: ng.exp(x) + 1.0, f32[3])
X = np.arange(3, dtype=np.float32)
KNOWN = "wanted an option that there is, threads, deterministic, passes, flush, check"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"threads": 2, "deterministic": True, "passes": PASSES, "flush": False},
        {"threads": None, "deterministic": np.bool_(False), "passes": [], "flush": True},
        {"threads": "2", "passes": iter(PASSES)},
    ],
)
def test_every_back_end_takes_the_same_options(backend, options):
    run = ng.compile(GRAPH, backend, **options)
    assert np.allclose(run(X), np.exp(X) + 1)
    assert np.allclose(pickle.loads(pickle.dumps(copy.copy(run)))(X), run(X))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "options,found,nearest",
    [
        ({"thraeds": "many"}, "thraeds='many'", "; the nearest is threads"),
        ({"Threads": 2}, "Threads=2", "; the nearest is threads"),
        ({"determinstic": True}, "determinstic=True", "; the nearest is deterministic"),
        ({"pass": [1]}, "pass=a list", "; the nearest is passes"),
        ({"flush_to_zero": np.zeros(3)}, "flush_to_zero=a ndarray", "; the nearest is flush"),
        ({"threads": 2, "optimise": None}, "optimise=None", ""),
    ],
)
def test_an_unknown_option_is_named_and_the_nearest_too(backend, options, found, nearest):
    text = refusal(ng.compile, GRAPH, backend, **options)
    assert text.startswith(f"compile: found {found}, {KNOWN}{nearest}    (")
    assert text == refusal(ng.Backend.create(backend).compile, GRAPH, **options)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "options,text",
    [
        ({"threads": 0}, "threads: found 0, wanted a whole number of threads, 1 or more"),
        ({"threads": "many"}, "threads: found 'many', wanted a whole number of threads, 1 or more"),
        ({"threads": [2]}, "threads: found a list, wanted a whole number of threads, 1 or more"),
        ({"threads": 5000}, "threads: found 5000, wanted at most 4,096 threads"),
        ({"deterministic": "yes"}, "deterministic: found 'yes', wanted True or False"),
        ({"deterministic": None}, "deterministic: found None, wanted True or False"),
        ({"flush": 0}, "flush: found 0, wanted True or False"),
        ({"flush": np.zeros(2)}, "flush: found a ndarray, wanted True or False"),
        ({"passes": None}, "passes is a list of functions from a graph to a graph, found None"),
        ({"passes": ng.prune}, "passes is a list of functions from a graph to a graph, found a function"),
        ({"passes": [ng.prune, 3]}, "a pass is a function from a graph to a graph, found 3"),
        ({"passes": "fold"}, "a pass is a function from a graph to a graph, found 'f'"),
    ],
)
def test_an_impossible_value_is_refused_in_the_same_words_everywhere(backend, options, text):
    assert refusal(ng.compile, GRAPH, backend, **options).startswith(f"{text}    (")
