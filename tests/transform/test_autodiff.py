"""The adjoint of a graph is a graph: right, for several outputs, of any order, and never zero in silence."""

import math
import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import Adjoints, Trace, f32, f64, grad, i32, parameter, trace, value_and_grad
from ngteach.core.calling.errors import GraphError
from ngteach.core.op import op

N, V = f64[()], f64[3]
X = np.array([0.5, -1.5, 2.0])


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def at(function, x):
    """The number that function gives for the number x, in f64."""
    return float(trace(function, N)(float(x)))


# ---- Adjoints ---------------------------------------------------------------


@pytest.mark.parametrize("order", [1, -1])
def test_one_y_may_depend_on_another(order):
    def f(x):
        y1 = x * x
        y2 = 3.0 * y1
        return Adjoints([y1, y2][::order], [1.0, 1.0])[x]

    assert at(f, 1) == 8


def test_the_same_y_twice_counts_twice():
    assert at(lambda x: Adjoints([x, x], [2.0, 3.0])[x], 1) == 5


def test_an_unused_input_has_zero_adjoint():
    def f(x, unused):
        adjoints = Adjoints(ng.sum(x * x))
        return adjoints[unused], adjoints[unused]

    graph = trace(f, V, f32[2, 3])
    zeros, again = graph(X, np.ones((2, 3), "f"))
    assert zeros.dtype == np.float32 and zeros.shape == (2, 3) and not zeros.any() and not again.any()
    assert graph.outputs[0] is graph.outputs[1]


def test_what_comes_after_y_has_zero_adjoint():
    def f(x):
        y = x * x
        later = ng.exp(y)
        return Adjoints(y)[later]

    assert at(f, 1) == 0


@pytest.mark.parametrize(
    "seed",
    [2.0, 2, np.float64(2), np.full(3, 2.0), lambda x: ng.constant(np.full(3, 2.0)), lambda x: ng.constant(2.0)],
    ids=["float", "int", "f64", "array", "constants", "constant"],
)
def test_a_seed_is_a_number_an_array_or_a_tensor(seed):
    graph = trace(lambda x: Adjoints(x * x, seed(x) if callable(seed) else seed)[x], V)
    np.testing.assert_array_equal(graph(X), 4 * X)


def test_one_seed_serves_several_ys():
    assert at(lambda x: Adjoints([x * x, 3.0 * x], 2.0)[x], 1) == 10


def test_a_seed_may_depend_on_x_and_is_not_differentiated():
    assert at(lambda x: Adjoints(x * x, -x)[x], 3) == -18


def test_adjoints_of_intermediate_values_are_there_too():
    def f(x):
        h = x * x
        return Adjoints(ng.exp(h))[h]

    assert at(f, 0.5) == math.exp(0.25)


def test_the_tutorial_s_line():
    def step(x, W0, rate):
        loss = ng.sum((x @ W0) * (x @ W0))
        adjoints = Adjoints(loss, -rate * loss)
        return W0 + adjoints[W0]

    x, w = np.ones((1, 2)), np.array([[1.0], [2.0]])
    np.testing.assert_allclose(trace(step, f64[1, 2], f64[2, 1], N)(x, w, 0.1), w - 0.1 * 9 * 6)


def test_adjoints_are_named_after_what_they_belong_to():
    def f(p, x):
        h = ng.tanh(x * p["w"])
        return value_and_grad(lambda q: ng.sum(h * q["w"]))(p)[1], Adjoints(ng.sum(h))[x]

    graph = trace(f, {"w": V}, V)
    assert {"dh", "dx"} <= {y.name for y in graph.tensors()}
    assert {eqn.adjoint_of for eqn in graph.equations} >= {None, graph["h"]}


@pytest.mark.parametrize("seed", [2.0, np.ones(3), [1.0, 2.0]])
def test_only_with_the_seed_1_is_an_adjoint_called_a_derivative(seed):
    def f(x):
        h = ng.tanh(x)
        return Adjoints([h, h] if isinstance(seed, list) else h, seed)[x]

    called = {y.name for y in trace(f, V).tensors()}
    assert {"adjoint_h", "adjoint_x"} <= called and not {"dh", "dx"} & called


