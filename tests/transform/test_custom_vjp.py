"""A derivative of one's own: the op."""

import re

import numpy as np
import pytest
from programs import ops_of

import ngteach as ng
from ngteach import GraphError, f32, f64, i32
from ngteach.core.calling.registry import OPS
from ngteach.runtime.aliases import find_aliases

CUSTOM = OPS["custom_vjp"]


def twice_dy(*types):
    return ng.trace(lambda x, dy: 2.0 * dy, *types, name="twice_dy")


def test_the_adjoint_is_what_the_rule_says_and_nothing_flows_back_through_the_value():
    rule = ng.trace(lambda x, i, dy: dy * x, f64[3], i32[2], f64[3])
    i = np.zeros(2, np.int32)
    x = np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(ng.grad(lambda x: ng.sum(CUSTOM(ng.exp(x), x, i, rule=rule)))(x), x)
    second = ng.grad(lambda x: ng.sum(ng.grad(lambda x: ng.sum(CUSTOM(ng.exp(x), x, i, rule=rule)))(x) * x))
    np.testing.assert_array_equal(second(x), 2 * x)


def test_an_equation_shows_its_rule_by_name():
    graph = ng.trace(lambda x: CUSTOM(ng.exp(x), x, rule=twice_dy(f32, f32)), f32)
    assert str(graph.equations[-1]) == "%1: f32[] = custom_vjp(%0, x, rule=twice_dy)"


def test_passes_keep_the_rule_and_the_executor_forgets_it():
    rule, other = twice_dy(f32, f32), twice_dy(f32, f32)

    def f(x):
        y = ng.exp(x)
        return CUSTOM(y, x, rule=rule) + CUSTOM(y, x, rule=rule), CUSTOM(y, x, rule=other)

    graph, _ = ng.optimize(ng.trace(f, f32))
    assert ops_of(graph) == ["exp", "custom_vjp", "add", "custom_vjp"]
    run = ng.compile(graph)
    assert ops_of(run.lowered) == ["exp", "add"]
    assert [float(y) for y in run(0.0)] == [2.0, 1.0]
    aliases = find_aliases(graph)
    assert all(aliases.is_view(eqn.output) for eqn in graph.equations if eqn.op is CUSTOM)


@pytest.mark.parametrize(
    "rule,wanted",
    [
        (3, "custom_vjp: the rule is a graph, found 3"),
        (twice_dy(f32, f32[2]), "the rule twice_dy does not fit: it is (f32[], f32[2]) -> (f32[2]), wanted (f32[2],"),
        (
            ng.trace(lambda x: x, f32[2]),
            "does not fit: it is (f32[2]) -> (f32[2]), wanted (f32[2], f32[2]) -> (f32[2])",
        ),
    ],
)
def test_a_rule_must_fit(rule, wanted):
    with pytest.raises(GraphError, match=re.escape(wanted)):
        ng.trace(lambda x: CUSTOM(x, x, rule=rule), f32[2])


# ---- the decorator ----------------------------------------------------------


def clipped(most):
    """x, whose gradient is clipped: what custom_vjp is used for most."""

    @ng.custom_vjp
    def f(x):
        return ng.identity(x)

    f.defvjp(lambda x: (x, ()), lambda _, dy: (ng.clip(dy, -most, most),))
    return f


@pytest.fixture(params=["called", "interpreted", "compiled"])
def run(request):
    """How a function is run at numbers."""

    def at(function, *args):
        if request.param == "called":
            return function(*args)
        graph = ng.trace(function, *args)
        return (graph if request.param == "interpreted" else ng.compile(graph))(*args)

    return at


def test_the_gradient_is_that_of_the_rule(run):
    f = clipped(1.0)
    x = np.array([0.1, 2.0, -5.0])
    np.testing.assert_array_equal(run(f, x), x)
    np.testing.assert_array_equal(run(ng.grad(lambda x: ng.sum(f(x) ** 2)), x), [0.2, 1.0, -1.0])


