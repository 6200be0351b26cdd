"""jit traces once for each set of argument types, and says when and why it traced again."""

import gc
import pickle
import threading
import warnings
import weakref
from collections import OrderedDict, namedtuple
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
from refusals import BACKENDS, refusal

import ngteach as ng
from ngteach import f32, f64, i64
from ngteach.runtime.jit.programs import KEPT
from ngteach.runtime.jit.too_often import OFTEN

X = np.arange(6, dtype=np.float32).reshape(2, 3)
both = pytest.mark.parametrize("backend", BACKENDS)


def counted(function, **options):
    """(jit(function), a list that is longer by one for each trace of it)."""
    runs = []

    def seen(*args, **named):
        runs.append(1)
        return function(*args, **named)

    seen.__wrapped__, seen.__name__ = function, "f"
    return ng.jit(seen, **options), runs


def whys(jitted):
    return [t.why for t in jitted.traces]


# ---- once for each set of types ---------------------------------------------

Pair = namedtuple("Pair", "a b")


@dataclass
class Layer:
    W: object
    b: object


V, W64 = np.ones(3, np.float32), np.ones(3)
KINDS = [  # each is a set of types of its own
    (V,),
    (W64,),
    (V[:2],),
    (V[None],),
    (V > 0,),
    (np.float32(1),),
    (1.5,),
    (1,),
    (True,),
    ([V],),
    ((V,),),
    ([V, V],),
    ({"a": V},),
    ({"b": V},),
    ({"a": W64},),
    ({"a": V, "b": V},),
    ({"a": [V]},),
    ({0: V},),
    (OrderedDict(a=V),),
    (Pair(V, V),),
    (Layer(V, V),),
    ([],),
    ({},),
]


@pytest.mark.filterwarnings("ignore:.* was traced and compiled in 12")
@both
def test_each_set_of_types_is_traced_once_in_any_order(backend):
    f, runs = counted(lambda x: (ng.zeros(2), x), backend=backend)
    for n, args in enumerate(KINDS, 1):
        f(*args)
        assert len(runs) == n, args
    for args in [*reversed(KINDS), *KINDS, *KINDS[::3]]:
        _, y = f(*args)
        assert type(y) is type(args[0]) or not isinstance(args[0], (list, dict, tuple, Layer)), args
    assert len(runs) == len(f.traces) == len(KINDS)


@both
def test_the_results_are_those_of_the_function(backend):
    def f(params, x, rate=0.5):
        return {"y": ng.tanh(x @ params["W"]) * rate, "z": [x, x + 1.0]}

    g, params = ng.jit(f, backend=backend), {"W": np.ones((3, 2), np.float32)}
    for x in (X, X[:1], X):
        for found in (g(params, x), g(params, x=x, rate=0.5), g(x=x, params=params)):
            assert np.allclose(found["y"], np.tanh(x @ params["W"]) * 0.5) and found["y"].dtype == np.float32
            assert np.array_equal(found["z"][1], x + 1)


def test_values_of_the_same_types_share_a_program():
    f, runs = counted(lambda x, n: x * 2.0)
    for n in (np.float32(3), np.array(3, np.float32), 3.0, np.float64(3)):  # a float is f32 among f32
        f(V, n)
    assert len(runs) == 1
    for n in (3, 4, np.int64(5), np.array(6)):
        f(V, n)
    assert len(runs) == 2
    f(V, True), f(V, np.bool_(False)), f(V, np.array(True))
    assert len(runs) == 3
    view = np.ones((3, 6), np.float32)[0, ::2]
    f(view, 3.0)
    assert len(runs) == 3


def test_the_order_of_keys_is_free():
    f, runs = counted(lambda p: p["a"] - p["b"])
    assert np.array_equal(f({"a": X, "b": X + 1}), f({"b": X + 1, "a": X})) and len(runs) == 1


# ---- Python's numbers -------------------------------------------------------

