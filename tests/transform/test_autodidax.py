"""The programs that "Autodidax: JAX core from scratch" shows, with ngteach's names, and the numbers that it prints.

Each program is one or two lines that anybody would write; what is missing of the page's own, such as its jaxprs, has a
row at the end that says what to write instead.   Source: the JAX documentation, docs/autodidax.md.
"""

import numpy as np
import pytest

import ngteach as ng
from ngteach import cos, grad, jit, jvp, linearize, sin, trace, vjp, vmap
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import leaves, nesting

THREE = np.arange(3.0)


def f(x):
    y = sin(x) * 2.0
    z = -y + x
    return z


def deriv(f):
    return lambda x: jvp(f, (x,), (1.0,))[1]


def close(found, wanted):
    assert nesting(found) == nesting(wanted)
    for a, b in zip(leaves(found), leaves(wanted), strict=True):
        assert np.shape(a) == np.shape(b)
        np.testing.assert_allclose(a, b, rtol=1e-14, atol=1e-15)


# ---- Part 1: evaluation, jvp, vmap ------------------------------------------

SLOPE = 1 - 2 * np.cos(3.0)


def in_containers(x):
    y = sin(x) * 2.0
    z = -y + x
    return {"hi": z, "there": [x, y]}


def add_one_to_a_scalar(scalar):
    assert np.ndim(scalar) == 0
    return 1 + scalar


def jacfwd(f, x):
    vecs_in = np.eye(np.size(x)).reshape(np.shape(x) * 2)
    return vmap(lambda v: jvp(f, (x,), (v,))[1], (0,))(vecs_in)


PART_1 = {
    "evaluation": (lambda: trace(f, 3.0)(3.0), 2.7177599838802657),
    "jvp of sin": (lambda: jvp(sin, (3.0,), (1.0,))[1], -0.9899924966004454),
    "jvp": (lambda: jvp(f, (3.0,), (1.0,)), (2.7177599838802657, 2.979984993200891)),
    "jvp, twice": (lambda: deriv(deriv(sin))(3.0), -0.1411200080598672),
    "jvp, three times": (lambda: deriv(deriv(deriv(sin)))(3.0), 0.9899924966004454),
    "jvp, four times": (lambda: deriv(deriv(deriv(deriv(sin))))(3.0), 0.1411200080598672),
    "containers": (
        lambda: jvp(in_containers, (3.0,), (1.0,)),
        (
            {"hi": 2.7177599838802657, "there": [3.0, 0.2822400161197344]},
            {"hi": 2.979984993200891, "there": [1.0, -1.9799849932008908]},
        ),
    ),
    "vmap": (lambda: vmap(add_one_to_a_scalar, (0,), 0)(THREE), [1.0, 2.0, 3.0]),
    "jacfwd": (lambda: jacfwd(lambda x: sin(x), THREE), np.diag(np.cos(THREE))),
    "jacfwd, as it is called here": (lambda: ng.jacobian(sin, mode="forward")(THREE), np.diag(np.cos(THREE))),
}

# ---- Part 3: jit ------------------------------------------------------------

traced = []


@jit
def two_arguments(x, y):
    traced.append("tracing!")
    return sin(x) * cos(y)


@jit
def jitted(x):
    traced.append("tracing!")
    return f(x)


PART_3 = {
    "jit": (lambda: two_arguments(3.0, 4.0), -0.09224219304455371),
    "jit, from the cache": (lambda: two_arguments(4.0, 5.0), -0.21467624978306993),
    "jit of a sum": (lambda: jit(lambda x: ng.sum(x, axis=0))(np.array([1.0, 2.0, 3.0])), 6.0),
    "second derivative": (lambda: deriv(deriv(f))(3.0), 0.2822400161197344),
    "jit of the second derivative": (lambda: jit(deriv(deriv(f)))(3.0), 0.2822400161197344),
    "jvp of jit": (lambda: jvp(jitted, (3.0,), (1.0,)), (2.7177599838802657, 2.979984993200891)),
    "vmap of jit": (lambda: vmap(jitted, (0,))(THREE), [0.0, -0.682941969615793, 0.1814051463486365]),
}


