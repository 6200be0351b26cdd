"""NumPy's methods on a tensor: each has NumPy's meaning, or says what to write."""

import re

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, trace
from ngteach.core.calling.errors import GraphError

A = np.array([[3.0, -1, 2, 0], [0, -1, 5, 4], [0, 0, 2, -3]], np.float32)
CUBE = np.arange(24, dtype=np.float32).reshape(2, 3, 4) % 7 - 2
ROW = np.array([2, 0, -1, 3], np.float32)
NUMBER = np.array(-2.5, np.float32)
EMPTY = np.zeros((0, 4), np.float32)

WORKS = {
    "T": [lambda x: x.T],
    "mT": [lambda x: x.mT],
    "real": [lambda x: x.real, lambda x: np.real(x)],
    "imag": [lambda x: x.imag, lambda x: np.imag(x)],
    "flat": [lambda x: x.flat[0], lambda x: x.flat[1::2]],
    "all": [lambda x: x.all(), lambda x: x.all(0), lambda x: x.all(axis=-1, keepdims=True), lambda x: np.all(x, 0)],
    "any": [lambda x: x.any(), lambda x: x.any(0), lambda x: (x > 1).any(axis=0), lambda x: np.any(x > 9)],
    "argmax": [lambda x: x.argmax(), lambda x: x.argmax(0), lambda x: x.argmax(axis=-1, keepdims=True)],
    "argmin": [lambda x: x.argmin(), lambda x: x.argmin(0), lambda x: np.argmin(x, axis=-1, keepdims=True)],
    "argpartition": [lambda x: np.sort(x.argpartition(0)), lambda x: np.sort(x.argpartition(-1, axis=-1))],
    "argsort": [lambda x: x.argsort(), lambda x: x.argsort(0), lambda x: np.argsort(x, kind="stable")],
    "astype": [lambda x: x.astype(np.float64), lambda x: x.astype("int32"), lambda x: x.astype(bool, copy=False)],
    "clip": [
        *(lambda x: x.clip(0, 2), lambda x: x.clip(min=0), lambda x: x.clip(max=1), lambda x: x.clip(None, 2)),
        *(lambda x: np.clip(x, 0, None), lambda x: x.clip(-1.0, x)),
    ],
    "conj": [lambda x: x.conj(), lambda x: np.conj(x)],
    "conjugate": [lambda x: x.conjugate()],
    "copy": [lambda x: x.copy(), lambda x: x.copy("F"), lambda x: np.copy(x)],
    "cumprod": [lambda x: x.cumprod(), lambda x: x.cumprod(0), lambda x: np.cumprod(x, -1)],
    "cumsum": [lambda x: x.cumsum(), lambda x: x.cumsum(0), lambda x: np.cumsum(x, axis=-1)],
    "diagonal": [
        lambda x: x.diagonal(),
        lambda x: x.diagonal(1),
        lambda x: np.diagonal(x, offset=-1, axis1=1, axis2=0),
    ],
    "repeat": [
        lambda x: x.repeat(2),
        lambda x: x.repeat([1, 0, 2], axis=0),
        lambda x: np.repeat(x, repeats=3, axis=-1),
    ],
    "trace": [lambda x: x.trace(), lambda x: x.trace(1), lambda x: np.trace(x, offset=-1)],
    "dot": [
        *(
            lambda x: x.dot(x.T),
            lambda x: x.T.dot(x),
            lambda x: x.dot(np.float32(2)) if x.dtype == "f4" else x,
            lambda x: x.dot(x.flat[0]),
        ),
        lambda x: x.T.dot(x[:, 0]),
    ],
    "flatten": [lambda x: x.flatten(), lambda x: x.flatten("F"), lambda x: x.flatten(order="A")],
    "max": [lambda x: x.max(), lambda x: x.max(0), lambda x: x.max(axis=1, keepdims=True)],
    "mean": [lambda x: x.mean(), lambda x: x.mean(0), lambda x: x.mean(axis=1, keepdims=True)],
    "min": [lambda x: x.min(), lambda x: x.min(0), lambda x: x.min(axis=1, keepdims=True)],
    "prod": [lambda x: x.prod(), lambda x: x.prod(0), lambda x: x.prod(axis=1, keepdims=True, initial=2)],
    "ravel": [lambda x: x.ravel(), lambda x: x.ravel("F"), lambda x: np.ravel(x), lambda x: x.T.ravel()],
    "reshape": [lambda x: x.reshape(-1), lambda x: x.reshape(2, -1), lambda x: x.reshape((-1, 2))],
    "round": [lambda x: x.round(), lambda x: x.round(1), lambda x: np.round(x, decimals=1), lambda x: np.around(x)],
    "searchsorted": [lambda x: np.sort(x.ravel()).searchsorted(x), lambda x: np.searchsorted([0.0, 1.0, 2.0], x)],
    "squeeze": [lambda x: x[:1].squeeze(), lambda x: x[:1].squeeze(0), lambda x: x[:1].squeeze(axis=(0,))],
    "std": [lambda x: x.std(), lambda x: x.std(0), lambda x: x.std(axis=1, ddof=1), lambda x: np.std(x, axis=0)],
    "sum": [lambda x: x.sum(), lambda x: x.sum(0), lambda x: x.sum(axis=1, keepdims=True)],
    "swapaxes": [lambda x: x.swapaxes(0, 1), lambda x: x.swapaxes(-1, 0), lambda x: np.swapaxes(x, 0, 0)],
    "take": [lambda x: x.take([0, 1]), lambda x: x.take([[0], [-1]], axis=1), lambda x: x.take(0, 0, None, "wrap")],
    "choose": [lambda x: (x > 0).astype(int).choose([x, 2 * x]), lambda x: (x > 0).astype(int).choose([1.5, 2.5])],
    "transpose": [lambda x: x.transpose(), lambda x: x.transpose(1, 0), lambda x: x.transpose((0, 1))],
    "var": [lambda x: x.var(), lambda x: x.var(0, keepdims=True), lambda x: np.var(x, axis=-1, ddof=1)],
}
STATIC = ("dtype", "itemsize", "nbytes", "ndim", "shape", "size")
FORMS = [(name, form) for name, forms in WORKS.items() for form in forms]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of NumPy, for a mean of nothing
@pytest.mark.parametrize("backend", ["INTERPRETER", "CPU"])
@pytest.mark.parametrize("name,form", FORMS, ids=[name for name, _ in FORMS])
def test_a_method_has_numpys_meaning(name, form, backend):
    computed = 0
    for a in (A, A[1:2, ::-1], CUBE, ROW, NUMBER, EMPTY, A.astype(np.float64)):
        try:
            want, graph = form(a), trace(form, a)
        except (ValueError, TypeError, IndexError):  # of other axes
            continue
        except GraphError as problem:  # NumPy finds an axis 0 in one number, and multiplies more than matrices
            assert not a.ndim and "has no axis" in str(problem) or "takes matrices" in str(problem)
            continue
        if name in ("max", "min") and not a.size:
            continue
        got = ng.compile(graph, backend)(a)
        np.testing.assert_allclose(got, want, rtol=2e-6, atol=2e-6)
        assert got.shape == np.shape(want)
        same = got.dtype == want.dtype or {got.dtype, want.dtype} <= {np.dtype(np.int64), np.dtype(np.intp)}
        assert same, (got.dtype, want.dtype)
        computed += 1
    assert computed >= 2


