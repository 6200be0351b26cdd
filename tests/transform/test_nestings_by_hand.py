"""Nestings of transformations that are known to go wrong: in every way alike, and as in JAX; and their mistakes."""

import re

import numpy as np
import pytest
from nesting_referee import Referee, in_ours

import ngteach as ng
from ngteach import grad, hessian, hvp, jacobian, jvp, linearize, trace, vjp, vmap
from ngteach.core.tree import leaves, nesting

X = np.array([0.3, -0.7, 1.1])
GIVEN = {  # what every program is given
    "x": X,
    "a": np.float64(2.0) + np.zeros(()),
    "A": np.arange(12.0).reshape(3, 4) / 10,
    "p": {"a": X + 1, "b": (X * 3,)},
    "i": np.array([0, 2, 2]),
    "none": np.zeros((0,)),
    "no_columns": np.zeros((2, 0)),
    "h": X.astype(np.float32),
}
F = "(lambda x: sin(x) * x[::-1])"
N = "(lambda x: sum(sin(x) * x[::-1]) * x[0])"  # a number
CASES = {
    # derivatives that must not mix
    "x + y": "grad(lambda x: x * grad(lambda y: x + y)(x))(a)",
    "x + y at a number": "grad(lambda x: x * grad(lambda y: x + y)(1.0))(a)",
    "forwards": "jvp(lambda x: x * jvp(lambda y: x * y * y, (x,), (1.0,))[1], (a,), (1.0,))",
    "its own argument": "grad(lambda y: sum(x * y * y))(x)",
    "its own argument, differentiated": "jacobian(lambda x: grad(lambda y: sum(x * y * y))(x))(x)",
    "captured, in a vmap": "vmap(lambda r: grad(lambda y: sum(r @ A.T * y * y))(x))(A)",
    "captured and mapped too": "vmap(lambda r, b: grad(lambda y: sum(sin(b * r) * y))(r))(x, A[:, 0])",
    "a jacobian of a vmap of a jacobian": "jacobian(lambda x: vmap(jacobian(lambda a: x * sin(a)))(x * x))(x)",
    "a loop": "[grad(lambda y: sum(y ** (k + 1) * x))(x) for k in range(3)]",
    "four deep": (
        "vmap(lambda r: jvp(lambda y: vmap(lambda z: grad(lambda w: sum(sin(w * y) * z))(r))(x), (r,), (x,)))(A[:, :3])"
    ),
    "numbers in a trace": (
        "x * grad(lambda y: y * y * x[0])(2.0) + x * jvp(lambda y: y * y, (2.0,), (1.0,))[1] "
        "+ vjp(lambda y: y * x, 2.0)[1](x)[0] + linearize(lambda y: y * y, 3.0)[1](1.0) "
        "+ hvp(lambda y: y ** 3, (2.0,), (1.0,))"
    ),
    # back and linear are functions as any other
    "back twice": f"(lambda y, back: (back(x), back(2.0 * x), back(y)))(*vjp({F}, x))",
    "back in a grad": f"(lambda y, back: grad(lambda t: sum(back(t * t)[0] ** 2))(x))(*vjp({F}, x))",
    "back in a vmap": f"jacobian(grad(lambda x: sum(vmap(lambda t: vjp({F}, x)[1](t * x)[0])(eye(3)) ** 2)))(x)",
    "a jacobian of vmap and back": f"vmap(vjp({F}, x)[1])(eye(3))[0], jacobian({F})(x)",
    "linear four times": f"(lambda y, line: ([line(x * k) for k in range(4)], vmap(line)(eye(3))))(*linearize({F}, x))",
    "linear in a grad": f"(lambda y, line: grad(lambda t: sum(line(t) * x))(x))(*linearize({F}, x))",
    "linear, captured by a Hessian": (
        "hessian(lambda x: (lambda y, line: sum(line(x) * line(y)))(*linearize(lambda y: sin(y) * x[::-1], x)))(x)"
    ),
    "linear of linear": f"linearize(linearize({F}, x)[1], x)[1](x * x)",
    "linear, in a vmap": "vmap(lambda r: linearize(lambda x: sin(x) * r[:3], x)[1](r[1:]))(A)",
    "jvp of back": f"jvp(vjp({F}, x)[1], (x,), (x * x,))",
    "vjp of vjp": f"vjp(lambda x, t: vjp({F}, x)[1](t)[0], x, cos(x))[1](x)",
    "jvp of vmap of vjp": (
        "jvp(lambda A: vmap(lambda r: vjp(lambda r: sin(r) * sum(r), r)[1](cos(r))[0])(A), (A,), (A * A,))"
    ),
    "grad of jvp of grad": "grad(lambda x: sum(jvp(grad(lambda x: sum(sin(x) * x[::-1])), (x,), (x * x,))[1]))(x)",
    # the same twice, the other way round
    "a Hessian in eight ways": (
        f"hessian({N})(x), jacobian(grad({N}), mode='reverse')(x), jacobian(grad({N}), mode='forward')(x), "
        f"jacobian(jacobian({N}, mode='forward'), mode='forward')(x), vmap(lambda v: hvp({N}, (x,), (v,)))(eye(3)), "
        f"vmap(lambda v: jvp(grad({N}), (x,), (v,))[1])(eye(3)), "
        f"vmap(lambda v: grad(lambda x: jvp({N}, (x,), (v,))[1])(x))(eye(3)), "
        f"vmap(lambda v: grad(lambda x: sum(grad({N})(x) * v))(x))(eye(3))"
    ),
    "third derivatives": "jacobian(hessian(lambda x: sum(sin(x) * x[::-1] ** 2)))(x)",
    "vmap of vmap": "vmap(vmap(lambda b, c: b * c, (None, 0)), (0, None))(A[:, 0], A[0])",
    "vmap of vmap over other axes": "vmap(vmap(lambda b, c: b @ c, (0, None), 0), (None, 1), 1)(A, A.T)",
    "axes from the end": "vmap(lambda r: cumsum(r), -1, -1)(A), vmap(lambda r: (r, r[:, None] * r), 0, (1, 2))(A)",
    "grad of vmap": "grad(lambda A: sum(vmap(lambda b, c: b @ c)(A, sin(A))))(A)",
    "arrays in a trace": (
        "vmap(lambda r: r @ x)(np.arange(6.0).reshape(2, 3)) @ jacobian(lambda r: r[:2] * x[:2])(np.arange(3.0))"
    ),
    # what a function returns
    "its argument": "vjp(lambda x: x, x)[1](2.0 * x), vjp(lambda x: x, x)[1](np.ones(3)), hessian(lambda x: sum(x))(x)",
    "a constant": (
        "vjp(lambda x: np.ones(3), x)[1](2.0 * x), jvp(lambda x: np.ones(3), (x,), (x,)), "
        "linearize(lambda x: np.ones(3), x)[1](x), jacobian(lambda x: np.ones(3))(x), vmap(lambda x: np.ones(3))(x)"
    ),
    "one tensor twice": (
        "vjp(lambda x: (x, x), x)[1]((x, 2.0 * x)), jacobian(lambda x: [x * x] * 2)(x), vmap(lambda x: (x, x))(x)"
    ),
    "what it captured": (
        "vjp(lambda x: h, x)[1](h), jvp(lambda x: i, (x,), (x,))[0], vmap(lambda x: h)(x), "
        "vmap(lambda x: h, out_axes=1)(x), jacobian(lambda x: A)(x), linearize(lambda x: (A, x), x)[1](x)"
    ),
    "a whole number beside it": "jvp(lambda x: (x * x, argmax(x)), (x,), (x,))[0], vmap(lambda r: argmax(r))(A)",
    "a container beside it": (
        "value_and_grad(lambda x: (sum(x * x), {'h': x * 2.0}), has_aux=True)(x), "
        "grad(lambda x: sum(value_and_grad(lambda y: (sum(y * x), sin(y) * x), has_aux=True)(x)[0][1] ** 2))(x)"
    ),
    # what a function is given
    "one argument twice": (
        "vjp(lambda x, y: x * y, x, x)[1](x), jvp(lambda x, y: x * sin(y), (x, x), (x, 2.0 * x)), "
        "grad(lambda x, y: sum(x * sin(y)), (0, 1))(x, x)"
    ),
    "unused arguments": (
        "grad(lambda x, y: sum(x * x), 1)(x, x), vjp(lambda x, y: x * x, x, x)[1](x), "
        "jacobian(lambda x, y: x, 1)(x, A), hessian(lambda x, y: sum(x * x), (0, 1))(x, x), vmap(lambda x, y: x)(x, x)"
    ),
    "containers": (
        "grad(lambda p: sum(p['a'] * p['b'][0]))(p), jacobian(lambda p: {'z': p['a'] * p['b'][0]})(p), "
        "vjp(lambda p: {'c': (p['a'],), 'z': p['a'] * p['b'][0]}, p)[1]({'c': (x,), 'z': x}), "
        "hessian(lambda p: sum(p['a'] * p['b'][0] ** 2))(p), jvp(lambda p: [p['a'] * p['b'][0], p], (p,), (p,)), "
        "hvp(lambda p: sum(p['a'] * p['b'][0] ** 2), (p,), (p,))"
    ),
    "empty containers": (
        "grad(lambda p, x: sum(x * x), (0, 1))((), x), jvp(lambda p, x: x * x, ((), x), ((), x)), "
        "vjp(lambda p, x: x * x, (), x)[1](x), vmap(lambda p, x: x * x)((), x)"
    ),
    "several, from the end": (
        "jacobian(lambda x, y: (x * y, [sum(x)]), (1, 0))(x, x + 1.0), grad(lambda x, y: sum(x * y * y), -1)(x, x), "
        "jacobian(lambda x, y: x * y * y, -1)(x, x), hessian(lambda x, y: sum(x * y * y), -2)(x, x)"
    ),
    "whole numbers": (
        "jacobian(lambda x: x[i] * x[0])(x), vmap(lambda r, k: r[k])(A, i), hvp(lambda x: sum(x[i] ** 3), (x,), (x,)), "
        "vmap(lambda k: grad(lambda x: sum(x[k] ** 2))(x))(i), "
        "vmap(lambda k: grad(lambda x: sin(x)[k])(x))(np.arange(3))"
    ),
    "plain arguments": (
        "grad(lambda x, n: sum(x ** n))(x, 3), vmap(lambda x, n: x ** n, (0, None))(x, 3), "
        "jacobian(lambda x, n: x ** n)(x, 3), hessian(lambda x, n: sum(x ** n))(x, 3), "
        "grad(lambda x, w: sum(x * x) if w is None else sum(w * x))(x, None)"
    ),
    "no elements": (
        "jacobian(lambda x: x * x)(none), vmap(lambda x: x * x)(none), jvp(lambda x: sum(x), (none,), (none,)), "
        "vjp(lambda x: sum(x) + x, none)[1](none), hessian(lambda x: sum(x * x))(none), "
        "vmap(lambda r: jacobian(lambda r: sin(r))(r))(none[None])"
    ),
    "no columns": (
        "jacobian(lambda x: x * x)(no_columns), vmap(lambda x: sum(x * x))(no_columns), "
        "vmap(lambda x: x * x, 1, 1)(no_columns), jacobian(lambda x: sum(x, axis=1))(no_columns)"
    ),
    "f32": (
        "jacobian(lambda x: x * x)(h), vmap(lambda x: x * 2.0)(h), jvp(lambda x: sin(x) * 0.5, (h,), (h,)), "
        "hessian(lambda x: sum(x * x * 0.5))(h), hvp(lambda x: sum(x ** 3), (h,), (h,))"
    ),
    "f32 and f64": (
        "grad(lambda x, y: sum(convert(x) * y), (0, 1))(h, x), jvp(lambda x, y: convert(x) * y, (h, x), (h, x)), "
        "jacobian(lambda x, y: convert(x) * y, (0, 1))(h, x)"
    ),
    # kinks
    "stop_gradient": (
        "hessian(lambda x: sum(x * stop_gradient(x) * x))(x), jvp(lambda x: stop_gradient(x) * x, (x,), (x,)), "
        "grad(lambda x: sum(jvp(lambda y: stop_gradient(y) * x * y, (x,), (x,))[1]))(x)"
    ),
    "sort": (
        "jacobian(lambda x: sort(x))(x), vmap(lambda r: sort(r)[1:])(-A), hessian(lambda x: sum(sort(x) ** 3 * x))(x)"
    ),
    "where inside and outside": "jacobian(lambda x: where(x > 0.0, sqrt(where(x > 0.0, x, 1.0)), 0.0))(x)",
}
TEXTS = {name: f"program = lambda {', '.join(GIVEN)}: ({text})\n" for name, text in CASES.items()}


