"""NumPy's f64, i64 and bool scalars come out of Python arithmetic: they count as Python numbers, as in JAX."""

import operator
import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import Adjoints, Trace, f32, f64, i32, i64, parameter, trace, u8
from ngteach.core.calling.errors import GraphError
from ngteach.core.calling.numbers import as_element, is_python_number
from ngteach.core.types import boolean

X = np.array([[1.5, -2.0, 0.25], [4.0, 3.0, -0.5]], np.float32)
HALF, THREE = np.sqrt(0.25), np.prod((3, 1))  # np.float64 and np.int64
assert type(HALF) is np.float64 and type(THREE) is np.int64

SYMBOLS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
SYMBOLS += [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]
UFUNCS = [np.add, np.subtract, np.multiply, np.divide, np.power, np.maximum, np.minimum, np.less, np.greater]
UFUNCS += [np.equal, np.not_equal, np.less_equal, np.greater_equal]


def program(function, *examples):
    return str(trace(function, *examples, name="g"))


@pytest.mark.parametrize("op", SYMBOLS + UFUNCS, ids=lambda op: op.__name__)
@pytest.mark.parametrize("number", [HALF, THREE, np.longlong(3)], ids=lambda n: type(n).__name__)
@pytest.mark.parametrize("element", [f32, f64])
def test_a_numpy_scalar_is_a_python_number_on_either_side(op, number, element):
    a = np.array([0.5, 3, 4], element.dtype)
    for form in (lambda x, n: op(x, n), lambda x, n: op(n, x)):
        graph = trace(lambda x, form=form: form(x, number), a)
        plain = trace(lambda x, form=form: form(x, number.item()), a)
        np.testing.assert_array_equal(graph(a), plain(a))
        assert graph(a).dtype == plain(a).dtype and len(graph.equations) == len(plain.equations)


@pytest.mark.parametrize("element", [f32, f64, i32, i64, u8])
def test_a_whole_numpy_scalar_takes_every_element_type(element):
    x = np.arange(4).astype(element.dtype)
    for backend in ("INTERPRETER", "CPU"):
        y = ng.compile(trace(lambda x: (THREE * x + THREE, np.where(x > THREE, THREE, x)), x), backend)(x)
        np.testing.assert_array_equal(y[0], 3 * x + 3)
        assert all(r.dtype == x.dtype for r in y)


