"""The quicker ways to say an equation give what the obvious way gives."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, f64, i32, u8
from ngteach.ops.align import elementwise
from ngteach.ops.broadcast import MANY
from ngteach.runtime import tiling


def program(function, *types, **options):
    return ng.compile(ng.trace(function, *types), **options)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("element", [f32, f64])
def test_the_largest_of_a_short_row_is_found_by_where_it_stands(element, keepdims):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((40, 7)).astype(element.dtype)
    x[3], x[4], x[5, 2], x[6, 1] = -np.inf, np.inf, np.nan, np.inf
    run = program(lambda x: ng.max(x, axis=1, keepdims=keepdims), element[40, 7])
    assert ".argmax(1" in run.source
    assert np.array_equal(run(x), x.max(axis=1, keepdims=keepdims), equal_nan=True)
    assert np.array_equal(run(np.asfortranarray(x)), x.max(axis=1, keepdims=keepdims), equal_nan=True)


@pytest.mark.parametrize("element", [i32, u8])
def test_a_label_that_is_no_class_gives_a_row_of_zeros(element):
    labels = np.array([0, 3, 4, 200, 255, 1], np.uint8)
    if element is i32:
        labels = np.array([0, 3, 4, -1, -(2**31), 2**31 - 1], np.int32)
    run = program(lambda y: ng.one_hot(y, 4), element[6])
    assert ".take(" in run.source
    assert np.array_equal(run(labels), labels[:, None] == np.arange(4))


@pytest.mark.parametrize("n", [3, 100_000])
def test_a_number_is_repeated_only_where_that_changes_nothing(n):
    x = np.linspace(-2, 2, n, dtype=np.float32)
    x[1] = np.nan
    assert np.array_equal(
        program(lambda x: ng.maximum(x, 0.5), f32[n])(x), np.maximum(x, np.float32(0.5)), equal_nan=True
    )
    assert np.array_equal(program(ng.relu, f32[n], threads=2)(x), np.maximum(x, np.float32(0)), equal_nan=True)


def test_large_products_do_not_hold_pythons_lock():
    large = program(lambda x, y: x @ y, f32[200, 30], f32[30, 200])
    small = program(lambda x, y: x @ y, f32[20, 30], f32[30, 20])
    assert "np.matmul(" in large.source and "np.dot(" in small.source


@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        (lambda x, y: x @ y.T[:400], [(16, 400), (256, 500)]),
        (lambda x, y: x @ y[:, 50:450].T, [(16, 400), (256, 500)]),
        (lambda x, y: x @ y.T, [(16, 1024), (512, 1024)]),  # which two threads split along K
        (lambda x, y: x.T @ y, [(1600, 1024), (1600,)]),  # or by rows
    ],
)
def test_a_part_of_a_transposed_matrix_is_not_copied(function, shapes):
    run = program(function, *[f32[s] for s in shapes], threads=2)
    assert "np.dot(" not in run.source
    x, y = (np.random.default_rng(0).uniform(-1, 1, s).astype(np.float32) for s in shapes)
    np.testing.assert_allclose(run(x, y), function(x, y), rtol=1e-4, atol=1e-4)


def test_what_is_written_over_itself_is_one_array_with_several_names():
    run = program(lambda x: ng.sum(ng.exp(ng.tanh(x * 2.0)) * x), f32[6, 7], threads=1)
    names = next(line for line in run.source.splitlines() if line.count(" = ") > 2)
    assert "np.ndarray((6, 7)" in names


def test_single_numbers_are_not_written_over_themselves():
    run = program(lambda x: ng.exp(ng.tanh(x * 2.0)), f32[()])
    places = [s.offset for s in run.memory.storages if s.kind == "arena"]
    assert all(len(s.values) == 1 for s in run.memory.storages) and len(places) == 2


def root3(x):
    return x


def cube_root(monkeypatch, named):
    """The source of a program with np.cbrt in it, where NumPy's cbrt is that, is another ufunc, or is not there."""
    forward = np.cbrt
    mine = elementwise(forward=forward, adjoint=None)(root3)
    graph = ng.trace(lambda x: mine(x) + 1.0, f32[3])
    monkeypatch.delattr(np, "cbrt") if named is None else monkeypatch.setattr(np, "cbrt", named)
    run = ng.compile(graph)
    np.testing.assert_allclose(run(np.array([1, 8, 27], np.float32)), [2, 3, 4], rtol=1e-6)
    return run.source


def test_a_ufunc_is_called_by_its_name_only_if_that_is_numpys_name_for_it(monkeypatch):
    assert "np.cbrt(x, " in cube_root(monkeypatch, np.cbrt)
    for other in (np.sqrt, np.sum, None):
        assert "forward_of[0](x, out=" in cube_root(monkeypatch, other)
        monkeypatch.undo()


