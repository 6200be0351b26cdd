"""A batched graph computes for many examples what the graph computes for each of them."""

import re
from dataclasses import replace

import numpy as np
import pytest
from laws import law, traced
from samples import first_rows, is_op
from users_ops import forgotten

import ngteach as ng
from ngteach import f32, f64, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import leaves
from ngteach.transform.batching import RULES, batch

SORTED = ("searchsorted", "digitize", "interp")  # their first input ascends


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def examples(row, element, count):
    """The inputs of a row for each example: like the row's own, in another order, and a bit nearer to 0."""

    def other(x, k):
        x = x if row.op in SORTED else np.roll(x.ravel(), k).reshape(x.shape)
        return x * (1 - 0.04 * k) if x.dtype == np.float64 else x

    return [replace(row, inputs=tuple(other(x, k) for x in row.inputs)).arrays(element) for k in range(count)]


def choices(count):
    """Which inputs are batched: all of them; each alone."""
    return dict.fromkeys([(True,) * count, *[tuple(i == k for i in range(count)) for k in range(count)]])


def both(graph, arrays, flags, run=lambda graph: graph):
    """[(result of the batched graph, that of the graph for one example after the other)]; arrays: for each example."""
    batched, out = batch(graph, flags, len(arrays))
    inputs = [np.stack(xs) if more else xs[0] for more, *xs in zip(flags, *arrays, strict=True)]
    mixed = [[xs[i] if more else arrays[0][i] for i, more in enumerate(flags)] for xs in arrays]
    single = [leaves(graph(*xs)) for xs in mixed]
    found = leaves(run(batched)(*inputs))
    assert [y.ndim - old.ndim for y, old in zip(batched.outputs, graph.outputs, strict=True)] == list(out)
    return [(found[i], np.stack([ys[i] for ys in single]) if more else single[0][i]) for i, more in enumerate(out)]


def close(found, want):
    assert found.dtype == want.dtype and found.shape == want.shape
    tolerance = {"float32": 2e-5, "float64": 1e-11}.get(want.dtype.name, 0)
    np.testing.assert_allclose(found, want, tolerance, tolerance)


def exact(found, want):
    assert found.dtype == want.dtype
    np.testing.assert_array_equal(found, want)


# ---- over all samples -------------------------------------------------------


def has_adjoint(name):
    return is_op(name) and ng.OPS[name].has_adjoint


rows = law(lambda row: row.inputs)
differentiable = law(lambda row: f64 in row.types and row.inputs and row.smooth and has_adjoint(row.op))


@rows
def test_the_batched_graph_is_the_graph_of_each_example(row):
    for element in dict.fromkeys((row.types[0], row.types[-1])):
        graph, arrays = traced(row, element)
        rounded = any(eqn.op in (ng.dot, ng.batch_dot) for eqn in graph.equations)
        whole = element is row.types[0] and is_op(row.op)  # functions are made of ops
        for flags in list(choices(len(arrays)))[: None if whole else 2]:
            for found, want in both(graph, examples(row, element, 3), flags):
                (close if rounded else exact)(found, want)


@pytest.mark.parametrize("row", first_rows().values(), ids=lambda row: row.op)
def test_no_examples_one_and_a_batch_of_batches(row):
    graph, arrays = traced(row, row.types[0])
    if not arrays:
        return
    flags = (True,) * len(arrays)
    ((found, want),) = both(graph, [arrays], flags)
    close(found, want)
    none, _ = batch(graph, flags, 0)
    assert none(*[np.empty((0, *x.shape), x.dtype) for x in arrays]).shape == (0, *want.shape[1:])
    twice, _ = batch(batch(graph, flags, 2)[0], flags, 2)
    several = examples(row, row.types[0], 4)
    inputs = [np.stack(xs) for xs in zip(*several, strict=True)]
    found = twice(*[x.reshape(2, 2, *x.shape[1:]) for x in inputs])
    close(found, np.stack([graph(*xs) for xs in several]).reshape(found.shape))


@pytest.mark.parametrize("row", first_rows().values(), ids=lambda row: row.op)
def test_compiled_it_computes_the_same(row):
    graph, arrays = traced(row, row.types[0])
    if arrays:
        for found, want in both(graph, examples(row, row.types[0], 3), (True,) * len(arrays), ng.compile):
            close(found, want)


