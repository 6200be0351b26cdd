"""What is written by mistake at the edges of the core: each gives one clear error, and leaves no trace open."""

import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import Adjoints, clone, derive_training, f32, f64, grad, i32, optimize, parameter, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.trace import is_tracing
from ngteach.core.types import type_of
from ngteach.data.digits import load_data
from ngteach.data.idx import read_idx
from ngteach.train import checkpoint
from ngteach.train.optimizers import Optimizer
from ngteach.transform.pipeline import PASSES

N, V, M = f32[()], f32[3], f32[2, 3]
X = np.array([1, 2, 3], np.float32)
HERE = "(test_hard_cases.py, line "


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


# ---- one clear error --------------------------------------------------------

NO_CONSTANT = "constant: f32[3] has no numbers, so it cannot be a constant"
FOUND_NONE = "constant: found a NoneType, wanted a tensor, an array or a number"


def seeded(seed):
    return lambda: trace(lambda x: Adjoints(x * x, seed)[x], V)


MISTAKES = [
    (lambda: trace(3, V), "trace wants a function first, found 3; write trace(function, f32[128, 784])"),
    (lambda: trace(V, ng.exp), "trace wants a function first, found f32[3]"),
    (lambda: trace(None), "trace wants a function first, found None"),
    (lambda: grad(3.0), "grad: found 3.0, wanted a function; write grad(function)(x)"),
    (lambda: grad(ng.sum)(x=X), "grad: there is no argument 0 among 0; those by name, x, are passed on as they are"),
    (lambda: grad(lambda x: 3.0)(1.0), "got 3.0; return one of the tensors that it computes"),
    (lambda: trace(lambda x: (y for y in x), V), "but returned a generator; tensors may stand in lists, tuples"),
    (lambda: ng.constant(None), FOUND_NONE),
    (lambda: ng.constant(f32[3]), NO_CONSTANT),
    (lambda: ng.constant([1, "a"], f32), "is not an element type"),
    (lambda: ng.constant([[1, 2], [3]]), "constant: the rows of the list differ in length"),
    (lambda: ng.constant([[1, 2], [3]], f32), "constant: the rows of the list differ in length"),
    (lambda: trace(lambda x: x + f32[3], V), NO_CONSTANT),
    (seeded(None), FOUND_NONE),
    (seeded(f32[3]), NO_CONSTANT),
    (seeded(True), "Adjoints: the number True does not fit f32"),
    (seeded(np.array(1.0)), "the seed must have the type of %0: f32[3], or be one f32, found f64[]"),
    (seeded(np.ones(2, np.float32)), "the seed must have the type of %0: f32[3], or be one f32, found f32[2]"),
    (lambda: trace(lambda x: Adjoints({"loss": x}), V), "Adjoints: a dict is not a tensor of graph"),
    (lambda: trace(lambda x: Adjoints(X), V), "Adjoints: a ndarray is not a tensor of graph"),
    (lambda: trace(lambda x: Adjoints(x)[X], V), "adjoints[x]: a ndarray is not a tensor of graph"),
]


MODEL = trace(ng.mlp, f32[4, 6], ng.mlp_types((6, 5, 3)))
PAIR = trace(lambda x, W: (ng.softmax(x @ W, 1), x @ W), f32[4, 6], f32[6, 3])
SCALED = trace(lambda x, w: x * w, V, V)
DOUBLE = trace(lambda x: x + x, V)


def stepped(step, init=lambda weights: ()):
    """The training function of an optimizer of the user's."""
    return derive_training(MODEL, optimizer=Optimizer("mine", step, init))


