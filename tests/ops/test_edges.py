"""Elementwise functions at NaN, infinities, zeros and kinks: values are NumPy's, slopes what the docstrings say."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from laws import quiet

import ngteach as ng
from ngteach import f32, f64, grad, i8, i32, u8
from ngteach.core.calling.errors import GraphError

NAN, INF = np.nan, np.inf
SPECIAL = np.array([NAN, INF, -INF, 0.0, -0.0, 1.0, -1.0, 2.0, 0.5, -2.5, 1e-200, -1e200, 1000.0])
FIRST, SECOND = (a.ravel() for a in np.meshgrid(SPECIAL, SPECIAL))

# ---- values at special numbers ----------------------------------------------

ONE = (
    *("isnan", "isinf", "isfinite", "signbit", "isposinf", "isneginf", "nan_to_num", "fabs", "sinc", "degrees"),
    *("radians", "reciprocal", "square", "floor", "ceil", "trunc", "rint", "round", "angle", "float_power"),
)
TWO = ("copysign", "heaviside", "fmax", "fmin", "isclose", "remainder", "fmod", "floor_divide", "arctan2", "hypot")
PARTS = {"modf": [SPECIAL], "divmod": [FIRST, SECOND]}


@pytest.mark.parametrize("name", [*ONE, *TWO])
def test_at_special_numbers_the_values_are_numpys(name):
    inputs = [SPECIAL] if name in ONE else [FIRST, SECOND]
    inputs = [*inputs, 2.0] if name == "float_power" else inputs
    found, want = getattr(ng, name)(*inputs), quiet(getattr(np, name), *inputs)
    np.testing.assert_allclose(found, want, rtol=1e-15)
    if want.dtype.kind == "f":
        np.testing.assert_array_equal(np.signbit(found), np.signbit(want))  # -0 too


@pytest.mark.parametrize("name", PARTS)
def test_at_special_numbers_both_parts_are_numpys(name):
    with np.errstate(all="ignore"):
        wanted = getattr(np, name)(*PARTS[name])
    for found, want in zip(getattr(ng, name)(*PARTS[name]), wanted, strict=True):
        np.testing.assert_array_equal(found, want)
        np.testing.assert_array_equal(np.signbit(found), np.signbit(want))


def test_nan_to_num_takes_numbers_for_each():
    x = np.array([NAN, INF, -INF, 1.0])
    np.testing.assert_array_equal(ng.nan_to_num(x, nan=1.0, posinf=2.0, neginf=3.0), [1, 2, 3, 1])
    np.testing.assert_array_equal(grad(lambda x: ng.sum(ng.nan_to_num(x)))(x), [0, 0, 0, 1])


def test_isclose_of_nan_is_a_question_of_its_own():
    assert not ng.allclose(SPECIAL, SPECIAL) and ng.allclose(SPECIAL, SPECIAL, equal_nan=True)
    assert not ng.array_equal(SPECIAL, SPECIAL) and ng.array_equal(SPECIAL, SPECIAL, equal_nan=True)
    assert ng.array_equal(SPECIAL, SPECIAL[1:]) is False
    assert ng.isclose(np.array([3]), 3.00001) and ng.isclose(2, 2)


# ---- whole numbers ----------------------------------------------------------


@pytest.mark.parametrize("element", [i8, u8])
@pytest.mark.parametrize("name", ["floor_divide", "remainder", "fmod"])
def test_whole_numbers_divided_by_zero_give_zero_as_in_numpy(name, element):
    info = np.iinfo(element.dtype)
    x, y = (a.ravel() for a in np.meshgrid(*[np.array([0, 1, 7, info.min, info.max], element.dtype)] * 2))
    found = getattr(ng, name)(x, y)
    np.testing.assert_array_equal(found, quiet(getattr(np, name), x, y))
    assert not found[y == 0].any()


def test_whole_numbers_to_a_power():
    x = np.array([0, 1, -1, -1, 2, -3], np.int32)
    np.testing.assert_array_equal(ng.power(x, np.array([2, 5, 3, 4, 10, 3], np.int32)), [0, 1, -1, 1, 1024, -27])
    np.testing.assert_array_equal(ng.power(x, np.array([-2, -5, -3, -4, -10, -1], np.int32)), [0, 1, -1, 1, 0, 0])
    np.testing.assert_array_equal(ng.power(x, np.full(6, -(2**31), np.int32)), [0, 1, 1, 1, 0, 0])
    graph = ng.trace(lambda x: (x**2, 2**x, x**x), i32[6])
    for found, want in zip(ng.compile(graph)(abs(x)), (x**2, 2 ** abs(x), abs(x) ** abs(x)), strict=True):
        np.testing.assert_array_equal(found, want)
    with pytest.raises(GraphError, match=r"i32\[6\] has no power of -1; write convert\(x, f32\) \*\* -1"):
        ng.trace(lambda x: x**-1, i32[6])


def test_shifts_by_too_much_leave_nothing_or_the_sign():
    x, y = np.array([5, -5, 5, -5], np.int8), np.array([8, 100, -1, -1], np.int8)
    np.testing.assert_array_equal(ng.left_shift(x, y), [0, 0, 0, 0])
    np.testing.assert_array_equal(ng.right_shift(x, y), [0, -1, 0, -1])


def test_the_symbols_mean_bits_of_whole_numbers_and_logic_of_bools():
    forms = (lambda x, y: x & y, lambda x, y: x | y, lambda x, y: x ^ y, lambda x, y: ~x)
    numpy = (np.bitwise_and, np.bitwise_or, np.bitwise_xor, lambda x, y: np.invert(x))
    for form, same in zip(forms, numpy, strict=True):
        for arrays in ([np.array([True, False]), np.array([True, True])], [np.array([12, 7]), np.array([10, 3])]):
            for function in (form, same):
                np.testing.assert_array_equal(ng.trace(function, *arrays)(*arrays), form(*arrays))
    graph = ng.trace(lambda i: (i << 1, 1 << i, i >> 1, i & 1, 6 | i), i32[3])
    i = np.array([0, 3, 5], np.int32)
    for found, want in zip(graph(i), (i << 1, 1 << i, i >> 1, i & 1, 6 | i), strict=True):
        np.testing.assert_array_equal(found, want)


def test_division_has_its_symbols():
    forms = [lambda x: x // 2, lambda x: 7 // x, lambda x: x % 2, lambda x: 7 % x, lambda x: divmod(x, 2)[1]]
    forms += [lambda x: divmod(7, x)[0], lambda x: round(x), lambda x: round(x, 1), lambda x: math.floor(x)]
    for x in (np.array(2.75), np.array(-3)):
        for form in forms[: 8 if x.dtype.kind == "f" else 6]:
            want = np.array(round(x.item(), 1)) if form is forms[7] else np.array(form(x.item()))
            assert ng.trace(form, x)(x) == want
    assert ng.trace(forms[8], f64)(2.75) == 2


# ---- slopes at kinks, zeros and infinities -----------------------------------


def slopes(function, *point):
    return [float(g) for g in grad(function, wrt=tuple(range(len(point))))(*point)]


def bend(function, x):
    """The second derivative."""
    return float(grad(grad(function))(x))


@pytest.mark.parametrize(
    "function,point,want",
    [
        (ng.hypot, (0.0, 0.0), [0, 0]),
        (ng.hypot, (3.0, -4.0), [0.6, -0.8]),
        (ng.arctan2, (0.0, 0.0), [0, 0]),
        (ng.arctan2, (1e-200, 1e-200), [5e199, -5e199]),
        (ng.arctan2, (1.0, 0.0), [0, -1]),
        (ng.cbrt, (0.0,), [INF]),
        (ng.sinc, (0.0,), [0]),
        (ng.arcsin, (1.0,), [INF]),
        (ng.arccos, (-1.0,), [-INF]),
        (ng.arccosh, (1.0,), [INF]),
        (ng.arctanh, (1.0,), [INF]),
        (ng.log1p, (-1.0,), [INF]),
        (ng.expm1, (-1000.0,), [0]),
        (ng.logaddexp, (-INF, -INF), [0.5, 0.5]),
        (ng.logaddexp, (INF, INF), [0.5, 0.5]),
        (ng.logaddexp, (-INF, 3.0), [0, 1]),
        (ng.logaddexp, (1000.0, 0.0), [1, 0]),
        (ng.logaddexp2, (-INF, -INF), [0.5, 0.5]),
        (ng.logaddexp2, (1.0, 0.0), [2 / 3, 1 / 3]),
        (ng.power, (0.0, 0.0), [0, 0]),
        (ng.power, (0.0, 1.0), [1, 0]),
        (ng.power, (0.0, 2.0), [0, 0]),
        (ng.remainder, (7.0, 2.0), [1, -3]),
        (ng.remainder, (-7.0, 2.0), [1, 4]),
        (ng.remainder, (6.0, 2.0), [1, -3]),
        (ng.fmod, (-7.0, 2.0), [1, 3]),
        (ng.fmod, (6.0, -2.0), [1, 3]),
        (ng.softplus, (1000.0,), [1]),
        (ng.softplus, (-1000.0,), [0]),
        (ng.softplus, (0.0,), [0.5]),
        (ng.log_sigmoid, (-1000.0,), [1]),
        (ng.erf, (INF,), [0]),
        (ng.erfinv, (1.0,), [INF]),
        (ng.copysign, (0.0, -1.0), [0, 0]),
        (ng.copysign, (-2.0, 1.0), [-1, 0]),
        (ng.fmax, (1.0, 1.0), [0.5, 0.5]),
        (ng.fmax, (NAN, 1.0), [0, 1]),
        (ng.fmin, (1.0, NAN), [1, 0]),
        (ng.heaviside, (0.0, 0.5), [0, 1]),
        (ng.heaviside, (1.0, 0.5), [0, 0]),
        (lambda x: ng.modf(x)[0], (-2.5,), [1]),
        (ng.leaky_relu, (0.0,), [0.01]),
        (ng.elu, (0.0,), [1]),
        (ng.elu, (1000.0,), [1]),
        (ng.elu, (-1000.0,), [0]),
        (ng.relu6, (0.0,), [0]),
        (ng.relu6, (6.0,), [0.5]),
        (ng.hard_tanh, (1.0,), [0.5]),
        (ng.hard_sigmoid, (-2.5,), [0.1]),
        (ng.prelu, (-2.0, 0.5), [0.5, -2]),
        (ng.clip, (0.0, 0.0, 1.0), [0.5, 0.5, 0]),
        (ng.clip, (-1.0, 0.0, 1.0), [0, 1, 0]),
        (ng.clip, (3.0, 2.0, 1.0), [0, 0, 1]),
    ],
)
def test_the_slopes_at_edges_are_what_the_words_say(function, point, want):
    np.testing.assert_allclose(slopes(function, *point), want, rtol=1e-12)


@pytest.mark.parametrize(
    "function,x,want",
    [
        (ng.sinc, 0.0, -(math.pi**2) / 3),
        (ng.sinc, 1e-9, -(math.pi**2) / 3),
        (ng.sinc, 1e-3, -(math.pi**2) / 3),
        (ng.softplus, 0.0, 0.25),
        (lambda x: ng.logaddexp(x, 0.0), 0.0, 0.25),
        (lambda x: ng.hypot(x, 0.0 * x), 0.0, 0),
        (lambda x: ng.remainder(x * x, 2.0), 1.0, 2),
        (lambda x: ng.power(x, 2.0), 0.0, 2),
        (ng.elu, 0.0, 1),
        (ng.arcsinh, 1e200, 0),
    ],
)
def test_the_second_derivatives_at_edges(function, x, want):
    np.testing.assert_allclose(bend(function, x), want, rtol=1e-5, atol=1e-12)


def test_the_adjoint_passes_through_f16_also_if_it_is_used_twice():
    def f(x):
        h = ng.convert(x, ng.f16)
        return ng.sum(ng.convert(h, f32) * ng.convert(h, f32))

    np.testing.assert_array_equal(grad(f)(np.array([1.0, 2.5], np.float32)), [2, 5])


# ---- how exact erf and its inverse are -----------------------------------------


@pytest.mark.parametrize("element,units", [(f64, 2.5), (f32, 3.5)])
def test_erf_is_right_to_two_or_three_units_of_the_last_place(element, units):
    x = np.concatenate([np.linspace(-6.5, 6.5, 4001), 10.0 ** np.linspace(-300, 0, 50)]).astype(element.dtype)
    want = np.array([math.erf(v) for v in x.tolist()])
    assert (np.abs(ng.erf(x) - want) <= units * np.spacing(np.abs(want).astype(element.dtype))).all()
    np.testing.assert_array_equal(ng.erf(np.array([INF, -INF, NAN, -0.0], element.dtype)), [1, -1, NAN, -0.0])


@pytest.mark.parametrize("element,units", [(f64, 4), (f32, 3)])
def test_erfinv_is_the_normal_distributions_quantile(element, units):
    smallest = float(np.finfo(element.dtype).epsneg)
    shares = np.concatenate([np.linspace(0.0001, 0.999, 2000), 1 - np.geomspace(smallest, 1e-3, 200)])
    shares = shares.astype(element.dtype)
    tails = [(1 - float(p)) / 2 for p in shares]  # exact where p is close to 1
    want = np.array([-NormalDist().inv_cdf(q) for q in tails]) / math.sqrt(2)
    rounded = 1e-16 / shares.astype(float)  # what the tail of a small share has lost
    found = ng.erfinv(shares)
    assert (np.abs(found / want - 1) <= units * float(np.finfo(element.dtype).eps) + rounded).all()
    np.testing.assert_array_equal(ng.erfinv(-shares), -found)
    np.testing.assert_array_equal(ng.erfinv(np.array([1, -1, 2, NAN], element.dtype)), [INF, -INF, NAN, NAN])


def test_erfinv_takes_erf_back():
    x = np.linspace(-3, 3, 101)
    np.testing.assert_allclose(ng.erfinv(ng.erf(x)), x, rtol=1e-11)


# ---- select ------------------------------------------------------------------


def test_select_takes_the_first_that_holds_and_passes_the_adjoint_there():
    def f(x):
        return np.sum(np.select([x < 0, x < 1], [-x, x * x], default=5.0))

    x = np.array([-2.0, 0.5, 3.0])
    assert ng.trace(f, f64[3])(x) == f(x)
    np.testing.assert_array_equal(grad(f)(x), [-1, 1, 0])
    with pytest.raises(GraphError, match="found 1 conditions and 2 choices"):
        ng.select([x < 0], [x, x])
    with pytest.raises(GraphError, match="takes a list of conditions"):
        ng.select(x < 0, x)


# ---- NumPy's questions ---------------------------------------------------------


def test_numpy_asks_what_kind_of_numbers_they_are():
    def f(x):
        assert np.isrealobj(x) and not np.iscomplexobj(x) and np.result_type(x, np.float32) == np.float64
        return np.real_if_close(x) + np.positive(x)

    assert ng.trace(f, f64)(2.0) == 4


def test_copysign_takes_floats_of_one_type():
    for x, y in ((np.float32([2]), -1.0), (-2.0, np.float32([-1]))):
        found = ng.copysign(x, y)
        assert (found.dtype, found.tolist()) == (np.float32, [-2.0])
    with pytest.raises(ng.GraphError, match=r"copysign: f32\[\] and f64\[\] differ in element type; write convert"):
        ng.copysign(ng.f32[2], ng.f64[2])
