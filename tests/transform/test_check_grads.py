"""check_grads finds every kind of wrong derivative, names its rule, and never calls a right one wrong."""

import re
from functools import partial

import numpy as np
import pytest
from ordinary import MODELS
from samples import function_named, rows_of
from users_ops import forgotten

import ngteach as ng
from ngteach import check_grads, f32, f64, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.op import Op
from ngteach.transform import differences

X = np.linspace(-1.1, 2.0, 6).reshape(2, 3)


@pytest.fixture(autouse=True)
def no_op_stays():
    with forgotten():
        yield


def squares(rule):
    """The op x * x with this adjoint rule."""

    @ng.elementwise(forward=np.square)
    def squares(x):
        return ng.floats(x)

    squares.adjoint(rule)
    return squares


def weighted(rule):
    """The op x * w, of rows and one row, with this adjoint rule."""

    @ng.op(forward=lambda x, w, out=None: np.multiply(x, w, out=out))
    def weighted(x, w):
        return x

    weighted.adjoint(rule)
    return weighted


def fails(text):
    return pytest.raises(GraphError, match=re.escape(text))


# ---- right ones -------------------------------------------------------------

RIGHT = {
    "a product": (lambda x, y: ng.sin(x) * y, (0.5, np.arange(3.0))),
    "containers": (lambda p, x: {"y": [ng.tanh(x @ p["W"] + p["b"])]}, ({"W": X.T, "b": np.ones(2)}, X)),
    "whole numbers beside": (lambda x, p: ng.log(ng.softmax(x, axis=1))[:, p], (X, np.array([0, 2]))),
    "small arguments": (ng.log, (np.array([1e-3, 2e-3]),)),
    "large arguments": (ng.sqrt, (np.array([1e9, 3e7]),)),
    "small results": (lambda x: 1e-12 * ng.exp(x), (X,)),
    "a slope of 0": (lambda x: ng.sum(ng.softmax(x, axis=1)), (X,)),
    "a slope that is 0 at one point": (lambda x: x**3, (0.0,)),
    "flat to the fourth order": (lambda x: x**5 + x**4, (np.zeros(3),)),
    "nothing in it": (lambda x: x * x, (np.zeros((0, 3)),)),
    "a graph": (trace(lambda x: x * x, X), (X,)),
    "an integer result beside": (lambda x: (x * x, ng.argmax(x)), (X,)),
    "another order of the rows": (lambda x: x[::-1].T @ x, (X,)),
}


@pytest.mark.parametrize("what", RIGHT)
@pytest.mark.parametrize("element", ["f8", "f4"])
def test_what_is_right_passes_to_the_third_order(what, element):
    function, args = RIGHT[what]
    if element == "f4":
        if what in ("a graph", "large arguments", "a slope of 0"):
            return
        args = ng.core.tree.build(
            ng.core.tree.nesting(args),
            [np.asarray(x, element) if np.asarray(x).dtype == "f8" else x for x in ng.core.tree.leaves(args)],
        )
    assert check_grads(function, args, order=3) < (1e-6 if element == "f8" else 2e-2)


def test_the_result_is_the_largest_relative_error():
    @ng.elementwise(forward=np.square)
    def nearly(x):
        return ng.floats(x)

    nearly.adjoint(lambda dy, y, x: (dy * 2.000002 * x,))
    assert check_grads(nearly, (3.0,), 1, rtol=1e-4) == pytest.approx(1e-6, rel=0.01)
    with fails("the rules give"):
        check_grads(nearly, (3.0,), 1, rtol=1e-7)


# ---- wrong ones -------------------------------------------------------------

WRONG = {  # what was written for dy * 2x -> what is said
    "a sign": (lambda dy, y, x: (dy * -2.0 * x,), "the adjoint rule of squares"),
    "a factor": (lambda dy, y, x: (dy * x,), "the adjoint rule of squares"),
    "dy": (lambda dy, y, x: (2.0 * x,), "the adjoint rule of squares"),
    "y for x": (lambda dy, y, x: (dy * 2.0 * y,), "the adjoint rule of squares"),
    "one element": (lambda dy, y, x: (dy * ng.where(x > 1.9, 0.0, 2.0 * x),), "along x[1, 2]"),
    "the slope of the slope": (
        lambda dy, y, x: (dy * ng.stop_gradient(2.0 * x),),
        "no gradient passes through stop_gradient, in the adjoint rule of squares",
    ),
    "the slope along dy": (lambda dy, y, x: (ng.stop_gradient(dy) * 2.0 * x,), "is each adjoint rule linear in dy?"),
}


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("inside", [False, True])
def test_a_wrong_rule_is_found_and_named(what, inside):
    rule, text = WRONG[what]
    op = squares(rule)
    if inside and what == "one element":
        return
    function = (lambda x: {"y": ng.sin(op(ng.cos(x) + x))}) if inside else lambda x: op(x)
    with fails(text) as found:
        check_grads(function, (X,))
    assert isinstance(found.value, AssertionError) and "test_check_grads.py, line" in str(found.value)


