"""What is probably not meant is said while tracing, once and at the user's line; what may be meant is never warned of.

The programs stand in notices.md.
"""

import linecache
import re
import time
import warnings
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from ordinary import MODELS
from samples import ROWS, function_named, rows_of

import ngteach as ng
from ngteach import TraceWarning, f32, f64, i32, i64, trace
from ngteach.core.calling import notices
from ngteach.core.calling.registry import OPS
from ngteach.core.trace import is_tracing
from ngteach.transform.notices.double_where import HARMLESS

GIVEN = {"ng": ng, "np": np, "trace": trace, "grad": ng.grad, "f32": f32, "f64": f64, "i32": i32, "i64": i64}
GIVEN |= {"X": f32[8, 4], "W": f32[4, 3], "B": f32[3], "Y": i32[8], "V": f32[3]}
TEXT = Path(__file__).with_name("notices.md").read_text(encoding="utf-8")


def programs():
    """[(heading, program, what it is warned of, "" for nothing)]"""
    for section in re.split(r"^## ", TEXT, flags=re.M)[1:]:
        heading = section.partition("\n")[0]
        for program, _, told in re.findall(r"```python\n(.*?)```\n(\n```text\n(.*?)\n```)?", section, re.S):
            yield heading, program, told


PROGRAMS = [pytest.param(p, told, id=f"{heading}-{i}") for i, (heading, p, told) in enumerate(programs())]


def run(program):
    linecache.cache["lesson.py"] = len(program), None, program.splitlines(True), "lesson.py"
    exec(compile(program, "lesson.py", "exec", dont_inherit=True), dict(GIVEN))


@contextmanager
def heard(action="always"):
    """The list of the TraceWarnings that are given inside."""
    with warnings.catch_warnings(record=True) as all_of_them:
        warnings.simplefilter(action, TraceWarning)
        found = []
        yield found
    found += [w for w in all_of_them if w.category is TraceWarning]


@pytest.mark.parametrize("program, told", PROGRAMS)
def test_a_program_is_warned_of_at_its_line_or_not_at_all(program, told):
    with heard() as found:
        run(program)
    assert "\n".join(f"{w.lineno}: {w.message}" for w in found) == told
    assert {w.filename for w in found} <= {"lesson.py"}


def test_each_kind_has_five_programs_that_are_warned_of_and_five_that_are_not():
    kinds = {heading for heading, _, _ in programs()}
    assert len(kinds) == 7
    for kind in kinds:
        warned = [bool(told) for heading, _, told in programs() if heading == kind]
        assert warned.count(True) >= 5 and warned.count(False) >= 5


# ---- once, and at the user's line -------------------------------------------


def twice(x):
    p = ng.softmax(x, axis=1)
    return ng.softmax(p, axis=1)


def test_the_same_line_is_warned_of_once_as_python_does_it():
    with heard("default") as found:
        for _ in range(3):
            graph = trace(twice, f32[2, 3])
            trace(lambda x, graph=graph: graph(x) * 2.0, f32[2, 3])
    assert len(found) == 1 and found[0].filename == __file__


def test_layers_that_a_loop_makes_are_warned_of_once():
    def deep(x, ws):
        for w in ws:
            h = x @ w
            x = ng.where(h > 0, ng.sqrt(h), 0.0)
        return ng.sum(x)

    with heard() as found:
        ng.grad(deep, wrt=1)(np.ones((2, 2)), [np.ones((2, 2))] * 5)
    assert len(found) == 1


def test_a_graph_that_was_warned_of_is_not_warned_of_again_where_it_is_used():
    with heard() as found:
        graph = trace(lambda x, W: ng.softmax(ng.softmax(x @ W, axis=1), axis=1), f32[2, 3], f32[3, 3])
        ng.derive_training(graph)
        trace(lambda x, W: graph(x, W) * 2.0, f32[2, 3], f32[3, 3])
        ng.compile(graph)
    assert len(found) == 1


def trapped(x):
    return ng.sum(ng.where(x > 0, ng.sqrt(x), 0.0))


