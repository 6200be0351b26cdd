"""A sum keeps its digits: whole numbers in 64 bits, and many floats as few ones."""

import tracemalloc

import numpy as np
import pytest

import ngteach as ng
from ngteach import boolean, f32, f64, grad, i32, i64, trace, u8
from ngteach.core.calling.errors import GraphError
from ngteach.ops.broadcast import MANY, add_up
from ngteach.runtime.executor import Executable
from ngteach.serialize import from_json, to_json

CPUS = [("CPU", {"threads": n, "deterministic": d}) for n in (1, 2, 3) for d in (False, True)]
BACKENDS = [("INTERPRETER", {}), *CPUS]
every_backend = pytest.mark.parametrize("backend,options", BACKENDS, ids=str)


def results(graph, *arrays):
    """The graph's result in every way that there is to compute it."""
    yield graph(*arrays)
    yield from_json(to_json(graph))(*arrays)
    for backend, options in BACKENDS:
        yield ng.compile(graph, backend, **options)(*arrays)


# ---- whole numbers ----------------------------------------------------------

NAMES = {
    "ng.sum": ng.sum,
    "np.sum": np.sum,
    "x.sum": lambda x, **params: x.sum(**params),
    "np.add.reduce": lambda x, axis=None, **params: np.add.reduce(x, axis=axis, **params),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("element,number", [(u8, 255), (i32, 2**31 - 1), (i32, -(2**31)), (boolean, True)])
def test_whole_numbers_are_added_up_in_64_bits(name, element, number):
    x = np.full((1000, 3), number, element.dtype)
    for axis in (None, 0, (0, 1), -1):
        for found in results(trace(lambda x, axis=axis: NAMES[name](x, axis=axis), x), x):
            assert found.dtype == (np.uint64 if element is u8 else np.int64)
            np.testing.assert_array_equal(found, np.sum(x, axis=axis))


def test_what_is_equal_can_be_counted():
    a, b = np.arange(2000) % 3, np.arange(2000) % 4
    graph = trace(lambda a, b: ((a == b).sum(), np.sum(a != b, axis=0, keepdims=True)), a, b)
    for same, other in results(graph, a, b):
        assert (same, *other) == (501, 1499) == ((a == b).sum(), (a != b).sum())


def test_a_sum_of_bools_counts():
    labels = np.arange(2000) % 10
    graph = trace(
        lambda p, y: (ng.sum(ng.equal(ng.argmax(p, 1), y)), np.mean(ng.convert(p > 0, f32))), f32[2000, 10], i64[2000]
    )
    p = np.eye(10, dtype=np.float32)[labels]
    right, share = ng.compile(graph, "CPU")(p, labels)
    assert (right, right.dtype) == (2000, np.int64) and share == np.float32(0.1)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("element,dtype", [(u8, u8), (i32, i32), (u8, i32), (i64, i32), (boolean, u8), (u8, i64)])
def test_dtype_keeps_a_narrower_sum_which_wraps_as_numpys(name, element, dtype):
    x = np.full((1000, 3), 1 if element is boolean else 77_777_777 if element.dtype.itemsize > 1 else 200).astype(
        element.dtype
    )
    graph = trace(lambda x: NAMES[name](x, axis=0, dtype=dtype.dtype), x)
    for found in results(graph, x):
        assert found.dtype == dtype.dtype
        np.testing.assert_array_equal(found, np.sum(x, axis=0, dtype=dtype.dtype))


@pytest.mark.parametrize("element", [u8, i32, i64, boolean, f32, f64])
@pytest.mark.parametrize("dtype", [f32, f64])
def test_with_a_float_dtype_floats_are_added(element, dtype):
    x = (np.arange(3000).reshape(1000, 3) % 7).astype(element.dtype)
    for found in results(trace(lambda x: np.sum(x, axis=1, dtype=dtype.dtype), x), x):
        assert found.dtype == dtype.dtype
        np.testing.assert_array_equal(found, np.sum(x, axis=1, dtype=dtype.dtype))


def test_the_gradient_of_a_sum_in_more_digits_is_in_those_of_x():
    slope = grad(lambda x: ng.convert(ng.sum(x * x, dtype=f64), f32))(np.float32([1, 2, 3]))
    assert slope.dtype == np.float32 and list(slope) == [2, 4, 6]
    assert np.array_equal(grad(lambda x: np.mean(x, dtype=np.float64))(np.float32([1, 2])), np.float32([0.5, 0.5]))


@pytest.mark.parametrize(
    "element,dtype", [(f32, i32), (f64, i64), (i32, u8), (i64, u8), (boolean, boolean), (u8, boolean)]
)
def test_a_sum_is_kept_in_what_numpy_can_add_it_in(element, dtype):
    with pytest.raises(
        GraphError, match=rf"sum: {element}\[3\] cannot be summed as {dtype}; write convert\(sum\(x\), {dtype}\)"
    ):
        trace(lambda x: ng.sum(x, dtype=dtype), element[3])


def test_what_numpy_calls_dtype_is_not_taken_for_keepdims():
    for f in (lambda x: ng.mean(x, 0, np.float64), lambda x: ng.max(x, 0, f64)):
        with pytest.raises(GraphError, match="keepdims is True or False, found .*; write dtype= by name"):
            trace(f, f32[3])


def test_the_mean_of_whole_numbers_is_refused_unless_a_float_type_is_named():
    with pytest.raises(GraphError, match=r"mean: i32\[4\] is not a float type; write convert\(..., f32\)"):
        trace(np.mean, i32[4])
    x = np.array([1, 2, 4, 8], np.int32)
    assert trace(lambda x: np.mean(x, dtype=np.float32), x)(x) == 3.75


def test_the_program_of_a_sum_of_whole_numbers_runs_by_itself():
    x = np.full((300, 3), 200, np.uint8)
    graph = trace(lambda x: (ng.sum(x, axis=0), ng.sum(x, axis=0, dtype=u8)), x)
    wide, narrow = np.empty(3, np.int64), np.empty(3, np.uint8)
    space = {"__name__": "alone"}
    exec(Executable(graph).program, space)
    space[graph.name](x, wide, narrow)
    assert list(wide) == [60000] * 3 and list(narrow) == [96] * 3  # 60000 is 234 * 256 + 96


# ---- many floats ------------------------------------------------------------

LAYOUTS = {
    "axis 0": (lambda: _tenths(300_001, 2), 0),
    "axis 0 of one column": (lambda: _tenths(300_001, 1), 0),
    "axis 0 of many columns": (lambda: _tenths(5_000, 33), 0),
    "axis 1": (lambda: _tenths(2, 100_003, 3), 1),
    "the last axis": (lambda: _tenths(3, 100_003), 1),
    "all axes": (lambda: _tenths(1_009, 7, 5), None),
    "all axes, turned": (lambda: _tenths(3, 100_003).T, None),
    "axis 0, turned": (lambda: _tenths(3, 100_003).T, 0),
    "axis 1, turned": (lambda: _tenths(100_003, 3).T, 1),
    "all axes, with gaps": (lambda: _tenths(50_000, 3)[:, :2], None),
    "axis 0, with gaps": (lambda: _tenths(100_006, 4)[::2, 1:3], 0),
    "axis 0, backwards": (lambda: _tenths(100_003, 2)[::-1], 0),
    "one number, repeated": (lambda: np.broadcast_to(np.float64(0.1), (100_003, 2)), 0),
    "two axes": (lambda: _tenths(70, 71, 2), (0, 1)),
    "two axes, apart": (lambda: _tenths(2_000, 3, 50), (0, 2)),
    "short axes": (lambda: _tenths(*[2] * 14), tuple(range(13))),
    "one more than many": (lambda: _tenths(MANY + 1, 3), 0),
}


def _tenths(*shape):
    return np.full(shape, 0.1) + np.arange(shape[-1]) / 7


def _right(x, axis):
    """Added up in f64, pairwise."""
    axes = range(x.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    rest = [i for i in range(x.ndim) if i not in axes]
    rows = np.ascontiguousarray(x.astype(np.float64).transpose(*rest, *axes))
    return rows.reshape(*[x.shape[i] for i in rest], -1).sum(-1)


@pytest.mark.parametrize("element", [f32, f64])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_many_numbers_keep_their_digits_in_every_layout(layout, element):
    make, axis = LAYOUTS[layout]
    x, digits = make().astype(element.dtype), 8 * np.finfo(element.dtype).eps
    x = np.broadcast_to(x.ravel()[:1], x.shape) if "repeated" in layout else x.astype(element.dtype, copy=False)
    right = _right(x, axis)
    graph = trace(lambda x: (ng.sum(x, axis=axis, keepdims=True), ng.mean(x, axis=axis)), x)
    for total, mean in results(graph, x):
        np.testing.assert_allclose(np.ravel(total), np.ravel(right), rtol=digits)
        np.testing.assert_allclose(mean, right / (x.size / right.size), rtol=digits)


def test_the_mean_of_twenty_million_rows_of_ones_is_one():
    ones = np.ones((20_000_000, 2), np.float32)
    graph = trace(lambda x: ng.mean(x, axis=0), ones)
    for run in (graph, ng.compile(graph, "CPU", threads=2)):
        np.testing.assert_array_equal(run(ones), [1, 1])


@pytest.mark.parametrize(
    "shape,axis", [((MANY, 3), 0), ((2, MANY, 3), 1), ((64, 64, 2), (0, 1)), ((3, 5), None), ((70_000, 5), 1)]
)
def test_few_numbers_and_those_side_by_side_have_numpys_bits(shape, axis):
    x = np.random.default_rng(0).random(shape, np.float32)
    np.testing.assert_array_equal(ng.sum(x, axis=axis), np.add.reduce(x, axis))
    np.testing.assert_array_equal(trace(lambda x: ng.sum(x, axis=axis), x)(x), np.add.reduce(x, axis))


@every_backend
def test_the_gradients_of_what_was_repeated_often_keep_their_digits(backend, options):
    def loss(b, c, x):  # b is repeated for every row, c for every number
        return ng.sum(ng.mean((b + c) * x, axis=1, keepdims=True))

    n = 200_003
    x = np.random.default_rng(1).random((n, 3), np.float32)
    graph = trace(grad(loss, wrt=(0, 1)), f32[3], f32[()], x)
    db, dc = ng.compile(graph, backend, **options)(np.zeros(3, np.float32), np.float32(0), x)
    np.testing.assert_allclose(db, x.sum(0, np.float64) / 3, rtol=1e-6)
    np.testing.assert_allclose(dc, x.sum(dtype=np.float64) / 3, rtol=1e-6)


@every_backend
def test_softmax_and_max_over_many_rows_keep_their_digits(backend, options):
    x = np.zeros((300_001, 2), np.float32)
    graph = trace(lambda x: (ng.softmax(x, 0), grad(lambda x: ng.sum(ng.max(x, axis=0)))(x)), x)
    p, slope = ng.compile(graph, backend, **options)(x)
    np.testing.assert_allclose(p, 1 / 300_001, rtol=1e-6)
    np.testing.assert_allclose(slope, 1 / 300_001, rtol=1e-6)
    y = np.full((300_001, 2), 0.1, np.float32)
    y[0] = 0.9
    p = ng.compile(trace(lambda x: ng.softmax(x, 0), y), backend, **options)(y)
    wanted = np.exp(y.astype(float) - 0.9)
    np.testing.assert_allclose(p, wanted / wanted.sum(0), rtol=1e-6)


def test_the_bits_do_not_depend_on_the_threads():
    x = np.random.default_rng(2).random((100_003, 3), np.float32)
    graph = trace(lambda x: (ng.sum(ng.exp(x), axis=0), ng.sum(x), ng.softmax(x, 0)), x)
    one, *others = [ng.compile(graph, "CPU", threads=n, deterministic=True)(x) for n in (1, 2, 3)]
    for other in others:
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_long_sum_takes_little_memory():
    x = np.ones((2_000_000, 2), np.float32)
    tracemalloc.start()
    add_up(x, (0,), False)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < x.nbytes / 8


def test_the_program_of_a_long_sum_runs_by_itself():
    x = np.full((50_000, 2), 0.1, np.float32)
    graph, out, space = trace(lambda x: ng.sum(x, axis=0), x), np.empty(2, np.float32), {"__name__": "alone"}
    exec(Executable(graph).program, space)
    space[graph.name](x, out)
    np.testing.assert_allclose(out, 5000, rtol=1e-6)


def test_nothing_and_infinities_add_up_as_ever():
    assert list(ng.sum(np.zeros((0, 3), np.float32), axis=0)) == [0, 0, 0]
    x = np.ones((10_000, 3), np.float32)
    x[5000] = [np.inf, np.nan, -np.inf]
    np.testing.assert_array_equal(ng.sum(x, axis=0), [np.inf, np.nan, -np.inf])


PRODUCTS = {
    "the weights of a regression": (lambda x: grad(lambda w: ng.sum(x @ w))(ng.zeros_like(x[0])), "sum"),
    "weights in a column": (lambda x: grad(lambda w: ng.sum(x @ w))(ng.zeros_like(x[0][:, None]))[:, 0], "sum"),
    "a vector by a matrix": (lambda x: x[:, 0] @ x, "squares"),
    "a row by a matrix": (lambda x: (x[:, :1].T @ x)[0], "squares"),
    "a matrix by a vector": (lambda x: x.T @ x[:, 1], "squares"),
}


@pytest.mark.parametrize("name", PRODUCTS)
@pytest.mark.parametrize("element", [f32, f64])
def test_a_vector_times_many_numbers_keeps_their_digits(name, element):
    function, kind = PRODUCTS[name]
    x = np.full((3_000_003, 2), 0.1, element.dtype)
    number = float(x[0, 0])
    wanted = 3_000_003 * (number if kind == "sum" else number * number)
    for found in results(trace(function, x), x):
        np.testing.assert_allclose(found, wanted, rtol=64 * np.finfo(element.dtype).eps)


def test_a_long_product_with_a_vector_has_the_bits_of_any_number_of_threads_and_runs_by_itself():
    x, w = np.random.default_rng(3).random((2, 50_001), np.float32), np.ones(50_001, np.float32)
    graph = trace(lambda x, w: x @ w, x, w)
    found = [ng.compile(graph, "CPU", threads=n, deterministic=True)(x, w) for n in (1, 2, 3)]
    assert all(np.array_equal(found[0], other) for other in found)
    out, space = np.empty(2, np.float32), {"__name__": "alone"}
    exec(Executable(graph).program, space)
    space[graph.name](x, w, out)
    np.testing.assert_allclose(out, x.sum(1, np.float64), rtol=1e-6)


def test_keepdims_is_a_switch():
    for yes, no in ((True, False), (1, 0), (np.True_, np.False_)):
        assert ng.sum(f32[2, 3], axis=1, keepdims=yes) == f32[2, 1] and ng.sum(f32[2, 3], axis=1, keepdims=no) == f32[2]
    for wrong in (2, -1, None, "yes", 1.0):
        with pytest.raises(ng.GraphError, match="keepdims is True or False"):
            ng.sum(f32[2, 3], axis=1, keepdims=wrong)


def test_a_sum_of_4096_numbers_has_numpys_bits():
    x = np.random.default_rng(0).uniform(-1, 1, (4096, 3)).astype(np.float32)
    assert np.array_equal(ng.sum(x, axis=0), np.add.reduce(x, 0))
    assert not np.array_equal(ng.sum(np.tile(x, (4, 1)), axis=0), np.add.reduce(np.tile(x, (4, 1)), 0))
