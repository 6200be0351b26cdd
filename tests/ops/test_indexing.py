"""Indexing: NumPy's meaning of every key, what lies outside, and what is written twice."""

import numpy as np
import pytest
from blocks import tile_everything

import ngteach as ng
from ngteach import f32, i8, i32, u64
from ngteach.core.calling.errors import GraphError
from ngteach.core.types import ELEMENT_TYPES, boolean, type_of

X = np.arange(24, dtype=np.float32).reshape(2, 3, 4)

# ---- NumPy's meaning ----------------------------------------------------------


def a_key(rng, shape):
    """A random key for this shape, of everything that may stand in brackets."""
    same = int(rng.integers(1, 4))
    shapes = [(same,), (1,), (2, same), (2, 1), ()]

    def entry(n):
        ends = [None if rng.random() < 0.4 else int(rng.integers(-n - 1, n + 2)) for _ in range(2)]
        choices = [slice(None), slice(*ends, int(rng.choice([1, 2, -1, -2])))]
        if n:
            array = rng.integers(-n, n, shapes[rng.integers(len(shapes))]).astype(rng.choice(["i1", "i4", "i8"]))
            listed = rng.integers(-n, n, same).tolist()
            choices += [int(rng.integers(-n, n)), array, array, listed, rng.random(n) < 0.5]
        return choices[rng.integers(len(choices))]

    count = int(rng.integers(0, len(shape) + 1))
    first = int(rng.integers(0, count + 1))
    dots = rng.random() < 0.4
    axes = [*range(first), *range(len(shape) - (count - first), len(shape))] if dots else range(count)
    key = [entry(shape[a]) for a in axes]
    if dots:
        key.insert(first, ...)
    for extra in [None, None, True, np.array(False)]:
        if rng.random() < 0.1:
            key.insert(int(rng.integers(0, len(key) + 1)), extra)
    return tuple(key)


def random_cases(count):
    rng = np.random.default_rng(0)
    for _ in range(count):
        shape = tuple(int(d) for d in rng.choice([0, 1, 2, 3, 4], rng.integers(0, 5), p=[0.05, 0.2, 0.25, 0.25, 0.25]))
        yield rng, rng.permutation(int(np.prod(shape))).reshape(shape).astype(np.float32), a_key(rng, shape)


def is_index(k):
    return isinstance(k, (np.ndarray, list)) and np.asarray(k).dtype.kind == "i"


def test_brackets_mean_what_numpy_means():
    known = 0
    for _, x, key in random_cases(2000):
        try:
            want = x[key]
        except IndexError:  # masks and arrays that do not broadcast
            with pytest.raises(GraphError):
                ng.getitem(x, key)
            continue
        known += 1
        found = ng.getitem(x, key)
        assert found.shape == np.shape(want)
        np.testing.assert_array_equal(found, want)
        assert ng.getitem(type_of(x), key) == type_of(found)
    assert known > 1500


def test_index_arrays_as_tensors_mean_the_same():
    for _, x, key in random_cases(200):
        try:
            want = x[key]
        except IndexError:
            continue
        arrays = [np.asarray(k) for k in key if is_index(k)]

        def f(x, *tensors, key=key):
            left = iter(tensors)
            return x[tuple(next(left) if is_index(k) else k for k in key)]

        graph = ng.trace(f, x, *arrays)
        assert graph.outputs[0].shape == np.shape(want)
        np.testing.assert_array_equal(graph(x, *arrays), want)


def test_at_writes_where_numpy_writes():
    for rng, x, key in random_cases(400):
        want = x.copy()
        try:
            values = rng.random(np.shape(x[key])).astype(np.float32)
        except IndexError:
            continue
        want[key] = values
        np.testing.assert_array_equal(ng.update_at(x, values, key), want)
        want = x.copy()
        np.add.at(want, key, values)
        np.testing.assert_allclose(ng.update_at(x, values, key, "add"), want, rtol=1e-6)