def test_a_function_of_the_users_with_the_name_of_a_ufunc_is_not_that_ufunc():
    def sqrt(x, out=None):
        return np.multiply(x, 10, out=out)

    mine = elementwise(forward=sqrt, adjoint=None)(root3)
    graph = ng.trace(lambda x: (mine(x), ng.sqrt(x)), f32[2])
    assert np.array_equal(ng.compile(graph)(np.array([4, 9], np.float32)), [[40, 90], [2, 3]])


@pytest.mark.parametrize("function", [ng.max, ng.min])
@pytest.mark.parametrize("axis", [0, 1, (0, 1)])
def test_the_largest_of_what_is_seen_backwards_is_found(function, axis):
    """NumPy 2.0 takes another one, if it writes into out= and starts with the first."""
    x = np.random.default_rng(0).uniform(-9, 9, (5, 4)).astype(np.float32)[::-1, ::-1]
    run = ng.compile(ng.trace(lambda x: function(x, axis=axis), f32[5, 4]))
    assert np.array_equal(run(x), getattr(np, function.__name__)(x.copy(), axis=axis))


@pytest.mark.parametrize("axis", ["columns", "rows"])
@pytest.mark.parametrize("n", [40, 4000])
def test_a_block_takes_its_part_of_what_is_repeated(monkeypatch, axis, n):
    """A number is repeated as often as there are elements, or columns if they are many; and sliced as the block is."""
    monkeypatch.setattr(tiling, "LARGE", 0)
    monkeypatch.setattr(tiling, "WAKE", 0)
    shapes = ((2, 3), (3, n)) if axis == "columns" else ((n, 3), (3, 2))
    a, b = (np.arange(np.prod(shape), dtype=np.float32).reshape(shape) % 7 - 3 for shape in shapes)
    run = program(lambda a, b: ng.maximum(a @ b, 0.5), f32[shapes[0]], f32[shapes[1]], threads=2)
    assert f"def {axis}_" in run.source and f"_f32{PARTS[axis, n]}, " in run.source
    np.testing.assert_array_equal(run(a, b), np.maximum(a @ b, np.float32(0.5)))


PARTS = {("columns", 40): "[:, lo:hi]", ("columns", 4000): "[lo:hi]", ("rows", 40): "[lo:hi]", ("rows", 4000): ""}


def test_a_number_is_repeated_for_an_array_but_not_for_a_number():
    """Equal numbers in a row are twice as quick as one."""
    assert "_row_3_f32, out=" in program(lambda x: ng.maximum(x, 0.5), f32[3]).source
    assert "_row" not in program(lambda x: ng.maximum(x, 0.5), f32).source
    assert "_row" not in program(lambda x, y: ng.maximum(x, y), f32[3], f32).source  # who knows y before the call?


@pytest.mark.parametrize("shape,quick", [((8, 64), True), ((7, 64), False), ((8, 65), False), ((8, 1), True)])
def test_the_largest_is_found_by_its_place_in_many_short_rows_only(shape, quick):
    run = program(lambda x: ng.max(x, axis=1), f32[shape])
    assert (".argmax(" in run.source) == quick
    assert ".argmax(" not in program(lambda x: ng.max(x, axis=0), f32[shape]).source
    assert ".argmax(" not in program(lambda x: ng.max(x, axis=1), i32[shape]).source
    x = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    np.testing.assert_array_equal(run(x), x.max(axis=1))


@pytest.mark.parametrize("n,depth,quick", [(5, 64, True), (5, 65, False)])
def test_a_one_hot_is_taken_from_a_table_if_the_table_is_small(n, depth, quick):
    run = program(lambda y: ng.one_hot(y, depth), i32[n])
    assert (".take(" in run.source) == quick
    assert ".take(" not in program(lambda y: ng.one_hot(y, depth), ng.i64[n]).source
    y = np.arange(n, dtype=np.int32)
    np.testing.assert_array_equal(run(y), np.eye(n, depth, dtype=np.float32))


@pytest.mark.parametrize("columns,text", [(128, "np.dot("), (129, "np.matmul(")])
def test_a_product_of_more_than_32_kilobytes_lets_go_of_pythons_lock(columns, text):
    assert text in program(lambda x, y: x @ y, f32[64, 3], f32[3, columns], threads=1).source
    assert "np.dot(" in program(lambda x, y: x @ y, f32[64, columns], f32[columns], threads=1).source  # a vector


@pytest.mark.parametrize("columns,text", [(2047, "_row_2_2047_f32"), (2048, "_row_2048_f32")])
def test_a_number_is_repeated_for_a_row_of_4096_elements_or_more(columns, text):
    assert text in program(lambda x: ng.maximum(x, 0.5), f32[2, columns], threads=1).source


