"""The laws of the ops, each over all sample rows."""

import numpy as np
import pytest
from laws import call, equations_with_arrays, every_row, law, quiet, same, traced
from samples import FLAT, NUMPY, ROUNDED, ROWS, function_named, is_op, rows_of
from samples.making import COMPUTED, FLOATS

import ngteach as ng
from ngteach.core.calling.errors import GraphError
from ngteach.core.calling.registry import OPS
from ngteach.core.types import ELEMENT_TYPES, boolean, f64, type_of

# What is said of an element type
REFUSED = "is not (numeric|bool|a (float )?type)|does not fit|stored but not|cannot be (summed|multiplied)|whole"


def is_flat(name):
    """Is it declared to have no derivative?"""
    return function_named(name).adjoint_rule is None if is_op(name) else name in FLAT


smooth_rows = law(lambda row: f64 in row.types and row.inputs and row.smooth and not is_flat(row.op))
flat_rows = law(lambda row: row.inputs and row.smooth and is_flat(row.op) and row.op != "stop_gradient")


# ---- the table --------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n, op in OPS.items() if op.built_in])
def test_every_op_has_samples_of_many_of_one_and_of_no_elements(name):
    sizes = [a.size for r in rows_of(name) for a in (*r.inputs, call(r)(*r.arrays(r.types[0])))]
    assert rows_of(name), f"tests/samples has no row for {name}"
    assert 0 in sizes and 1 in sizes and max(sizes) > 1


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.built_in], ids=str)
def test_every_op_says_what_it_is(op):
    assert op.__doc__ and op.kind in ("elementwise", "view", "compute", "effect") and isinstance(op.has_adjoint, bool)


@law(lambda row: row.op != "mask" and any(x.dtype == np.float64 for x in row.inputs))  # others have types of their own
def test_an_op_takes_the_element_types_of_its_row_and_no_others(row):
    for element in ELEMENT_TYPES:
        types = [type_of(x) for x in row.arrays(element)]
        if element in row.types:
            call(row)(*types)
        else:
            with pytest.raises(
                GraphError,
                match=REFUSED,
            ):
                call(row)(*types)


def has_numpy(row):
    return row.op in NUMPY and not (row.op == "broadcast" and "axis" in row.params)  # axis= is nGraph's


# ---- types, out=, recording -------------------------------------------------


@every_row
def test_inferred_type_is_computed_type(row):
    for element in row.types:
        arrays = row.arrays(element)
        if arrays:
            assert call(row)(*map(type_of, arrays)) == type_of(call(row)(*arrays))
        graph, arrays = traced(row, element)
        result = graph(*arrays)
        assert graph.outputs[0].type == type_of(result)


@every_row
def test_with_out_is_without_out(row):
    for number, element in enumerate(row.types):
        for eqn, inputs in equations_with_arrays(row, element):
            want = quiet(eqn.op.forward, *inputs, **eqn.params)
            buffers = list(_buffers(eqn.output.type))  # the first two types meet all of them, the others one in turn
            for buffer in buffers if number < 2 else buffers[number % len(buffers) :][:1]:
                copies = [x.copy() for x in inputs]
                quiet(eqn.op.forward, *inputs, **eqn.params, out=buffer)
                if eqn.op in (
                    ng.dot,
                    ng.batch_dot,
                ):  # into an array with gaps some NumPy add up without BLAS, in another order
                    np.testing.assert_allclose(buffer, want, rtol=1e-5 if buffer.dtype == np.float32 else 1e-14)
                else:
                    same(buffer, want)
                for x, copy in zip(inputs, copies, strict=True):
                    same(x, copy)


def _buffers(t):
    """Full of old numbers: in C order, with gaps, and with the axes the other way round."""
    yield np.full(t.shape, 77, t.dtype)
    if t.rank:
        yield np.full((*t.shape[:-1], 2 * t.shape[-1] + 1), 77, t.dtype)[..., 1::2]
        yield np.full(t.shape[::-1], 77, t.dtype).T


@every_row
def test_recorded_is_computed(row):
    for element in row.types:
        graph, arrays = traced(row, element)
        same(graph(*arrays), call(row)(*arrays))


@law(lambda row: has_numpy(row) and not (row.op in ("max", "min") and row.label == "nothing"))  # NumPy has none
def test_computed_is_what_numpy_computes(row):
    for element in row.types:
        want = quiet(row.of(NUMPY[row.op]), *row.arrays(element))
        found = call(row)(*row.arrays(element))
        if is_op(row.op):
            same(found, want)
        else:  # several ops may round where NumPy's one function does not
            assert type_of(found) == type_of(want)
            np.testing.assert_allclose(found, want, rtol=4e-6 if found.dtype == np.float32 else 1e-12, atol=1e-14)


@law(has_numpy)
def test_numpy_on_tensors_records_the_same_equations(row):
    for element in row.types:
        graph, arrays = traced(row, element)
        through_numpy = ng.trace(row.of(NUMPY[row.op]), *arrays, name=row.op)
        assert str(through_numpy).replace("xs.", "x") == str(graph).replace("xs.", "x")


# ---- adjoints ---------------------------------------------------------------

STEP = 1e-5


