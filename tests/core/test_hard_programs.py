"""Programs that are rarely written: any callable, any name, any size, several at once.  They work."""

import asyncio
import contextlib
import copy
import functools
import re
import time

import numpy as np
import pytest

import ngteach as ng
from ngteach import Adjoints, Trace, derive_training, f32, f64, grad, parameter, trace
from ngteach.core.calling.arguments import argument_names
from ngteach.core.calling.errors import GraphError
from ngteach.core.op import op
from ngteach.core.trace import is_tracing
from ngteach.train.optimizers import Optimizer

V, M = f32[3], f32[2, 3]
X = np.array([1, 2, 3], np.float32)
DOUBLE = trace(lambda x: x + x, V)


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


# ---- functions of every kind ------------------------------------------------


class Scaled:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return x * self.factor

    def method(self, x):
        return x * self.factor

    @staticmethod
    def static(x):
        return x * 2.0


def decorated(function):
    @functools.wraps(function)
    def outer(*args):
        return function(*args)

    return outer


def recursive(x, n=1):
    return x if n == 0 else recursive(x * 2.0, n - 1)


@pytest.mark.parametrize(
    "function,name",
    [
        (Scaled(2.0), "Scaled"),
        (Scaled(2.0).method, "method"),
        (Scaled.static, "static"),
        (functools.partial(lambda factor, x: factor * x, 2.0), "partial"),
        (functools.partial(lambda x, factor: factor * x, factor=2.0), "partial"),
        (decorated(Scaled.static), "static"),
        (recursive, "recursive"),
        (trace(Scaled.static, V), "static"),
        (lambda x: [f(x) for f in [lambda v: v + v, lambda v: v * v]][0], "graph"),
    ],
)
def test_whatever_can_be_called_can_be_traced(function, name):
    graph = trace(function, V)
    assert graph.name == name and [x.name for x in graph.inputs] == ["x"]
    np.testing.assert_array_equal(graph(X), 2 * X)


def test_a_graph_gives_its_names_to_what_is_made_of_it():
    graph = trace(lambda x, p: ng.sum(x * p["a"]), V, {"a": V})
    for function in (graph, grad(graph)):
        again = trace(function, V, {"a": V})
        assert [x.name for x in again.inputs] == ["x", "p.a"]
    assert grad(graph).__name__ == "grad_of_graph"
    assert argument_names(trace(lambda x, none, p: x, V, {}, [V])) == ["x", "", "p"]


def test_an_optimizer_may_return_the_weights_in_any_order():
    def backwards(loss, weights, rate, state):
        return {name: w + 1.0 for name, w in reversed(weights.items())}, state

    model = trace(ng.mlp, f32[4, 6], ng.mlp_types((6, 5, 3)))
    graph = derive_training(model, optimizer=Optimizer("backwards", backwards, lambda weights: ()))
    weights = {name: np.full(t.shape, i, np.float32) for i, (name, t) in enumerate(ng.mlp_types((6, 5, 3)).items())}
    after = graph(np.ones((4, 6), np.float32), np.zeros(4, np.int32), 0.1, weights, ())[2]
    assert list(after) == list(weights) and all((after[n] == w + 1).all() for n, w in weights.items())


# ---- ops at the edges -------------------------------------------------------


def test_a_power_is_differentiated_twice_also_where_the_exponent_is_zero():
    def slope(x, y):
        return grad(lambda x: x**y)(x)

    for x, y in [(2.0, 0.0), (0.5, 0.0), (2.0, 1.0), (3.0, 2.0)]:
        graph = trace(grad(slope, 1), f64, f64)
        np.testing.assert_allclose(graph(x, y), x ** (y - 1) * (1 + y * np.log(x)))
    assert trace(slope, f64, f64)(np.inf, 0.0) == 0 and trace(slope, f64, f64)(0.0, 0.0) == 0


def test_the_guards_of_a_power_cost_nothing_where_the_exponent_is_known():
    graph = ng.optimize(trace(grad(lambda x: ng.sum(x**2)), V))[0]
    assert [e.op.name for e in graph.equations] == ["constant", "broadcast", "multiply"]


def test_tensors_come_from_any_iterable():
    for join in (ng.stack, ng.concatenate):
        graph = trace(lambda x, join=join: join(y for y in [x, x]), V)
        np.testing.assert_array_equal(graph(X).ravel(), np.tile(X, 2))


def test_a_copied_tensor_is_the_tensor():
    graph = trace(lambda p: copy.deepcopy(p)["W"] + copy.copy(p["W"]), {"W": V})
    np.testing.assert_array_equal(graph({"W": X}), 2 * X)


