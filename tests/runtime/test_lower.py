"""Lowering says the same in fewer and quicker calls, wherever it may."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import boolean, f32, f64, i32
from ngteach.ops.broadcast import MANY
from ngteach.runtime.lower import lower


def lowered(function, *types):
    return [
        eqn.op.name
        for eqn in lower(ng.trace(function, *types)).equations
        if eqn.op.name not in ("constant", "broadcast")
    ]


@pytest.mark.parametrize("element", [f32, f64])
def test_a_choice_between_a_tensor_and_zero_is_a_mask(element):
    types = boolean[2, 3], element[2, 3]
    assert lowered(lambda c, x: ng.where(c, x, 0.0), *types) == ["mask"]
    assert lowered(lambda c, x: ng.where(c, 0.0, x), *types) == ["logical_not", "mask"]
    c, x = np.array([[True, False, True], [False, True, False]]), np.arange(6, dtype=element.dtype).reshape(2, 3)
    for function in (lambda c, x: ng.where(c, x, 0.0), lambda c, x: ng.where(c, 0.0, x)):
        graph = ng.trace(function, *types)
        np.testing.assert_array_equal(lower(graph)(c, x), graph(c, x))


@pytest.mark.parametrize("number", [-0.0, 1.0])
def test_a_choice_of_another_number_stays_a_choice(number):
    """A mask would give 0.0 for -0.0."""
    assert lowered(lambda c, x: ng.where(c, x, number), boolean[3], f32[3]) == ["where"]
    assert lowered(lambda c, x: ng.where(c, number, x), boolean[3], f32[3]) == ["where"]


def test_a_choice_of_whole_numbers_stays_a_choice():
    assert lowered(lambda c, x: ng.where(c, x, 0), boolean[3], i32[3]) == ["where"]
    assert lowered(lambda c, x: ng.where(c, 0, x), boolean[3], i32[3]) == ["where"]


@pytest.mark.parametrize(
    ("function", "shape", "ops"),
    [
        (lambda x: ng.sum(x), (2, 3), ["reshape", "dot"]),
        (lambda x: ng.sum(x), (2,), ["dot"]),
        (lambda x: ng.sum(x, axis=1), (2, 3), ["dot"]),
        (lambda x: ng.sum(x, axis=0), (2, 3), ["dot"]),
        (lambda x: ng.sum(x, axis=1, keepdims=True), (2, 3), ["dot", "reshape"]),
        (lambda x: ng.sum(x, axis=(1, 2)), (2, 3, 4), ["reshape", "dot"]),
        (lambda x: ng.sum(x, axis=(0, 1)), (2, 3, 4), ["reshape", "dot"]),
        (lambda x: ng.sum(x, axis=1), (2, 3, 4), ["sum"]),  # neither the first axes nor the last
        (lambda x: ng.sum(x, axis=(0, 2)), (2, 3, 4), ["sum"]),
        (lambda x: ng.sum(x, axis=1), (2, 1), ["sum"]),  # one number is no sum
        (lambda x: ng.sum(x, axis=1), (2, 0), ["sum"]),
        (lambda x: ng.sum(x, axis=0), (MANY, 1), ["dot"]),
        (lambda x: ng.sum(x, axis=0), (MANY + 1, 1), ["sum"]),  # so many ones would fill the caches
        (lambda x: ng.sum(x.T, axis=0), (2, 3), ["transpose", "sum"]),  # BLAS would copy it first
        (lambda x: ng.sum(x * x), (2, 3), ["reshape", "dot"]),
        (lambda x: ng.sum(x * x.T), (3, 3), ["transpose", "multiply", "reshape", "dot"]),
    ],
)
def test_a_sum_is_a_product_where_blas_is_quicker(function, shape, ops):
    found = lowered(function, f32[shape])
    assert [
        name for i, name in enumerate(found) if found[i - 1 : i] != [name]
    ] == ops  # two reshapes in a row: one for each factor
    graph, x = ng.trace(function, f32[shape]), np.arange(np.prod(shape), dtype=np.float32).reshape(shape) % 7
    np.testing.assert_allclose(lower(graph)(x), graph(x))


def test_a_product_that_others_read_is_made_once():
    def squares(x):
        y = x * x
        return ng.sum(y), y

    assert lowered(squares, f32[4]) == ["multiply", "dot"]


TURNED = (
    ((5, 3, 2), (5, 3, 4), True),
    ((5, 1, 2), (5, 1, 4), True),  # outer products
    ((2, 5, 3, 2), (2, 5, 3, 4), True),
    ((0, 3, 2), (0, 3, 4), True),
    ((5, 0, 2), (5, 0, 4), True),
    ((5, 3, 2), (5, 3, 0), True),
    ((5, 2, 1), (5, 1, 4), False),  # columns, as they are
)


@pytest.mark.parametrize("first,second,turned", TURNED)
def test_added_products_are_one_product(first, second, turned):
    def function(x, y, keepdims=False):
        return ng.sum((x.mT if turned else x) @ y, axis=tuple(range(len(first) - 2)), keepdims=keepdims)

    x, y = (np.arange(np.prod(s), dtype=np.float32).reshape(s) % 7 for s in (first, second))
    for f in (function, lambda x, y: function(x, y, keepdims=True)):
        graph = ng.trace(f, x, y)
        names = [eqn.op.name for eqn in lower(graph).equations]
        assert "dot" in names and "batch_dot" not in names and "sum" not in names
        found = lower(graph)(x, y)
        np.testing.assert_array_equal(found, graph(x, y))
        assert found.shape == graph.outputs[0].shape


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: ng.sum(x @ y, axis=0),  # its rows would have to be copied
        lambda x, y: ng.sum(x.mT @ y, axis=1),
        lambda x, y: (lambda z: (z, ng.sum(z, axis=0)))(x.mT @ y),  # there already
        lambda x, y: ng.sum(ng.convert(x.mT, i32) @ ng.convert(y, i32), axis=0),  # in 64 bits
    ],
)
def test_other_sums_of_products_are_not(function):
    assert "batch_dot" in lowered(function, f32[5, 3, 3], f32[5, 3, 3])


def test_the_mean_of_what_vmap_gives_keeps_nothing_for_each_example():
    def loss(w, x):
        return ng.sum(ng.square(ng.tanh(x @ w)))

    def mean(w, x):
        return ng.mean(ng.vmap(ng.grad(loss), (None, 0))(w, x), axis=0)

    def remembering_little(w, x):
        return ng.grad(lambda w: ng.mean(ng.vmap(ng.checkpoint(loss), (None, 0))(w, x)))(w)

    w, x = np.cos(np.arange(600.0)).reshape(30, 20), np.sin(np.arange(3000.0)).reshape(100, 30)
    for function in (mean, remembering_little):
        run = ng.compile(ng.trace(function, w, x))
        assert run.memory.planned <= 4 * 100 * 20 * 8 < 100 * 30 * 20 * 8
        np.testing.assert_allclose(run(w, x), run.graph(w, x), rtol=1e-10)


@pytest.mark.parametrize("many,quick", [(1, False), (2, True), (4096, True), (4097, False)])
def test_a_sum_of_2_to_4096_numbers_is_a_product(many, quick):
    """Of one there is nothing to add, and of more BLAS would lose digits."""
    run = ng.compile(ng.trace(lambda x: ng.sum(x, axis=1), f32[3, many]), threads=1)
    assert ("np.dot(" in run.source) == quick


# ---- parts side by side -----------------------------------------------------------


def unstacked(x):
    """What the adjoints of three slices of one tensor add up to."""
    return ng.grad(lambda x: ng.sum(ng.exp(x[0]) * ng.tanh(x[1]) + ng.sqrt(x[2])))(x)


def sliced(x):
    return ng.grad(lambda x: ng.sum(ng.exp(x[:, 2:]) * 2.0) + ng.sum(ng.tanh(x[:, :2])))(x)


@pytest.mark.parametrize(("function", "shape"), [(unstacked, (3, 4, 5)), (sliced, (4, 7))])
def test_the_adjoints_of_slices_side_by_side_are_joined(function, shape):
    names = lowered(function, f64[shape])
    assert "embed" not in names and names.count("join") == 1
    graph, x = ng.trace(function, f64[shape]), np.random.default_rng(0).uniform(1, 2, shape)
    np.testing.assert_array_equal(lower(graph)(x), graph(x))


def test_slices_that_overlap_or_leave_something_out_are_added_up():
    def overlap(x):
        return ng.grad(lambda x: ng.sum(ng.exp(x[:3])) + ng.sum(ng.tanh(x[2:])))(x)

    def left_out(x):
        return ng.grad(lambda x: ng.sum(ng.exp(x[:2])) + ng.sum(ng.tanh(x[3:])))(x)

    def twice(x):
        first, second = (ng.embed(part, shape=(5,), index=((0, 2, 1),)) for part in (x[:2], x[1:3]))
        return first + second + ng.embed(x[2:], shape=(5,), index=((2, 5, 1),))

    for function in (overlap, left_out, twice):
        names = lowered(function, f64[5])
        assert names.count("embed") >= 2 and "join" not in names


def test_what_is_joined_has_no_minus_zero_as_no_sum_has():
    def function(x, y):
        return ng.embed(x, shape=(4,), index=((0, 2, 1),)) + ng.embed(y, shape=(4,), index=((2, 4, 1),))

    graph = ng.trace(function, f32[2], f32[2])
    x = np.array([-0.0, 1.0], np.float32)
    assert not np.signbit(lower(graph)(x, x)).any() and not np.signbit(graph(x, x)).any()


def test_what_is_copied_to_be_reshaped_is_copied_once():
    def function(x):
        y = ng.transpose(x, (1, 0, 2))
        return ng.exp(ng.reshape(y, (12, 5))), ng.tanh(ng.reshape(y, (3, 20)))

    run = ng.compile(ng.trace(function, f32[4, 3, 5]), threads=1)
    assert run.source.count("np.copyto(") == 1
    x = np.random.default_rng(0).normal(size=(4, 3, 5)).astype(np.float32)
    for a, b in zip(run(x), run.graph(x), strict=True):
        np.testing.assert_array_equal(a, b)


def test_erf_of_f32_becomes_equations_that_compute_the_same():
    graph = ng.trace(ng.erf, f32[7])
    names = {eqn.op.name for eqn in lower(graph).equations}
    assert "erf" not in names and "tanh" in names and lowered(ng.erf, f64[7]) == ["erf"]
    x = np.array([-np.inf, -4.0, -0.5, -0.0, 1e-30, 3.0, np.nan], np.float32)
    np.testing.assert_array_equal(lower(graph)(x), graph(x))
    assert np.signbit(lower(graph)(x)[3])


def test_a_sum_is_negated_instead_of_what_it_adds_up():
    def function(x, y):
        return ng.sum(-x, axis=1), ng.sum(ng.exp(y) * -x, axis=1)

    names = lowered(function, f32[4, 8], f32[4, 8])
    assert names.index("negative") > names.index("dot")
    graph, x = ng.trace(function, f64[4, 8], f64[4, 8]), np.random.default_rng(0).normal(size=(4, 8))
    for a, b in zip(lower(graph)(x, x), graph(x, x), strict=True):
        np.testing.assert_allclose(a, b, 1e-12)
    assert lowered(lambda x: ng.sum(-x, axis=1), i32[4, 8])[0] == "negative"


@pytest.mark.parametrize("settings", [{}, {"strides": 1}, {"padding": 1, "dilation": 2}])
def test_relu_goes_behind_the_pooling(settings):
    graph = ng.trace(lambda x: ng.max_pool(ng.relu(x), 2, **settings), f32[2, 1, 6, 6])
    ops = [eqn.op.name for eqn in lower(graph).equations]
    x = np.random.default_rng(0).normal(size=(2, 1, 6, 6)).astype(np.float32)
    x[0, 0, 1, 1], x[1, 0, 0] = np.nan, -np.inf
    np.testing.assert_array_equal(ng.compile(graph)(x), graph(x))
    assert settings.get("padding") or ops.index("max") < ops.index("relu")


def test_relu_stays_where_it_is_read_by_others():
    def both(x):
        h = ng.relu(x)
        return ng.max_pool(h, 2), h

    ops = [eqn.op.name for eqn in lower(ng.trace(both, f32[2, 1, 6, 6])).equations]
    assert ops.index("relu") < ops.index("max")