NUMBERS = [  # arguments, the types they have
    ((1.5,), [f64]),
    ((np.float64(1.5),), [f64]),
    ((1.5, np.float32(2)), [f32, f32]),
    ((1.5, V), [f32, f32[3]]),
    ((np.float64(1.5), V), [f32, f32[3]]),
    ((1.5, W64), [f64, f64[3]]),
    ((1.5, W64, V), [f64, f64[3], f32[3]]),
    ((1.5, np.array(2.0), V), [f64, f64, f32[3]]),
    ((1.5, np.array(2.0)), [f64, f64]),
    ((np.array(2.0), V), [f64, f32[3]]),
    ((1.5, np.ones(3, int)), [f64, i64[3]]),
    ((1.5, 2.5), [f64, f64]),
    ((np.float32(1), np.float32(1)), [f32, f32]),
    ((1, V), [i64, f32[3]]),
    ((1, 1.5, V), [i64, f32, f32[3]]),
]


@both
@pytest.mark.parametrize("turn", range(4))
def test_the_type_of_a_number_depends_on_the_call_alone(backend, turn):
    """Whatever was called before, and whichever guards have seen it."""
    f = ng.jit(lambda *xs: [x + x for x in xs], backend=backend)
    calls = np.random.default_rng(turn).permutation([*range(len(NUMBERS))] * 3)
    for i in calls:
        args, types = NUMBERS[i]
        assert [ng.type_of(y) for y in f(*args)] == [ng.type_of(t) for t in types], args
        assert [x.type for x in f.trace(*args).inputs] == [ng.type_of(t) for t in types]


def test_a_number_in_an_open_trace_takes_after_it():
    f = ng.jit(lambda x: x * 2)
    assert f(1.5).dtype == np.float64
    graph = ng.trace(lambda w: w * f(1.5), f32[3])
    assert graph.outputs[0].type == f32[3] and f(1.5).dtype == np.float64
    g = ng.jit(lambda x, rate: x * rate)
    both = ng.trace(lambda x, y: (g(x, 0.5), g(y, 0.5)), f32[3], f64[3])
    assert [y.type for y in both.outputs] == [f32[3], f64[3]] and len(g.traces) == 2
    assert "f32[3] and f64[3] differ in element type" in refusal(g, V, np.array(0.5))
    assert [ng.trace(lambda x: g(x, 0.5), t).outputs[0].type for t in (f32[3], f64[3], f32[3])] == [
        f32[3],
        f64[3],
        f32[3],
    ]


def test_a_number_that_does_not_fit_is_refused():
    f = ng.jit(lambda x, y: x * y)
    f(V, 2.0)
    assert "y must be f32[], the number 1e+300 does not fit f32" in refusal(f, V, 1e300)
    assert "does not fit i64" in refusal(ng.jit(lambda n: n), 2**63)


# ---- static arguments -------------------------------------------------------


@both
def test_a_static_value_has_a_program_of_its_own(backend):
    f, runs = counted(lambda x, n, mode="sum": [x] * n if mode == "sum" else x, static=("n", "mode"), backend=backend)
    assert len(f(X, 2)) == 2 and len(f(X, 3)) == 3 and len(f(X, n=2)) == 2 and f(X, 3, mode="no").shape == (2, 3)
    assert len(runs) == 3
    f(X, 2, "sum"), f(x=X, n=3), f(X, mode="no", n=3)
    assert len(runs) == 3
    assert whys(f)[1:] == ["static n became 3, was 2", "static mode became 'no', was 'sum'"]


def test_static_values_that_python_takes_for_equal_are_told_apart():
    f, runs = counted(lambda x, n: x + float(str(n) == "True") + np.copysign(2.0, n), static="n")
    values = [1, 1.0, True, 0.0, -0.0, 0, False]
    found = [float(f(np.float64(0), n)) for n in values * 2]
    assert found == [2, 2, 3, 2, -2, 2, 2] * 2 and len(runs) == len(values)
    g, runs = counted(lambda x, n: x, static="n")
    for n in [
        (1,),
        (1.0,),
        (True,),
        (0.0,),
        (-0.0,),
        ("a", (1,)),
        ("a", (1.0,)),
        float("nan"),
        np.float32("nan"),
        None,
    ]:
        g(X, n), g(X, n)
    assert len(runs) == 10
    g(X, float("nan")), g(X, tuple([1]))
    assert len(runs) == 10


