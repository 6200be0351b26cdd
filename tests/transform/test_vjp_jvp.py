"""vjp, jvp and linearize: three ways to ask for one derivative."""

import numpy as np
import pytest
from samples import ROWS, function_named

import ngteach as ng

RNG = np.random.default_rng(0)
X, W = RNG.normal(size=(4, 3)), RNG.normal(size=(3, 2))


def layer(x, W):
    h = ng.tanh(x @ W)
    return {"h": h, "sum": ng.sum(h * h), "best": ng.argmax(h, axis=1)}


def dotted(xs, ys):
    return sum(float(np.sum(x * y)) for x, y in zip(xs, ys, strict=True))


def test_the_two_directions_are_transposes_of_each_other():
    """dy . (J @ t) = (J.T @ dy) . t"""
    t = RNG.normal(size=X.shape), RNG.normal(size=W.shape)
    y, dots = ng.jvp(layer, (X, W), t)
    same, back = ng.vjp(layer, X, W)
    dy = {"h": RNG.normal(size=(4, 2)), "sum": 0.3, "best": y["best"]}
    left = dotted((dy["h"], dy["sum"]), (dots["h"], dots["sum"]))
    assert left == pytest.approx(dotted(back(dy), t), rel=1e-13)
    assert all(np.array_equal(y[k], same[k]) for k in y) and not dots["best"].any()


def test_jvp_is_the_limit_of_a_difference():
    t, h = (RNG.normal(size=X.shape), RNG.normal(size=W.shape)), 1e-6
    graph = ng.trace(layer, X, W)
    moved = [graph(X + s * h * t[0], W + s * h * t[1]) for s in (1, -1)]
    dots = ng.jvp(layer, (X, W), t)[1]
    for key in ("h", "sum"):
        assert dots[key] == pytest.approx((moved[0][key] - moved[1][key]) / (2 * h), rel=1e-7, abs=1e-9)


def test_linear_is_linear_and_what_it_needs_is_computed_once():
    _, linear = ng.linearize(layer, X, W)
    one, two = (RNG.normal(size=X.shape), RNG.normal(size=W.shape)), (RNG.normal(size=X.shape), np.zeros(W.shape))
    both = linear(*(2 * a + b for a, b in zip(one, two, strict=True)))
    for key in ("h", "sum"):
        assert both[key] == pytest.approx(2 * linear(*one)[key] + linear(*two)[key], rel=1e-13)
    assert ng.tanh not in [eqn.op for eqn in linear.graph.equations]


def test_back_runs_in_any_trace_later():
    """What vjp has computed at numbers are constants of a graph that calls back."""
    _, back = ng.vjp(lambda x: ng.exp(x), X)
    graph = ng.trace(lambda dy: back(dy)[0] * 2.0, X)
    assert np.array_equal(graph(X), 2 * back(X)[0])


def test_forward_mode_records_no_more_than_its_rules_would():
    graph = ng.trace(lambda x, t: ng.jvp(lambda x: ng.sin(x) * x, (x,), (t,))[1], ng.f64, ng.f64)
    used = sorted(eqn.op.name for eqn in ng.optimize(graph)[0].equations)
    assert used == ["add", "cos", "multiply", "multiply", "multiply", "sin"]


def test_each_tangent_belongs_to_an_equation_of_the_function():
    graph = ng.trace(lambda x, t: ng.jvp(lambda x: ng.exp(ng.sin(x)), (x,), (t,)), ng.f64, ng.f64)
    whose = [graph.producer[eqn.adjoint_of].op.name for eqn in graph.equations if eqn.adjoint_of is not None]
    assert whose == ["sin", "sin", "exp"]


def test_derivatives_do_not_mix():
    """d/dx (x * d/dy (x + y)) = 1, and not 2: Siskind and Pearlmutter's example of perturbation confusion."""
    slope = lambda f, x: ng.jvp(f, (x,), (1.0,))[1]  # noqa: E731
    assert float(slope(lambda x: x * slope(lambda y: x + y, 1.0), 1.0)) == 1
    assert float(ng.grad(lambda x: x * slope(lambda y: x + y, 1.0))(1.0)) == 1
    assert float(slope(lambda x: x * ng.grad(lambda y: x + y)(1.0), 1.0)) == 1


def test_the_number_that_comes_with_a_gradient():
    loss = lambda x: (ng.sum(x * x), {"twice": x * 2})  # noqa: E731
    (value, aux), gradient = ng.value_and_grad(loss, has_aux=True)(X)
    again, same = ng.grad(loss, has_aux=True)(X)
    assert float(value) == pytest.approx(np.sum(X * X)) and np.array_equal(gradient, 2 * X)
    assert np.array_equal(aux["twice"], 2 * X) and np.array_equal(again, gradient)
    assert np.array_equal(same["twice"], aux["twice"])


def test_arguments_by_name_are_passed_on():
    assert float(ng.grad(lambda x, *, power: x**power)(3.0, power=2)) == 6
    assert float(ng.trace(lambda x: ng.grad(lambda u, y: u * y)(x, y=x), ng.f64)(3.0)) == 3


@pytest.mark.parametrize("row", [r for r in ROWS if r.inputs and r.smooth], ids=str)
def test_both_directions_agree_on_every_op(row):
    arrays = row.arrays(ng.f64)
    real = [i for i, a in enumerate(arrays) if a.dtype == np.float64]
    if not real or ng.f64 not in row.types:
        return
    call = row.of(function_named(row.op))

    def f(*xs):
        given = dict(zip(real, xs, strict=True))
        return call(*[given.get(i, a) for i, a in enumerate(arrays)])

    xs = [arrays[i] for i in real]
    t = [RNG.normal(size=x.shape) for x in xs]
    y, dot = ng.jvp(f, tuple(xs), tuple(t))
    if y.dtype != np.float64 or not np.isfinite(y).all():  # the mean of nothing
        return
    dy = RNG.normal(size=y.shape)
    _, back = ng.vjp(f, *xs)
    left, right = np.sum(dy * dot), dotted(back(dy), t)
    assert left == pytest.approx(right, rel=1e-9, abs=1e-11)
