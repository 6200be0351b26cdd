"""Which op is this?  The object says it, never the name: a user's op is another op, whatever it is called."""

import gc
import runpy
import weakref

import numpy as np
import pytest
from programs import empty, run_alone
from random_graphs import random_graph
from rounding import differences, tolerances
from users_ops import cell, run, unknown

import ngteach as ng
from ngteach import Adjoints, GraphError, f32, f64, trace
from ngteach.core.calling.registry import BY_NUMPY, OPS
from ngteach.core.op import Op, op
from ngteach.core.tree import leaves
from ngteach.lab.widgets.cpp import cpp_text
from ngteach.lab.widgets.swap_program import written as written_on_the_stage
from ngteach.ops.rules import floats
from ngteach.runtime.syntax import OURS
from ngteach.transform.common_subexpressions import share

BUILT_IN_BY_NUMPY = dict(BY_NUMPY)
BUILT_IN = {name: known for name, known in OPS.items() if known.built_in}


def namesake(name, **facts):
    """A user's op of this name: 3 x + 7, in one element type and shape, whatever else it is given."""

    def forward(x, *others, out=None, **params):
        result = np.asarray(x) * 3 + 7
        if out is None:
            return result
        np.copyto(out, result)
        return out

    def rule(x, *others):
        return x

    rule.__name__ = rule.__qualname__ = name
    return Op(rule, forward, adjoint=lambda dy, y, x, *others: (dy * 3.0, *[None] * len(others)), **facts)


# ---- an op of the same name as a built-in one -------------------------------


@pytest.mark.parametrize("kind", ["elementwise", "compute", "view"])
@pytest.mark.parametrize("name", BUILT_IN)
def test_a_users_op_is_what_it_computes_whatever_it_is_called(name, kind):
    mine = namesake(name, kind=kind)
    x = np.linspace(-2, 2, 12, dtype=np.float32).reshape(4, 3)

    def program(x):
        return (
            mine(mine(x)),
            -mine(-x) * 2.0 + mine(x),
            mine(x, x * 1.0),
            mine(x, ng.broadcast(ng.constant(np.float32(0)), x.shape)),
            mine(ng.broadcast(mine(x[0]), x.shape)),
            mine(x.T).T + mine(x[1:3])[0],
            ng.sum(mine(x) @ mine(x.T)) * 1.0,
            ng.grad(lambda x: ng.sum(mine(x, x) * x))(x),
        )

    graph = trace(program, x)
    assert sum(eqn.op is mine for eqn in graph.equations) == 13
    for options in ({"threads": 1}, {"threads": 2}, {"passes": ()}):
        for found, wanted in zip(ng.compile(graph, **options)(x), graph(x), strict=True):
            np.testing.assert_allclose(found, wanted, rtol=2e-6, atol=1e-4)


def large(x, w):
    return ng.value_and_grad(lambda w: ng.mean(ng.log(ng.softmax(ng.relu(x @ w["W"] + w["b"]) @ w["V"], axis=1))))(w)


@pytest.mark.parametrize("seed", [*range(20), "large"])
def test_what_no_table_knows_is_computed_all_the_same(seed):
    if seed == "large":
        arrays = [
            np.random.default_rng(0).random(s, np.float32) / 20 for s in ((512, 300), (200,), (200, 40), (300, 200))
        ]
        graph = trace(lambda x, b, V, W: large(x, {"W": W, "b": b, "V": V}), *arrays)
    else:
        graph, arrays = random_graph(seed, adjoints=seed % 2 == 0)
    graph = unknown(graph)
    assert not any(eqn.op.built_in for eqn in graph.equations)
    right, allowed = tolerances(graph, arrays)
    for options in ({"threads": 1}, {"threads": 2}, {"threads": 2, "passes": ()}):
        assert not differences(right, leaves(ng.compile(graph, **options)(*arrays)), allowed)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_users_op_takes_nothing_from_a_built_in_one(name):
    function = BUILT_IN[name].forward
    by_numpy = dict(BY_NUMPY)
    mine = namesake(name, numpy=[f for f, known in by_numpy.items() if known is BUILT_IN[name]])
    other = op(forward=function, adjoint=None)(lambda x: x)
    assert OPS[name] is BUILT_IN[name] and mine in OPS.values() and other in OPS.values()
    assert {f: BY_NUMPY[f] for f in by_numpy} == by_numpy
    assert repr(mine) == name and mine.full_name == f"{__name__}.{name}" != name