@differentiable
def test_gradients_of_a_batched_graph_are_batched_gradients(row):
    graph, arrays = traced(row, f64)
    real = tuple(i for i, x in enumerate(graph.inputs) if x.type.is_float)
    y = graph.outputs[0]
    if y.dtype != np.float64 or not real:
        return
    flags, weights = (True,) * len(arrays), np.cos(1 + np.arange(y.size)).reshape(y.shape)
    together, _ = batch(graph, flags, 3)
    inputs = [np.stack(xs) for xs in zip(*examples(row, f64, 3), strict=True)]
    one = trace(ng.grad(lambda *xs: ng.sum(graph(*xs) * weights), real), *arrays)
    slopes = trace(ng.grad(lambda *xs: ng.sum(together(*xs) * weights), real), *inputs)(*inputs)
    for found, want in zip(batch(one, flags, 3)[0](*inputs), slopes, strict=True):
        found = np.broadcast_to(found, want.shape)  # of a linear function it is the same for all examples
        np.testing.assert_allclose(found, want, 1e-9, 1e-11)


# ---- every op has a rule ----------------------------------------------------


def test_every_op_that_is_not_elementwise_has_a_rule():
    without = [op for op in ng.OPS.values() if op.built_in and op.kind != "elementwise" and op not in RULES]
    assert without == [ng.constant]  # it has no inputs, and is never batched


def test_an_op_of_the_users_without_a_rule_says_what_to_write():
    with forgotten():

        @ng.op(forward=lambda x: x[::-1])
        def turned(x):
            return x

        graph = trace(lambda x: turned(x), f32[3])
        with refuses("turned has no batching rule; write @ng.batching(turned) def rule(*xs, **params)"):
            batch(graph, [True], 4)
        assert batch(graph, [False], 4)[1] == (False,)


def test_a_rule_of_the_users_gets_inputs_that_are_all_batched():
    with forgotten():

        @ng.op(forward=lambda x, y, times: times * x @ y)
        def product(x, y, *, times):
            return x.with_shape((x.shape[0], y.shape[1]))

        @ng.batching(product)
        def rule(x, y, *, times):
            return float(times) * (x @ y)

        graph = trace(lambda x, y: product(x, y, times=2), f64[2, 3], f64[3, 1])
        arrays = [(np.full((2, 3), k + 1.0), np.arange(3.0).reshape(3, 1) + k) for k in range(4)]
        for flags in ((True, True), (True, False), (False, True)):
            for found, want in both(graph, arrays, flags):
                close(found, want)


def test_a_rule_that_gives_another_type_is_an_error():
    with forgotten():

        @ng.op(forward=np.sort)
        def ordered(x):
            return x

        ng.batching(ordered)(lambda x: ng.sum(x))
        with refuses("ordered: the batching rule gave %0: f32[], wanted f32[4,3]"):
            batch(trace(ordered, f32[3]), [True], 4)


def test_an_elementwise_op_of_the_users_needs_no_rule():
    with forgotten():

        @ng.elementwise(forward=np.spacing)
        def spacing(x):
            return ng.floats(x)

        ((found, want),) = both(trace(spacing, f64[3]), [[np.arange(3.0)], [np.ones(3)]], [True])
        exact(found, want)


def test_built_in_ops_keep_their_rules():
    with refuses("batching: sum is built in, and keeps its batching rule"):
        ng.batching(ng.sum)
    with refuses("batching: takes an op, found"):
        ng.batching(lambda x: x)
    with forgotten(), refuses("batching: a rule is a function of (*xs, **params), found 3"):

        @ng.op(forward=np.sort)
        def ordered(x):
            return x

        ng.batching(ordered)(3)


# ---- what it looks like -----------------------------------------------------


def model(x, W, b):
    h = ng.relu(x @ W + b)
    return ng.sum(h * h)


SHAPES = f32[3], f32[3, 2], f32[2]
GRADS = ng.prune(trace(ng.grad(model, (1, 2)), *SHAPES))


def test_what_no_result_needs_is_left_out():
    graph = trace(lambda x: (ng.exp(x), ng.tanh(x))[1], f32[3])
    assert [eqn.op for eqn in batch(graph, [True], 5)[0].equations] == [ng.tanh]


def test_what_depends_on_no_batched_input_is_computed_once():
    graph = trace(lambda x, y: (ng.exp(x) + y, ng.exp(x)), f32[3], f32[3])
    batched, out = batch(graph, [False, True], 5)
    assert out == (True, False) and batched.equations[0].output.type == f32[3]