@pytest.mark.parametrize(
    "value,text",
    [
        (X, "f: static n: found an array, f32[2,3]; a static value is one that the program is written for, "
            "such as a number of layers: leave n out of static, and it is traced"),
        ((1, X), "f: static n: found an array, f32[2,3]; a static value is one"),
        ([1, 2], "f: static n: found a list, which can change and so has no hash; write a tuple"),
        ({"a": 1}, "f: static n: found a dict, which can change and so has no hash; write a tuple, a frozen dataclass"),
    ],
)  # fmt: skip
def test_a_static_value_that_may_change_is_one_clear_error(value, text):
    def f(x, n):
        return x

    assert refusal(ng.jit(f, static="n"), X, value).startswith(text)
    assert "static n: found a tensor, f32[2,3]" in refusal(ng.trace, lambda x: ng.jit(f, static="n")(x, x), f32[2, 3])


def test_static_takes_names_that_there_are():
    def f(x, n, *rest, flag=True):
        return x

    assert refusal(ng.jit, f, static=1).startswith("jit: static: found 1, wanted names of arguments; write static='n'")
    assert refusal(ng.jit, f, static="m").startswith("jit: static: f has no argument 'm'; it has x, n, rest, flag")
    assert refusal(ng.jit, ng.trace(lambda x: x, f32), static="x").startswith("jit: graph is a graph, which has no")
    assert ng.jit(f, static=["n", "flag", "rest"])(X, 1, "a", flag="b") is not X


# ---- arguments by name, left out, and many ----------------------------------


def test_arguments_are_bound_by_the_signature():
    def f(x, y, *, z):
        return x - y * z

    g, runs = counted(f)
    a, b, c = (np.float32(n) for n in (5, 3, 2))
    assert [float(v) for v in (g(a, b, z=c), g(a, y=b, z=c), g(z=c, y=b, x=a))] == [-1, -1, -1] and len(runs) == 1
    assert [x.name for x in g.trace(a, b, z=c).inputs] == ["x", "y", "z"]
    assert refusal(g, a, b).startswith("f() missing 1 required keyword-only argument: 'z'    (")
    assert refusal(g, a, b, c).startswith("f() takes 2 positional arguments but 3 were given")
    assert refusal(g, a, b, z=c, out=a).startswith("f() got an unexpected keyword argument 'out'; .compiled(*args)(")


def test_an_argument_that_is_left_out_keeps_its_default():
    f, runs = counted(lambda x, axis=0, mask=None, scale=2.0: ng.sum(x if mask is None else x * mask, axis) * scale)
    assert np.array_equal(f(X), X.sum(0) * 2) and np.array_equal(f(X, mask=None), X.sum(0) * 2) and len(runs) == 1
    assert np.array_equal(f(X, mask=X), (X * X).sum(0) * 2) and len(runs) == 2
    assert np.array_equal(f(X, scale=3.0), X.sum(0) * 3) and len(runs) == 3
    assert "sum: an axis is a whole number" in refusal(f, X, 1)
    assert whys(f) == ["first call", "mask is given, and was left out", "scale is given, and was left out"]
    assert f.traces[2].types == "x: f32[2,3], scale: f32[]"


def test_many_arguments_are_one_tuple_and_named_ones_a_dict():
    f, runs = counted(lambda *xs, **named: (sum(xs), {k: v * 2 for k, v in named.items()}))
    total, twice = f(X, X, a=X, b=V)
    assert np.array_equal(total, X + X) and np.array_equal(twice["b"], V * 2)
    f(X, X, b=V, a=X)
    assert len(runs) == 1
    f(X, X, X, a=X)
    assert whys(f)[1] == "xs has 1 value more: 2; named has 1 key less: b"
    g = ng.jit(lambda x, **named: x * 2 if named.get("kind") == "a" else x, static="kind")
    assert np.array_equal(g(X, kind="a"), X * 2) and np.array_equal(g(X, kind="b"), X) and np.array_equal(g(X), X)