def test_slices_alone_record_a_slice_and_a_reshape():
    graph = ng.trace(lambda x: x[1, ::2, None], f32[2, 3, 4])
    assert [e.op.name for e in graph.equations] == ["slice", "reshape"]
    assert ng.trace(lambda x: x[...], f32[2, 3]).equations == ()


def test_an_index_of_rows_is_one_gather():
    assert [e.op.name for e in ng.trace(lambda W, i: W[i], f32[5, 3], i32[2]).equations] == ["gather"]


def test_brackets_of_as_many_axes_as_an_array_can_have():
    x = np.arange(2, dtype=np.float32).reshape((1,) * 63 + (2,))
    key = ([0],) * 63 + ([1, 0],)
    np.testing.assert_array_equal(ng.gather(x, *map(np.array, key)), [1, 0])
    np.testing.assert_array_equal(ng.trace(lambda x: x[key], x)(x), [1, 0])
    assert ng.take_along_axis(x, np.zeros(x.shape[:-1] + (1,), int)).shape == x.shape[:-1] + (1,)


# ---- outside ------------------------------------------------------------------


def test_an_index_outside_picks_nan_or_the_number_at_the_end_of_the_type():
    for element in ELEMENT_TYPES:
        x = np.array([0, 1], element.dtype)
        found = ng.trace(lambda x, i: x[i], x, i32[3])(x, np.array([0, 2, -3], np.int32))
        kind, bounds = element.dtype.kind, np.iinfo(element.dtype) if element.dtype.kind in "iu" else None
        lost = np.nan if kind == "f" else True if kind == "b" else bounds.min if kind == "i" else bounds.max
        np.testing.assert_array_equal(found, np.array([0, lost, lost], element.dtype))


def test_an_index_of_u64_beyond_i64_is_outside():
    huge = np.array([1, 2**63, 2**64 - 1], np.uint64)
    x = np.array([5.0, 6.0])
    np.testing.assert_array_equal(ng.gather(x, huge), [6, np.nan, np.nan])
    np.testing.assert_array_equal(ng.scatter_add(x, 1.0, huge), [5, 7])
    np.testing.assert_array_equal(ng.take(x, huge, mode="clip"), [6, 6, 6])


def test_an_index_of_a_narrow_type_reaches_every_position_it_can_name():
    x = np.arange(300.0)
    np.testing.assert_array_equal(ng.gather(x, np.array([127, -128, -1], np.int8)), [127, 172, 299])
    np.testing.assert_array_equal(ng.gather(x, np.array([255], np.uint8)), [255])
    np.testing.assert_array_equal(ng.take(x, np.array([127, -1], np.int8), mode="clip"), [127, 0])


def test_of_no_rows_every_index_is_outside():
    assert np.isnan(ng.gather(np.zeros((0, 2)), np.array([0, -1]))).all()
    assert ng.scatter(np.zeros((0, 2)), 1.0, np.array([0, -1])).shape == (0, 2)


def test_what_is_outside_is_not_written_and_gets_no_derivative():
    i = np.array([1, 4, -5, -1])
    for write in (ng.scatter, ng.scatter_add):

        def loss(x, u, i, write=write):
            return ng.sum(write(x, u, i) * np.arange(1.0, 5.0))

        x, u = np.zeros(4), np.array([1.0, 2.0, 3.0, 4.0])
        np.testing.assert_array_equal(write(x, u, i), [0, 1, 0, 4])
        dx, du = ng.trace(ng.grad(loss, wrt=(0, 1)), x, u, i)(x, u, i)
        np.testing.assert_array_equal(dx, [1, 0, 3, 0] if write is ng.scatter else [1, 2, 3, 4])
        np.testing.assert_array_equal(du, [2, 0, 0, 4])
    dx = ng.trace(ng.grad(lambda x, i: ng.sum(ng.where(i < 4, x[i], 0.0))), x, i)(x, np.array([1, 4, 9, -1]))
    np.testing.assert_array_equal(dx, [0, 1, 0, 1])


# ---- written twice --------------------------------------------------------------