@smooth_rows
def test_adjoint_is_central_difference_to_second_order(row):
    arrays = row.arrays(f64)
    real = [i for i, x in enumerate(arrays) if x.dtype == np.float64]
    y = call(row)(*arrays)
    if y.dtype != np.float64 or not np.all(np.isfinite(y)):  # convert to fewer digits, and the largest of nothing
        return
    weights = np.cos(1 + np.arange(y.size)).reshape(y.shape)

    def first(*xs):
        return ng.sum(call(row)(*xs) * weights)

    def second(*xs):
        slopes = ng.grad(first, wrt=tuple(real))(*xs)
        return sum_of([ng.sum(s * np.sin(2 + np.arange(s.size)).reshape(s.shape)) for s in slopes])

    for function in (first, second):
        value = ng.trace(function, *arrays)
        slopes = ng.trace(ng.grad(function, wrt=tuple(real)), *arrays)(*arrays)
        for i, slope in zip(real, slopes, strict=True):
            direction = np.sin(3 + 2 * np.arange(slope.size)).reshape(slope.shape)
            up, down = (
                value(*[x + sign * direction if j == i else x for j, x in enumerate(arrays)]) for sign in (STEP, -STEP)
            )
            np.testing.assert_allclose(np.sum(slope * direction), (up - down) / (2 * STEP), rtol=2e-6, atol=2e-7)


def sum_of(tensors):
    total = tensors[0]
    for t in tensors[1:]:
        total = total + t
    return total


@flat_rows
def test_an_op_without_derivative_is_piecewise_constant(row):
    arrays = row.arrays(f64 if f64 in row.types else row.types[0])
    for i, x in enumerate(arrays):
        if x.dtype == np.float64:
            moved = [a + STEP if j == i else a for j, a in enumerate(arrays)]
            same(call(row)(*moved), call(row)(*arrays))


# ---- kind --------------------------------------------------------------------


@every_row
def test_kind_is_true(row):
    for element in row.types:
        for eqn, inputs in equations_with_arrays(row, element):
            inputs = [x.copy() for x in inputs]  # contiguous: of a transposed array, a reshape has to copy
            want = quiet(eqn.op.forward, *inputs, **eqn.params)
            if eqn.op.kind == "elementwise":
                assert all(x.shape == want.shape for x in inputs)
                mixed = [x.ravel()[::-1].copy() for x in inputs]
                again = quiet(eqn.op.forward, *mixed, **eqn.params)
                if eqn.op.name in ROUNDED:  # NumPy's vector loop may round elsewhere than its loop for the rest
                    np.testing.assert_allclose(
                        again, want.ravel()[::-1], rtol=1e-6 if want.dtype == np.float32 else 1e-15
                    )
                else:
                    same(again, want.ravel()[::-1])
            elif eqn.op.kind == "view" and want.size:
                source = eqn.params["value"] if eqn.op.name == "constant" else inputs[0]
                copied = eqn.op is ng.reshape and not source.flags.c_contiguous  # which may have to be
                assert copied or np.shares_memory(want, source)


@every_row
def test_what_is_no_view_is_a_new_array(row):
    for eqn, inputs in equations_with_arrays(row, row.types[0]):
        if eqn.op.kind != "view":
            made = quiet(eqn.op.forward, *inputs, **eqn.params)
            assert made.flags.writeable and not any(np.shares_memory(made, x) for x in inputs)
            assert made is not quiet(eqn.op.forward, *inputs, **eqn.params)


# ---- single facts -----------------------------------------------------------


def test_logical_ops_are_for_truth_values_alone():
    assert {r.types for r in ROWS if r.op.startswith("logical")} == {(boolean,)}


def test_relu_and_maximum_pass_nan_on():
    nan = np.array([np.nan, 1.0, -1.0])
    np.testing.assert_array_equal(ng.relu(nan), [np.nan, 1, 0])
    np.testing.assert_array_equal(ng.maximum(nan, 0.0), [np.nan, 1, 0])


def test_max_of_nothing_is_the_lowest_number():
    for element in COMPUTED:
        least = ng.max(np.zeros((0,), element.dtype))
        assert least == (-np.inf if element in FLOATS else False if element is boolean else np.iinfo(element.dtype).min)


def test_softmax_of_large_numbers_does_not_overflow():
    np.testing.assert_allclose(ng.softmax(np.array([1000.0, 1000.0, -1000.0])), [0.5, 0.5, 0])


def test_sigmoid_of_large_numbers_does_not_overflow():
    np.testing.assert_array_equal(ng.sigmoid(np.array([-1e9, 0, 1e9])), [0, 0.5, 1])


def test_argmax_takes_the_first_of_equals():
    assert ng.argmax(np.array([1, 3, 3])) == 1


def test_one_hot_of_an_unknown_label_is_all_zeros():
    np.testing.assert_array_equal(ng.one_hot(np.array([5, -1, 1]), 3), [[0, 0, 0], [0, 0, 0], [0, 1, 0]])


def test_a_constant_keeps_its_numbers_when_the_array_changes():
    a = np.ones(2, np.float32)
    graph = ng.trace(lambda x: x + ng.constant(a), ng.f32[2])
    a[:] = 5
    np.testing.assert_array_equal(graph(np.zeros(2, np.float32)), [1, 1])


def test_an_op_on_types_and_numbers_infers():
    assert ng.add(ng.f32[3], 1.0) == ng.f32[3]
    assert ng.dot(ng.f32[2, 3], np.ones((3, 4), np.float32)) == ng.f32[2, 4]
    assert ng.exp(ng.f32) == ng.f32[()]