@pytest.mark.parametrize("element", [ng.i32, ng.i64, ng.u8, ng.core.types.boolean], ids=str)
def test_methods_on_whole_numbers_and_truth(element):
    a = np.array([[3, 1, 0], [1, 1, 200]]).astype(element.dtype)
    for form in (
        *(lambda x: x.all(), lambda x: x.any(1), lambda x: x.all(axis=0, keepdims=True), lambda x: x.argmin(1)),
        *(lambda x: x.argmin(), lambda x: x.flatten("F"), lambda x: x.swapaxes(0, 1), lambda x: x.copy()),
        *(lambda x: x.real, lambda x: x.imag, lambda x: x.conj(), lambda x: x.astype(np.float64)),
    ):
        for backend in ("INTERPRETER", "CPU"):
            got = ng.compile(trace(form, a), backend)(a)
            np.testing.assert_array_equal(got, form(a))
            assert got.dtype == form(a).dtype


def test_nan_and_infinity_are_numpys():
    a = np.array([[1, np.nan, -np.inf], [np.inf, 0, -0.0]], np.float32)
    for form in (
        lambda x: x.argmin(1),
        lambda x: x.any(1),
        lambda x: x.all(1),
        lambda x: x.clip(-1, 1),
        lambda x: x.argmin(),
    ):
        np.testing.assert_array_equal(trace(form, a)(a), form(a))