@pytest.mark.parametrize("more", [0, 1])
def test_a_sum_of_more_numbers_than_numpy_adds_well_is_our_own(more):
    source = program(lambda x: ng.sum(x, axis=1), f32[2, MANY + more, 2], threads=1).source
    assert ("def add_up(" in source) == bool(more) != ("\n    np.add.reduce(x, (1,), None, v0, False) " in source)


def test_a_column_times_a_row_is_a_multiplication():
    column, row = np.arange(6.0).reshape(2, 3, 1), np.array([[[0.5, -1.0]], [[np.inf, np.nan]]])
    run = program(lambda x, y: x @ y, f64[2, 3, 1], f64[2, 1, 2])
    assert "np.multiply(" in run.source and "np.matmul(" not in run.source
    assert np.array_equal(run(column, row), column @ row, equal_nan=True)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("shape,axis", [((50, 3), 1), ((50, 4, 2), 2), ((50, 2, 5), 1), ((3, 5, 7, 1), 2)])
@pytest.mark.parametrize("op", [ng.sum, ng.max, ng.min])
def test_a_short_axis_is_reduced_in_passes_to_the_same_bits(op, shape, axis, keepdims):
    x = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    x.flat[3], x.flat[7], x.flat[30] = np.nan, np.inf, -np.inf
    run = program(lambda x: op(x * 2, axis=axis, keepdims=keepdims), f32[shape])
    assert ".reduce(" not in run.source
    assert np.array_equal(run(x), op(x * 2, axis=axis, keepdims=keepdims), equal_nan=True)


# ---- rows picked by number ----------------------------------------------------------


@pytest.mark.parametrize("outside", ["nan", "zeros"])
@pytest.mark.parametrize("index", [ng.i8, i32, ng.i64, ng.u32, ng.u64])
@pytest.mark.parametrize("element", [f32, i32, ng.u8, ng.boolean])
def test_rows_are_picked_as_the_interpreter_picks_them(element, index, outside):
    def function(x, i):
        return ng.gather(x, i, outside=outside)

    run = program(function, element[5, 3], index[2, 6])
    assert (".take(at_" in run.source) == (index.dtype != np.uint64)
    info = np.iinfo(index.dtype)
    picks = [0, 4, 5, 6, 3, 3, 1, info.max, info.max - 1, info.min, 2, 4]
    if info.min < 0:
        picks[:4] = [-1, -5, -6, 0]
    x = np.arange(15).reshape(5, 3).astype(element.dtype)
    i = np.array(picks, index.dtype).reshape(2, 6)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(run(x, i), run.graph(x, i))
        np.testing.assert_array_equal(run(x, i * 0), run.graph(x, i * 0))  # none is outside any more


def test_the_largest_of_short_rows_is_found_by_its_position_in_any_rank():
    run = program(lambda x: ng.max(x, axis=-1, keepdims=True), f32[3, 4, 5, 6])
    assert "reshape(-1, 6)" in run.source and ".argmax(1" in run.source
    x = np.random.default_rng(0).normal(size=(3, 4, 5, 6)).astype(np.float32)
    x[0, 0, 0, 3], x[1] = np.nan, -np.inf
    np.testing.assert_array_equal(run(x), run.graph(x))


@pytest.mark.parametrize("index", [ng.i8, i32, ng.i64, ng.u32, ng.u64])
@pytest.mark.parametrize(("element", "rest"), [(f32, ()), (f64, (3,)), (i32, (2, 3)), (u8, (3,))])
def test_numbers_are_added_where_the_interpreter_adds_them(element, rest, index):
    def function(x, updates, i):
        return ng.scatter_add(x, updates, i), ng.scatter_add(x, -updates.T.T, i)

    run = program(function, element[(5, *rest)], element[(2, 6, *rest)], index[2, 6])
    assert ("np.add.at(v" in run.source or "np.add.at(result" in run.source) == (index.dtype != np.uint64)
    info = np.iinfo(index.dtype)
    picks = [0, 4, 5, 6, 3, 3, 1, info.max, info.max - 1, info.min, 2, 4]
    if info.min < 0:
        picks[:4] = [-1, -5, -6, 0]
    rng = np.random.default_rng(0)
    x, updates = (rng.integers(1, 9, (*n, *rest)).astype(element.dtype) for n in ((5,), (2, 6)))
    i = np.array(picks, index.dtype).reshape(2, 6)
    if element.dtype.kind == "f":
        updates[1, 1] = np.inf  # which is left out
    for given in (i, i * 0):
        for a, b in zip(run(x, updates, given), run.graph(x, updates, given), strict=True):
            np.testing.assert_array_equal(a, b)