def test_of_what_is_written_twice_the_last_stays_and_has_the_derivative():
    i = np.array([1, 0, 1, 1])
    u = np.array([1.0, 2.0, 3.0, 4.0])
    np.testing.assert_array_equal(ng.scatter(np.zeros(3), u, i), [2, 4, 0])
    slope = ng.trace(ng.grad(lambda u, i: ng.sum(ng.scatter(np.zeros(3), u, i) ** 2)), u, i)(u, i)
    np.testing.assert_array_equal(slope, [0, 4, 0, 8])


def test_what_is_added_twice_adds_up():
    graph = ng.trace(lambda x, i: x.at[i].add(1.0), f32[3], i32[4])
    np.testing.assert_array_equal(graph(np.zeros(3, np.float32), np.array([0, 2, 0, -1], np.int32)), [2, 0, 2])


def test_an_embedding_adds_up_the_derivatives_of_a_word():
    words = np.array([2, 0, 2])
    slope = ng.grad(lambda W: ng.sum(W[words] * np.arange(3.0)[:, None]))(np.zeros((4, 2)))
    np.testing.assert_array_equal(slope, [[1, 1], [0, 0], [2, 2], [0, 0]])


def test_a_mask_that_is_not_known_writes_by_where():
    graph = ng.trace(lambda x: x.at[x < 0].set(0.0).at[x > 5].multiply(2.0), f32[3])
    np.testing.assert_array_equal(graph(np.array([-1, 3, 6], np.float32)), [0, 3, 12])
    rows = ng.trace(lambda x, m: x.at[m].add(np.ones(2, np.float32)), f32[3, 2], boolean[3])
    found = rows(np.zeros((3, 2), np.float32), np.array([True, False, True]))
    np.testing.assert_array_equal(found, [[1, 1], [0, 0], [1, 1]])


def test_at_takes_what_jaxs_takes():
    def f(x, i):
        y = x.at[1].get(mode="fill")
        return x.at[i].max(2.0, unique_indices=True).at[0].mul(y, mode="drop")

    np.testing.assert_array_equal(
        ng.trace(f, f32[3], i32[2])(np.array([1, 3, 1], "f4"), np.array([2, 0], "i4")), [6, 3, 2]
    )


# ---- on threads -----------------------------------------------------------------


def test_gather_is_tiled_by_the_rows_of_its_indices(monkeypatch):
    def f(x, i, j):
        return ng.exp(x[i]), x[i[:, None], j], x[2, j], x[i, i].sum()

    graph = ng.trace(f, f32[7, 5], i32[64], i32[3])
    rng = np.random.default_rng(0)
    arrays = [rng.random((7, 5), np.float32), rng.integers(-8, 8, 64).astype("i4"), rng.integers(-5, 5, 3).astype("i4")]
    want = graph(*arrays)
    for seed in range(6):
        tile_everything(monkeypatch, seed)
        for found, y in zip(ng.compile(graph, threads=2)(*arrays), want, strict=True):
            np.testing.assert_array_equal(found, y)
        monkeypatch.undo()


# ---- mistakes ---------------------------------------------------------------------