@pytest.mark.parametrize("rule", [ng.negative.infer, ng.sum.infer, floats])
def test_an_op_with_a_type_rule_of_ours_is_a_users_all_the_same(rule):
    before = dict(OPS)
    mine = op(forward=np.spacing, adjoint=None)(rule)
    assert {name: OPS[name] for name in before} == before and OPS[mine.full_name] is mine
    assert not mine.built_in and ng.negative.built_in


@pytest.mark.parametrize("function", [np.shape, np.ndim, np.size, np.mean, np.exp, np.sum])
def test_what_numpy_says_of_tensors_stays(function):
    op(forward=function, numpy=[function], adjoint=None)(lambda x: x)
    assert BY_NUMPY[function] is BUILT_IN_BY_NUMPY[function]


def test_a_users_function_takes_no_name_of_numpys_from_ours():
    @ng.core.calling.registry.numpy_name(np.mean, np.nanmedian)
    def middle(x):
        return x

    graph = trace(lambda x: (np.mean(x), np.nanmedian(x)), f32[3])
    assert [e.op for e in graph.equations] == [ng.ops.sum, ng.ops.constant, ng.ops.divide]


def test_a_built_in_op_keeps_its_derivative():
    with pytest.raises(GraphError, match=r"negative is built in, and keeps its adjoint rule; write an op of your own"):

        @ng.negative.adjoint
        def wrong(dy, y, x):
            return (dy,)

    assert ng.grad(lambda x: -x)(2.0) == -1


def test_arrays_among_tensors_are_constants_whatever_a_user_calls_constant():
    namesake("constant")
    graph = trace(lambda x: x + np.ones(3, np.float32), f32[3])
    assert [e.op for e in graph.equations] == [ng.ops.constant, ng.add]


def test_cost_and_pictures_ask_for_the_op():
    mine = namesake("dot"), namesake("negative"), namesake("multiply")
    graph = trace(lambda x: [f(x, x) for f in mine], f32[5, 5])
    assert [ng.transform.cost.flops(e) for e in graph.equations] == [25] * 3
    text = cpp_text(graph)
    assert all(f"nGraph has no {f.name}: it would" in text for f in mine)
    written = [written_on_the_stage(e) for e in graph.equations]
    assert all(f"= {f.name}(x, x)" in line for f, line in zip(mine, written, strict=True))


# ---- defined again ----------------------------------------------------------


def slope_of(function):
    with ng.Trace("t") as t:
        x = ng.parameter(f64[()], "x")
        return float(t.graph(Adjoints(function(x))[x])(0.5))


@pytest.mark.parametrize(
    "facts,functions",
    [
        ({}, [np.spacing]),
        (
            {"forward": "lambda x, out=None: np.spacing(x, out=out)", "more": "numpy=[np.spacing, np.i0]"},
            [np.spacing, np.i0],
        ),
        ({"forward": "np.frompyfunc(float, 1, 1)", "more": "numpy=[np.unwrap]"}, [np.unwrap]),
    ],
)
def test_a_cell_that_runs_again_replaces_its_op_everywhere(facts, functions):
    first = run(cell(**facts))
    old = trace(lambda x: functions[0](x), f64[()])
    for slope in (3.0, 4.0):
        again = run(cell(**facts | {"slope": slope}))
        assert OPS["notebook.hyper"] is again
        for function in functions:
            assert BY_NUMPY[function] is again and slope_of(function) == slope_of(again) == slope
    assert old.equations[0].op is first
    assert first not in [*OPS.values(), *BY_NUMPY.values()]


def test_a_name_of_numpys_that_the_new_version_does_not_claim_is_free():
    run(cell())
    run(cell(forward="lambda x, out=None: np.spacing(x, out=out)"))
    with pytest.raises(GraphError, match="np.spacing has no op to record it"):
        trace(lambda x: np.spacing(x), f32[3])


def test_old_versions_do_not_stay_alive():
    kept = []
    for k in range(5):
        mine = run(cell(forward=f"lambda x, out=None: np.add(x, {k}, out=out)", more="numpy=[np.spacing]"))
        ng.compile(trace(lambda x, mine=mine: mine(x), f32[3]))(np.ones(3, np.float32))
        kept.append(weakref.ref(mine))
    del mine
    gc.collect()
    assert [r() is not None for r in kept] == [False] * 4 + [True]