# ---- why --------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:.* was traced and compiled in 12")
def test_why_names_what_differs_from_the_nearest_program():
    f = ng.jit(lambda params, x, n=1: x, static="n")
    p = {"W": X, "b": V}
    calls = [
        ((p, X), "first call"),
        ((p, X[:1]), "x became f32[1,3], was f32[2,3]"),
        ((p, X, 2), "static n became 2, was 1"),
        ((p | {"c": V, "d": V}, X), "params has 2 keys more: c, d"),
        (({"W": X}, X), "params has 1 key less: b"),
        ((p, X.astype(np.float64)), "x became f64[2,3], was f32[2,3]"),
        ((p, X[0]), "x became f32[3], was f32[1,3]"),
        (([X, V], X), "params became a list, was a dict"),
        (((X, V), X), "params became a tuple, was a list"),
        ((p, [X]), "x became a list, was f32[3]"),
        ((p, [{"a.b": X}]), "x.0 became a dict, was f32[2,3]"),
        ((p, [{"a.b": V}]), "x.0.a.b became f32[3], was f32[2,3]"),
    ]
    for args, why in calls:
        f(*args)
        assert f.traces[-1].why == why


def test_a_trace_is_remembered_with_its_line_and_its_seconds():
    f = ng.jit(lambda x: x + 1.0)
    f(X)
    f.trace(f64[3])
    first, second = f.traces
    assert first.line.text == "f(X)" and second.line.text == "f.trace(f64[3])"
    assert 0 < first.trace_seconds < 9 and 0 < first.compile_seconds < 9 and second.compile_seconds is None
    assert (first.number, second.number) == (1, 2) and first.when <= second.when
    line = f"line {second.line.number}: f.trace(f64[3])"
    assert str(second).endswith(f"{line}: x: f64[3]; x became f64[3], was f32[2,3]")
    f(np.ones(3))
    assert len(f.traces) == 2 and f.traces[1].compile_seconds > 0


def test_explain_is_a_table():
    def step(x, n):
        return x * n

    f = ng.jit(step)
    assert f.explain() == "step: 0 calls, 0 traces; it is traced when it is called"
    f(X, 2.0), f(X, 2.0), f(X[:1], 2.0)
    head, _, titles, first, second = f.explain().splitlines()
    assert head == "step: 3 calls, 2 traces; 2 programs kept" and repr(f.explain()) == f.explain()
    assert titles.split("  ")[-1] == "why it was traced" and first.endswith("x: f32[2,3], n: f32[]  first call")
    assert second.endswith("x: f32[1,3], n: f32[]  x became f32[1,3], was f32[2,3]")