def test_what_is_known_without_numbers():
    x = trace(lambda x: x, A).inputs[0]
    assert all(getattr(x, name) == getattr(A, name) for name in STATIC)


@pytest.mark.parametrize(
    "f", [lambda x: np.sum(x.flatten() * x.ravel("F")), lambda x: x.var() + x.std(0).sum(), lambda x: x.dot(x.T).sum()]
)
def test_methods_have_gradients(f):
    a = A.astype(np.float64)[:, :3] + np.eye(3)
    slope = ng.grad(f)(a)
    for i, j in np.ndindex(a.shape):
        h = np.zeros_like(a)
        h[i, j] = 1e-6
        assert abs((f(a + h) - f(a - h)) / 2e-6 - slope[i, j]) < 1e-5


TAKEN, STORED = "nothing can be read from it", "nothing can be stored in it; write where() or concatenate()"
REFUSED = {
    **dict.fromkeys(("item", "tolist", "tobytes", "tofile", "dump", "dumps"), TAKEN),
    **dict.fromkeys(("byteswap", "fill", "put", "resize", "setfield", "setflags"), STORED),
    **dict.fromkeys(("sort", "partition"), "nothing can be stored in it; write np.sort(x) and use the result"),
    **dict.fromkeys(
        ("compress", "nonzero"), "has no op to record it; it is unknown how many elements are left; write where"
    ),
    **dict.fromkeys(("getfield", "view"), "has no op to record it; write convert(x, f32)"),
    "to_device": "has no op to record it; a graph is not on a device",
}
GONE = ("itemset", "newbyteorder", "ptp", "tostring")  # NumPy 2.0 has these, to say that they are not there any more
NO_MEMORY = ("base", "ctypes", "data", "device", "flags", "strides")


def test_every_name_of_an_array_is_one_of_these():
    names = {n for n in dir(np.ndarray) if n[0] != "_"}
    assert names <= {*WORKS, *STATIC, *REFUSED, *NO_MEMORY, *GONE}


@pytest.mark.parametrize("name,text", REFUSED.items(), ids=REFUSED)
def test_a_method_without_an_op_says_what_to_write(name, text):
    for args in ((), (1,)):
        with pytest.raises(GraphError, match=re.escape(text) + r".*\(test_methods.py, line"):
            trace(lambda x, args=args: getattr(x, name)(*args), f32[3, 3])


@pytest.mark.parametrize("name", NO_MEMORY)
def test_a_tensor_has_no_memory(name):
    def f(x):
        assert not hasattr(x, name)
        return getattr(x, name)

    with pytest.raises(
        GraphError, match=f"x: .* has no memory yet, so it has no {name}; call the graph.*test_methods.py"
    ):
        trace(f, f32[3])


ADVICE = {
    "compress": (lambda x: np.sum(np.where(x > 0, x, 0.0)), lambda a: a.compress((a > 0).ravel()).sum()),
}


@pytest.mark.parametrize("written,meant", ADVICE.values(), ids=ADVICE)
def test_the_advice_is_right(written, meant):
    a = A[:, :3].copy()
    np.testing.assert_array_equal(trace(written, a)(a), meant(a))


@pytest.mark.parametrize(
    "form,text",
    [
        (lambda x: x.flatten("B"), 'flatten: the order is "C" or "F", found \'B\''),
        (lambda x: x.swapaxes(0, 2), "swapaxes: f32[3,3] has no axis 2"),
        (lambda x: x.astype(np.int32, order="C"), "x.astype: astype() got an unexpected keyword argument 'order'"),
        (lambda x: x.mean(foo=1), "x.mean: mean() got an unexpected keyword argument 'foo'"),
        (lambda x: x.reshape(9, casting="no"), "x.reshape: _reshape() got an unexpected keyword argument 'casting'"),
        (lambda x: x.astype(np.int32).var(), "mean: i32[3,3] is not a float type; write convert(..., f32)"),
        (lambda x: x.sum(out=np.zeros(3)), "sum: does not know the parameter out"),
        (lambda x: x.astype(), "x.astype: astype() missing 1 required positional argument: 'dtype'"),
        (lambda x: x.dot(x[:2]), "dot: f32[3,3] has 3 columns but f32[2,3] has 2 rows"),
        (lambda x: x.__delitem__(0), STORED),
    ],
)
def test_other_mistakes_with_methods(form, text):
    with pytest.raises(GraphError, match=re.escape(text)) as caught:
        trace(form, f32[3, 3])
    assert str(caught.value).count("(test_methods.py, line") == 1
