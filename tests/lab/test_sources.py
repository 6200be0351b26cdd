"""Sources: whatever stands around a function, the lines that are shown are those that its user wrote."""

import functools

import pytest

import ngteach as ng
from ngteach import f32

pytest.importorskip("anywidget")
from ordinary import pairwise_squares

from ngteach.core.provenance import PACKAGE
from ngteach.transform.phases import PHASES

TYPES = f32[2, 3], f32[3, 4]


def product(x, W):
    return ng.sum(x @ W)


def plain_decorator(function):
    def inner(*args):
        return function(*args)

    return inner


def good_decorator(function):
    @functools.wraps(function)
    def inner(*args):
        return function(*args)

    return inner


def scaling(function):
    def inner(*args):
        return function(*args) * 2.0

    return inner


@good_decorator
def decorated(x, W):
    return product(x, W) * 2.0


class Model:
    def __call__(self, x, W):
        return self.layer(x, W)

    def layer(self, x, W):
        return x @ W

    @classmethod
    def made(cls, x, W):
        return x @ W

    @staticmethod
    def simple(x, W):
        return x @ W


FUNCTIONS = {
    "itself": (product, "def product(x, W):"),
    "value_and_grad": (ng.value_and_grad(product), "def product(x, W):"),
    "grad by place": (ng.grad(product, 1), "def product(x, W):"),
    "jit": (ng.jit(product), "def product(x, W):"),
    "checkpoint": (ng.checkpoint(product), "def product(x, W):"),
    "jit of value_and_grad": (ng.jit(ng.value_and_grad(decorated)), "@good_decorator"),
    "grad of a partial": (ng.grad(functools.partial(product)), "def product(x, W):"),
    "a partial of a partial": (functools.partial(functools.partial(product)), "def product(x, W):"),
    "a decorator without wraps": (plain_decorator(product), "def product(x, W):"),
    "two of them": (plain_decorator(plain_decorator(ng.jit(product))), "def product(x, W):"),
    "a decorator that records": (scaling(product), "def inner(*args):"),
    "a decorator with wraps": (decorated, "@good_decorator"),
    "a method": (Model().layer, "def layer(self, x, W):"),
    "an object that can be called": (Model(), "def __call__(self, x, W):"),
    "a class method": (Model.made, "@classmethod"),
    "a static method": (Model.simple, "@staticmethod"),
    "a graph": (ng.trace(product, *TYPES), "def product(x, W):"),
    "a lambda": (lambda x, W: ng.sum(x @ W), '"a lambda": (lambda x, W: ng.sum(x @ W), \'"a lambda"'),
}


def shown(machine):
    return [line for part in machine.sources for line in part["lines"]]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_stands_around_a_function_is_looked_through(name):
    function, first = FUNCTIONS[name]
    machine = ng.lab.time_machine(function, *TYPES)
    assert machine.sources[0]["lines"][0].startswith(first)
    assert not any(part["file"].startswith(PACKAGE) for part in machine.sources)
    assert not any("time_machine(function" in line for line in shown(machine))
    assert any(place and "dot(" in text for text, _, _, place in machine.equations)


def test_vmap_shows_the_function_of_one_example():
    machine = ng.lab.time_machine(ng.vmap(product, (0, None)), f32[5, 2, 3], f32[3, 4])
    assert machine.sources[0]["title"] == "product in test_sources.py"


def test_an_adjoint_belongs_to_the_line_whose_adjoint_it_is():
    machine = ng.lab.time_machine(ng.value_and_grad(product), *TYPES)
    lit = [place for text, phase, _, place in machine.equations if PHASES[phase] == "adjoint" and "dot(" in text]
    assert lit == [[0, 1], [0, 1]]  # that of x and that of W


def test_a_lambda_in_the_call_itself_is_shown():
    machine = ng.lab.time_machine(lambda x: x * x, f32[3])
    assert machine.film[1]["at"] == [0, 0] and "lambda x: x * x" in shown(machine)[0]


def test_a_function_in_another_file_stands_behind():
    machine = ng.lab.time_machine(lambda x: pairwise_squares(x) * 2.0, f32[3, 2])
    assert [part["title"] for part in machine.sources][1:] == ["pairwise_squares in ordinary.py"]


def test_a_function_inside_another_is_shown_once():
    def outer(x):
        def inner(y):
            return y * y

        return inner(x) + x

    machine = ng.lab.time_machine(outer, f32[3])
    assert [part["title"] for part in machine.sources] == ["outer in test_sources.py"]
    assert shown(machine)[0] == "def outer(x):"


def test_an_op_has_no_python_of_yours():
    machine = ng.lab.time_machine(ng.relu, f32[3])
    assert machine.sources == [] and len(machine.equations) == 1


def test_a_function_of_ngteach_begins_at_its_def():
    assert shown(ng.lab.time_machine(ng.gelu, f32[3]))[0].startswith("def gelu(")