def test_what_is_cleared_is_traced_again_on_purpose():
    f = ng.jit(lambda x: x + 1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(30):
            f(X), f.clear()


def test_clear_forgets():
    f, runs = counted(lambda x: x + 1.0)
    f(X), f.clear(), f(X)
    assert len(runs) == 2 and whys(f) == ["first call"]


def test_trace_and_compiled_give_what_a_call_runs():
    f, runs = counted(lambda p, x, n: p["W"] * x * n, static="n")
    graph = f.trace({"W": f32[2, 3]}, f32[2, 3], 2.0)
    assert [x.name for x in graph.inputs] == ["p.W", "x"] and graph.name == "f"
    exe = f.compiled({"W": X}, X, 2.0)
    assert exe.graph is graph and np.array_equal(exe({"W": X}, X), f({"W": X}, X, 2.0)) and len(runs) == 1


# ---- decorators, methods, graphs, other functions ---------------------------


def test_it_is_a_decorator_with_and_without_options():
    @ng.jit
    def f(x):
        """Adds one."""
        return x + 1.0

    @ng.jit(static="n", threads=1, backend="INTERPRETER")
    def g(x, n):
        return x * n

    assert np.array_equal(f(X), X + 1) and np.array_equal(g(X, 2.0), X * 2)
    assert (f.__name__, f.__doc__, f.__module__) == ("f", "Adds one.", __name__) and repr(f) == "jit(f)"
    import inspect

    assert list(inspect.signature(f).parameters) == ["x"]


@dataclass
class Model:
    W: np.ndarray

    @ng.jit
    def __call__(self, x):
        return x @ self.W

    @staticmethod
    @ng.jit
    def twice(x):
        return x * 2.0

    @classmethod
    @ng.jit(static="cls")
    def named(cls, x):
        return x * float(len(cls.__name__))


class Plain:
    def __init__(self, n):
        self.n = n

    @ng.jit(static="self")
    def times(self, x):
        return x * self.n

    @ng.jit
    def wrong(self, x):
        return x


def test_a_method_traces_what_a_dataclass_holds():
    model, other = Model(np.ones((3, 2), np.float32)), Model(np.zeros((3, 2), np.float32))
    before = len(Model.__call__.traces)
    assert np.array_equal(model(X), X @ model.W) and not other(X).any()
    model.W = np.full((3, 2), 3, np.float32)
    assert np.array_equal(model(X), X @ model.W) and len(Model.__call__.traces) == before + 1
    assert np.array_equal(Model.twice(X), X * 2) and np.array_equal(model.named(X), X * 5)


def test_any_other_object_must_be_static():
    a, b = Plain(2.0), Plain(3.0)
    assert np.array_equal(a.times(X), X * 2) and np.array_equal(b.times(X), X * 3) and np.array_equal(a.times(X), X * 2)
    text = refusal(a.wrong, X)
    assert text.startswith("wrong: self: found a Plain, wanted an array or a number; ")
    assert "with static='self' there is a program for each value" in text


def test_what_is_no_array_is_told_to_be_static():
    f, _ = counted(lambda x, mode: x)
    assert refusal(f, X, "relu").startswith("f: mode: found 'relu', wanted an array or a number; with static='mode'")
    assert refusal(f, X, [X, None]).startswith("f: mode.1: found None, wanted an array or a number    (")
    assert "bytes in the order of another machine" in refusal(f, X, X.astype(">f4"))


def test_whatever_can_be_called_can_be_under_jit():
    class Times:
        def __call__(self, x, n=2.0):
            return x * n

    def f(self, x):
        return self - x

    assert np.array_equal(ng.jit(Times())(X), X * 2) and np.array_equal(ng.jit(Times(), static="n")(X, n=3.0), X * 3)
    assert np.array_equal(ng.jit(partial(f, x=1.0))(X), X - 1) and np.array_equal(ng.jit(f)(self=X, x=X), X - X)
    assert np.array_equal(ng.jit(np.square)(X), X * X) and np.array_equal(ng.jit(ng.square)(X), X * X)
    assert np.array_equal(ng.jit(ng.sum, static="axis")(X, axis=1), X.sum(1))
    assert repr(ng.jit(Times())) == "jit(Times)"


def test_a_graph_has_its_types():
    graph = ng.trace(lambda p, x: p["a"] + x, {"a": f32[3]}, f32[3], name="g")
    f = ng.jit(graph)
    for _ in range(2):
        assert np.array_equal(f({"a": V}, V), V + V)
    assert refusal(f, {"a": V}, X) == refusal(ng.compile(graph), {"a": V}, X)
    assert refusal(f, {"a": V}, x=V).startswith("g takes its arguments in order")
    assert f.trace({"a": V}, V) is graph and len(f.traces) == 1 and f.__name__ == "g"
    assert ng.trace(f, {"a": f32[3]}, f32[3]).outputs[0].type == f32[3]


def test_where_a_graph_is_wanted_it_is_told_how_to_get_one():
    f = ng.jit(lambda x: x * 2.0)
    assert refusal(ng.compile, f).startswith("compile: found a Jitted, wanted a graph; write .trace(arguments), which")
    assert np.array_equal(ng.compile(f.trace(X))(X), X * 2)


def test_jit_wants_a_function():
    assert refusal(ng.jit, 3).startswith("jit: found 3, wanted a function; write jit(function) or @jit")
    assert refusal(ng.jit, staticmethod(abs)).startswith("jit: found a staticmethod; write @staticmethod above @jit")
    assert refusal(ng.jit, abs, backend="GPU").startswith("there is no back end 'GPU'")
    assert refusal(ng.jit, abs, thread=1).startswith("compile: found thread=1, wanted an option that there is")


@pytest.mark.parametrize(
    "name,advice",
    [
        ("static_argnames", "jit: does not know the parameter static_argnames: here it is called static"),
        ("static_argnums", "jit: does not know the parameter static_argnums: here it is called static"),
        ("donate_argnums", "jit: does not know the parameter donate_argnums: no argument's memory is given away"),
        ("device", "jit: does not know the parameter device: leave it out"),
    ],
)
def test_names_of_jax_are_answered(name, advice):
    assert refusal(ng.jit, abs, **{name: 0}).startswith(advice)


@both
def test_it_nests_with_grad(backend):
    jit = partial(ng.jit, backend=backend)

    def f(w, x):
        return ng.sum(ng.tanh(x * w) ** 2.0)

    x = np.linspace(-1, 1, 3)
    w = np.arange(1.0, 4.0)
    right = ng.grad(f)(w, x)
    for g in (jit(ng.grad(f)), ng.grad(jit(f)), jit(ng.grad(jit(f))), jit(jit(ng.grad(f))), ng.grad(jit(jit(f)))):
        for _ in range(2):
            assert np.allclose(g(w, x), right, 1e-12)
    second = ng.grad(lambda w: ng.sum(ng.grad(f)(w, x)))(w)
    for g in (
        jit(ng.grad(lambda w: ng.sum(jit(ng.grad(jit(f)))(w, x)))),
        ng.grad(jit(lambda w: ng.sum(ng.grad(f)(w, x)))),
    ):
        assert np.allclose(g(w), second, 1e-12)
    (value, gradient) = jit(ng.value_and_grad(f))(w, x)
    assert np.isclose(value, f(w, x)) and np.allclose(gradient, right)


# ---- in an open trace -------------------------------------------------------


def test_on_tensors_it_records_the_graph_without_running_python_again():
    f, runs = counted(lambda x: x * 2.0)
    graph = ng.trace(lambda x: f(x) + f(x) + f(f(x)), f32[3])
    assert len(runs) == 1 and [e.op.name for e in graph.equations].count("multiply") == 4
    f(V)
    assert len(runs) == 1 and f.traces[0].compile_seconds > 0
    assert np.array_equal(graph(V), V * 8)


def test_what_is_read_from_outside_is_recorded_and_not_kept():
    f, runs = counted(lambda x: x * 2.0)
    inner = []

    def program(a, b):
        g = ng.jit(lambda x: x * b)
        inner.append(g)
        return g(a) + g(V) + f(a)

    graph = ng.trace(program, f32[3], f32[3])
    assert np.array_equal(graph(V, V * 3), V * 8) and len(inner[0].traces) == 2
    assert "0 programs kept" in inner[0].explain()
    right = ng.grad(lambda b: ng.sum(b * b * b))(W64)
    assert np.allclose(ng.grad(lambda b: ng.sum(ng.jit(lambda x: x * b * b)(b)))(W64), right)


def test_in_an_open_trace_arrays_are_computed():
    f = ng.jit(lambda x: x * 2.0)
    found = []
    ng.trace(lambda x: (found.append(f(V)), x)[1], f32[3])
    assert np.array_equal(found[0], V * 2)


def test_it_may_call_itself_with_other_types_or_static_values():
    @ng.jit(static="n")
    def power(x, n):
        return x if n == 0 else x * power(x, n - 1)

    assert np.array_equal(power(X, 3), X**4) and len(power.traces) == 4

    @ng.jit
    def endless(x):
        return endless(x) + 1.0

    text = "endless would never end: it calls itself with arguments of the same types"
    assert text in refusal(endless, X) and text in refusal(endless, X)


# ---- sharing, threads, errors, processes ------------------------------------


def test_jit_of_the_same_function_shares_its_programs_which_go_with_it():
    runs = []

    def f(x):
        runs.append(1)
        return x + 1.0

    for _ in range(3):
        ng.jit(f)(X), ng.jit(f, threads=1)(X), ng.jit(f, backend="interpreter")(X)
    assert len(runs) == 3
    one = ng.jit(f)
    programs, function = weakref.ref(one._programs), weakref.ref(f)
    del one, f
    gc.collect()
    assert programs() is None and function() is None


def test_two_threads_at_once_make_one_trace():
    ready, results = threading.Barrier(8), []

    def slow(x):
        ready_to_trace.set()
        go_on.wait(5)
        return x + 1.0

    ready_to_trace, go_on = threading.Event(), threading.Event()
    f, runs = counted(slow)

    def call():
        ready.wait()
        results.append(f(X))

    threads = [threading.Thread(target=call) for _ in range(8)]
    for t in threads:
        t.start()
    ready_to_trace.wait(5)
    other = ng.jit(lambda x: x * 2.0)(X)  # a trace of another function goes on meanwhile
    go_on.set()
    for t in threads:
        t.join()
    assert len(runs) == 1 and len(results) == 8 and all(np.array_equal(y, X + 1) for y in results)
    assert np.array_equal(other, X * 2)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, ng.GraphError])