def test_an_adjoint_that_does_not_count_what_came_before_is_called_nothing():
    def f(x):
        h = ng.tanh(x)
        return grad(lambda z: ng.sum(z * x))(h)  # that sum depends on x through h, too

    assert [y.name for y in trace(f, V).tensors() if not y.name.startswith("%")] == ["x", "h"]


def test_an_adjoint_that_counts_everything_has_its_name_also_after_other_equations():
    def f(x):
        s = ng.sum(x)
        return grad(lambda z: ng.sum(z * x))(x) * s

    assert "dx" in [y.name for y in trace(f, V).tensors()]


@pytest.mark.parametrize(
    "ask,text",
    [
        (lambda x, n: Adjoints(n), "Adjoints: n: i32[3] has no derivatives; only f32 and f64 have"),
        (lambda x, n: Adjoints(x)[n], "adjoints[x]: n: i32[3] has no derivatives; only f32 and f64 have"),
        (lambda x, n: Adjoints(3.0), "Adjoints: 3.0 is not a tensor of graph"),
        (lambda x, n: Adjoints(x)["x"], "adjoints[x]: 'x' is not a tensor of graph"),
        (lambda x, n: Adjoints([x, x], [1.0]), "Adjoints: found 2 tensors, but 1 seeds"),
        (lambda x, n: Adjoints(x, np.ones(2)), "Adjoints: the seed must have the type of x: f64[3], found f64[2]"),
        (lambda x, n: Adjoints(x, np.float32(1)), "Adjoints: the seed must have the type of x: f64[3], found f32[3]"),
        (lambda x, n: Adjoints(x, True), "Adjoints: the number True does not fit f64"),
    ],
)
def test_a_wrong_question_is_refused(ask, text):
    with refuses(text):
        trace(ask, V, i32[3])


def test_adjoints_need_an_open_trace_and_its_own_tensors():
    x = trace(lambda x: x, V).inputs[0]
    with refuses("Adjoints: no graph is being recorded; call this inside a function given to trace()"):
        Adjoints(x)
    with Trace("other") as t:
        with refuses("Adjoints: x: f64[3] is not a tensor of other"):
            Adjoints(x)
        y = parameter(V, "y")
        assert t.graph(Adjoints(y)[y])(X).tolist() == [1, 1, 1]


# ---- rules ------------------------------------------------------------------


def new_op(**facts):
    return op(**facts)(lambda x: x)


def test_a_missing_rule_raises():
    cube = new_op(forward=lambda x, out=None: x**3)
    with pytest.raises(
        GraphError,
        match=r"<lambda> has no adjoint rule; write @.*adjoint=None if it is piecewise constant +\(test_autodiff",
    ):
        trace(grad(lambda x: ng.sum(cube(x))), V)


@pytest.mark.parametrize(
    "rule,text",
    [
        (lambda dy, y, x: dy, "the adjoint rule must return a tuple of 1, one for each input, found a Tensor"),
        (lambda dy, y, x: (dy, dy), "the adjoint rule must return a tuple of 1, one for each input, found 2"),
        (lambda dy, y, x: (ng.sum(dy),), "came out as f64[]; the rule is wrong"),
        (lambda dy, y, x: (1.0,), "came out as f64[]; the rule is wrong"),
    ],
)
def test_a_wrong_rule_is_found_out(rule, text):
    cube = new_op(forward=lambda x, out=None: x**3)
    cube.adjoint(rule)
    with refuses(text):
        trace(grad(lambda x: ng.sum(cube(x))), V)


def test_an_op_with_its_rule_works():
    cube = new_op(forward=lambda x, out=None: x**3)
    cube.adjoint(lambda dy, y, x: (3.0 * dy * x * x,))
    np.testing.assert_allclose(trace(grad(lambda x: ng.sum(cube(x))), V)(X), 3 * X**2)


# ---- grad -------------------------------------------------------------------


