"""why_nan names the op and the line inside a checkpoint, and says of a rule of one's own that it is one."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f64

ZERO = np.array([0.0, 1.0])


@ng.custom_vjp
def root(x):
    return ng.sqrt(x)


def bwd(y, dy):
    return (dy / (2.0 * y),)  # <- of ones own


root.defvjp(lambda x: (ng.sqrt(x),) * 2, bwd)


def recomputed(x):
    return ng.sin(ng.sqrt(x))  # <- again


@pytest.mark.parametrize("derived", [ng.grad, ng.value_and_grad], ids=lambda f: f.__name__)
def test_in_a_checkpoint_it_is_the_op_that_was_written(derived):
    graph = ng.trace(derived(lambda x: ng.sum(ng.checkpoint(recomputed)(x) * 0.0)), f64[2])
    text = str(ng.why_nan(graph, ZERO))
    assert "in the adjoint of sqrt:" in text and "# <- again" in text and "infinitely steep at 0" in text


def test_in_a_rule_of_ones_own_it_is_that_rule():
    text = str(ng.why_nan(ng.trace(ng.grad(lambda x: ng.sum(root(x) * 0.0)), f64[2]), ZERO))
    assert "in the adjoint of custom_vjp:" in text and "# <- of ones own" in text and "write bwd so that" in text


def test_forwards_a_rule_is_looked_through():
    graph = ng.trace(lambda x: ng.log(root(x - 1.0) * 0.0 - 1.0), f64[2])
    assert "It began in sqrt" in str(ng.why_nan(graph, ZERO))


def test_what_is_not_computed_again_is_found_by_its_line():
    """The slope of arcsin does not read its value, so that is not recomputed."""

    def layer(x):
        return ng.arcsin(x)  # <- this one

    graph = ng.prune(ng.trace(ng.value_and_grad(lambda x: ng.sum(ng.checkpoint(layer)(x) * 0.0)), f64[2]))
    assert "in the adjoint of arcsin:" in str(ng.why_nan(graph, ZERO))
