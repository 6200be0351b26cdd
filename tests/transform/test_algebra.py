"""The algebra of simplify: each rule, alone, keeps the value.  EXACT rules keep every bit, CLOSE rules the rounding."""

import numpy as np
import pytest
from algebra_rows import CLOSE_ROWS, EXACT_ROWS, M, after, rules, traced
from rounding import differences, tolerances

import ngteach as ng
from ngteach import Tensor, boolean, f32
from ngteach.transform.algebra import CLOSE, EXACT, simplify
from ngteach.transform.algebra_tailored import _is_middling
from ngteach.transform.dead_code import prune
from ngteach.transform.match import Facts

# Every pair of these meets in a binary op; 1e-40 is subnormal in f32.
SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 7.1, 1e-40, -1e-40, 3e38, -3e38]
EXTREME = [0, 1, 2, 3, 5, 127, 128, 255, -1, -2, -128, 2**31 - 1, -(2**31)]


def arrays_for(graph):
    """Numbers that make trouble: along the rows for the first input, down the columns for the others."""
    arrays, rng = [], np.random.default_rng(0)
    for k, x in enumerate(graph.inputs):
        pool = SPECIAL if x.type.is_float else [True, False] if x.dtype == bool else EXTREME
        numbers = (
            np.resize(np.asarray(pool), x.size) if k == 0 else rng.permutation(np.resize(np.asarray(pool), x.size))
        )
        if x.shape == M:
            column = np.resize(np.asarray(pool), 15)
            numbers = np.repeat(column, 15) if k == 0 else np.tile(column, 15)
        with np.errstate(all="ignore"):
            arrays.append(numbers.astype(x.dtype).reshape(x.shape))
    return arrays


def same_bits(a, b):
    """Equal to the last bit, the sign of zeros included; a NaN is a NaN."""
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.dtype.kind != "f":
        return np.array_equal(a, b)
    return np.array_equal(a, b, equal_nan=True) and np.array_equal(np.signbit(a[a == 0]), np.signbit(b[b == 0]))


def ops_of(graph):
    return " ".join(eqn.op.name for eqn in graph.equations)


def rows_and_types(rows):
    return [pytest.param(r, e, id=f"{r}-{'_'.join(map(str, r.shapes[0]))}-{e}") for r in rows for e in r.types]


@pytest.mark.parametrize("row,element", rows_and_types(EXACT_ROWS))
def test_exact_rules_keep_every_bit(row, element):
    graph = traced(row, element)
    smaller = after(row, EXACT, graph)
    assert ops_of(smaller) == row.after
    arrays = arrays_for(graph)
    assert same_bits(smaller(*arrays), graph(*arrays))


@pytest.mark.parametrize("row,element", rows_and_types(CLOSE_ROWS))
def test_close_rules_differ_by_rounding_alone(row, element):
    graph = traced(row, element)
    smaller = after(row, CLOSE, graph)
    assert ops_of(smaller) == row.after
    rng = np.random.default_rng(1)
    arrays = [np.asarray(rng.uniform(-2, 2, x.shape) * 3).astype(x.dtype) for x in graph.inputs]
    right, allowed = tolerances(graph, arrays)
    assert not differences(right, smaller(*arrays), allowed)


@pytest.mark.parametrize("table,rows", [(EXACT, EXACT_ROWS), (CLOSE, CLOSE_ROWS)], ids=["exact", "close"])
def test_every_rule_has_a_row_for_every_op_it_looks_at(table, rows):
    assert set(rules(table)) == {(r.op, r.rule) for r in rows}


def test_a_rule_is_exact_or_close_not_both():
    assert not set(rules(EXACT)) & set(rules(CLOSE))


def test_a_product_of_very_many_factors_is_not_taken_apart():
    """64 squarings make a power of 2**64: only what is read once is looked into."""

    def f(x):
        power = x
        for _ in range(64):
            power = power * power
        return 0.5 * (x + 0.5 * power)

    graph = ng.trace(f, f32)
    assert simplify(graph) is graph


def test_only_what_one_equation_of_the_graph_reads_is_used_once():
    graph = ng.trace(lambda x: (y := ng.exp(x), ng.tanh(y) * ng.sqrt(x)), f32)
    facts, used = Facts(graph), {eqn.op.name: eqn.output for eqn in graph.equations}
    assert facts.used_once(used["tanh"]) and facts.used_once(used["sqrt"])
    assert not facts.used_once(graph.inputs[0])  # read twice
    assert not facts.used_once(used["exp"]) and not facts.used_once(used["multiply"])  # results
    assert not facts.used_once(Tensor(f32[()], "new"))  # just made by a rule: who knows who will read it?


# ---- what must not be touched -----------------------------------------------

