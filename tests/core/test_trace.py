"""Tracing: what a function does to tensors is written down, however it is said in Python or NumPy."""

import os
import re
import subprocess
import sys
import threading
from collections import namedtuple
from contextvars import copy_context
from pathlib import Path

import numpy as np
import pytest

import ngteach as ng
from ngteach import Trace, f32, f64, i32, parameter, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.op import op
from ngteach.core.trace import is_tracing

M, V, N = f32[2, 3], f32[3], f32[()]
SUM = trace(lambda x, w: x + w, N, N)


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def program(function, *examples):
    """The graph's lines without its head."""
    return str(trace(function, *examples, name="g")).split("\n", 1)[1]


# ---- Python's symbols and NumPy's functions ---------------------------------

TWO = np.float32(2)
ROW = np.array([1, 2, 3], np.float32)
SAME = {
    "x + y": (lambda x, y: x + y, lambda x, y: ng.add(x, y)),
    "x - 1": (lambda x, y: x - 1, lambda x, y: ng.subtract(x, 1.0)),
    "1 - x": (lambda x, y: 1 - x, lambda x, y: ng.subtract(1.0, x)),
    "2 / x": (lambda x, y: 2 / x, lambda x, y: ng.divide(2.0, x)),
    "2 ** x": (lambda x, y: 2**x, lambda x, y: ng.power(2.0, x)),
    "x ** 2": (lambda x, y: x**2, lambda x, y: np.power(x, 2)),
    "-x": (lambda x, y: -(+x), lambda x, y: np.negative(x)),
    "abs(x)": (lambda x, y: abs(x), lambda x, y: np.abs(x)),
    "x @ y.T": (lambda x, y: x @ y.T, lambda x, y: np.matmul(x, ng.transpose(y))),
    "x.dot": (lambda x, y: np.dot(x, np.transpose(y)), lambda x, y: ng.dot(x, y.transpose())),
    "x > 0": (lambda x, y: x > 0, lambda x, y: np.greater(x, 0)),
    "0 > x": (
        lambda x, y: 0 > x,  # noqa: SIM300
        lambda x, y: ng.less(x, 0.0),
    ),
    "x >= y": (lambda x, y: x >= y, lambda x, y: ng.greater_equal(x, y)),
    "x <= y": (lambda x, y: x <= y, lambda x, y: np.less_equal(x, y)),
    "a & ~b": (lambda x, y: (x > y) & ~(x < y), lambda x, y: np.logical_and(x > y, np.logical_not(x < y))),
    "a | b": (lambda x, y: (x > y) | (x < y), lambda x, y: np.bitwise_or(x > y, x < y)),
    "a ^ True": (lambda x, y: (x > y) ^ True, lambda x, y: ng.logical_xor(x > y, True)),
    "True & a": (lambda x, y: True & (x > y), lambda x, y: np.True_ & (x > y)),
    "float32 * x": (lambda x, y: TWO * x, lambda x, y: ng.multiply(TWO, x)),
    "array + x": (lambda x, y: ROW + x, lambda x, y: ng.add(ROW, x)),
    "array - x": (lambda x, y: ROW - x, lambda x, y: np.subtract(ROW, x)),
    "array @ x": (lambda x, y: np.ones((1, 2), "f") @ x, lambda x, y: ng.dot(np.ones((1, 2), "f"), x)),
    "array > x": (
        lambda x, y: ROW > x,  # noqa: SIM300
        lambda x, y: ng.greater(ROW, x),
    ),
    "np.exp": (lambda x, y: np.exp(x), lambda x, y: ng.exp(x)),
    "np.maximum": (lambda x, y: np.maximum(x, 0), lambda x, y: ng.maximum(x, 0.0)),
    "np.where": (lambda x, y: np.where(x > y, x, 0), lambda x, y: ng.where(x > y, x, 0.0)),
    "np.where of numbers": (lambda x, y: np.where(x > y, 1, 0.5), lambda x, y: ng.where(x > y, TWO / 2, TWO / 4)),
    "np.sum axis": (lambda x, y: np.sum(x, axis=1), lambda x, y: ng.sum(x, axis=1)),
    "x.sum(0)": (lambda x, y: x.sum(0), lambda x, y: ng.sum(x, 0)),
    "x.sum(-2)": (lambda x, y: x.sum(axis=-2, keepdims=True), lambda x, y: np.sum(x, 0, keepdims=True)),
    "np.add.reduce": (lambda x, y: np.add.reduce(x), lambda x, y: ng.sum(x, axis=0)),
    "np.add.reduce axis": (lambda x, y: np.add.reduce(x, axis=None), lambda x, y: x.sum()),
    "np.maximum.reduce": (lambda x, y: np.maximum.reduce(x, 1), lambda x, y: np.max(x, 1)),
    "x.min": (lambda x, y: x.min(), lambda x, y: np.min(x)),
    "x.max": (lambda x, y: x.max(1), lambda x, y: np.amax(x, axis=1)),
    "x.argmax": (lambda x, y: x.argmax(1), lambda x, y: np.argmax(x, axis=1)),
    "x.mean": (lambda x, y: x.mean(0), lambda x, y: np.mean(x, axis=0)),
    "x.reshape": (lambda x, y: x.reshape(3, -1), lambda x, y: np.reshape(x, (3, 2))),
    "x.reshape tuple": (lambda x, y: x.reshape((6,)), lambda x, y: ng.reshape(x, -1)),
    "x.T": (lambda x, y: x.T, lambda x, y: x.transpose((1, 0))),
    "x.transpose": (lambda x, y: x.transpose(1, 0), lambda x, y: np.transpose(x, [1, 0])),
    "x.astype": (lambda x, y: x.astype(np.int32), lambda x, y: ng.convert(x, i32)),
    "np.square": (lambda x, y: np.square(x), lambda x, y: x * x),
    "np.clip": (lambda x, y: np.clip(x, 0, 1), lambda x, y: ng.minimum(ng.maximum(x, 0.0), 1.0)),
    "np.stack": (lambda x, y: np.stack([x, y], -1), lambda x, y: ng.concatenate([x[:, :, None], y[:, :, None]], 2)),
    "np.concatenate": (lambda x, y: np.concatenate([x, y], axis=1), lambda x, y: ng.concatenate((x, y), -1)),
    "concatenate an array": (lambda x, y: np.concatenate([x, ROW[None]]), lambda x, y: ng.concatenate([x, ROW[None]])),
    "np.expand_dims": (lambda x, y: np.expand_dims(x, -1), lambda x, y: x[:, :, None]),
    "np.squeeze": (lambda x, y: np.squeeze(x[:1]), lambda x, y: x[:1].squeeze(0)),
    "np.zeros_like": (lambda x, y: np.zeros_like(x), lambda x, y: ng.full((2, 3), 0.0, f32)),
    "np.ones_like": (lambda x, y: np.ones_like(x), lambda x, y: ng.full((2, 3), 1, "f32")),
    "np.broadcast_to": (lambda x, y: np.broadcast_to(x, (4, 2, 3)), lambda x, y: ng.broadcast(x, (4, 2, 3), axis=0)),
    "shapes": (lambda x, y: x * (np.shape(x)[0] * np.ndim(x) * np.size(x) * len(x)), lambda x, y: x * 48),
}


