"""The passes: each keeps what the graph computes, together they come to rest, and a report says what they saved."""

import re
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pytest
from programs import ops_of, training
from random_graphs import random_graph
from rounding import differences, tolerances

import ngteach as ng
from ngteach import boolean, f32, i32
from ngteach.core.calling.errors import GraphError
from ngteach.core.op import op
from ngteach.transform.cost import bytes_moved, flops
from ngteach.transform.pipeline import PASSES, Report, fold, optimize, prune, share
from ngteach.transform.rewrite import revise


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


# ---- prune ------------------------------------------------------------------


def test_prune_drops_what_no_result_needs():
    def f(x, y):
        ng.exp(x)
        return x + 1.0, x

    graph = ng.trace(f, f32[3], f32[3])
    assert ops_of(prune(graph)) == ["constant", "broadcast", "add"]
    assert prune(graph).inputs == graph.inputs  # an input stays, or the graph would be called in another way


def test_a_pass_that_finds_nothing_gives_the_graph_itself():
    graph = ng.trace(lambda x: ng.exp(x), f32[3])
    assert all(one(graph) is graph for one in PASSES)


# ---- share ------------------------------------------------------------------


def test_share_computes_equal_expressions_once():
    graph = ng.trace(lambda x, y: (x * y + x * y, ng.sum(x, axis=1), ng.sum(x, axis=-1)), f32[2, 3], f32[2, 3])
    shared = share(graph)
    assert ops_of(shared) == ["multiply", "add", "sum"]
    assert shared.outputs[1] is shared.outputs[2]