def test_an_error_while_tracing_leaves_the_programs_as_they_were(error):
    fails = []

    def f(x):
        if fails:
            raise error("no")
        return x + 1.0

    g = ng.jit(f)
    g(X)
    fails.append(1)
    for _ in range(2):
        with pytest.raises(error):
            g(V)
    assert len(g.traces) == 1 and np.array_equal(g(X), X + 1)
    fails.clear()
    assert np.array_equal(g(V), V + 1) and len(g.traces) == 2
    assert not ng.core.trace.is_tracing()


@pytest.mark.filterwarnings("ignore:.* was traced and compiled in 12")
def test_only_so_many_programs_are_kept():
    f, runs = counted(lambda x: x, backend="INTERPRETER")
    for n in range(1, KEPT + 2):
        f(np.ones(n)), f(np.ones(1))
    assert len(runs) == KEPT + 1 and f"{KEPT} programs kept" in f.explain()
    f(np.ones(1)), f(np.ones(KEPT))
    assert len(runs) == KEPT + 1
    f(np.ones(2))
    assert len(runs) == KEPT + 2


@ng.jit
def of_this_module(x):
    return x + 1.0


def plain(x, n):
    return x * n


def test_it_can_be_pickled_if_the_function_can():
    import copy

    assert pickle.loads(pickle.dumps(of_this_module)) is of_this_module
    again = pickle.loads(pickle.dumps(ng.jit(plain, static="n", threads=1)))
    assert np.array_equal(again(X, 2.0), X * 2) and again._asked == ("n", "CPU", {"threads": 1})
    assert copy.copy(again)(X, 3.0)[1, 1] == 12 and copy.deepcopy(again)(X, 3.0)[1, 1] == 12
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(ng.jit(lambda x: x))