NESTED = {
    "grad": lambda: ng.grad(trapped)(np.ones(3)),
    "value_and_grad": lambda: ng.value_and_grad(trapped)(np.ones(3)),
    "vjp": lambda: ng.vjp(trapped, np.ones(3)),
    "grad of grad": lambda: ng.grad(lambda x: ng.sum(ng.grad(trapped)(x)))(np.ones(3)),
    "hessian": lambda: ng.hessian(trapped)(np.ones(3)),
    "jacobian": lambda: ng.jacobian(trapped)(np.ones(3)),
    "vmap": lambda: ng.vmap(ng.grad(trapped))(np.ones((2, 3))),
    "grad of vmap": lambda: ng.grad(lambda x: ng.sum(ng.vmap(trapped)(x)))(np.ones((2, 3))),
    "jit": lambda: ng.jit(ng.grad(trapped))(np.ones(3)),
    "grad of jit": lambda: ng.grad(ng.jit(trapped))(np.ones(3)),
    "trace": lambda: trace(ng.grad(trapped), f64[3]),
    "grad of a graph": lambda: ng.grad(trace(trapped, f64[3]))(np.ones(3)),
    "checkpoint": lambda: ng.grad(ng.checkpoint(trapped))(np.ones(3)),
}


@pytest.mark.parametrize("name", NESTED)
def test_however_functions_are_transformed_a_warning_comes_once_and_from_the_users_line(name):
    with heard() as found:
        NESTED[name]()
    places = [(w.filename, w.lineno) for w in found]
    assert places == [(__file__, trapped.__code__.co_firstlineno + 1)]


def test_an_error_filter_makes_an_error_of_it_and_the_trace_is_closed():
    for program in (lambda: trace(twice, f32[2, 3]), lambda: ng.grad(trapped)(np.ones(3))):
        with warnings.catch_warnings(), pytest.raises(TraceWarning, match="softmax already|is NaN at x = 0.0"):
            warnings.simplefilter("error")
            program()
        assert not is_tracing()
    assert ng.grad(lambda x: x * x)(3.0) == 6  # all works as before


def test_check_grads_says_nothing_of_a_function_that_is_flat():
    with heard() as found:
        assert ng.check_grads(np.sign, (np.array([1.5, -2.0]),)) == 0
    assert not found


def test_a_graph_from_a_file_which_has_no_lines_is_not_warned_of():
    with heard() as found, ng.Trace("g") as t:
        t.origin = None, None  # no user's line, as in a graph from JSON
        x = t.input(f32[2, 3], "x")
        t.graph(ng.softmax(ng.softmax(x, axis=1), axis=1))
    assert not found


# ---- never false ------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(op.name for op in HARMLESS))
def test_an_op_with_a_doubtful_slope_is_warned_of_exactly_where_the_gradient_is_nan(name):
    """For limits on both sides of where its slope breaks."""
    op, numbers = OPS[name], np.array([-3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, -800.0, 799.0, 800.0, 8000.0])
    for limit in (-1.0, 0.0, 0.5, 1.0, 800.0):
        for chosen in (ng.less, ng.greater, ng.less_equal, ng.greater_equal, ng.equal, ng.not_equal):

            def f(x, chosen=chosen, limit=limit):
                y = op(1.0, x) if name == "divide" else op(x, 0.5) if name == "power" else op(x)
                return ng.where(chosen(x, limit), y, 7.0)

            graph = trace(f, f64)
            with heard() as found:
                slope = trace(ng.grad(f), f64)
            with np.errstate(all="ignore"):
                unused = [x for x in numbers if abs(x) <= max(3.0, 10 * abs(limit)) and not chosen(x, limit)]
                spoilt = [x for x in unused if np.isfinite(graph(x)) and np.isnan(slope(x))]
            assert bool(found) == bool(spoilt), (chosen, limit, spoilt, [str(w.message) for w in found])


@pytest.mark.parametrize("name", MODELS)
def test_an_ordinary_model_is_not_warned_of(name):
    function, types = MODELS[name]
    floats = tuple(i for i, t in enumerate(types) if ng.type_of(t).is_float)
    with heard() as found:
        trace(ng.value_and_grad(function, wrt=floats), *types)
    assert not [str(w.message) for w in found]


def formula(rng, depth):
    """A random formula of x and y, as text."""
    if not depth or rng.random() < 0.15:
        return "y" if rng.random() < 0.2 else "x"
    a, b, number = formula(rng, depth - 1), formula(rng, depth - 1), float(rng.choice(LIMITS))
    texts = [f"ng.{rng.choice(FUNCTIONS)}({a})"] * 4 + [f"ng.maximum({a}, {number})", f"({a} {rng.choice(SIGNS)} {b})"]
    texts += [f"ng.where({a} > {number}, {b}, {number})", f"({a} {rng.choice(SIGNS)} {number})", f"({a} * {a})"]
    return str(rng.choice(texts))