def test_tracing_is_done_once_for_each_set_of_types():
    del traced[:]
    fresh = jit(two_arguments.__wrapped__)
    fresh(3.0, 4.0), fresh(4.0, 5.0)
    assert traced == ["tracing!"]
    once = jit(jitted.__wrapped__)
    for _ in range(2):
        jvp(once, (3.0,), (1.0,))
    vmap(once, (0,))(THREE)
    assert traced == ["tracing!"] * 2  # what transforms it takes the graph that is there


# ---- Part 4: linearize, vjp, grad -------------------------------------------


@jit
def outer(x):
    y = sin(x) * 2.0
    return inner(x, y)


@jit
def inner(x, y):
    return cos(x) + y


@jit
def doubled(x):
    return cosine(x * 2.0)


@jit
def cosine(x):
    return cos(x) * 2.0


def at(pair, x):
    """(y, what the linear function, or back, gives for x)."""
    y, function = pair
    return y, function(x)


PART_4 = {
    "linearize": (lambda: at(linearize(sin, 3.0), 1.0), (0.1411200080598672, -0.9899924966004454)),
    "linearize of jit": (lambda: at(linearize(jit(f), 3.0), 1.0), (2.7177599838802657, 2.979984993200891)),
    "linearize of jit in jit": (lambda: at(linearize(outer, 3.0), 1.0), (-0.7077524804807109, -2.121105001260758)),
    "vjp": (lambda: at(vjp(sin, 3.0), 1.0), (0.1411200080598672, (-0.9899924966004454,))),
    "grad": (lambda: grad(f)(3.0), 2.979984993200891),
    "grad of jit in jit": (lambda: grad(doubled)(3.0), 1.1176619927957034),
}

ROWS = {**PART_1, **PART_3, **PART_4}


@pytest.mark.parametrize("what", ROWS)
def test_the_page_prints_these_numbers(what):
    program, wanted = ROWS[what]
    close(program(), np.asarray(wanted) if isinstance(wanted, list) else wanted)


# ---- "something of a compositionality stress test" --------------------------


def foo(x):
    @jit
    def bar(y):
        def baz(w):
            q = jit(lambda x: y)(x)
            q = q + jit(lambda: y)()
            q = q + jit(lambda y: w + y)(y)
            q = jit(lambda w: jit(sin)(x) * y)(1.0) + q
            return q

        p, t = jvp(baz, (x + 1.0,), (y,))
        return t + (x * p)

    return bar(x)


@pytest.mark.parametrize("f", [foo, doubled], ids=["foo", "f"])
def test_the_stress_test_agrees_with_itself(f):
    values = [f(3.0), jit(f)(3.0), jvp(f, (3.0,), (5.0,))[0], jvp(jit(f), (3.0,), (5.0,))[0]]
    slopes = [
        *(grad(f)(3.0), grad(jit(f))(3.0), jit(grad(jit(f)))(3.0)),
        *(jvp(g, (3.0,), (1.0,))[1] for g in (f, jit(f))),
    ]
    bends = [
        *(grad(grad(f))(3.0), grad(grad(jit(f)))(3.0), grad(jit(grad(f)))(3.0), jit(grad(grad(f)))(3.0)),
        *(jvp(g, (3.0,), (1.0,))[1] for g in (grad(f), jit(grad(f)))),
    ]
    for same in (values, slopes, bends):
        np.testing.assert_allclose(same, same[0], rtol=1e-12)
    x = 3.0
    if f is foo:  # baz(w) = 3x + w + x sin x, along x: 1 * x
        wanted = x + x * (3 * x + (x + 1) + x * np.sin(x))
    else:
        wanted = 2 * np.cos(2 * x)
    np.testing.assert_allclose(values[0], wanted, rtol=1e-12)


# ---- Part 2: programs as data ------------------------------------------------