FORMS = {
    "divide by the size": lambda x, n: x / n(np.prod(np.shape(x))),
    "scaled by a root": lambda x, n: n(np.sqrt(2.0)) * x,
    "where": lambda x, n: np.where(x > n(HALF), x, n(HALF)),
    "where of numbers": lambda x, n: np.where(x > 0, n(HALF), n(THREE)) * x,
    "where of whole numbers": lambda x, n: ng.where(x > 0, n(THREE), n(np.int64(1))),
    "where of truth": lambda x, n: ng.where(x > 0, n(np.True_), n(np.False_)),
    "clip": lambda x, n: np.clip(x, n(-HALF), n(HALF)),
    "maximum": lambda x, n: ng.maximum(n(HALF), x),
    "full": lambda x, n: x + ng.full((2, 3), n(HALF), f32),
    "full of whole numbers": lambda x, n: ng.full((2, 3), n(THREE), i32),
    "constant": lambda x, n: x + ng.constant(n(HALF), f32),
    "a list of them": lambda x, n: x + ng.constant([n(HALF), n(THREE), 1.0], f32),
    "logic": lambda x, n: (x > 0) ^ n(np.True_),
    "logic first": lambda x, n: n(np.False_) | (x > 0),
    "equal in a list": lambda x, n: x == [n(HALF), n(THREE), 0],
    "one_hot": lambda x, n: ng.one_hot(np.argmax(x, axis=n(np.int64(1))), n(THREE)),
    "shape": lambda x, n: x.reshape(n(THREE), -1).sum(axis=n(np.int64(0))),
    "reshape": lambda x, n: x.reshape(n(np.prod((2, 3)))),
    "a 0-d constant": lambda x, n: x * ng.constant(np.float32(2)) + n(HALF),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_numpy_scalars_record_what_python_numbers_do(form):
    assert program(lambda x: form(x, lambda n: n), X) == program(lambda x: form(x, lambda n: n.item()), X)


def test_ops_on_arrays_take_them_as_ops_on_tensors_do():
    assert ng.multiply(X, HALF).dtype == ng.add(THREE, X).dtype == np.float32
    assert ng.where(np.True_, X, HALF).dtype == np.float32
    assert ng.add(HALF, HALF).dtype == np.float64
    assert program(lambda x: ng.where(np.True_, x, HALF), X).count("constant") == 2


@pytest.mark.parametrize("seed", [np.float64(2), np.int64(2), [np.float64(2)]])
def test_they_seed_adjoints(seed):
    with Trace("t") as t:
        x = parameter(f32[3], "x")
        y = ng.sum(x * x)
        dx = Adjoints([y] if isinstance(seed, list) else y, seed)[x]
    np.testing.assert_array_equal(t.graph(dx)(np.arange(3, dtype=np.float32)), [0, 4, 8])


def test_they_stand_for_inputs():
    graph = trace(lambda x, rate: x * rate, f32[2, 3], f32)
    copy, _ = ng.clone(graph, {"rate": HALF})
    np.testing.assert_array_equal(copy(X), X / 2)
    whole = trace(lambda n, b: (n + 1, ~b), i32, boolean)
    for backend in ("INTERPRETER", "CPU"):
        run = ng.compile(graph, backend)
        for number in (HALF, THREE, 0.5, np.float32(0.5), np.array(0.5, np.float32)):
            np.testing.assert_array_equal(run(X, number), X * np.float32(number))
            np.testing.assert_array_equal(run(X, number, out=np.empty_like(X)), X * np.float32(number))
        assert [r.item() for r in ng.compile(whole, backend)(THREE, np.True_)] == [4, False]


def test_the_quick_way_into_an_executable_takes_a_rate_from_numpy():
    run = ng.compile(trace(lambda x, rate, small: (x * rate, small + 1.0), f32[2, 3], f32, f64))
    assert run._guard((X, HALF, HALF), None) is not None
    assert run._guard((X, 0.5, 0.5), None) is not None
    assert run._guard((X, np.float64(1e300), HALF), None) is None  # the slow way says what is wrong
    np.testing.assert_array_equal(run(X, HALF, HALF)[0], X / 2)


def test_optimizers_take_them():
    def model(x, p):
        return ng.softmax(x @ p["W"], axis=1)

    inference = trace(model, f32[2, 3], {"W": f32[3, 2]})
    for rule in (ng.adam(beta1=np.float64(0.9)), ng.momentum(decay=np.float64(0.5)), ng.sgd, ng.tutorial):
        step = ng.compile(ng.derive_training(inference, optimizer=rule))
        weights, labels = {"W": np.ones((3, 2), "f")}, np.array([0, 1], np.int32)
        state = rule.init(weights)
        one, two = (step(X, labels, rate, weights, state) for rate in (0.1, np.float64(0.1)))
        assert one[0] == two[0] and np.array_equal(one[2]["W"], two[2]["W"])


@pytest.mark.parametrize(
    "number,element,text",
    [
        (np.float64(0.5), i32, "the number 0.5 does not fit i32"),
        (np.float64(1e300), f32, r"the number 1e\+300 does not fit f32"),
        (np.int64(-1), u8, "the number -1 does not fit u8"),
        (np.int64(2**31), i32, "the number 2147483648 does not fit i32"),
        (np.True_, f32, "the number True does not fit f32"),
        (np.int64(1), boolean, "the number 1 does not fit bool"),
    ],
)
def test_they_must_fit(number, element, text):
    with pytest.raises(GraphError, match=f"^{text}$"):
        as_element(number, element)
    with pytest.raises(GraphError, match=text):
        trace(lambda x: x == number, element[3])
    with pytest.raises(GraphError, match=f"x must be .*{text}"):
        trace(lambda x: x, element)(number)


def test_scalars_that_somebody_chose_keep_their_type():
    for number in (np.float32(2), np.int32(2), np.uint8(2), np.array(2.0), np.array(2)):
        assert not is_python_number(number)
        with pytest.raises(GraphError, match="differ in element type"):
            trace(lambda x, n=number: x * n, f64[3] if number.dtype != np.float64 else f32[3])


def test_a_run_takes_them():
    from ngteach.train.config import Config

    numpys = Config(epochs=np.int64(3), hidden=[np.int32(8)], learning_rate=np.float64(0.5), threads=np.int64(2))
    pythons = Config(epochs=3, hidden=(8,), learning_rate=0.5, threads=2)
    assert numpys == pythons and repr(numpys) == repr(pythons)
    with pytest.raises(GraphError, match="epochs must be a whole number"):
        Config(epochs=np.float64(3))


INSTEAD = {
    "a fraction": (lambda n, x, p: n * 0.5, "multiply: the number 0.5 does not fit i32; write convert(..., f32)"),
    "a fine fraction": (lambda n, x, p: n * 1e300, "1e+300 does not fit i32; write convert(..., f64)"),
    "a long number": (lambda n, x, p: n + 2**40, "does not fit i32; write convert(..., i64)"),
    "a longer number": (lambda n, x, p: n + 2**70, "does not fit i32"),
    "a large float": (lambda n, x, p: x * 1e39, "1e+39 does not fit f32; write convert(..., f64)"),
    "truth beside floats": (lambda n, x, p: x + True, "the number True does not fit f32; write 1.0"),
    "truth beside whole numbers": (lambda n, x, p: n + False, "the number False does not fit i32; write 0"),
    "a float beside bools": (lambda n, x, p: 1.0 * p, "the number 1.0 does not fit bool; write convert(..., f32)"),
    "a number beside bools": (lambda n, x, p: 1 - p, "the number 1 does not fit bool; write convert(..., i32)"),
}


@pytest.mark.parametrize("form,message", INSTEAD.values(), ids=INSTEAD)
def test_a_number_that_does_not_fit_says_what_to_write(form, message):
    with pytest.raises(GraphError, match=re.escape(message)):
        trace(form, i32[2], f32[2], boolean[2])