MISTAKES += [
    # parameters, layers, losses
    (
        lambda: trace(lambda x: x + parameter(V, "y"), V),
        "the function declares the parameter y: f32[3]; in trace() inputs are arguments, make it one",
    ),
    (lambda: trace(ng.mlp, M, {}), "mlp: weights must be W0, b0, W1, b1 and so on, found []"),
    (lambda: trace(ng.mlp, M, {"W0": f32[3, 2]}), "mlp: weights must be W0, b0, W1, b1 and so on, found ['W0']"),
    (
        lambda: trace(ng.cross_entropy, M, i32[1]),
        "log_likelihood: p is f32[2,3], so labels must be i32[n], found i32[1]",
    ),
    (lambda: trace(ng.cross_entropy, M, M), "so labels must be i32[n], found f32[2,3]"),
    (lambda: ng.reshape(X, (-1, -1)), "reshape: the shape (-1, -1) has more than one -1; only one can be worked out"),
    # clone
    (lambda: clone(ng.exp), "clone: found a Op, wanted a graph; write trace(function, f32[128, 784])"),
    (lambda: clone(SCALED, [("x", X)]), "clone: found a list, wanted a dict of inputs: {'x': array}"),
    (lambda: clone(SCALED, X), "clone: found a ndarray, wanted a dict of inputs"),
    (lambda: clone(SCALED, {0: X}), "clone: 0 is not an input of graph; substitute takes inputs only"),
    (lambda: clone(SCALED, {"x": [1.0]}), "clone: found a list, wanted a tensor, an array or a number"),
    (lambda: clone(SCALED, {"x": V}), "clone: x: f32[3] cannot become f32[3]; give an array of its type"),
    # derive_training
    (lambda: derive_training(ng.mlp), "derive_training: found a function, wanted a graph; write trace"),
    (lambda: derive_training(MODEL, loss="mse"), "the loss must be a function of (outputs, labels), found 'mse'"),
    (
        lambda: derive_training(MODEL, loss=lambda: 0.0),
        "derive_training: the loss must be a function of (outputs, labels): too many positional arguments",
    ),
    (
        lambda: derive_training(MODEL, loss=lambda p, y, z: ng.sum(p)),
        "the loss must be a function of (outputs, labels): missing a required argument: 'z'",
    ),
    (lambda: derive_training(MODEL, loss=lambda p, y: None), "found None; return one of the tensors that it computes"),
    (
        lambda: derive_training(MODEL, loss=lambda p, y: ng.convert(ng.sum(p), i32)),
        ": i32[]; write convert(loss, f32)",
    ),
    (
        lambda: derive_training(PAIR),
        "derive_training: graph returns (*, *), not one tensor of predictions; write loss=",
    ),
    (lambda: derive_training(MODEL, trainable=1), "the name of an argument, or a list of names, found 1"),
    (lambda: derive_training(MODEL, trainable=[MODEL.inputs[1]]), "or a list of names, found a list"),
    (lambda: derive_training(MODEL, trainable=["weights", "weights.W0"]), "the argument weights and single inputs"),
    (
        lambda: derive_training(trace(lambda x, w: x * (w["a.b"] + w["a"]["b"]), M, {"a.b": V, "a": {"b": V}})),
        "derive_training: two weights are called a.b; give one of the keys another name",
    ),
    (
        lambda: derive_training(trace(lambda x, w: x * (w[1] + w["1"]), M, {1: V, "1": V})),
        "derive_training: two weights are called 1; give one of the keys another name",
    ),
    (lambda: ng.adam(0.5), "adam takes its settings by name; it has beta1, beta2, epsilon"),
    (lambda: trace(lambda p: ng.cross_entropy(p, p), V), "log_likelihood: p must be f32[n,classes], found f32[3]"),
    (lambda: stepped(lambda loss, w, rate, s: None), "mine must return (next weights, next state), found None"),
    (lambda: stepped(lambda loss, w, rate, s: w), "mine must return (next weights, next state), found a dict"),
    (lambda: stepped(lambda loss, w, rate, s: ({}, s)), "the next weights: found the keys none, wanted W0, b0"),
    (lambda: stepped(lambda loss, w, rate, s: (w, {"t": loss})), "the next state: found a dict, wanted a tuple"),
    (
        lambda: stepped(lambda loss, w, rate, s: ({**w, "W0": loss}, s)),
        "mine makes loss: f32[] out of weights.W0: f32[6,5], which must keep its type",
    ),
    (lambda: stepped(lambda loss, w, rate, s: ({**w, "b1": 0.0}, s)), "mine makes 0.0 out of weights.b1: f32[3]"),
    # calling a graph
    (lambda: DOUBLE(np.ones(3)), "graph: x must be f32[3], found f64[3]"),
    (lambda: DOUBLE(x=X), "graph takes its arguments in order, (x: f32[3]), not by name: x"),
]


@pytest.mark.parametrize("call,text", MISTAKES, ids=[f"{i}-{text[:40]}" for i, (_, text) in enumerate(MISTAKES)])
def test_a_mistake_gives_one_clear_error_with_the_line_and_leaves_no_trace_open(call, text):
    with refuses(text) as caught:
        call()
    assert str(caught.value).count(HERE) == 1
    assert text in str(caught.value).partition(HERE)[0]  # and not only in the user's line, where this table has it
    assert not is_tracing()


def test_the_advice_on_element_types_leads_to_numbers():
    for mistake in (lambda x: (x > 1.0) * x, lambda x: x * (x > 1.0), lambda x: ng.convert(x, i32) - x):
        with refuses("differ in element type; write convert(..., f32)"):
            trace(mistake, V)
    with refuses("differ in element type; write convert(..., f32)"):
        trace(lambda x: ng.one_hot(x, 3, ng.i64) @ ng.constant(X), i32[3])


@pytest.mark.parametrize("one", [ng.optimize, *PASSES], ids=lambda one: one.__name__)
def test_a_pass_takes_a_graph(one):
    for x, found in ((None, "None"), (ng.mlp, "a function"), (optimize(DOUBLE), "a tuple")):
        with refuses(f"{one.__name__}: found {found}, wanted a graph; write trace(function, f32[128, 784])"):
            one(x)


def test_a_run_takes_a_config():
    with refuses("found 'digits', wanted a Config; write Run(Config(epochs=5))"):
        ng.Run("digits")


def test_data_are_asked_for_by_name():
    with refuses("found a NoneType, wanted a folder or one of digits, mnist, fashion-mnist"):
        load_data(None)


def test_files_are_asked_for_by_name():
    for x, found in ((None, "a NoneType"), (3, "a int"), (b"run.npz", "a bytes")):
        for read in (read_idx, checkpoint.load):
            with refuses(f"found {found}, wanted a file name"):
                read(x)


def test_first_weights_may_be_of_any_type():
    types = {"scale": f64[()], "empty": f32[0, 3], "W": f64[2, 3]}
    for first in (ng.tutorial_weights(types), ng.he_weights(types)):
        assert {name: type_of(w) for name, w in first.items()} == types
    assert ng.tutorial_weights({}) == {}