DIFFERENT = {
    "a - b and b - a": (lambda a, b: (a - b, b - a), [f32[3], f32[3]]),
    "a + b and b + a, for NumPy keeps the first NaN": (lambda a, b: (a + b, b + a), [f32[3], f32[3]]),
    "sums along other axes": (lambda a: (ng.sum(a, axis=0), ng.sum(a, axis=1)), [f32[3, 3]]),
    "other slices": (lambda a: (a[:2], a[1:]), [f32[3]]),
    "other element types": (lambda a: (ng.convert(a, f32), ng.convert(a, boolean)), [i32[3]]),
    "0 and -0": (lambda a: (a * ng.constant([0.0, 1.0], f32), a * ng.constant([-0.0, 1.0], f32)), [f32[2]]),
    "numbers that print alike": (lambda a: (a * np.float32(1), a * np.nextafter(np.float32(1), np.float32(2))), [f32]),
    "1 and True": (lambda a: (ng.constant(1, i32), ng.constant(True, boolean), a), [f32]),
    "one number in two shapes": (lambda a: (ng.constant([1.0], f32), ng.constant([[1.0]], f32), a), [f32]),
    "one_hot to another depth": (lambda a: (ng.one_hot(a, 2), ng.one_hot(a, 3)), [i32[3]]),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_share_keeps_apart(what):
    function, types = DIFFERENT[what]
    graph = ng.trace(function, *types)
    assert share(graph) is graph


@dataclass(frozen=True)
class Holding:
    """Equal to another if Python calls what they hold equal; it can be hashed only if that can be."""

    value: object


APART = [(0.0, -0.0), (1, True), (1, 1.0), ((1, 0.0), (1, -0.0)), ([1], [2]), ({}, {1})]
APART += [(np.float32(0), np.float32(-0.0)), (np.float32(1), np.int64(1)), (0j, complex(-0.0, 0))]
APART += [(frozenset([1]), frozenset([True])), (Holding(1), Holding(True)), (Holding([1]), Holding([12]))]


@pytest.mark.parametrize("one,other", APART)
def test_share_keeps_apart_what_python_calls_equal_and_takes_any_parameter(one, other):
    @op(forward=lambda x, by, out=None: np.add(x, len(repr(by)), out=out), adjoint=None)
    def longer(x, *, by):
        return x

    graph = ng.trace(lambda x: (longer(x, by=one), longer(x, by=other)), f32[2])
    same = ng.trace(lambda x: (longer(x, by=one), longer(x, by=one)), f32[2])
    assert share(graph) is graph and len(share(same).equations) == 1
    for a, b in zip(ng.compile(graph)(np.ones(2, "f")), graph(np.ones(2, "f")), strict=True):
        np.testing.assert_array_equal(a, b)


def test_large_constants_are_equal_only_to_themselves():
    small, large = np.ones(1000, np.float32), np.ones(2000, np.float32)

    def f(x, y):
        return x * small, x * small.copy(), y * large, y * large.copy()

    assert ops_of(share(ng.trace(f, f32[1000], f32[2000]))).count("multiply") == 3


# ---- fold -------------------------------------------------------------------


def test_fold_computes_what_depends_on_constants_alone():
    def f(x):
        a = ng.constant([1.0, 4.0], f32)
        return x + ng.sqrt(a) * a

    folded = prune(fold(ng.trace(f, f32[2])))
    assert ops_of(folded) == ["constant", "add"]
    np.testing.assert_array_equal(folded.equations[0].params["value"], [1, 8])


def test_fold_keeps_inf_nan_and_the_sign_of_zero():
    def f(x):
        a = ng.constant([0.0, -0.0, -1.0], f32)
        return x, 1.0 / a, ng.log(a), -a

    graph = ng.trace(f, f32)
    for a, b in zip(fold(graph)(1.0), graph(1.0), strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(np.signbit(a), np.signbit(b))


def test_what_is_folded_has_the_type_it_had():
    def f(x):
        c = ng.constant([[1, 2], [3, 4]], ng.u8)
        return x, ng.sum(c), ng.argmax(c, axis=1), ng.max(c), c.T, ng.convert(c, f32) @ np.ones(2, "f"), c == c, c[0, 1]

    graph = ng.trace(lambda x: f(x)[:6] + f(x)[7:], f32)
    folded = fold(graph)
    assert [y.type for y in folded.outputs] == [y.type for y in graph.outputs]
    for a, b in zip(folded(1.0), graph(1.0), strict=True):
        np.testing.assert_array_equal(a, b)


def test_fold_makes_nothing_large():
    """A program with millions of numbers in it would be slow to compile and to read."""

    def f(x):
        column, row = ng.constant(np.ones((400, 1), np.float32)), ng.constant(np.ones((1, 400), np.float32))
        return x + column @ row, ng.full((400, 400), 0.5, f32)

    graph = ng.trace(f, f32[400, 400])
    assert fold(graph) is graph


# ---- simplify: its rules are tested one by one in test_algebra.py ------------


def test_a_product_with_zero_is_not_zero():
    """inf * 0 and NaN * 0 are NaN."""
    graph = ng.trace(lambda x: (x * 0.0, 0.0 * x, x - x), f32[3])
    found = optimize(graph)[0](np.array([np.inf, np.nan, 1], np.float32))
    assert all(np.isnan(y[:2]).all() and y[2] == 0 for y in found)


def test_chains_of_views_become_one():
    def f(x):
        return ng.reshape(ng.reshape(x.T.T, (3, 2)), (6,)), ng.identity(ng.identity(x))

    small = optimize(ng.trace(f, f32[2, 3]))[0]
    assert ops_of(small) == ["reshape"]
    assert small.outputs[1] is small.inputs[0]


# ---- all of them ------------------------------------------------------------


def test_the_tutorials_graph_gets_smaller_and_the_report_says_by_how_much():
    graph = training()
    small, report = optimize(graph)
    for row, g in ((report.rows[0], graph), (report.rows[-1], small)):
        assert row[1:] == (len(g.equations), sum(map(flops, g.equations)), sum(map(bytes_moved, g.equations)))
    assert {"traced", "share"} <= {name for name, *_ in report.rows}
    assert len(small.equations) < len(graph.equations)


def test_the_tutorials_graph_written_by_hand_gets_smaller_still():
    """Labels as floats, sums on their own, the rate at the end: what a student writes who knows no better."""

    def step(x, y, rate, W):
        p = ng.softmax(x @ W, axis=1)
        loss = -ng.sum(y * ng.log(ng.maximum(p, 1e-20))) / 128.0
        dp = -y / ng.maximum(p, 1e-20) / 128.0
        d = p * (dp - ng.sum(p * dp, axis=1, keepdims=True))
        gradient = x.T @ d
        return loss, W - rate * gradient, ng.sum(ng.softmax(x @ W, axis=1) * y)

    graph = ng.trace(step, f32[128, 784], f32[128, 10], f32, f32[784, 10])
    small, report = optimize(graph)
    assert {"traced", "prune", "share", "simplify"} <= {name for name, *_ in report.rows}
    assert len(small.equations) <= len(graph.equations) - 6
    assert sum(map(bytes_moved, small.equations)) < sum(map(bytes_moved, graph.equations))


@pytest.mark.parametrize("optimizer", ["tutorial", "sgd", "momentum", "adam"])
def test_training_functions_compute_the_same_after_the_passes(optimizer):
    graph = training(8, (5, 4, 3), optimizer)
    rng = np.random.default_rng(0)
    arrays = [
        rng.integers(0, 3, x.shape, x.dtype)
        if x.dtype.kind == "i"
        else np.asarray(rng.uniform(0.1, 1, x.shape), x.dtype)
        for x in graph.inputs
    ]
    right, allowed = tolerances(graph, arrays)
    small = optimize(graph)[0]
    env = ng.replay(small, arrays, lambda eqn, *xs: eqn.op.forward(*xs, **eqn.params))
    assert not differences(right, [np.asarray(env[y]) for y in small.outputs], allowed)


@pytest.mark.parametrize("start", range(0, 120, 40))
def test_random_graphs_compute_the_same_after_each_pass_and_after_all(start):
    for seed in range(start, start + 40):
        graph, arrays = random_graph(5000 + seed, adjoints=seed % 3 == 0, bits=seed % 3 == 1, wild=seed % 3 == 1)
        right, allowed = tolerances(graph, arrays)
        for one in (*PASSES, lambda g: optimize(g)[0]):
            assert not differences(right, one(graph)(*arrays), allowed), (seed, one)


@pytest.mark.parametrize("seed", range(20))
def test_the_passes_stop_where_none_of_them_finds_anything(seed):
    small = optimize(random_graph(6000 + seed, adjoints=seed % 2 == 0)[0])[0]
    assert all(one(small) is small for one in PASSES)


def test_the_passes_leave_the_graph_they_are_given_as_it_was():
    graph = training(8, (5, 4, 3))
    before = str(graph)
    optimize(graph)
    assert str(graph) == before


def test_the_smaller_graph_is_called_as_the_graph():
    graph = ng.trace(lambda p, x: {"y": p["W"] @ x}, {"W": f32[2, 3]}, f32[3])
    small = optimize(graph)[0]
    assert small.input_tree == graph.input_tree and small.output_tree == graph.output_tree
    assert small.inputs == graph.inputs


def test_names_lines_and_adjoints_survive():
    def f(x):
        hidden = ng.exp(x * 1.0)
        twice = hidden**2
        return ng.sum(twice)

    graph = ng.trace(ng.value_and_grad(f), f32[3])
    small = optimize(graph)[0]
    lines = {eqn.output.name: eqn.line for eqn in graph.equations}
    assert {"hidden", "twice"} <= {eqn.output.name for eqn in small.equations}
    for eqn in small.equations:
        assert eqn.line is not None
        if not eqn.output.name.startswith("%"):
            assert eqn.line == lines[eqn.output.name]
    assert any(eqn.adjoint_of is not None for eqn in small.equations)
    names = [x.name for x in small.tensors()]
    assert len(set(names)) == len(names)


# ---- the report -------------------------------------------------------------


def test_the_report_counts_equations_operations_and_bytes():
    def f(x, W):
        ng.exp(x)  # 10 operations an element, and nobody reads it
        return (x @ W) * 1.0

    small, report = optimize(ng.trace(f, f32[2, 3], f32[3, 4]))
    dot = 2 * 2 * 3 * 4, 4 * (6 + 12 + 8)
    times_one = 8, 4 * 8 * 3
    assert report.rows == (
        ("traced", 5, dot[0] + times_one[0] + 60, dot[1] + times_one[1] + 4 * 12),
        ("prune", 4, dot[0] + times_one[0], dot[1] + times_one[1]),
        ("simplify", 3, *dot),
        ("prune", 1, *dot),
    )
    assert ops_of(small) == ["dot"]


def test_the_report_prints_as_a_table_and_shows_as_one():
    report = Report((("traced", 1234, 5678901, 22), ("prune", 7, 8, 9)))
    assert str(report).splitlines() == [
        "pass         equations     operations          bytes",
        "traced           1,234      5,678,901             22",
        "prune                7              8              9",
    ]
    assert "<td>traced</td><td>1,234</td><td>5,678,901</td><td>22</td>" in report._repr_html_()


def test_the_report_shows_every_name_whole():
    report = Report((("traced", 1, 2, 3), ("<lambda>", 4, 5, 6), ("merge_neighbours_with_care", 7, 8, 9)))
    assert str(report).splitlines() == [
        "pass                        equations     operations          bytes",
        "traced                              1              2              3",
        "<lambda>                            4              5              6",
        "merge_neighbours_with_care          7              8              9",
    ]
    assert "<td>&lt;lambda&gt;</td>" in report._repr_html_()  # as a tag it would be invisible


# ---- a pass of the user's own -----------------------------------------------


def halve(graph):
    """x / 2 becomes x * 0.5."""

    def rule(eqn, *inputs):
        if eqn.op.name == "divide" and eqn.inputs[1] in halves:
            return inputs[0] * 0.5
        return None

    made = graph.producer
    halves = {
        y
        for y, eqn in made.items()
        if eqn.op.name == "broadcast" and eqn.inputs[0] in made and made[eqn.inputs[0]].params.get("value") == 2
    }
    return revise(graph, rule)


def test_a_pass_of_ones_own_stands_in_the_list():
    graph = ng.trace(lambda x: ng.exp(x) / 2.0, f32[3])
    executable = ng.compile(graph, passes=[halve, prune])
    assert ops_of(executable.optimized) == ["exp", "constant", "broadcast", "multiply"]
    assert [name for name, *_ in executable.report.rows] == ["traced", "halve", "prune"]
    x = np.array([1, 2, 3], np.float32)
    np.testing.assert_array_equal(executable(x), graph(x))


def test_no_passes_at_all():
    graph = ng.trace(lambda x: x * 1.0, f32[3])
    assert ng.compile(graph, passes=()).optimized is graph


def test_a_pass_needs_no_name_of_its_own():
    class Pass:
        def __call__(self, graph):
            return prune(graph)

    graph = ng.trace(lambda x: (ng.exp(x), x * 1.0)[1], f32[3])
    nothing = partial(revise, rule=lambda eqn, *xs: None)
    assert [name for name, *_ in optimize(graph, [Pass(), nothing])[1].rows] == ["traced", "Pass"]
    assert [name for name, *_ in optimize(graph, [nothing, lambda g: prune(g)])[1].rows] == ["traced", "<lambda>"]
    assert [name for name, *_ in optimize(graph, [partial(partial(prune))])[1].rows] == ["traced", "prune"]


GRAPH = ng.trace(lambda x: (ng.exp(x), x), f32[3])


def nothing(graph):
    graph.inputs  # noqa: B018 - the student forgot the return


def other_results(graph):
    return replace(graph, outputs=graph.outputs[:1], output_tree=None)


def other_inputs(graph):
    return ng.trace(lambda x: (ng.exp(x), x), f32[4])


def copy(graph):
    return replace(graph)


@pytest.mark.parametrize(
    "one,text",
    [
        (nothing, "the pass nothing must return a Graph, found None; is there a return?"),
        (lambda g: str(g), "the pass <lambda> must return a Graph, found a str"),
        (other_results, "the pass other_results changed the outputs of graph: [f32[3], f32[3]] became [f32[3]]"),
        (other_inputs, "the pass other_inputs changed the inputs of graph: [f32[3]] became [f32[4]]"),
        (copy, "the passes never come to rest; the last was copy"),
        (3, "a pass is a function from a graph to a graph, found 3"),
    ],
)
def test_a_pass_that_returns_nonsense_or_never_rests_is_named(one, text):
    with refuses(text):
        optimize(GRAPH, [prune, one])


@pytest.mark.parametrize("one", [None, prune, 3])
def test_passes_are_a_list(one):
    with refuses("passes is a list of functions from a graph to a graph, found "):
        ng.compile(GRAPH, passes=one)


def test_a_rule_may_not_change_the_type():
    with refuses("revise: '%0: f32[3] = exp(x)' cannot become %1: i32[3]"):
        revise(ng.trace(lambda x: ng.exp(x), f32[3]), lambda eqn, x: ng.convert(x, i32))


@pytest.mark.parametrize("more", [0, 1])
def test_what_is_folded_has_at_most_64_kilobytes(more):
    numbers = np.arange(2**14 + more, dtype=np.float32)
    graph = ng.trace(lambda x: x + ng.exp(ng.constant(numbers)), f32[2**14 + more])
    assert ("exp" in ops_of(prune(fold(graph)))) == bool(more)


@pytest.mark.parametrize("more", [0, 1])
def test_equal_constants_of_at_most_4_kilobytes_are_one(more):
    def f(x):
        a, b = (ng.constant(np.arange(1024 + more, dtype=np.float32)) for _ in range(2))
        return x * a + b

    assert ops_of(share(ng.trace(f, f32[1024 + more]))).count("constant") - 1 in (0, 1)
    assert ops_of(prune(share(ng.trace(f, f32[1024 + more])))).count("constant") == 1 + more