def test_a_sum_over_what_was_repeated_may_not_be_missing():
    w = np.array([0.5, -1.5, 2.0])
    right = weighted(lambda dy, y, x, w: (dy * w, ng.sum(dy * x, axis=0)))
    assert check_grads(lambda x, w: right(x, w), (X, w)) < 1e-7
    first_row = weighted(lambda dy, y, x, w: (dy * w, (dy * x)[0]))
    with fails("the slope of a weighted sum of the results along w["):
        check_grads(lambda x, w: first_row(x, w), (X, w))
    missing = weighted(lambda dy, y, x, w: (dy * w, dy * x))
    with fails("f64[3] came out as f64[2,3]; the rule is wrong"):
        check_grads(lambda x, w: missing(x, w), (X, w))


def test_a_wrong_rule_of_another_op_that_a_rule_calls_is_found_there():
    inner = squares(lambda dy, y, x: (dy * x,))

    @ng.elementwise(forward=lambda x, out=None: np.multiply(x * x, x / 3, out=out))
    def cubes(x):
        return ng.floats(x)

    cubes.adjoint(lambda dy, y, x: (dy * inner(x),))
    assert check_grads(cubes, (X,), 1) < 1e-6
    with fails("the second derivative of a weighted sum of the results along x[1, 2]: ") as found:
        check_grads(cubes, (X,))
    assert "the adjoint rule of squares, in the adjoint rule of cubes (" in str(found.value)


def test_an_op_that_says_falsely_that_it_is_flat_is_found():
    flat = ng.op(forward=np.square, kind="elementwise", adjoint=None)(lambda x: ng.floats(x))
    with fails("no gradient passes through <lambda>"):
        check_grads(lambda x: flat(x), (X,))


MADE_WRONG = {  # what a right rule is called with, and what is made of what it gives
    "a factor": (lambda rule, dy, y, *xs, **p: [dx if dx is None else dx * 1.001 for dx in rule(dy, y, *xs, **p)]),
    "a sign": (lambda rule, dy, y, *xs, **p: [dx if dx is None else -dx for dx in rule(dy, y, *xs, **p)]),
    "dy": (lambda rule, dy, y, *xs, **p: rule(ng.ones_like(dy), y, *xs, **p)),
    "the slope along dy": (lambda rule, dy, y, *xs, **p: rule(ng.stop_gradient(dy), y, *xs, **p)),
}


@pytest.mark.parametrize("how", MADE_WRONG)
@pytest.mark.parametrize(
    "name", ["add", "divide", "dot", "sum", "max", "tanh", "gather", "where", "softmax", "transpose"]
)
def test_a_rule_of_ours_that_is_made_wrong_is_found(name, how):
    row = next(row for row in rows_of(name) if all(x.size for x in row.arrays(f64)))
    right = function_named(name)
    rule = partial(MADE_WRONG[how], right.adjoint_rule)
    twin = Op(right.infer, right.forward, right.kind, rule, right.prepare)
    assert check_grads(row.of(right), tuple(row.arrays(f64))) < 1e-6
    with pytest.raises(AssertionError, match="check_grads: the "):
        check_grads(row.of(twin), tuple(row.arrays(f64)))


STOPPED = ("straight_through", "temporal_difference")  # with stop_gradient, which differences do not see


@pytest.mark.parametrize("name", [name for name in list(MODELS)[::4] if name not in STOPPED])
def test_an_ordinary_model_is_never_called_wrong(name):
    function, types = MODELS[name]
    draw = np.random.default_rng(3)
    args = [draw.normal(size=t.shape) if t.is_float else draw.integers(0, 2, t.shape) for t in map(ng.type_of, types)]
    assert check_grads(function, [x.astype(ng.type_of(t).dtype) for x, t in zip(args, types, strict=True)]) < 1e-2