def test_a_jaxpr_is_a_graph():
    assert str(trace(lambda x: 2.0 * x, 3.0)) == (
        "graph(x: f64[])\n  %0: f64[] = constant(value=2.0)\n  %1: f64[] = multiply(%0, x)\n  return %1"
    )


def test_partial_evaluation_unzips_the_jvp_into_what_can_be_done_now_and_the_linear_rest():
    graph = trace(lambda x, x_dot: jvp(lambda a: -sin(a), (x,), (x_dot,)), 3.0, 1.0)
    first, second = ng.split_graph(graph, "x_dot")
    assert sorted(eqn.op.name for eqn in first.equations) == ["cos", "negative", "sin"]
    assert [eqn.op.name for eqn in second.equations] == ["multiply", "negative"]
    assert [str(x) for x in second.inputs] == ["%2: f64[]", "x_dot: f64[]"]  # the cosine, and the tangent


# ---- what cannot be written as on the page ------------------------------------


def choose(pred, true_function, false_function, *operands):
    """cond: a condition that Python knows needs no more than an if; of a tensor, both branches are computed."""
    if isinstance(pred, bool):
        return true_function(*operands) if pred else false_function(*operands)
    return ng.where(pred, true_function(*operands), false_function(*operands))


def with_if(x):
    if x > 0.0:
        return 2.0 * x
    return x


IF = "has no numbers yet, so it cannot decide an if or a while; use where()"
CANNOT = [  # (why, the page's line, what is said, what to write instead, what that gives)
    (
        "here a derivative is a graph, which is recorded before there are numbers",
        lambda: deriv(with_if)(3.0),
        IF,
        lambda: [deriv(lambda x: ng.where(x > 0.0, 2.0 * x, x))(x) for x in (3.0, -3.0)],
        [2.0, 1.0],
    ),
    (
        "so is what vmap makes",
        lambda: vmap(with_if, (0,))(THREE),
        IF,
        lambda: vmap(lambda x: ng.where(x > 0.0, 2.0 * x, x), (0,))(THREE),
        [0.0, 2.0, 4.0],
    ),
    (
        "a graph has no branches, so there is no cond; a condition that Python knows needs none",
        lambda: ng.cond(True, lambda: 3, lambda: 4),
        "no attribute 'cond'; write where(mask, x, y)",
        lambda: [3 if True else 4],
        [3],
    ),
    (
        "the derivative of cond",
        lambda: jvp(lambda x: ng.cond(True, lambda: x * x, lambda: 0.0), (1.0,), (1.0,)),
        "no attribute 'cond'",
        lambda: [
            jvp(lambda x: choose(x > 0.0, lambda x: x * x, lambda x: 0.0 * x, x), (1.0,), (1.0,))[1],
            grad(lambda x: choose(True, lambda x: x * x, lambda x: 0.0 * x, x))(1.0),
            linearize(jit(lambda x: choose(True, lambda x: x, lambda x: 0.0 * x, x)), 1.0)[1](3.14),
        ],
        [2.0, 2.0, 3.14],
    ),
    (
        "cond under vmap and jit",
        lambda: jit(lambda: ng.cond(False, lambda: 1, lambda: 2))(),
        "no attribute 'cond'",
        lambda: vmap(lambda x: choose(True, lambda x: x + 1.0, lambda x: 0.0 * x, x), (0,))(np.array([1.0, 2.0, 3.0])),
        [2.0, 3.0, 4.0],
    ),
    (
        "programs are graphs",
        lambda: ng.make_jaxpr(lambda x: 2.0 * x),
        "no attribute 'make_jaxpr'; write trace(function, f32[3])",
        lambda: trace(lambda x: 2.0 * x, ng.f64)(3.0),
        6.0,
    ),
]


@pytest.mark.parametrize("why,line,said,instead,gives", CANNOT, ids=[row[0][:40] for row in CANNOT])
def test_what_cannot_be_written_is_answered_and_has_another_way(why, line, said, instead, gives):
    with pytest.raises((GraphError, AttributeError)) as found:
        line()
    assert said in str(found.value)
    np.testing.assert_allclose(instead(), gives)