# ---- what is said -----------------------------------------------------------


def test_a_whole_number_that_should_be_static_or_a_float_is_named():
    needs_float, needs_number = (
        "; jit traces n=3 as an i64[]; write 3.0    (",
        "; jit traces n=3; with static='n' it stays",
    )

    def times(x, n):
        return x * n

    def copies(x, n):
        return [x for _ in range(n)]

    for f, hint in ((times, needs_float), (copies, needs_number)):
        assert hint in refusal(ng.jit(f), X, 3)
        assert "jit traces" not in refusal(ng.jit(f), X, np.array(3))
    assert "jit traces flag=True; with static" in refusal(ng.jit(lambda x, flag: x if flag else -x), X, True)

    def other(x, n):
        return x @ x

    assert "jit traces" not in refusal(ng.jit(other), X, 3)


W, half = np.ones(3, np.float32), 0.5


def test_explain_names_what_a_program_keeps_from_outside(monkeypatch):
    add = V

    def helper(x):
        return x * W

    def f(x):
        return [helper(y) * half + add for y in (x,)]

    g = ng.jit(f)
    g(V)
    assert "still uses" not in g.explain()
    monkeypatch.setitem(globals(), "W", W + 1)  # read by helper, which is looked at no further
    assert "still uses" not in g.explain()
    monkeypatch.setitem(globals(), "half", 2.0)
    add = V + 1
    assert g.explain().endswith("trace 1 still uses the old half, add: pass what changes as an argument, or clear() it")
    g.clear()
    g(V)
    assert "still uses" not in g.explain()