def test_the_equation_takes_the_name_of_the_variable_and_the_line_of_the_call():
    f = clipped(1.0)

    def g(x):
        h = f(x)
        return h * 2.0

    graph = ng.trace(g, f64)
    (eqn,) = [eqn for eqn in graph.equations if eqn.op is CUSTOM]
    assert eqn.output.name == "h" and eqn.line.text == "h = f(x)"


def test_residuals_are_computed_once_where_the_passes_have_been():
    @ng.custom_vjp
    def f(x):
        return ng.log(1.0 + ng.exp(x))

    def fwd(x):
        e = ng.exp(x)
        return ng.log(1.0 + e), e

    f.defvjp(fwd, lambda e, dy: (dy * e / (1.0 + e),))
    graph, _ = ng.optimize(ng.trace(ng.value_and_grad(f), f64))
    assert ops_of(graph).count("exp") == 1


def test_containers_go_in_and_come_out(run):
    @ng.custom_vjp
    def f(p, x):
        return {"y": p["W"] * x + p["b"], "positive": x > 0.0}

    def bwd(x, dy):
        assert dy["positive"] is None
        return {"b": 10.0 * dy["y"], "W": dy["y"] * x}, None

    f.defvjp(lambda p, x: ({"positive": x > 0.0, "y": p["W"] * x + p["b"]}, x), bwd)
    p = {"W": np.float64(2.0), "b": np.float64(1.0)}
    y = run(f, p, np.float64(3.0))
    assert y["y"] == 7.0 and y["positive"]
    dp, dx = run(ng.grad(lambda p, x: f(p, x)["y"] * 1.0, wrt=(0, 1)), p, np.float64(3.0))
    assert (dp["W"], dp["b"], dx) == (3.0, 10.0, 0.0)


def test_several_results_have_one_rule_and_their_seeds_come_together(run):
    """The rule is not linear in the seeds: it clips them by their common length."""

    @ng.custom_vjp
    def f(x, y):
        return ng.sin(x), [y * y, ng.convert(x, f32)]

    def bwd(xy, dy):
        x, y = xy
        a, (b, c) = dy
        length = ng.sqrt(ng.sum(a * a) + ng.sum(b * b) + ng.convert(ng.sum(c * c), f64))
        return a / length, b / length

    f.defvjp(lambda x, y: (f(x, y), (x, y)), bwd)

    def loss(x, y, w):
        a, (b, c) = f(x, y)
        return 3.0 * ng.sum(a[:1]) + 4.0 * b + 0.0 * w + 12.0 * ng.convert(ng.sum(c[1:]), f64)

    dx, dy, dw = run(ng.grad(loss, wrt=(0, 1, 2)), np.array([1.0, 2.0]), 5.0, 1.0)
    np.testing.assert_allclose(dx, [3 / 13, 0.0])
    assert dy == pytest.approx(4 / 13) and dw == 0.0


def test_a_result_that_nobody_uses_has_a_seed_of_zeros(run):
    @ng.custom_vjp
    def f(x):
        return x * 2.0, x * 3.0

    f.defvjp(lambda x: (f(x), ()), lambda _, dy: (dy[0] + 100.0 * dy[1],))
    assert run(ng.grad(lambda x: f(x)[0]), 1.0) == 1.0
    assert run(ng.grad(lambda x: f(x)[1]), 1.0) == 100.0


def test_what_has_no_derivatives_gets_none(run):
    @ng.custom_vjp
    def pick(x, i):
        return x[i]

    pick.defvjp(
        lambda x, i: (pick(x, i), i), lambda i, dy: (ng.where(ng.one_hot(i, 3, f64) > 0.0, 2.0 * dy, 0.0), None)
    )
    np.testing.assert_array_equal(run(ng.grad(lambda x: pick(x, np.int32(1))), np.arange(3.0)), [0, 2, 0])
    whole = ng.custom_vjp(lambda i: i + 1)
    whole.defvjp(lambda i: (whole(i), ()), lambda _, dy: (None,))
    assert run(whole, np.int32(3)) == 4


