"""Ops of the user's own: compiled whatever their forward function is, and written into programs where it can be."""

import numpy as np
import pytest
from test_executor import refusal
from test_source import empty, run_alone

import ngteach as ng
from ngteach import f32
from ngteach.op import OPS, op
from ngteach.ops.align import elementwise
from ngteach.ops.rules import floats

FACTOR = 3


def times_factor(x, out=None):
    return np.multiply(x, FACTOR, out=out)


def times_helper(x, out=None):
    return times_factor(np.add(x, 1, out=out), out)


def no_out(x):
    return x * 3


def noted(x: np.ndarray, out=None) -> np.ndarray:
    return np.multiply(x, 3, out=out)


def with_default(x, out=None, by=FACTOR):
    return np.multiply(x, by, out=out)


def outer():
    k = 3
    return lambda x, out=None: np.multiply(x, k, out=out)


def type_rule(x):
    return floats(x)


FORWARDS = {  # name: (forward, can it be written into a program?)
    "a def that reads a number": (times_factor, True),
    "a def that calls another": (times_helper, True),
    "without out=": (no_out, True),
    "a ufunc of NumPy's": (np.cbrt, True),
    "a function of NumPy's": (np.cumsum, False),
    "a lambda": (lambda x, out=None: np.multiply(x, 3, out=out), False),
    "a lambda without out=": (lambda x: x * 3, False),
    "a closure": (outer(), False),
    "with annotations": (noted, False),
    "with a default that is computed": (with_default, False),
}


@pytest.mark.parametrize("what", FORWARDS)
def test_an_op_of_the_users_own_is_compiled_whatever_its_forward_is(what):
    forward, written = FORWARDS[what]
    mine = elementwise(forward=forward, adjoint=None)(type_rule)
    graph = ng.trace(lambda x: (mine(x), ng.exp(mine(-x))), f32[6])
    del OPS["type_rule"]
    x = np.linspace(-1, 1, 6, dtype=np.float32)
    run = ng.compile(graph)
    for a, b in zip(run(x), graph(x), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)
    if written:
        for a, b in zip(run_alone(run.program, [x], empty(graph)), run(x), strict=True):
            np.testing.assert_array_equal(a, b)
    else:
        text = "type_rule: its forward function cannot be written into a program; write it as a def of its own"
        assert text in refusal(lambda: run.program)


def test_parameters_of_any_kind_reach_the_forward_function():
    def scaled(x, by, name, out=None):
        assert name is marker
        return np.multiply(x, np.sum(by), out=out)

    @op(forward=scaled, adjoint=None)
    def scaled_by(x, *, by, name):
        return floats(x)

    marker, x = object(), np.ones(2, np.float32)
    for by in (np.array([1.0, 2.0]), 3, (1, 2), float("inf")):
        graph = ng.trace(lambda x, by=by: scaled_by(x, by=by, name=marker), f32[2])
        np.testing.assert_array_equal(ng.compile(graph)(x), graph(x))
    del OPS["scaled_by"]


def test_two_ops_with_forward_functions_of_one_name_are_told_apart():
    def made(k):
        space = {"np": np}
        exec(f"def forward(x, out=None):\n    return np.multiply(x, {k}, out=out)\n", space)
        return elementwise(forward=space["forward"], adjoint=None)(type_rule)

    twice, thrice = made(2), made(3)
    graph = ng.trace(lambda x: (twice(x), thrice(x)), f32[2])
    del OPS["type_rule"]
    np.testing.assert_array_equal(ng.compile(graph)(np.ones(2, "f")), [[2, 2], [3, 3]])