def test_perturbations_are_not_confused():
    assert at(grad(lambda x: x * grad(lambda y: x * y)(x)), 3) == 6
    assert at(grad(lambda x: x * grad(lambda y: x + y)(1.0 * x)), 5) == 1
    assert at(grad(lambda x: grad(lambda y: x * x * y)(2.0 * x)), 3) == 6


def test_derivatives_of_derivatives_of_derivatives():
    third = grad(grad(grad(lambda x: ng.exp(2.0 * x) * x)))
    assert at(third, 0.3) == pytest.approx(math.exp(0.6) * (8 * 0.3 + 12))
    t = math.tanh(0.4)
    assert at(grad(grad(grad(ng.tanh))), 0.4) == pytest.approx((1 - t * t) * (6 * t * t - 2))
    assert at(grad(grad(grad(ng.sigmoid))), 0.0) == pytest.approx(-1 / 8)


def test_gradients_nest_as_the_argument_does():
    def loss(p, x):
        return ng.sum((x * p["a"][0] + p["b"]) * x)

    value, slopes = value_and_grad(loss)({"a": [X], "b": X + 1}, X)
    assert value == pytest.approx(np.sum((X * X + X + 1) * X))
    np.testing.assert_allclose(slopes["a"][0], X * X)
    np.testing.assert_allclose(slopes["b"], X)


def test_several_arguments_give_a_tuple():
    def f(x, y, z):
        return x * y * y * z

    assert [float(d) for d in grad(f, wrt=(2, 0))(2.0, 3.0, 5.0)] == [18, 45]
    assert float(grad(f, wrt=-2)(2.0, 3.0, 5.0)) == 60
    assert isinstance(grad(f, wrt=(1,))(2.0, 3.0, 5.0), tuple)


def test_on_arrays_grad_computes_at_once():
    np.testing.assert_array_equal(grad(lambda x: ng.sum(x * x))(X), 2 * X)


def test_grad_inside_a_loop_does_not_differentiate_what_came_before():
    def train(w, steps):
        for _ in range(steps):
            w = w - 0.1 * grad(lambda v: ng.sum(ng.tanh(v) * v))(w)
        return w

    sizes = [len(trace(lambda w, n=n: train(w, n), V).equations) for n in (1, 2, 3, 10)]
    assert sizes[3] - 10 * sizes[0] == 0 and sizes[2] - sizes[1] == sizes[1] - sizes[0]


@pytest.mark.parametrize(
    "function,wrt,text",
    [
        (
            lambda x: x * x,
            0,
            "grad: needs a function that returns one number, got %1: f64[3]; sum() it first, or write jaco",
        ),
        (
            lambda x: (ng.sum(x), x),
            0,
            "needs a function that returns one number, got (%1: f64[], %0: f64[3]); return that number alone, or",
        ),
        (lambda x: None, 0, "grad: needs a function that returns one number, got None; return one of the tensors"),
        (lambda x: ng.convert(ng.sum(x), i32), 0, "got %2: i32[]; convert(..., f32) what it is made of"),
        (ng.sum, 1, "grad: there is no argument 1 among 1"),
        (ng.sum, "x", "grad: there is no argument 'x' among 1"),
        (ng.sum, (0, -2), "grad: there is no argument -2 among 1"),
        (lambda x: grad(lambda y: x[0] * y)(1), 0, "grad: 1 has no derivatives; only f32 and f64 have"),
    ],
)
def test_a_wrong_grad_is_refused(function, wrt, text):
    with refuses(text):
        trace(lambda x: grad(function, wrt)(x), V)


def test_grad_of_whole_numbers_or_of_no_argument_is_refused():
    with refuses("grad: n: i32[3] has no derivatives; only f32 and f64 have"):
        trace(lambda n: grad(lambda m: ng.sum(ng.convert(m, f64)))(n), i32[3])
    with refuses("grad: there is no argument 0 among 0"):
        grad(lambda: 1.0)()


# ---- single facts -----------------------------------------------------------


def test_stop_gradient_stops():
    assert at(grad(lambda x: x * ng.stop_gradient(x * x)), 3) == 9
    assert at(grad(grad(lambda x: x * ng.stop_gradient(x * x))), 3) == 0