@pytest.mark.parametrize("one,other", SAME.values(), ids=SAME)
def test_python_and_numpy_record_the_equations_of_the_ops(one, other):
    assert program(one, M, M) == program(other, M, M)


KEYS = {
    "1": np.s_[1],
    "-1": np.s_[-1],
    "1:": np.s_[1:],
    "None": np.s_[1:, None],
    "...": np.s_[..., 0],
    "both": np.s_[None, ..., ::2, None],
    "::-1": np.s_[::-1],
    "far": np.s_[-10::-1],
    "down": np.s_[:, 2:0:-1],
    "empty": np.s_[2:1],
    "steps": np.s_[::2, 1:9:2],
    "int64": np.int64(1),
    "one": np.s_[0, 2],
    "all": np.s_[:],
    "nothing": (),
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 5)])
def test_indexing_is_numpy_s(key, shape):
    a = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    graph = trace(lambda x: x[key], a)
    np.testing.assert_array_equal(graph(a), a[key])
    slope = trace(ng.grad(lambda x: ng.sum(x[key] * x[key])), a)(a)
    want = np.zeros_like(a)
    want[key] = 2 * a[key]
    np.testing.assert_array_equal(slope, want)


def test_rows_can_be_unpacked_and_looped_over():
    graph = trace(lambda x: [a + b for a, b in [tuple(x)]] + [r * r for r in x], f32[2, 3])
    a = np.arange(6, dtype=np.float32).reshape(2, 3)
    for got, want in zip(graph(a), [a[0] + a[1], a[0] ** 2, a[1] ** 2], strict=True):
        np.testing.assert_array_equal(got, want)


# ---- arguments, containers, names -------------------------------------------