M = f32[2, 3]
MISTAKES = [
    (lambda x: x[[0, 2]], [M], "x[...]: 2 is outside axis 0 of f32[2,3]"),
    (lambda x: x[:, [0, -4]], [M], "x[...]: -4 is outside axis 1 of f32[2,3]"),
    (lambda x: x[ng.constant([5])], [M], "x[...]: 5 is outside axis 0 of f32[2,3]"),
    (lambda x: ng.gather(x, [0, 2]), [M], "gather: 2 is outside axis 0 of f32[2,3]"),
    (lambda x: np.take(x, [0, 3], axis=1), [M], "take: 3 is outside axis 1 of f32[2,3]"),
    (lambda x: x.at[[3]].set(1.0), [M], "x.at[...]: 3 is outside axis 0 of f32[2,3]"),
    (
        lambda x: x[[0.5]],
        [M],
        "x[...]: f32[2,3] can be indexed by whole numbers, found f64[1]; write convert(..., i32)",
    ),
    (lambda x, i: x[i], [M, f32[2]], "can be indexed by whole numbers, found f32[2]; write convert(..., i32)"),
    (lambda x: x[[[0, 1], [0]]], [M], "x[...]: the rows of the list differ in length"),
    (lambda x: x[[0, 1], [0, 1, 2]], [M], "i64[2] and i64[3] do not broadcast to one shape"),
    (
        lambda x: x[np.array([True, False, True])],
        [M],
        "the mask bool[3] does not have the shape of f32[2,3] from axis 0",
    ),
    (lambda x: x[x > 0], [M], "it is unknown how many elements are left; write where(mask, x, 0.0)"),
    (lambda x: x["W"], [M], "and lists, arrays or tensors of whole numbers, found a str"),
    (lambda x: x[0, 0, [1]], [M], "x[...]: f32[2,3] has 2 axes, but the index names 3"),
    (lambda x: ng.gather(x), [M], "gather: f32[2,3] takes an index for one axis or more, at most for 2, found 0"),
    (lambda x, i: ng.gather(x, i, outside="wrap"), [M, i32[2]], 'is "nan" or "zeros", found \'wrap\''),
    (lambda x, i: ng.scatter(x, np.zeros(3), i), [M, i32[2]], "f32[2,3] and f64[2,3] differ in element type"),
    (lambda x, i: ng.scatter(x, x, i), [M, i32[4]], "f32[2,3] does not fit the shape (4, 3)"),
    (lambda x, i: ng.scatter_add(x, i), [M, i32[2]], "scatter_add: takes a tensor, its updates and their indices"),
    (lambda x: x.at[0].set([1.0, 2.0]), [M], "f32[2] does not fit the shape (3,)"),
    (
        lambda x: x.at[0].set(np.zeros(3)),
        [M],
        "f32[2,3] and the values f64[3] differ in element type; write convert(..., f32)",
    ),
    (lambda x, i: x.at[i].multiply(2.0), [M, i8[2]], "multiply needs positions that are known to differ"),
    (lambda x: x.at[[0, -2]].max(2.0), [M], "max names a position more than once; only set and add may"),
    (lambda x: x.at[0].set(1.0, mode="clip"), [M], 'x.at[...]: mode is "drop" or "fill", found \'clip\''),
    (lambda x: x.at[x > 0].set(x[0, :2]), [M], "f32[2] does not fit the shape (2, 3)"),
    (lambda x: ng.take_along_axis(x, [0, 1], 1), [M], "f32[2,3] has 2 axes, but the indices i64[2] have 1"),
    (lambda x, i: ng.take(x, i, mode="cut"), [M, u64[1]], 'mode is "raise", "clip", "wrap" or "fill", found \'cut\''),
]


@pytest.mark.parametrize("mistake", range(len(MISTAKES)))
def test_a_mistake_is_answered(mistake):
    function, types, said = MISTAKES[mistake]
    with pytest.raises(GraphError) as told:
        ng.trace(function, *types)
    assert said in str(told.value)


# ---- by a mask that is known ------------------------------------------------------


def test_a_known_mask_picks_what_numpys_picks():
    mask, x = np.array([True, False, True]), X[0]
    for function in (np.compress, np.extract):
        flat = x.ravel()[:3]
        graph = ng.trace(lambda x, function=function: function(mask, x), flat)
        np.testing.assert_array_equal(graph(flat), function(mask, flat))
    np.testing.assert_array_equal(ng.trace(lambda x: np.compress([False, True], x, 1), x)(x), x[:, [1]])
    for function in (ng.compress, ng.extract):
        with pytest.raises(GraphError, match="is not known yet, nor how many elements it picks; write where"):
            ng.trace(lambda x, function=function: function(x > 0, x), x)


def test_coordinates_outside_pick_nan_when_they_are_used():
    x = np.arange(6.0).reshape(2, 3)
    assert np.isnan(ng.gather(x, *ng.unravel_index(np.array([6, 11]), x.shape))).all()
    number = ng.ravel_multi_index([np.array([0, 1, 1]), np.array([3, -1, 2])], x.shape)
    np.testing.assert_array_equal(number, [6, 6, 5])