def test_a_parameter_by_name_is_passed_on():
    @ng.custom_vjp
    def power(x, *, n):
        return x**n

    power.defvjp(lambda x, *, n: (power(x, n=n), x), lambda x, dy: (dy * x,))
    assert ng.grad(lambda x: power(x, n=3))(5.0) == 5.0


@pytest.mark.parametrize("again", [True, False], ids=["fwd calls f", "fwd writes it out"])
def test_higher_derivatives_are_those_of_the_rule(again):
    """sin, whose slope is said to be its value: every derivative of it is sin."""

    @ng.custom_vjp
    def f(x):
        return ng.sin(x)

    f.defvjp(lambda x: (f(x),) * 2 if again else (f(x), ng.sin(x)), lambda y, dy: (dy * y,))
    derived, found = f, []
    for _ in range(3):
        derived = ng.grad(derived)
        found.append(float(derived(0.5)))
    assert found == pytest.approx([np.sin(0.5)] * 3 if again else [np.sin(0.5), np.cos(0.5), -np.sin(0.5)])


def test_it_nests_with_the_other_transformations():
    f = clipped(1.0)
    xs = np.array([[0.1, 3.0], [-2.0, 0.4]])
    wanted = np.clip(2 * xs, -1, 1)

    def loss(x):
        return ng.sum(f(x) ** 2)

    np.testing.assert_array_equal(ng.vmap(ng.grad(loss))(xs), wanted)
    np.testing.assert_array_equal(ng.grad(lambda xs: ng.sum(ng.vmap(loss)(xs)))(xs), wanted)
    np.testing.assert_array_equal(ng.jit(ng.grad(loss))(xs), wanted)
    np.testing.assert_array_equal(ng.vjp(loss, xs)[1](1.0)[0], wanted)
    np.testing.assert_array_equal(ng.grad(ng.checkpoint(loss))(xs), wanted)
    assert ng.jvp(f, (0.5,), (2.0,)) == (0.5, 2.0)  # the rule turned round, for a small dy


def test_vmap_adds_up_what_the_examples_share():
    @ng.custom_vjp
    def f(x, w):
        return x @ w

    f.defvjp(lambda x, w: (x @ w, (x, w)), lambda xw, dy: (dy * xw[1], 10.0 * dy * xw[0]))
    xs, w = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([1.0, -1.0])
    dxs, dw = ng.grad(lambda xs, w: ng.sum(ng.vmap(f, in_axes=(0, None))(xs, w)), wrt=(0, 1))(xs, w)
    np.testing.assert_array_equal(dxs, [w] * 3)
    np.testing.assert_array_equal(dw, 10 * xs.sum(axis=0))


def test_a_graph_may_have_a_rule_of_ones_own():
    f = ng.custom_vjp(ng.trace(lambda x: ng.exp(x), f64, name="e"))
    f.defvjp(lambda x: (ng.exp(x), ()), lambda _, dy: (7.0 * dy,))
    assert f(0.0) == 1.0 and ng.grad(f)(0.0) == 7.0 and repr(f) == "custom_vjp(e)"


# ---- mistakes ---------------------------------------------------------------


def with_rule(fwd, bwd):
    @ng.custom_vjp
    def f(x, y):
        return x * y

    f.defvjp(fwd, bwd)
    return f


