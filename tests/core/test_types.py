"""Element types, shapes, and the types of values."""

import re

import numpy as np
import pytest

import ngteach as ng
from ngteach.core.calling.errors import GraphError
from ngteach.core.calling.numbers import as_element
from ngteach.core.calling.shapes import as_shape
from ngteach.core.types import ELEMENT_TYPES, TensorType, boolean, element_type, f32, f64, i32, type_of, u8


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def test_a_type_prints_as_it_is_written():
    assert str(f32[128, 784]) == "f32[128,784]"
    assert str(f32[()]) == "f32[]"
    assert repr(f32) == "f32"


def test_types_are_equal_by_value_however_they_are_made():
    types = [
        f32[2, 3],
        TensorType("float32", [2, 3]),
        TensorType(np.float32, (np.int64(2), 3)),
        type_of(np.zeros((2, 3), "f")),
    ]
    assert len(set(types)) == 1
    assert all(type(d) is int for t in types for d in t.shape)


def test_a_type_knows_its_size():
    t = f32[4, 5]
    assert (t.size, t.nbytes, t.rank, t.element, t.is_float) == (20, 80, 2, f32, True)
    assert f32[()].size == 1 and f32[0, 3].size == 0


@pytest.mark.parametrize("name", [f32, "f32", "float32", np.float32, np.dtype("float32"), "f4"])
def test_an_element_type_has_many_names(name):
    assert element_type(name) is f32


def test_python_s_types_name_element_types():
    assert [element_type(t) for t in (bool, int, float)] == [boolean, ng.i64, ng.f64]


@pytest.mark.parametrize("name", ["f128x", "c64", np.complex128, None, object, "("])
def test_what_is_no_element_type_is_refused(name):
    with refuses("is not an element type; use one of f32, f64, f16, i8, i16, i32, i64, u8, u16, u32, u64, bool"):
        element_type(name)


def test_an_element_type_has_no_end_but_no_elements_either():
    with pytest.raises(TypeError):
        list(f32)


@pytest.mark.parametrize("shape", [-1, (2, -3), 2.5, (2, None), True, "ab", (2, (3,)), None])
def test_what_is_no_shape_is_refused(shape):
    with refuses("is not a shape; write whole numbers, 0 or more: f32[128, 784]"):
        f32[shape]


def test_a_shape_is_a_tuple_a_list_or_one_number():
    assert as_shape(3) == as_shape([3]) == as_shape((np.int32(3),)) == (3,)


def test_type_of_values():
    assert type_of(np.float64(1)) == ng.f64[()]
    assert [type_of(x) for x in (True, 1, 1.0)] == [boolean[()], ng.i64[()], ng.f64[()]]
    assert type_of(f32) == f32[()] and type_of(f32[3]) == f32[3]
    assert type_of(np.zeros(3, np.longlong)) == ng.i64[3]


@pytest.mark.parametrize("value", [[1.0], "x", None, 1j, {}])
def test_what_has_no_type_is_refused(value):
    with refuses(f"found a {type(value).__name__}, wanted a tensor, an array or a number; "):
        type_of(value)


def test_bytes_in_foreign_order_are_refused_with_the_remedy():
    with refuses(">f4 has its bytes in the order of another machine; write .astype(np.float32)"):
        type_of(np.zeros(3, ">f4"))


@pytest.mark.parametrize(
    "number,element",
    [(0.5, i32), (2**31, i32), (-1, u8), (256, u8), (1e300, f32), (10**39, f32), (True, f32), (1, boolean), (1.0, i32)],
)
def test_a_number_that_would_become_another_is_refused(number, element):
    with refuses(f"does not fit {element}"):
        as_element(number, element)


def test_a_very_long_number_is_not_printed():
    with refuses("the number of 33220 bits does not fit f64"):
        as_element(10**10000, ng.f64)


@pytest.mark.parametrize("number", [0, -1, 0.1, float("inf"), -float("inf"), float("nan"), 3.4028235e38, -1e-50])
def test_a_number_takes_the_declared_type(number):
    for element in (f32, ng.f64):
        a = as_element(number, element)
        assert a.dtype == element.dtype and a.shape == ()
        np.testing.assert_array_equal(a, element.dtype.type(number))


@pytest.mark.parametrize("element", ELEMENT_TYPES)
def test_every_element_type_has_zero_and_one(element):
    for n in (0, 1):
        assert as_element(bool(n) if element is boolean else n, element) == n


def test_the_longest_axis_is_that_of_the_longest_array():
    assert as_shape(2**63 - 1) == (2**63 - 1,)
    with pytest.raises(GraphError, match="longer than that of any array, 9,223,372,036,854,775,807"):
        as_shape(2**63)


def test_the_largest_numbers_of_a_type_fit_into_it():
    most = float(np.finfo(np.float32).max)
    for number in (most, -most, np.inf, -np.inf):
        assert ng.trace(lambda x, number=number: ng.maximum(x, number), f32)(0.0) == max(number, 0.0)
    assert [as_element(n, f32).item() for n in (3.4028235e38, -3.4028235e38)] == [most, -most]  # as it is often written
    for number in (most * 1.01, most * -1.01):
        with pytest.raises(GraphError):
            ng.trace(lambda x, number=number: x * number, f32)


def test_a_number_of_thirty_digits_is_written_and_a_longer_one_is_counted():
    for number, found in ((2**99 - 1, f"{2**99 - 1:,}"), (2**99, "2[*][*]99 or more"), (10**40, "2[*][*]132 or more")):
        with pytest.raises(GraphError, match=f"an axis of {found} elements is longer"):
            as_shape(number)
    for number, found in ((2**99 - 1, str(2**99 - 1)), (2**99, "of 100 bits")):
        with pytest.raises(GraphError, match=f"the number {found} does not fit i32"):
            as_element(number, i32)


def test_a_type_of_almost_all_the_bytes_there_are_is_one():
    assert f64[2**60 - 1].nbytes == 2**63 - 8 and u8[2**63 - 1].nbytes == 2**63 - 1
    for t in (f64, f32):
        with pytest.raises(GraphError, match="is larger than any array: 9,223,372,036,854,775,808 bytes"):
            t[2**63 // t.dtype.itemsize]