def test_where_a_gradient_is_stopped_on_purpose_that_is_said():
    with fails("no gradient passes through stop_gradient (test_check_grads.py, line "):
        check_grads(lambda x: x * ng.stop_gradient(x), (X.astype("f"),))


# ---- neither right nor wrong ------------------------------------------------


def test_a_kink_is_called_one():
    with fails("0 on one side") as found:
        check_grads(ng.relu, (np.array([1.0, 0.0, -2.0]),))
    assert "along x[1]" in str(found.value) and "a kink of relu" in str(found.value)


def test_a_step_over_a_kink_and_a_step_too_long_are_called_so():
    with fails("the function bends within the step: write step=4e-07"):
        check_grads(ng.relu, (np.array([1.0, 1e-6, -2.0]),))
    assert check_grads(ng.relu, (np.array([1.0, 1e-6, -2.0]),), step=4e-7) < 1e-6
    with fails("the function bends within the step: write step="):
        check_grads(lambda x: ng.sin(1e6 * x), (X,))


def test_rounding_is_called_so():
    with fails("rounding hides the slope: write step=1e-04"):
        check_grads(lambda x: (x + 1e9) - 1e9, (X,))


def test_an_infinite_slope_leads_to_the_op():
    with fails("look at sqrt (test_check_grads.py, line "):
        check_grads(lambda x: ng.sqrt(x * x), (np.array([0.0, 1.0]),))


# ---- how it is asked --------------------------------------------------------


def test_only_the_arguments_that_are_named_are_checked():
    op = squares(lambda dy, y, x: (dy * x,))
    assert check_grads(lambda x, y: x + op(y), (X, X), wrt=0) < 1e-6
    assert check_grads(lambda x, y: x + op(y), (X, X), wrt=(-2,)) < 1e-6
    with fails("along y[1, 2]"):
        check_grads(lambda x, y: x + op(y), (X, X))


def test_a_python_float_is_f32_among_f32():
    assert check_grads(lambda x, rate: x * rate, (X.astype("f"), 0.5)) < 1e-2


ASKED = [
    (lambda: check_grads(3.0, (3.0,)), "check_grads: found 3.0, wanted a function; write check_grads(function, (x,))"),
    (
        lambda: check_grads(ng.sin, 3.0),
        "args is a tuple of the arguments, found 3.0; write check_grads(function, (x,))",
    ),
    (lambda: check_grads(ng.sin, (3.0,), 0), "the order is a whole number, 1 or more, found 0"),
    (lambda: check_grads(ng.sin, (3.0,), modes=("fwd",)), "does not know the parameter modes; it takes function, args"),
    (lambda: check_grads(ng.sin, (3.0,), rtol=-1), "rtol is a number, 0 or more, found -1"),
    (lambda: check_grads(ng.sin, (3.0,), wrt=1), "there is no argument 1 among 1"),
    (
        lambda: check_grads(lambda x: x * 2, (3,)),
        "nothing to check among (x: i64[]); only f32 and f64 have derivatives",
    ),
    (lambda: check_grads(ng.argmax, (X,)), "argmax returns neither f32 nor f64, so it has no derivatives"),
    (lambda: check_grads(ng.sin, (f32[3],)), "found f32[3], wanted numbers to check it at"),
    (lambda: check_grads(lambda x: 1.0, (3.0,)), "must return tensors, but returned 1.0"),
]


@pytest.mark.parametrize("call,text", ASKED, ids=[text[:40] for _, text in ASKED])
def test_a_wrong_question_gets_one_clear_error(call, text):
    with pytest.raises(GraphError) as found:
        call()
    told, place, _ = str(found.value).partition("    (test_check_grads.py, line ")
    assert text in told and place


def test_many_arguments_are_traced_together(monkeypatch):
    """Otherwise the time would grow with the square of their number."""
    traced, jvp = [], differences.jvp
    monkeypatch.setattr(differences, "jvp", lambda *args: traced.append(args) or jvp(*args))
    ws = [np.linspace(0.5, 1.0, 3) + k for k in range(12)]
    assert check_grads(lambda ws: sum(ng.sin(w) for w in ws), (ws,)) < 1e-6
    assert len(traced) == 2  # one for each order