def close(found, wanted):
    assert str(nesting(found)) == str(nesting(wanted))
    for a, b in zip(leaves(found), leaves(wanted), strict=True):
        assert ng.type_of(a) == ng.type_of(b)
        rtol = 1e-5 if np.asarray(a).dtype == np.float32 else 1e-10
        np.testing.assert_allclose(a, b, rtol, rtol)


@pytest.mark.parametrize("name", CASES)
def test_interpreted_compiled_and_called_at_numbers_a_nesting_is_the_same(name):
    found = in_ours(TEXTS[name], tuple(GIVEN.values()))
    for way in found:
        close(found[way], found["interpreted"])


@pytest.mark.peers
def test_every_nesting_is_that_of_jax():
    referee = Referee(pytest.importorskip("jax", reason="JAX is not installed"))
    together = referee.together(list(TEXTS.values()), tuple(GIVEN.values()))
    for name, wanted in zip(TEXTS, together, strict=True):
        try:
            close(in_ours(TEXTS[name], tuple(GIVEN.values()))["interpreted"], wanted)
        except BaseException as problem:
            problem.add_note(name)
            raise


def test_of_no_argument_there_are_no_derivatives():
    assert jacobian(lambda p: X)({}) == {}


# ---- mistakes ---------------------------------------------------------------