@pytest.mark.parametrize("power", range(5))
def test_powers_at_zero(power):
    slopes = [
        lambda x: x**power,
        grad(lambda x: x**power),
        grad(grad(lambda x: x**power)),
        grad(grad(grad(lambda x: x**power))),
    ]
    wanted = [math.factorial(n) if n == power else 0 for n in range(4)]
    assert [at(f, 0) for f in slopes] == wanted


def test_zero_to_a_power_is_flat_in_the_power():
    assert at(grad(lambda y: ng.power(0.0, y)), 2) == 0
    assert at(grad(grad(lambda y: ng.power(0.0 * y, y))), 2) == 0
    assert at(grad(lambda y: ng.power(2.0, y)), 3) == pytest.approx(8 * math.log(2))


@pytest.mark.parametrize("op", [ng.maximum, ng.minimum])
def test_on_a_tie_maximum_and_minimum_give_half_to_each(op):
    assert [float(d) for d in grad(op, wrt=(0, 1))(1.0, 1.0)] == [0.5, 0.5]
    assert at(grad(lambda x: op(x, 0.0)), 0) == at(grad(lambda x: op(-0.0, x)), 0) == 0.5
    assert at(grad(grad(lambda x: op(0.0, x) * x)), 0) == at(grad(lambda x: op(x, x)), 3) == 1


@pytest.mark.parametrize("x,slopes", [(-1, (0, 1, 0)), (0, (0.5, 0.5, 0)), (1, (1, 0, 0)), (2, (0.5, 0, 0.5))])
def test_at_its_ends_clip_shares_its_slope_with_the_end(x, slopes):
    assert [float(d) for d in grad(ng.clip, wrt=(0, 1, 2))(float(x), 0.0, 2.0)] == list(slopes)
    assert at(grad(lambda x: np.clip(x, 0.0, 2.0)), x) == slopes[0]


def test_relu_and_abs_are_flat_at_zero():
    assert at(grad(ng.relu), 0) == at(grad(ng.abs), 0) == 0


def test_equal_winners_share():
    x = np.array([[3.0, 1.0, 3.0], [2.0, 5.0, 4.0]])
    np.testing.assert_array_equal(grad(lambda x: ng.sum(ng.max(x, axis=1)))(x), [[0.5, 0, 0.5], [0, 1, 0]])
    np.testing.assert_array_equal(grad(ng.min)(x), [[0, 1, 0], [0, 0, 0]])


def test_nothing_passes_through_a_whole_number_but_precision_does():
    assert at(grad(lambda x: x * ng.convert(ng.convert(x, i32), f64)), 2.5) == 2
    assert at(grad(lambda x: ng.convert(ng.convert(x, f32) * 3.0, f64)), 2.5) == 3


def test_one_tensor_used_many_times_gathers_all_adjoints():
    a = np.array([[1.0, 2.0], [3.0, 5.0]])
    want = np.ones((2, 2)) @ a.T + a.T @ np.ones((2, 2))
    np.testing.assert_allclose(grad(lambda x: ng.sum(ng.dot(x, x)))(a), want)


def test_where_keeps_infinite_slopes_of_the_branch_not_taken_out_if_guarded():
    assert at(grad(lambda x: ng.where(x > 0.0, ng.sqrt(ng.where(x > 0.0, x, 1.0)), 0.0)), 0) == 0


# ---- grad inside grad -------------------------------------------------------

