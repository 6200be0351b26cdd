"""Ops of the user's own: compiled whatever their forward function is, and written into programs where it can be."""

import importlib
import math
import os
from collections import namedtuple
from enum import IntEnum
from types import FunctionType

import numpy as np
import pytest
from programs import empty, run_alone
from refusals import refusal

import ngteach as ng
from ngteach import f32
from ngteach.core.op import op
from ngteach.ops.align import elementwise
from ngteach.ops.rules import floats
from ngteach.runtime import carried

FACTOR = 3


def times_factor(x, out=None):
    return np.multiply(x, FACTOR, out=out)


def twice_factor(x, out=None):
    return times_factor(x * (FACTOR + FACTOR), out)


def times_helper(x, out=None):
    return times_factor(np.add(x, 1, out=out), out)


def no_out(x):
    return x * 3


def any_options(x, **options):
    return no_out(x, **options)


def noted(x: np.ndarray, out=None) -> np.ndarray:
    return np.multiply(x, 3, out=out)


def with_default(x, out=None, by=FACTOR):
    return np.multiply(x, by, out=out)


def outer():
    k = 3
    return lambda x, out=None: np.multiply(x, k, out=out)


def outer_of_a_def():
    k = 3

    def times_k(x, out=None):
        return np.multiply(x, k, out=out)

    return times_k


def factor_and_helper(x, out=None):
    return np.multiply(times_factor(x), FACTOR, out=out)


def elsewhere(function, **read):
    """The same function in another module, where these names mean something else."""
    space = {**function.__globals__, **read}
    return FunctionType(function.__code__, space, function.__name__, function.__defaults__)


def type_rule(x):
    return floats(x)


FORWARDS = {  # name: (forward, can it be written into a program?)
    "a def that reads a number": (times_factor, True),
    "a def that calls another": (times_helper, True),
    "without out=": (no_out, True),
    "with any options, handed on": (any_options, True),
    "a function for one number": (np.vectorize(lambda v: v * 3), False),
    "a ufunc of NumPy's": (np.cbrt, True),
    "a function of NumPy's": (np.cumsum, False),
    "a lambda": (lambda x, out=None: np.multiply(x, 3, out=out), False),
    "a lambda without out=": (lambda x: x * 3, False),
    "a closure": (outer(), False),
    "a def that reads a variable around it": (outer_of_a_def(), False),
    "a def that calls one which reads another number of one name": (elsewhere(factor_and_helper, FACTOR=5), True),
    "with annotations": (noted, False),
    "with a default that is computed": (with_default, False),
}


@pytest.mark.parametrize("what", FORWARDS)
def test_an_op_of_the_users_own_is_compiled_whatever_its_forward_is(what):
    forward, written = FORWARDS[what]
    mine = elementwise(forward=forward, adjoint=None)(type_rule)
    graph = ng.trace(lambda x: (mine(x), ng.exp(mine(-x))), f32[6])
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


def test_a_text_that_looks_like_a_part_of_an_array_stays_as_it_is():
    def longer_by(x, by, out=None):
        return np.add(x, len(by), out=out)

    @elementwise(forward=longer_by, adjoint=None)
    def longer(x, *, by):
        return floats(x)

    graph = ng.trace(lambda x: ng.tanh(longer(ng.tanh(x) * x, by="x[lo:hi]")), f32[2**20])
    run, x = ng.compile(graph, threads=2), np.linspace(-1, 1, 2**20, dtype=np.float32)
    assert "x_rows = x[lo:hi]" in run.source
    np.testing.assert_allclose(run(x), graph(x), rtol=1e-6)


INF, NAN = float("inf"), float("nan")
PLAIN = ["{0}", "{x}", "}"]
PLAIN += [3, -1.5, True, None, "2", (), (1, 2), (1, ("a", 0.5))]
NOT_PLAIN = [
    INF,
    NAN,
    (1, INF),
    IntEnum("Side", "LEFT").LEFT,
    namedtuple("Pair", "left right")(1, 2),
    np.float64(2),
    np.float32(2),
    np.array([1.0, 2.0]),
    f32,
    f32[2],
    object(),
]


@pytest.mark.parametrize("value", PLAIN + NOT_PLAIN, ids=lambda value: type(value).__name__)
def test_a_parameter_is_written_into_a_program_if_it_is_plain(value):
    @op(forward=shifted, adjoint=None)
    def shift(x, *, by):
        return floats(x)

    graph, x = ng.trace(lambda x: shift(x, by=value), f32[2]), np.ones(2, np.float32)
    run, right = ng.compile(graph), np.full(2, 1 + len(repr(value)), np.float32)
    np.testing.assert_array_equal(run(x), right)
    if any(value is v for v in PLAIN):
        assert f"shifted(x, by={value!r}, out=" in run.source
        np.testing.assert_array_equal(run_alone(run.program, [x], empty(graph))[0], right)
    else:
        assert "shift: its forward function cannot be written into a program" in refusal(lambda: run.program)