# ---- sizes ------------------------------------------------------------------


def seconds(call):
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def test_thousands_of_results_are_checked_in_no_time():
    graph = trace(lambda x: [ng.exp(x) for _ in range(4000)], V)
    out = [np.empty(3, np.float32) for _ in graph.outputs]
    assert min(seconds(lambda: graph(X, out=out)) for _ in range(3)) < 1.0  # all pairs would take seconds
    with refuses("out for result 2999 shares its memory with out for result 7; give it an array of its own"):
        graph(X, out=out[:2999] + [out[7]] + out[3000:])


def test_arrays_that_only_lie_among_each_other_share_nothing():
    graph = trace(lambda x: [x + 1.0, x + 2.0], V)
    both = np.empty((3, 2), np.float32)
    graph(X, out=[both[:, 0], both[:, 1]])
    np.testing.assert_array_equal(both, [[2, 3], [3, 4], [4, 5]])


def test_a_container_that_contains_itself_is_found_out():
    endless = []
    endless.append(endless)
    with refuses("x: found a list, wanted one array"):
        DOUBLE(endless)
    for call in (lambda: trace(lambda x: x, endless), lambda: trace(lambda x: endless, V)):
        with refuses("containers nest too deep; does one contain itself?"):
            call()


# ---- names ------------------------------------------------------------------

NAMES = ["import", "np", "None", "exp", "arena", "scratch", "in_blocks", "memory", "rows_0", "lo", "v0", "v1", "x"]
NAMES += ["λ", "1x", "%", "", "a b", "two\nlines", "'''", '"""', "back\\", "__name__"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_of_a_graph_or_an_input_can_be_compiled(name):
    x = np.ones((300, 300), np.float32)
    graph = trace(lambda p: ng.sum(ng.exp(p[name]) @ p[name] + 1.0), {name: x}, name=name or "graph")
    for threads in (1, 2):
        run = ng.compile(graph, threads=threads)
        np.testing.assert_allclose(run({name: x}), graph({name: x}), rtol=1e-5)
    assert all(len(line.splitlines()) == 1 for line in (graph.name, *(t.name for t in graph.tensors())))


def test_a_star_import_leaves_python_s_own_names_alone():
    space = {}
    exec("from ngteach import *\nassert sum([1, 2]) == 3 and max(1, 2) == 2", space)
    assert {"trace", "grad", "f32", "relu", "softmax", "derive_training"} <= set(space)
    assert not {"types", "graph", "builtins"} & set(space)
    assert all(name[0] != "_" for name in ng.__all__)


# ---- traces that meet -------------------------------------------------------


def test_tasks_that_take_turns_each_write_their_own_graph():
    async def traced(n):
        with Trace(f"t{n}") as t:
            x = parameter(V, "x")
            y = x
            for _ in range(n):
                y = y * y
                await asyncio.sleep(0)
        return t.graph(y)

    async def together():
        return await asyncio.gather(*map(traced, (1, 2, 3)))

    graphs = asyncio.run(together())
    assert [len(g.equations) for g in graphs] == [1, 2, 3] and not is_tracing()


def test_a_mistake_that_is_caught_leaves_the_trace_as_it_was():
    def f(x):
        y = x * x
        for mistake in (lambda: y @ M, lambda: ng.sum(y, axis=7), lambda: trace(lambda z: z @ y, V), lambda: 1 / 0):
            with contextlib.suppress(GraphError, ZeroDivisionError):
                mistake()
        z = y + y
        return z

    graph = trace(f, V)
    assert [e.output.name for e in graph.equations if e.output.name[0] != "%"] == ["y", "z"]
    assert graph.equations[-1].line.text == "z = y + y" and graph.equations[-1].adjoint_of is None
    np.testing.assert_array_equal(graph(X), 2 * X * X)


def test_an_adjoint_rule_that_fails_does_not_mark_what_comes_after():
    @op(forward=np.cbrt)
    def root(x):
        """No rule."""
        return x

    graph = trace(lambda x: (pytest.raises(GraphError, Adjoints, root(x)), x + x)[1], V)
    assert graph.equations[-1].adjoint_of is None and "x + x" in graph.equations[-1].line.text


@pytest.mark.parametrize("first", [0, 1, 2])
def test_an_out_that_reaches_into_an_input_from_either_side_is_found(first):
    both = np.ones(5, np.float32)
    with refuses("out for the result shares its memory with the input x; give it an array of its own"):
        DOUBLE(both[1:4], out=both[first : first + 3])