def test_the_rows_of_all_examples_are_one_product():
    dots = [eqn for eqn in batch(trace(model, *SHAPES), [True, False, False], 5)[0].equations if eqn.op is ng.dot]
    assert [str(eqn) for eqn in dots] == ["%0: f32[5,2] = dot(x, W)"]
    rows, columns = (True, False), (False, True)
    for *shapes, flags in (
        (f32[4, 3], f32[3, 2], rows),
        (f32[4, 3], f32[3], columns),
        (f32[4, 3], f32[3, 1], columns),
    ):
        batched, _ = batch(trace(ng.dot, *shapes), flags, 5)
        assert sum(eqn.op in (ng.dot, ng.batch_dot) for eqn in batched.equations) == 1
        assert any(eqn.op is ng.dot for eqn in batched.equations)


def test_names_and_lines_are_kept_and_adjoint_of_leads_to_the_new_tensor():
    batched, _ = batch(GRADS, [True, False, False], 5)
    named = {x.name for x in GRADS.tensors() if not x.name.startswith("%")}
    assert {"h", "dh", "dW", "db"} <= named <= {x.name for x in batched.tensors()}
    assert {eqn.line for eqn in batched.equations} == {eqn.line for eqn in GRADS.equations}
    gone = {eqn.adjoint_of for eqn in GRADS.equations} - set(GRADS.tensors())  # forward equations that are not needed
    assert {eqn.adjoint_of for eqn in batched.equations} <= {*batched.tensors(), *gone}
    of = {eqn.output.name: eqn.adjoint_of.name for eqn in GRADS.equations if eqn.adjoint_of is not None}
    for eqn in batched.equations:
        if eqn.output.name in ("dh", "dW", "db"):
            assert eqn.adjoint_of.name == of[eqn.output.name] or eqn.adjoint_of.name.startswith("%")


def test_a_value_keeps_its_name_if_it_is_made_in_several_steps():
    def f(x, W):
        z = x @ W
        return z + z

    assert batch(trace(f, f32[4, 3], f32[3, 2]), [True, False], 5)[0]["z"].type == f32[5, 4, 2]


def test_softmax_of_numbers_has_an_axis_of_its_own():
    graph, _ = batch(trace(ng.softmax, f32), [True], 5)
    assert [eqn.params["axis"] for eqn in graph.equations if eqn.op is ng.softmax] == [(1,)]


def test_a_product_of_vectors_keeps_its_element_type():
    graph = trace(ng.dot, ng.i8[3], ng.i8[3])
    x = np.array([[100, 100, 7], [1, 2, 3]], np.int8)
    for found, want in both(graph, [[row, row] for row in x], [True, True]):
        exact(found, want)


@pytest.mark.parametrize("left,right", [((), ()), ((), (2,)), ((2,), ()), ((1,), (2,)), ((1,), (1,))])
def test_products_of_many_numbers_keep_their_digits(left, right):
    rng, many = np.random.default_rng(0), 100_000
    x, y = (rng.random((2, *s), np.float32) for s in ((*left, many), (many, *right)))
    batched, _ = batch(trace(ng.dot, x[0], y[0]), [True, True], 2)
    want = np.stack([a.astype(float) @ b.astype(float) for a, b in zip(x, y, strict=True)])
    for run in (batched, ng.compile(batched)):
        np.testing.assert_allclose(run(x, y), want, rtol=4 * np.finfo(np.float32).eps)


def test_places_in_a_row_that_is_the_same_for_all_are_searched_as_before():
    graph, _ = batch(trace(ng.searchsorted, f32[9], f32[4]), [False, True], 5)
    assert [eqn.op for eqn in graph.equations] == [ng.searchsorted]


def test_it_is_called_as_the_graph_was():
    graph = trace(lambda p, x: {"y": x @ p["W"]}, {"W": f32[3, 2]}, f32[3])
    batched, _ = batch(graph, [False, True], 4)
    W, X = np.ones((3, 2), np.float32), np.ones((4, 3), np.float32)
    np.testing.assert_array_equal(batched({"W": W}, X)["y"], X @ W)


def test_keys_give_each_example_the_numbers_of_its_own_key():
    graph = trace(lambda key: (ng.random.normal(key, (2,)), ng.random.permutation(key, 5)), np.zeros(2, np.uint32))
    keys = ng.random.split(ng.random.key(1), 7)
    for found, want in both(graph, [[key] for key in keys], [True]):
        exact(found, want)
    many = ng.random_bits(keys, np.zeros(7, np.uint64), (20000,))  # more than are computed at a time
    exact(many, np.stack([ng.random.bits(key, (20000,)) for key in keys]))