NESTED = {  # a function of x, and its derivative at 2
    "closes over x": (lambda x: x * grad(lambda y: x + y)(1.0), 1),
    "does not": (lambda x: x * grad(lambda y: y * y)(1.5), 3),
    "closes over x, value too": (lambda x: x * value_and_grad(lambda y: x * y * y)(3.0)[0], 36),
    "two deep at a number": (lambda x: grad(grad(lambda y: x * y * y * y))(1.0), 6),
    "three deep, all of them": (lambda x: x * grad(lambda y: y * grad(lambda z: x * y * z)(5.0))(3.0), 24),
    "at x and at a number": (lambda x: grad(lambda y, z: x * y * z * z)(x, 3.0), 9),
    "for both": (lambda x: sum(grad(lambda y, z: x * y * z * z, wrt=(0, 1))(x, 3.0)), 33),
    "at an array": (lambda x: ng.sum(grad(lambda v: ng.sum(v * v * x))(X) * np.ones(3)), 2),
    "in a container": (lambda x: x * grad(lambda w: w["a"] * x)({"a": 1.0})["a"], 4),
    "of a graph": (lambda x: x * grad(trace(lambda y: y * y * y, N))(1.0), 3),
    "names shadow": (lambda x: x * grad(lambda x: x * x)(5.0), 10),
    "by numbers of NumPy": (lambda x: x * grad(lambda y: x * y)(np.float64(1)), 4),
    "a number from outside": (lambda x: x + grad(lambda y: y * y)(3.0), 1),
    "slope of what is constant": (lambda x: x + grad(lambda y: grad(lambda z: z * z)(3.0))(x), 1),
    "slope of a sum of numbers": (lambda x: x + grad(lambda y: grad(lambda z: z * z)(3.0) + np.ones(()))(x), 1),
    "at a constant": (lambda x: x * grad(lambda y: x * y)(ng.constant(1.0)), 4),
}


@pytest.mark.parametrize("function,wanted", NESTED.values(), ids=NESTED)
def test_gradients_nest_at_numbers_too(function, wanted):
    assert float(grad(function)(2.0)) == wanted  # traces by itself
    assert at(grad(function), 2) == wanted  # in a trace that is open
    step = 2.0**-20
    assert (at(function, 2 + step) - at(function, 2 - step)) / (2 * step) == pytest.approx(wanted)


def test_a_gradient_that_reads_nothing_of_the_open_trace_is_a_number_and_leaves_no_trace():
    def f(x):
        slope = grad(lambda y: y * y)(3.0)
        y = x * (2.0 if slope > 1 else 1.0)
        return y * float(slope)

    graph = trace(grad(f), N)
    assert graph(1.0) == 12
    assert [str(e) for e in trace(f, N).equations][1] == "y: f64[] = multiply(x, %0)"


def test_a_number_takes_the_element_type_of_the_trace_around():
    graph = trace(grad(lambda x: x * grad(lambda y: x * y)(1.0)), f32[()])
    assert graph.outputs[0].dtype == np.float32 and graph(np.float32(3)) == 6


# ---- compared with JAX ------------------------------------------------------

SAME_AS_JAX = {
    "mlp": lambda np_, x, w: np_.sum(np_.log(np_.maximum(np_.exp(np_.tanh(x @ w)), 1e-3)) * (x @ w)),
    "max": lambda np_, x, w: np_.sum(np_.max(x, axis=0) * np_.min(w, axis=1)[None, :2].sum()) + np_.sum(np_.abs(x.T)),
    "where": lambda np_, x, w: (
        np_.sum(np_.where(x > 0, x**3, np_.concatenate([x[:, 1:], x[:, :1]], axis=1))) + np_.sum(w / (1 + w * w))
    ),
}


@pytest.mark.peers
@pytest.mark.parametrize("function", SAME_AS_JAX.values(), ids=SAME_AS_JAX)
def test_gradients_and_their_gradients_are_those_of_jax(function):
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    x = np.sin(1 + np.arange(6.0)).reshape(2, 3)
    w = np.cos(2 + np.arange(12.0)).reshape(3, 4)

    def curved(derive, np_):
        return lambda x, w: np_.sum(derive(lambda x, w: function(np_, x, w))(x, w) ** 2)

    with jax.enable_x64(True):
        wanted = jax.grad(lambda x, w: function(jax.numpy, x, w), (0, 1))(x, w)
        wanted += jax.grad(curved(jax.grad, jax.numpy), (0, 1))(x, w)
    found = grad(lambda x, w: function(np, x, w), (0, 1))(x, w) + grad(curved(grad, np), (0, 1))(x, w)
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)