def test_containers_go_in_and_come_out():
    Layer = namedtuple("Layer", "W b")

    def model(layers, x):
        return {"y": x @ layers[0].W + layers[0].b, "rest": (x, [x])}

    layer = Layer(np.ones((3, 2), "f"), np.zeros(2, "f"))
    graph = trace(model, [layer], M)
    assert [x.name for x in graph.inputs] == ["layers.0.W", "layers.0.b", "x"]
    result = graph([layer], np.ones((2, 3), "f"))
    np.testing.assert_array_equal(result["y"], np.full((2, 2), 3))
    assert isinstance(result["rest"], tuple) and isinstance(result["rest"][1], list)


def test_names_are_those_of_the_arguments_and_keys():
    def names(function, *examples):
        return [x.name for x in trace(function, *examples).inputs]

    assert names(lambda p, *xs: p["W 0"] + xs[0] + xs[1], {"W 0": N}, N, N) == ["p.W 0", "xs.0", "xs.1"]
    assert names(np.exp, M) in (["x"], ["x0"])
    assert names(ng.exp, M) == ["x"]
    assert names(ng.grad(lambda weight: ng.sum(weight)), M) == ["weight"]
    assert names(lambda a, b={}: a, {"b.c": N, "b": {"c": N}}) == ["a.b.c", "a.b.c_1"]


def test_every_name_in_a_graph_is_its_own():
    def f(h, h_1, dh):
        h = ng.relu(h * h_1)
        h = ng.relu(h)
        h_1 = h + dh
        return ng.sum(h_1)

    graph = trace(ng.value_and_grad(f, wrt=(0, 1, 2)), V, V, V)
    names = [x.name for x in graph.tensors()]
    assert len(set(names)) == len(names)


def test_the_graph_has_the_function_s_name_or_another():
    def step(x):
        return x

    assert trace(step, M).name == "step"
    assert trace(lambda x: x, M).name == "graph"
    assert trace(step, M, name="other").name == "other"


def test_examples_are_types_arrays_or_numbers():
    graph = trace(lambda a, b, c, d: a, f32, np.zeros(2, "i4"), 1.5, True)
    assert [str(x.type) for x in graph.inputs] == ["f32[]", "i32[2]", "f64[]", "bool[]"]


def test_arguments_with_defaults_need_no_example():
    assert trace(lambda x, n=3, *, m=2: x * (n + m), f32)(np.float32(1)) == 5


def test_a_graph_is_a_function_of_its_inputs_alone():
    assert trace(lambda: ng.constant(2.0) + ng.constant(1.0))() == 3


# ---- Trace and parameter: the tutorial's style ------------------------------


def test_one_trace_gives_several_graphs():
    with Trace("mlp") as t:
        x, W = parameter(M, "X"), parameter(f32[3, 2], "W")
        h = ng.relu(x @ W)
        loss = ng.sum(h * h)
    infer, evaluate, top = (
        t.graph(h, [x, W], "infer"),
        t.graph((loss, h), {"w": W, "x": x}),
        t.graph(loss, h, name="top"),
    )
    assert [e.op.name for e in infer.equations] == ["dot", "relu"]
    a, w = np.ones((2, 3), "f"), np.ones((3, 2), "f")
    np.testing.assert_array_equal(infer(a, w), np.full((2, 2), 3))
    assert evaluate({"x": a, "w": w})[0] == 36
    assert [e.op.name for e in top.equations] == ["multiply", "sum"] and top(infer(a, w)) == 36
    assert t.graph(loss).inputs == (x, W)


def test_a_cut_that_forgets_an_input_says_so():
    with Trace("mlp") as t:
        x, y = parameter(V, "x"), parameter(V, "y")
        z = x + y
    with refuses("mlp: 'z: f32[3] = add(x, y)' uses y, which is not defined before; is an input missing?"):
        t.graph(z, [x])
    with refuses("mlp: an input is listed twice"):
        t.graph(z, [x, x, y])
    with refuses("the input 3.0 is not a tensor of mlp"):
        t.graph(z, [x, y, 3.0])
    other = trace(lambda q: q, V)
    with refuses("q: f32[3] is a traced value of graph, whose trace has ended; return it from the function, and use"):
        t.graph(other.inputs[0])


def test_a_trace_can_be_opened_again_and_inside_another():
    with Trace("outer") as outer:
        x = parameter(N, "x")
        inner = trace(lambda y: y * y, N)
        y = x + x
        with Trace("second"), refuses("add: x: f32[] belongs to another graph, not to second; pass it as an argument"):
            x + x
    with outer:
        z = inner(y)
    assert outer.graph(z)(3.0) == 36