def test_ops_made_by_one_def_live_side_by_side():
    def made(function):
        @op(forward=function, adjoint=None)
        def hyper(*xs):
            return xs[0]

        return hyper

    spacing, after = made(np.spacing), made(np.nextafter)
    graph = trace(lambda x: (np.spacing(x), np.nextafter(x, x), spacing(x)), f32[3])
    assert [e.op for e in graph.equations] == [spacing, after, spacing]
    shared = share(graph)
    assert [e.op for e in shared.equations] == [spacing, after]
    x = np.linspace(-1, 1, 3, dtype=np.float32)
    for found, wanted in zip(ng.compile(graph)(x), (np.spacing(x), x, np.spacing(x)), strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_two_modules_may_have_an_op_of_one_name():
    one, two = (run(cell(forward=f"lambda x, out=None: np.add(x, {k}, out=out)"), f"m{k}") for k in (1, 2))
    assert OPS["m1.hyper"] is one and OPS["m2.hyper"] is two
    graph = trace(lambda x: (one(x), two(x), one(x)), f32[3])
    assert len(ng.optimize(graph)[0].equations) == 2
    for found, k in zip(ng.compile(graph)(np.zeros(3, np.float32)), (1, 2, 1), strict=True):
        assert found.tolist() == [k] * 3


# ---- ops that take no tensor, and views of a user's -------------------------


def test_an_op_of_the_users_that_takes_no_tensor_is_computed():
    @op(forward=lambda n: np.arange(n, dtype=np.float32), adjoint=None)
    def counted(*, n):
        return f32[n]

    graph = trace(lambda x: x + counted(n=3), f32[3])
    for threads in (1, 2):
        assert ng.compile(graph, threads=threads)(np.ones(3, np.float32)).tolist() == [1, 2, 3]


def test_a_view_of_the_users_is_no_view_that_the_executor_looks_through():
    @op(forward=lambda x: x[::-1], kind="view", adjoint=None)
    def upside_down(x):
        return x

    graph = trace(lambda x: (upside_down(x) + x, upside_down(x * 2.0), x.T), f32[4, 3])
    x = np.arange(12, dtype=np.float32).reshape(4, 3)
    for found, wanted in zip(ng.compile(graph)(x), graph(x), strict=True):
        np.testing.assert_array_equal(found, wanted)


def twice_and(x, y, out=None):
    out = np.empty_like(x) if out is None else out
    np.multiply(x, 2, out=out)  # from here on y is gone, if it lives in out
    return np.add(out, y, out=out)


class Unhashable:
    __hash__ = None

    def __call__(self, x, y):
        return 2 * x + y


@pytest.mark.parametrize("forward", [twice_and, Unhashable()])
def test_a_forward_of_the_users_is_not_told_to_write_over_what_it_still_reads(forward):
    mine = Op(lambda x, y: x, forward, kind="elementwise", adjoint=None)
    graph, x = trace(lambda x: ng.exp(mine(x, ng.tanh(x))), f32[3]), np.linspace(-1, 1, 3, dtype=np.float32)
    np.testing.assert_allclose(ng.compile(graph)(x), graph(x), rtol=1e-6)


@pytest.mark.parametrize("name", [*OURS[1:], "x", "h", "graph", "relu", "_relu", "rng", "results", "inputs", "print"])
def test_a_forward_may_be_called_as_anything_in_the_program(name, tmp_path):
    (tmp_path / "forwards.py").write_text(
        f"import numpy\ndef {name}(x, out=None):\n    return numpy.add(x, 1, out=out)\n"
    )
    space = runpy.run_path(str(tmp_path / "forwards.py"))
    mine = Op(lambda x: x, space[name], kind="elementwise", adjoint=None)
    graph = trace(lambda x: mine(ng.relu(ng.tanh(mine(ng.exp(x)))) * x) * x, f32[2**10, 2**10], name=name)
    x = np.linspace(-1, 1, 2**20, dtype=np.float32).reshape(2**10, 2**10)
    run = ng.compile(graph, threads=2)
    np.testing.assert_allclose(run(x), graph(x), rtol=1e-6)
    assert run.timeline(x).events
    np.testing.assert_array_equal(run_alone(run.program, [x], empty(graph))[0], run(x))