LEFT_ALONE = {
    "x * 0 is NaN where x is inf": (lambda x: x * 0.0, [f32[3]]),
    "x - x is NaN where x is inf": (lambda x: x - x, [f32[3]]),
    "x / x is NaN where x is 0": (lambda x: x / x, [f32[3]]),
    "x + 0 is 0 where x is -0": (lambda x: x + 0.0, [f32[3]]),
    "0 - x is 0 where x is 0, and -x is -0": (lambda x: 0.0 - x, [f32[3]]),
    "-(x - y) is -0 where x is y, and y - x is 0": (lambda x, y: -(x - y), [f32[3], f32[3]]),
    "x ** 0.5 is inf where x is -inf, and sqrt(x) NaN": (lambda x: x**0.5, [f32[3]]),
    "log(exp(x)) is inf where x is 100": (lambda x: ng.log(ng.exp(x)), [f32[3]]),
    "relu(relu(x)) has no rule": (lambda x: ng.relu(x) * ng.tanh(x), [f32[3]]),
    "s * B may be infinite, or 0, where s * (A @ B) is neither": (
        lambda s, a, b: s * (a @ b),
        [f32, f32[9, 3], f32[3, 9]],
    ),
    "-(A @ B) is -0 where A @ (-B) is 0": (lambda a, b: -(a @ b), [f32[9, 3], f32[3, 9]]),
    "the sum of one -0 is 0": (lambda x: (ng.sum(x, axis=1), ng.sum(x, axis=())), [f32[3, 1]]),
    "-0.5 * x * (1 + h) is -0 where h is -1, and x * (-0.5 - 0.5 * h) 0": (lambda x, h: -0.5 * x * (1 + h), [f32, f32]),
    "x * stop_gradient(x) has half the slope of x * x": (lambda x: x * ng.stop_gradient(x), [f32[3]]),
    "the slope of a max is NaN at NaN, that of x is 1": (lambda x: ng.max(x, axis=1), [f32[3, 1]]),
    "what is empty has no slope, sqrt(0) an infinite one": (lambda x: ng.sqrt(ng.broadcast(x, (0, 3))), [f32[3]]),
    "a broadcast that meets another shape stays": (
        lambda x, y: ng.broadcast(x, (3, 4)) + ng.broadcast(y, (3, 4)),
        [f32[4], f32[3, 1]],
    ),
    "c * (x - k * x**3) is NaN where x is inf": (lambda x: 2 * (x + -0.5 * (x * x * x)), [f32[3]]),
    "c * k is infinite": (lambda x: 1e30 * (x + 1e30 * (x * x * x)), [f32[3]]),
    "c * k is less than f32 can hold": (lambda x: 1e-30 * (x + 1e-30 * (x * x * x)), [f32[3]]),
    "x * x is infinite where k * x * x * x is not": (lambda x: 0.8 * (x + 1e-30 * x * x * x), [f32[3]]),
    "c + c * k * x * x is infinite where x is 0.5": (lambda x: 3e38 * (x + 0.9 * (x * x * x)), [f32[3]]),
    "x * x is infinite where 0.04 * x * x is not": (lambda x: 0.8 * (x + 0.04 * x * x * x), [f32[3]]),
    "a / 1e30 is 0 where a * b / 1e30 is not": (lambda a, b: (a * b) / 1e30, [f32, f32]),
    "-a * b that is a result": (lambda a, b: (y := -a * b, y / 4), [f32, f32]),
    "a cubic that is read twice": (lambda x: (y := x + 0.5 * (x * x * x), 2 * y), [f32[3]]),
    "k * h may be infinite where (k * x) * (1 + h) is not": (lambda x, h: 3 * x * (1 + h), [f32[3], f32[3]]),
    "0.3 + 0.3 * h keeps no digits where h is almost -1": (lambda x, h: 0.3 * x * (1 + h), [f32[3], f32[3]]),
    "a scaled tensor that is a result": (lambda x, h: (y := 0.5 * x, y * (1 + h)), [f32[3], f32[3]]),
    "a sum over no elements": (lambda x: ng.sum(x, axis=1), [f32[3, 0]]),
    "a slice that runs backwards": (lambda x: x[::-1], [f32[3]]),
    "where(c, x, y)": (lambda c, x, y: ng.where(c, x, y), [boolean[3], f32[3], f32[3]]),
}


@pytest.mark.parametrize("why", LEFT_ALONE)
def test_what_only_looks_equal_is_left_alone(why):
    function, types = LEFT_ALONE[why]
    graph = ng.trace(function, *types)
    assert simplify(graph) is graph


def test_a_number_is_known_through_a_broadcast():
    def f(x):
        return x * ng.broadcast(ng.constant(1, f32), (3,)), x * np.full(3, 1, np.float32)

    smaller = prune(simplify(ng.trace(f, f32[3])))
    assert smaller.outputs[0] is smaller.inputs[0]  # a constant with axes may be large: nobody looks into it
    assert ops_of(smaller) == "constant multiply"


@pytest.mark.parametrize("k", [0.3, -0.7, 0.5])
def test_a_sum_that_almost_vanishes_keeps_its_digits(k):
    graph = ng.trace(lambda x, h: k * x * (1 + h), f32[2], f32[2])
    x, h = np.full(2, 1e6, np.float32), np.nextafter(np.float32([-1, -1]), np.float32([0, -2]))
    np.testing.assert_allclose(ng.compile(graph)(x, h), graph(x, h), rtol=1e-6)


@pytest.mark.parametrize("c,k,x", [(0.8, 1e-30, 1e20), (3e38, 0.9, 0.5), (-3e38, 0.9, 0.5)])
def test_a_cubic_that_is_finite_stays_so(c, k, x):
    graph = ng.trace(lambda x: c * (x + k * x * x * x), f32[2])
    numbers = np.full(2, x, np.float32)
    assert np.isfinite(graph(numbers)).all()
    np.testing.assert_allclose(ng.compile(graph)(numbers), graph(numbers), rtol=1e-6)


def test_a_factor_from_1_32_to_1_is_middling_and_no_other():
    limits = 1 / 32, 1.0
    assert all(_is_middling(n) and _is_middling(-n) for n in limits)
    assert not _is_middling(np.nextafter(1 / 32, 0)) and not _is_middling(np.nextafter(1, 2))