def test_two_threads_trace_at_once():
    results, start = {}, threading.Barrier(2)

    def work(name, count):
        def f(x):
            start.wait()
            for _ in range(count):
                x = x * 2.0
            return x

        results[name] = trace(f, N)

    threads = [threading.Thread(target=work, args=a) for a in (("a", 100), ("b", 150))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(results["a"].equations) == 200 and len(results["b"].equations) == 300


def left_open(work, at):
    """Is a trace left open by a Ctrl-C before the at-th instruction of opening and closing one?  None past the end."""
    count = 0

    def stop(frame, event, _):
        nonlocal count
        code = frame.f_code
        if code.co_name not in ("__enter__", "__exit__") or code.co_filename != ng.core.trace.__file__:
            return None
        frame.f_trace_opcodes = True
        if event in ("call", "opcode"):
            count += 1
            if count > at:
                raise KeyboardInterrupt
        return stop

    before = sys.gettrace()
    try:
        sys.settrace(stop)
        work()
    except KeyboardInterrupt:
        return is_tracing()
    finally:
        sys.settrace(before)
    return None


@pytest.mark.parametrize(
    "work",
    [
        lambda: trace(lambda x: x + x, N),
        lambda: ng.grad(lambda x: x * x)(np.float32(2)),
        lambda: ng.clone(SUM),
        lambda: ng.simplify(SUM),
        lambda: ng.derive_training(SUM, lambda y, labels: y, labels=N),
    ],
)
def test_no_trace_stays_open_whenever_ctrl_c_comes(work):
    """It may come before any instruction, and the first one of __exit__ is too early for it to close the trace."""
    for at in range(1000):
        found = copy_context().run(left_open, work, at)
        assert not found, f"before instruction {at}"
        if found is None:
            break
    assert 20 < at < 900


def test_parameter_wants_an_open_trace_and_a_usable_name():
    with refuses("parameter: no graph is being recorded; call this inside a function given to trace()"):
        parameter(M, "x")
    with Trace("t"), refuses("parameter: '%1' cannot name an input; write a word, % is for values without a name"):
        parameter(M, "%1")
    x = trace(lambda x: x, M).inputs[0]
    with refuses("exp: x: f32[2,3] is a traced value of graph, whose trace has ended; return it from the function"):
        ng.exp(x)


# ---- size and weight --------------------------------------------------------


def run_python(code):
    environment = {**os.environ, "PYTHONPATH": str(Path(ng.__file__).parents[1])}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)


LONG = """
import sys, numpy as np, ngteach as ng
import ngteach.core.trace as tracing
N, records = 10_000, 0
plain = tracing.Trace.record
def counted(*args, **params):
    global records
    records += 1
    return plain(*args, **params)
tracing.Trace.record = counted
def chain(x):
    for i in range(N):
        x = ng.tanh(x)
    return x
sys.setrecursionlimit(150)
graph = ng.trace(chain, ng.f64)
print(records, len(graph.equations)); records = 0
slopes = ng.trace(ng.value_and_grad(chain), ng.f64)
print(records, len(slopes.equations)); records = 0
copy, node_map = ng.clone(slopes)
print(records, str(copy) == str(slopes), len(node_map) == len(slopes.equations) + 1)
y, dy = copy(0.5)
print(float(y) == float(graph(0.5)), 0 < dy < 1, len(str(copy).splitlines()) == len(copy.equations) + 2)
"""


def test_ten_thousand_equations_need_no_recursion_and_one_record_each():
    run = run_python(LONG)
    assert run.returncode == 0, run.stderr
    words = run.stdout.split()
    forward, equations, both, derived, cloned = (int(words[i]) for i in (0, 1, 2, 3, 4))
    assert forward == equations == 10_000
    assert both == derived == cloned <= 80_000
    assert words[5:] == ["True"] * 5


def test_importing_ngteach_loads_nothing_heavy():
    code = (
        "import sys, numpy, dataclasses; before = set(sys.modules);"
        "import ngteach.transform.autodiff, ngteach.transform.clone;"
        "print(sorted({m.split('.')[0] for m in set(sys.modules) - before}))"
    )
    run = run_python(code)
    assert run.returncode == 0, run.stderr
    assert not {"inspect", "difflib", "tqdm", "IPython", "matplotlib", "jax"} & set(eval(run.stdout))


def test_f64_stays_f64():
    assert trace(lambda x: ng.mean(x * 2 + 1), f64[3]).outputs[0].type == f64[()]


@pytest.mark.parametrize("returned,found", [(None, "None"), (3, "3"), (f32, "f32"), ((3,), "(3,)")])
def test_a_type_rule_that_returns_no_type_is_found_out(returned, found):
    @op(forward=np.cbrt)
    def cbrt(x):
        return returned

    text = f"cbrt: the type rule must return a type such as f32[128, 784], found {found}    (test_trace.py, line "
    with pytest.raises(GraphError, match=re.escape(text)):
        trace(lambda x: ng.exp(cbrt(x)), f32[3])