GOOD = lambda x, y: (x * y, (x, y))  # noqa: E731
OUTSIDE = ng.trace(lambda x: x, f64).inputs[0]
MISTAKES = {
    "no tuple": (
        GOOD,
        lambda xy, dy: dy,
        "bwd must return a tuple of 2, one gradient for each argument (x, y), found f64[2]",
    ),
    "too few": (GOOD, lambda xy, dy: (dy,), "one gradient for each argument (x, y), found 1 of them"),
    "shape": (
        GOOD,
        lambda xy, dy: (dy[:1], dy),
        "bwd gives f64[1] as the gradient of x: f64[2], which must have its type",
    ),
    "type": (GOOD, lambda xy, dy: (dy, ng.convert(dy, f32)), "bwd gives f32[2] as the gradient of y: f64[2]"),
    "number": (GOOD, lambda xy, dy: (dy, 0.0), "bwd gives f64[] as the gradient of y: f64[2]"),
    "word": (GOOD, lambda xy, dy: (dy, "dy"), "bwd gives 'dy' as the gradient of y: f64[2]"),
    "nested": (GOOD, lambda xy, dy: (dy, [dy]), "the gradient of y: found a list, wanted one array"),
    "fwd alone": (lambda x, y: x * y, lambda xy, dy: (dy, dy), "fwd must return (y, residuals), found f64[2]"),
    "fwd of another type": (
        lambda x, y: (x[:1], ()),
        lambda xy, dy: (dy, dy),
        "fwd gives f64[1], but the function gives f64[2]",
    ),
    "fwd of another nesting": (
        lambda x, y: ((x, y), ()),
        lambda xy, dy: (dy, dy),
        "fwd's y: found a tuple, wanted one array",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_rule_that_does_not_fit_is_said_to_be_so(name):
    fwd, bwd, text = MISTAKES[name]
    f = with_rule(fwd, bwd)
    with pytest.raises(GraphError, match=re.escape(text)) as caught:
        ng.trace(lambda x, y: f(x, y), f64[2], f64[2])
    assert str(caught.value).startswith("f: ") and "test_custom_vjp.py" in str(caught.value)


def test_an_int_has_no_gradient():
    f = ng.custom_vjp(lambda x, i: x * ng.convert(i, f64))
    f.defvjp(lambda x, i: (f(x, i), ()), lambda _, dy: (dy, dy))
    with pytest.raises(GraphError, match=r"bwd gives a gradient for i: i32\[\], which has no derivatives; return None"):
        ng.trace(lambda x, i: f(x, i), f64, i32)


@pytest.mark.parametrize("who", ["function", "fwd", "bwd"])
def test_what_is_read_from_outside_must_be_an_argument(who):
    def g(x, w):
        f = ng.custom_vjp(lambda x: x * w if who == "function" else x)
        f.defvjp(lambda x: (x * w if who == "fwd" else f(x), ()), lambda _, dy: (dy * w if who == "bwd" else dy,))
        return f(x)

    if who == "fwd":  # nothing of it is used
        return
    wanted = "the function" if who == "function" else "its rule"
    with pytest.raises(GraphError, match=f"{wanted} reads w: f64\\[\\] from outside, .*; pass it as an argument"):
        ng.trace(g, f64, f64)


def test_a_function_without_a_rule_is_refused_when_it_is_called():
    @ng.custom_vjp
    def f(x):
        return x

    with pytest.raises(GraphError, match=r"^f: has no rule for its adjoint; write f.defvjp\(fwd, bwd\) after its def"):
        f(1.0)
    with pytest.raises(GraphError, match="defvjp: bwd is a function, found 3"):
        f.defvjp(lambda x: x, 3)
    with pytest.raises(GraphError, match="custom_vjp: found 3, wanted a function"):
        ng.custom_vjp(3)


def test_split_graph_hands_over_the_value_and_not_what_its_rule_reads():
    f = clipped(1.0)
    first, second = ng.split_graph(ng.trace(lambda x, dy: dy * f(ng.exp(x)), f64, f64, name="g"), "dy")
    assert ops_of(first) == ["exp", "identity", "custom_vjp"]
    assert [x.name for x in second.inputs] == [first.outputs[0].name, "dy"] and ops_of(second) == ["multiply"]