def f(x):
    return ng.sin(x) * x[::-1]


def kept_back():
    kept = []

    def g(x):
        y, back = vjp(f, x)
        kept.append(back)
        return y

    trace(g, X)
    return kept[0]


BACK = "vjp's back: "
MISTAKES = {
    "back after its trace": (lambda: kept_back()(X), "no graph is being recorded"),
    "back in another trace": (lambda: trace(lambda t: kept_back()(t)[0], X), "x: f64[3] belongs to another graph"),
    "back, another shape": (lambda: vjp(f, X)[1](np.ones(2)), BACK + "dy must be f64[3], found f64[2]"),
    "back, another type": (lambda: vjp(f, X)[1](np.ones(3, np.float32)), BACK + "dy must be f64[3], found f32[3]"),
    "back of two": (lambda: vjp(lambda x: (x, x), X)[1](X, X), BACK + "takes one dy, found 2; write back((dy0, dy1))"),
    "back of one in a tuple": (lambda: vjp(f, X)[1]((X,)), BACK + "dy: found a tuple, wanted one array"),
    "tangents, another shape": (lambda: jvp(f, (X,), (np.ones(2),)), "jvp: x_dot must be f64[3], found f64[2]"),
    "tangents, too few": (lambda: jvp(ng.multiply, (X, X), (X,)), "jvp: tangents: found 1 values, wanted 2"),
    "linear, another shape": (lambda: linearize(f, X)[1](np.ones(2)), "linear: x_dot must be f64[3], found f64[2]"),
    "a place that is not there": (lambda: vmap(f, 0, 2)(np.ones((4, 3))), "vmap: out_axes is 2, but for all examples"),
}