LIMITS, SIGNS = [0.0, 1.0, -1.0, 0.5, 2.0, 1e-6], ["+", "-", "*", "/"]
FUNCTIONS = ["sqrt", "log", "abs", "tanh", "sigmoid", "softplus", "log1p", "cbrt", "arcsin", "relu", "exp", "square"]
NEAR = sorted(
    {f for c in LIMITS for f in (c, -c, 2 * c, 10 * c, c + 1, c - 1, abs(c) ** 0.5, -(abs(c) ** 0.5), 0.7390851)}
)


@pytest.mark.parametrize("seed", range(6))
def test_where_a_random_formula_is_warned_of_its_gradient_is_nan_for_some_numbers(seed):
    rng, warned = np.random.default_rng(seed), 0
    x, y = (np.ravel(a) for a in np.meshgrid(NEAR, NEAR))
    for _ in range(30):
        tested = formula(rng, 2) if rng.random() < 0.4 else "x"
        text = f"ng.where({tested} > {rng.choice(LIMITS)}, {formula(rng, 3)}, x)"
        f = eval(f"lambda x, y: {text}", {"ng": ng})
        with heard() as found:
            graph = trace(lambda x, y, f=f: [f(x, y), adjoints_of(ng.sum(f(x, y)), (x, y))], x, y)
        value, slopes = graph(x, y)
        warned += bool(found)
        assert not found or np.any(np.isfinite(value) & np.logical_or.reduce(np.isnan(slopes))), text
    assert warned > 2


REMEDIES = [(told.rpartition("; write ")[2], p) for heading, p, told in programs() if "is NaN at x = " in told]


@pytest.mark.parametrize("remedy, program", REMEDIES, ids=[r for r, _ in REMEDIES])
def test_what_a_warning_says_to_write_runs_and_has_a_slope_there(remedy, program):
    names = {n: getattr(ng, n) for n in ("where", "sqrt", "sin", "log", "exp", "arccos", "arcsin")}
    names |= {"abs": ng.abs}
    with heard() as found:
        slope = trace(ng.grad(lambda x: eval(remedy, names, {"x": x})), f64)
    told = next(told for _, p, told in programs() if p == program)
    assert not found and not np.isnan(slope(float(re.search(r"at x = (\S+):", told)[1])))


@pytest.mark.parametrize("name", sorted({row.op for row in ROWS}))
def test_no_op_nor_a_function_made_of_ops_is_warned_of_unless_it_is_flat(name):
    for row in [row for row in rows_of(name) if f64 in row.types]:
        arrays, f = row.arrays(f64), row.of(function_named(name))
        with heard() as found:
            y, *others = trace(f, *arrays).outputs
        assert not found
        if not others and y.type.is_float and any(x.dtype.kind == "f" for x in arrays):
            with heard() as found:
                slopes = trace(lambda *xs, f=f: adjoints_of(ng.sum(f(*xs)) * 2.0, xs), *arrays)
            assert all("the gradient is 0 everywhere" in str(w.message) for w in found)
            assert not found or not any(np.any(dx) for dx in slopes(*arrays))


def adjoints_of(y, xs):
    adjoints = ng.Adjoints(y)
    return [adjoints[x] for x in xs if x.type.is_float]


# ---- what it costs ----------------------------------------------------------


def test_to_look_costs_little_and_is_linear():
    def layers(count):
        def model(x, ws, y):
            for w in ws:
                h = ng.relu(x @ w + 0.5)
                x = (h - h.mean(axis=1, keepdims=True)) / h.std(axis=1, keepdims=True)
            return ng.cross_entropy(ng.softmax(x, axis=1), y)

        return trace(model, f32[8, 8], [f32[8, 8]] * count, i32[8])

    def seconds(function):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            function()
            times.append(time.perf_counter() - start)
        return min(times)

    def look(graph):
        again = ng.Graph(graph.name, graph.inputs, graph.equations, graph.outputs)
        return lambda: [look(again, False) for look in notices.lookers]

    tracing, few, many = seconds(lambda: layers(20)), layers(20), layers(80)
    assert seconds(look(few)) < 0.1 * tracing  # it is 1 to 3 %; the machine may be busy
    assert seconds(look(many)) < 12 * seconds(look(few))


def test_a_condition_with_a_name_is_written_by_its_name():
    def huber(x):
        small = ng.abs(x) < 1.0
        return ng.sum(ng.where(small, 0.5 * x**2, ng.sqrt(ng.abs(x)) - 0.5))

    with pytest.warns(ng.TraceWarning) as seen:
        ng.trace(ng.grad(huber), ng.f32[3])
    (text,) = [str(w.message) for w in seen]
    assert "where(small, 1.0, abs(x))" in text and "where c is" not in text
