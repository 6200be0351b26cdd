"""Costs: operations and bytes are counted; the guess at seconds keeps their order."""

import pytest

import ngteach as ng
from ngteach import f32, f64
from ngteach.transform.cost import CALL, bytes_moved, flops, one_pass, seconds

COUNTED = {  # the operations and the bytes of the last equation
    "a product": (lambda x, w: x @ w, 2 * 4 * 6 * 5, 4 * (24 + 30 + 20)),
    "a product with a vector": (lambda x, w: x @ w[:, 0], 2 * 4 * 6, 4 * (24 + 6 + 4)),
    "a vector and a product": (lambda x, w: x[0] @ w, 2 * 6 * 5, 4 * (6 + 30 + 5)),
    "a sum": (lambda x, w: ng.sum(x, axis=1), 24, 4 * (24 + 4)),
    "a largest": (lambda x, w: ng.max(x, axis=0), 24, 4 * (24 + 6)),
    "a place": (lambda x, w: ng.argmax(x, axis=0), 24, 4 * 24 + 8 * 6),
    "an elementwise op": (lambda x, w: x + x[::-1], 24, 4 * 3 * 24),
    "a comparison": (lambda x, w: x > x[::-1], 24, 4 * 2 * 24 + 24),
    "a view": (lambda x, w: x.T, 0, 0),
}


def last(function, *types):
    graph = ng.trace(function, *types)
    return next(eqn for eqn in graph.equations if eqn.output is graph.outputs[0])


@pytest.mark.parametrize("what", COUNTED)
def test_operations_and_bytes_are_counted(what):
    function, operations, moved = COUNTED[what]
    eqn = last(function, f32[4, 6], f32[6, 5])
    assert (flops(eqn), bytes_moved(eqn)) == (operations, moved)


@pytest.mark.parametrize("op", [ng.exp, ng.log, ng.tanh, ng.sigmoid, ng.sqrt, ng.softmax])
def test_what_is_computed_with_a_polynomial_takes_several_operations_for_each_element(op):
    assert flops(last(lambda x: op(x), f32[10])) > 3 * flops(last(lambda x: ng.relu(x), f32[10])) == 30


def test_a_view_takes_no_time_and_any_other_equation_a_call():
    assert seconds(last(lambda x: x.T, f32[2000, 3000])) == 0
    for function in (lambda x: ng.exp(x), lambda x: x @ x):
        assert CALL < seconds(last(function, f32[2, 2])) < 2 * CALL


@pytest.mark.parametrize("function", [lambda x: ng.exp(x), lambda x: x + x, lambda x: x @ x], ids=["exp", "add", "dot"])
def test_four_times_the_numbers_take_about_four_times_as_long_or_longer(function):
    small, large = (seconds(last(function, f32[n, n])) - CALL for n in (1000, 2000))
    assert 3.9 < large / small < 8.1


def test_a_large_product_is_bound_by_operations_and_one_with_a_vector_by_bytes():
    def matrices(x):
        return seconds(last(lambda x: x @ x, x))

    def vector(x):
        return seconds(last(lambda x: x @ x[0], x))

    assert matrices(f32[1000, 1000]) == matrices(f64[1000, 1000])
    assert vector(f64[1000, 1000]) > 1.9 * vector(f32[1000, 1000])


@pytest.mark.parametrize("t", [f32[1000], f64[1000]], ids=str)
def test_one_pass_is_the_time_of_adding_two_tensors(t):
    assert one_pass(t) == seconds(last(lambda x: x + x[::-1], t)) > CALL