def shifted(x, by, out=None):
    return np.add(x, len(repr(by)), out=out)


def without_a_text(k):
    space = {"np": np}
    exec(f"def forward(x, out=None):\n    return np.multiply(x, {k}, out=out)\n", space)
    return space["forward"]


def twice():
    def forward(x, out=None):
        return np.multiply(x, 2, out=out)

    return forward


def thrice():
    def forward(x, out=None):
        return np.multiply(x, 3, out=out)

    return forward


TWICE_AND_THRICE = {
    "without a text": (without_a_text(2), without_a_text(3)),
    "of two texts": (twice(), thrice()),
    "of one text that reads another number": (elsewhere(times_factor, FACTOR=2), times_factor),
    "that call another helper": (
        elsewhere(times_helper, times_factor=elsewhere(times_factor, FACTOR=1)),
        elsewhere(times_helper, times_factor=elsewhere(times_factor, FACTOR=1.5)),
    ),
}


@pytest.mark.parametrize("what", TWICE_AND_THRICE)
def test_two_ops_with_forward_functions_of_one_name_are_told_apart(what):
    two, three = (elementwise(forward=f, adjoint=None)(type_rule) for f in TWICE_AND_THRICE[what])
    graph = ng.trace(lambda x: (two(x), three(x), two(-x)), f32[2])
    run, x = ng.compile(graph), np.ones(2, np.float32)
    np.testing.assert_array_equal(run(x), graph(x))
    np.testing.assert_array_equal(run(x)[:2], [[2, 2], [3, 3]])
    if what == "without a text":
        assert "cannot be written into a program" in refusal(lambda: run.program)
    else:
        np.testing.assert_array_equal(run_alone(run.program, [x], empty(graph)), run(x))


EDITS = {
    "another number": lambda text: text.replace("* 2", "* 3"),
    "a line more above": lambda text: f"# new\n\n{text}",
    "another helper": lambda text: text.replace("+ 1", "+ 5"),
    "nothing left": lambda text: "",
}


@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize("edit", EDITS)
def test_a_file_that_changes_after_it_was_loaded_changes_no_program(tmp_path, monkeypatch, edit, seen):
    """What is compiled is the function that runs, not the text that stands in its place by now."""
    name = f"edited_ops_{list(EDITS).index(edit)}_{seen}"
    path, x = tmp_path / f"{name}.py", np.ones(3, np.float32)
    text = "def forward(x):\n    return helper(x) * 2\n\n\ndef helper(x):\n    return x + 1\n"
    path.write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    double = elementwise(forward=importlib.import_module(name).forward, adjoint=None)(type_rule)
    graph = ng.trace(double, f32[3])
    if seen:
        assert "return helper(x) * 2" in ng.compile(graph).source
    path.write_text(EDITS[edit](text))
    os.utime(path, (1, 1))
    np.testing.assert_array_equal(ng.compile(graph)(x), [4, 4, 4])


@pytest.mark.parametrize("threads", [1, 2])
def test_a_forward_that_takes_out_and_gives_a_new_array_is_right(threads):
    def sine_and_one(x, out=None):
        return np.sin(x) + 1

    sined = op(forward=sine_and_one, kind="elementwise", adjoint=None)(lambda x: x)
    for n in (3, 200_000):
        graph = ng.trace(lambda x: ng.tanh(sined(x * 2.0)) + 1.0, f32[n])
        x = np.linspace(-1, 1, n, dtype=np.float32)
        np.testing.assert_allclose(ng.compile(graph, threads=threads)(x), graph(x), rtol=1e-6)


def test_what_is_carried_is_written_under_its_new_name():
    assert carried._text("m", math, {}) == "import math as m" and carried._text("math", math, {}) == "import math"
    assert carried._text("A", 3, {}) == "A = 3"
    text = carried._text("g", twice_factor, {"FACTOR": "FACTOR_of_mine", "times_factor": "t"})
    assert text.splitlines() == ["def g(x, out=None):", "    return t(x * (FACTOR_of_mine + FACTOR_of_mine), out)"]


def test_only_what_has_a_parameter_out_takes_out():
    assert carried.takes_out(np.exp) and carried.takes_out(times_factor)
    assert not carried.takes_out(lambda x: x) and not carried.takes_out(lambda x, **more: x)