def declaring(x):
    return x * ng.parameter(ng.f64[()], "w")


MISTAKES |= {
    "a parameter inside vmap": (lambda: vmap(declaring)(X), "vmap: the function declares the parameter w: f64[]"),
    "a parameter inside vjp": (lambda: vjp(declaring, X), "vjp: the function declares the parameter w: f64[]"),
    "the name in a jacobian": (lambda: jacobian(lambda height: float(height))(1.0), "height: f64[] has no numbers yet"),
    "the name in a grad": (lambda: grad(lambda height, n: float(height))(1.0, 2), "height: f64[] has no numbers yet"),
}


@pytest.mark.parametrize("call,text", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_says_what_was_wanted(call, text):
    with pytest.raises(ng.GraphError, match=re.escape(text)):
        call()


def test_forwards_only_the_first_derivative_of_an_op_is_needed():
    @ng.op(forward=lambda x: 3 * x**2)
    def slope(x):
        return x

    @ng.op(forward=lambda x: x**3)
    def cube(x):
        return x

    cube.adjoint(lambda dy, y, x: (dy * slope(x),))
    close(jvp(cube, (X,), (X,)), (X**3, 3 * X**3))
    close(linearize(cube, X)[1](X), 3 * X**3)
    for mode in ("forward", "reverse"):
        close(jacobian(lambda x: cube(x) * 1.0, mode=mode)(np.float64(2)), np.asarray(12.0))
    for second in (hessian(lambda x: ng.sum(cube(x))), lambda x: hvp(lambda x: ng.sum(cube(x)), (x,), (x,))):
        with pytest.raises(ng.GraphError, match="slope has no adjoint rule"):
            second(X)


def test_what_does_not_lead_to_the_arguments_needs_no_rule():
    @ng.op(forward=lambda x: x[::-1])
    def backwards(x):
        return x

    close(vjp(lambda w: w * backwards(ng.constant(X)), X)[1](X), (X * X[::-1],))
    close(vmap(lambda w: w * backwards(ng.constant(X)))(np.ones((2, 3))), np.stack([X[::-1]] * 2))
    with pytest.raises(ng.GraphError, match="backwards has no adjoint rule"):
        grad(lambda x: ng.sum(backwards(x)))(X)