def told(program):
    """What the program warns of, in its order."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        program()
    assert all(w.category is ng.TraceWarning and w.filename == __file__ for w in found)
    return [str(w.message) for w in found]


SIZES = [np.ones(n) for n in range(1, OFTEN + 1)]


@both
def test_a_jit_that_is_traced_at_every_call_is_told_why(backend):
    def total(x, n, y=None):
        return ng.sum(x) if n == 1 else x

    f = ng.jit(total, static="n", backend=backend)
    (text,) = told(lambda: [f(x, 1) for x in SIZES])
    sizes = "x was f64[1], f64[2], f64[3], ...: pad it to one shape, or to a few"
    assert text == f"total was traced and compiled in 12 of 12 calls; {sizes}"
    (text,) = told(lambda: [f(V, n) for n in range(2, 2 + OFTEN)])
    assert text.endswith("the static n was 2, 3, 4, ...: leave it out of static, if it is only computed with")
    (text,) = told(lambda: [f(V, object()) for _ in SIZES])
    assert text.endswith("calls; it has a new static value each time, or other keys; see its explain()")


def test_a_jit_that_finds_its_programs_is_told_nothing():
    f = ng.jit(lambda x: x + 1.0)
    assert not told(lambda: [f(x) for x in SIZES[:-1]])
    assert not told(lambda: [f(x) for x in (*SIZES, *SIZES)])
    g = ng.jit(lambda x: x + 1.0)
    assert not told(lambda: [g(x) for x in SIZES for _ in range(2)])
    h = ng.jit(lambda x: x + 1.0)
    assert not told(lambda: [h.compiled(x) for x in SIZES])  # it was asked for
    assert not told(lambda: ng.trace(lambda *xs: [h(x) for x in xs], *(f32[n] for n in range(20, 40))))


def test_a_jit_that_is_made_anew_at_each_call_is_told_once():
    def call():
        return ng.jit(lambda x: x + 1.0)(V)

    def derived():
        return ng.jit(ng.grad(lambda x: ng.sum(x * x)))(V)

    for make, name in ((call, "<lambda>"), (derived, "grad_of_function")):
        (text,) = told(lambda make=make: [make() for _ in range(3 * OFTEN)])
        often = f"jit({name}) was made 12 times, and each was traced, compiled and called once"
        assert text == f"{often}; make it once, outside of the loop or of the function that is called again"


def test_jits_that_are_kept_or_called_again_are_told_nothing():
    def make(n):
        return ng.jit(lambda x: x * n)

    def twice(n):
        f = ng.jit(lambda x: x * n)
        return f(V) + f(V)

    assert not told(lambda: [f(V) for f in [make(float(n)) for n in range(3 * OFTEN)]][:0])
    assert not told(lambda: [twice(float(n)) for n in range(3 * OFTEN)])
