"""All derivatives, by rows and by columns, and along one direction."""

import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError

RNG = np.random.default_rng(5)
X, W = RNG.normal(size=(2, 3)), RNG.normal(size=(3, 2))


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def layer(x, p):
    h = ng.tanh(x @ p["W"])
    return h, {"sum": ng.sum(h * h)}


def test_rows_and_columns_are_one_matrix():
    by = {mode: ng.jacobian(layer, (0, 1), mode)(X, {"W": W}) for mode in ("forward", "reverse", None)}
    h, rest = by["forward"]
    assert h[0].shape == (2, 2, 2, 3) and h[1]["W"].shape == (2, 2, 3, 2) and rest["sum"][1]["W"].shape == (3, 2)
    for mode in ("reverse", None):
        for a, b in zip(ng.core.tree.leaves(by["forward"]), ng.core.tree.leaves(by[mode]), strict=True):
            assert a == pytest.approx(b, rel=1e-12, abs=1e-14)


def test_the_shorter_way_is_taken():
    """One pass for each argument, or one for each result; the rows of identity in the graph tell which it was."""

    def passes(f, *types):
        graph = ng.trace(ng.jacobian(f), *types)
        return max(len(eqn.params["value"]) for eqn in graph.equations if eqn.op is ng.constant and eqn.output.ndim)

    assert passes(lambda x: ng.concatenate([x, x * x]), ng.f64[3]) == 3
    assert passes(lambda x: x[:2] * x[1:], ng.f64[3]) == 2


def test_a_hessian_is_symmetric_and_its_products_need_no_hessian():
    f = lambda x: ng.sum(ng.sin(x) * ng.roll(x, 1)) + ng.prod(x)  # noqa: E731
    x, v = RNG.normal(size=4), RNG.normal(size=4)
    found = ng.hessian(f)(x)
    assert np.allclose(found, found.T, rtol=1e-12) and np.allclose(ng.hvp(f, (x,), (v,)), found @ v, rtol=1e-12)
    assert np.allclose(ng.jacobian(ng.jacobian(f, mode="forward"), mode="forward")(x), found, rtol=1e-12)
    assert np.allclose(ng.jacobian(lambda x: ng.jvp(f, (x,), (v,))[1])(x), found @ v, rtol=1e-12)


def test_hessian_products_of_several_arguments():
    f = lambda x, y: ng.sum(x * x * y)  # noqa: E731
    x, y, v, w = RNG.normal(size=(4, 3))
    dx, dy = ng.hvp(f, (x, y), (v, w))
    assert np.allclose(dx, 2 * y * v + 2 * x * w) and np.allclose(dy, 2 * x * v)


def test_they_print_and_compile_as_graphs():
    graph = ng.trace(ng.hessian(lambda x: ng.sum(ng.exp(x) * x)), ng.f64[3])
    x = RNG.normal(size=3)
    assert np.allclose(ng.compile(graph)(x), np.diag(np.exp(x) * (2 + x)), rtol=1e-12)
    assert np.array_equal(graph(x), ng.hessian(lambda x: ng.sum(ng.exp(x) * x))(x))


@pytest.mark.parametrize(
    "call,text",
    [
        (lambda: ng.jacobian(lambda x: x, mode="both"), 'mode is "forward" or "reverse", found \'both\''),
        (lambda: ng.jacobian(lambda x: x, 1)(X), "jacobian: there is no argument 1 among 1"),
        (lambda: ng.jacobian(lambda x: x)(np.arange(3)), "x: i64[3] has no derivatives"),
        (lambda: ng.jacobian(lambda x: ng.argmax(x))(X), "has no derivatives"),
        (lambda: ng.hessian(lambda x: x)(X), "grad: needs a function that returns one number"),
        (lambda: ng.hvp(ng.sum, X, X), "primals is a tuple"),
    ],
)
def test_mistakes_are_told(call, text):
    with refuses(text):
        call()
    assert not ng.core.trace.is_tracing()
