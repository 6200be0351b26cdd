"""No pass makes an infinity or a NaN, or loses a number that was right; nor does what compile writes."""

import numpy as np
import pytest
from algebra_rows import FLOAT_ROWS, after, traced
from extremes import ALONE, everywhere, optimized
from random_graphs import random_graph

import ngteach as ng
from ngteach import f32, f64
from ngteach.core.graph import replay
from ngteach.core.tree import leaves


def test_a_product_of_matrices_is_scaled_when_it_is_finished():
    graph = ng.trace(lambda s, a, b: s * (a @ b), f32, f32[64, 2], f32[2, 64])
    run = ng.compile(graph)
    for s, a, b in ((1e30, 1e-30, 1e10), (np.inf, 1.0, 0.5), (1e-30, 1e20, 1e-20), (1e-20, 1e-30, 1e38)):
        arrays = np.float32(s), np.full((64, 2), a, np.float32), np.full((2, 64), b, np.float32)
        np.testing.assert_allclose(run(*arrays), graph(*arrays), rtol=1e-6)


def in_long_doubles(graph, arrays):
    """The results, of numbers that are computed with more digits and a larger range."""

    def long(a):
        a = np.asarray(a)
        return a.astype(np.longdouble) if a.dtype.kind == "f" else a

    def emit(eqn, *xs):
        if eqn.op.name == "convert" and eqn.output.type.is_float:
            return np.asarray(xs[0], np.longdouble)
        if eqn.op.name == "mask":
            return np.where(xs[1], xs[0], np.longdouble(0))
        return long(eqn.op.forward(*xs, **eqn.params))

    with np.errstate(all="ignore"):
        env = replay(graph, [long(a) for a in arrays], emit)
    return [env[y] for y in graph.outputs]


def assert_as_right(graph, arrays, run):
    """Where the interpreter is right, and far from what the type can hold, run is right; it has no NaN of its own."""
    for y, exact, r, x in zip(
        graph.outputs, in_long_doubles(graph, arrays), leaves(graph(*arrays)), leaves(run(*arrays))
    ):
        if not y.type.is_float:
            continue
        info = np.finfo(y.dtype)
        least, most = float(info.tiny) * 1e6, float(info.max) / 1e6
        with np.errstate(all="ignore"):
            size = np.abs(exact)
            ordinary = (size > least) & (size < most) | (size == 0) & (r == 0)
            right = ordinary & (np.abs(r - exact) <= 1e-5 * size)
            wrong = right & ~(np.abs(x - exact) <= np.where(size, 1e-2 * size, least))
        assert not wrong.any(), (r[wrong][:3], x[wrong][:3])
        assert not (np.isnan(x) & ~np.isnan(r)).any()
        zeros = (x == 0) & (r == 0)
        np.testing.assert_array_equal(np.signbit(x[zeros]), np.signbit(r[zeros]))


@pytest.mark.parametrize("row,table,element", FLOAT_ROWS)
def test_rules_keep_numbers_of_every_size(row, table, element):
    graph = traced(row, element)
    small, rng = after(row, table, graph), np.random.default_rng(0)
    for _ in range(10):
        pool = everywhere(element, rng)
        arrays = [rng.choice(pool, x.shape) if x.type.is_float else rng.random(x.shape) < 0.5 for x in graph.inputs]
        assert_as_right(graph, [np.asarray(a, x.dtype) for a, x in zip(arrays, graph.inputs)], small)


@pytest.mark.parametrize("element", [f32, f64], ids=str)
@pytest.mark.parametrize("name", ALONE)
def test_functions_of_one_number_at_every_exponent(name, element):
    x, function = everywhere(element, np.random.default_rng(0), 16), ALONE[name]
    for derived in (function, ng.grad(lambda x: ng.sum(function(x)))):
        graph = ng.trace(derived, element[x.size])
        for run in (optimized(graph), ng.compile(graph)):
            assert_as_right(graph, [x], run)


# What the algebra looks for; x and h are matrices, s a number, a and b flat matrices whose product is as large as x.
PHRASES = [
    lambda x, h, s, a, b: s * (a @ b),
    lambda x, h, s, a, b: -(a @ b) * s,
    lambda x, h, s, a, b: -(x * s),
    lambda x, h, s, a, b: -(x / s),
    lambda x, h, s, a, b: 0.25 * x * (1 + h),
    lambda x, h, s, a, b: 0.8 * (h + 0.04 * h**3),
    lambda x, h, s, a, b: (-x * h) / 1e20,
    lambda x, h, s, a, b: (-s * ng.sum(h)) / 128.0 * x,
    lambda x, h, s, a, b: h**2 / 1e-10,
    lambda x, h, s, a, b: x / -h + s,
    lambda x, h, s, a, b: ng.softmax(x, axis=1) * h,
    lambda x, h, s, a, b: ng.sigmoid(x) + ng.where(x > h, x, 0.0),
    lambda x, h, s, a, b: x * ng.sum(x * h) + ng.sum(x, axis=0),
]


@pytest.mark.parametrize("seed", range(40))
def test_graphs_of_numbers_of_every_size_stay_right(seed):
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(PHRASES), 3)

    def function(x, h, s, a, b):
        y = PHRASES[chosen[0]](x, h, s, a, b)
        z = PHRASES[chosen[1]](h, y, s, a, b)
        return y, z, PHRASES[chosen[2]](z, x, s, a, b)

    element = (f32, f64)[seed % 2]
    shapes = (9, 9), (9, 9), (), (9, 2), (2, 9)
    graph = ng.trace(function, *[element[s] for s in shapes])
    for run in (optimized(graph), ng.compile(graph)):
        for _ in range(5):
            pool = everywhere(element, rng)
            with np.errstate(all="ignore"):
                x, h, s, a, b = (np.asarray(rng.choice(pool, shape) * 0.7, element.dtype) for shape in shapes)
                a[:, 1], b[1] = a[:, 0] / 3, b[0] / 3  # of one size, or each sum would have one term
            assert_as_right(graph, [x, h, s, a, b], run)


@pytest.mark.parametrize("start", range(0, 300, 100))
def test_random_graphs_of_numbers_of_every_size_stay_right(start):
    for seed in range(start, start + 100):
        graph, arrays = random_graph(20000 + seed, wild=True, scales=True, size=12)
        for run in (optimized(graph), ng.compile(graph)):
            assert_as_right(graph, arrays, run)
