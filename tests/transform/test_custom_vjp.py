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
