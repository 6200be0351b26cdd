"""why_nan(): the right equation, the right line, whose adjoint, and a remedy that gives finite numbers."""

import ast
import inspect
import textwrap

import nan_meant
import nan_programs
import nan_reported
import numpy as np
import pytest
from random_graphs import random_graph

import ngteach as ng
from ngteach import f32
from ngteach.core.tree import leaves
from ngteach.runtime.nan.case import Case
from ngteach.runtime.nan.finding import find
from ngteach.runtime.nan.remedies import CAUSES
from ngteach.runtime.nan.trail import Call, is_pointwise
from ngteach.runtime.values import kept

pytestmark = pytest.mark.filterwarnings("ignore::ngteach.core.calling.notices.TraceWarning")
PROGRAMS = [*nan_programs.PROGRAMS, *nan_reported.PROGRAMS, *nan_meant.PROGRAMS]
by_name = pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.name)


def is_finite(function, args):
    results = ng.trace(function, *args)(*args)
    return all(np.isfinite(r).all() for r in leaves(results))


# ---- programs that people wrote -------------------------------------------------


def blamed(report):
    """(line, phase, op of the user's) in a report; of what came in, the name of the input."""
    if report.given is not None:
        return report.phase, report.given
    own = report.adjoint_of or report.equation
    return report.line.number, report.phase, own.op.name


@by_name
def test_the_equation_the_line_and_the_remedy_are_right(program):
    assert not is_finite(program.wrong, program.args)
    report = ng.why_nan(ng.trace(program.wrong, *program.args), *program.args)
    line, phase, name = program.blamed
    assert blamed(report) == ((None, name) if report.given else (line, phase, name)), report
    assert any(word in "\n".join(report.remedy) for word in program.words), report
    assert is_finite(program.mended, program.args)


BESIDE = {  # they say what to do with an argument, before the call or on a line of its own
    "likelihood_of_a_sharp_bell": "def likelihood_of_a_sharp_bell(x, sigma, mu):",
    "logit": "def logit(p):",
    "likelihood_at_a_variance_of_zero": "def likelihood_at_a_variance_of_zero(var, error):",
    "infinite_data": "def infinite_data(x):",
}
BEFORE = {"length_of_a_long_vector", "labels_from_one", "hole_in_the_data"}  # several lines, or before tracing


@by_name
def test_the_remedy_in_place_of_what_was_written_gives_finite_numbers(program):
    if program.name in BEFORE:
        return
    report = ng.why_nan(ng.trace(program.wrong, *program.args), *program.args)
    assert any(_works(text, program) for text in _rewritten(program, report)), report


def _rewritten(program, report):
    """The program's text with the remedy in place of each piece of it."""
    first, *_ = [line.partition("  #")[0] for line in report.remedy]
    source = textwrap.dedent(inspect.getsource(program.wrong))
    source = source[source.index("def ") :]
    if program.name in BESIDE:
        head = BESIDE[program.name]
        written = [source.replace(head, f"{head}\n    {first.replace('np.', 'ng.', 1)}")]
    else:
        pieces = [n for n in ast.walk(ast.parse(source)) if isinstance(n, (ast.Call, ast.BinOp))]
        texts = sorted({ast.get_source_segment(source, n) for n in pieces}, key=len, reverse=True)
        written = [source.replace(t, f"({first})") for t in texts]
    return written


def _works(text, program):
    """Does the program that is written so give finite numbers, and where nothing was wrong, the same ones?"""
    names, sound = dict(program.wrong.__globals__), nan_meant.SOUND.get(program.name)
    try:
        exec(text, names)
        mended = names[program.name]
        same = not sound or np.allclose(mended(*sound), program.wrong(*sound), rtol=1e-4, atol=1e-5)
        return same and is_finite(mended, program.args)
    except Exception:  # the remedy was put in the wrong place
        return False


# ---- what is not to blame -------------------------------------------------------


def test_infinities_that_do_no_harm_are_named_but_not_blamed():
    def attention(scores, mask):
        scores = ng.where(mask, scores, -np.inf)
        return ng.softmax(scores, axis=1)

    report = ng.why_nan(attention, np.ones((2, 2), np.float32), np.array([[True, False], [True, True]]))
    assert report.result is None and report.equation is None and report.remedy == ()
    assert "All results of attention are finite." in str(report) and "did no harm" in str(report)
    assert {eqn.op.name for eqn in report.harmless} == {"constant", "broadcast", "where"}
    assert str(ng.why_nan(lambda x: x + 1.0, np.ones(2))) == "All results of graph are finite."


def test_an_infinity_elsewhere_in_the_same_tensor_is_not_the_cause():
    def f(x, y):
        a = ng.exp(x)
        b = ng.log(y)
        return (a + b)[1:]

    report = ng.why_nan(f, np.array([1000.0, 1.0]), np.array([1.0, 0.0]))
    assert report.equation.op is ng.log and report.index == (1,)


def test_an_infinity_that_came_in_is_not_blamed_but_what_made_nan_of_it_is():
    report = ng.why_nan(lambda x: x - ng.mean(x), np.array([1.0, np.inf]))
    assert report.equation.op is ng.subtract and report.index == (1,) and "comes in with x" in report.why
    report = ng.why_nan(lambda x: 2.0 * x, np.array([1.0, np.inf]))
    assert report.given == "x" and report.index == (1,) and report.kind == "inf" and report.equation is None


def test_a_nan_that_came_in_is_said_to_have_come_with_which_input_and_where():
    x, w = np.ones((3, 2), np.float32), np.ones((2, 2), np.float32)
    w[1, 0] = np.nan
    report = ng.why_nan(lambda x, w: ng.tanh(x @ w), x, w)
    assert (report.given, report.index, report.bad, report.size) == ("w", (1, 0), 1, 4)
    assert "w[1, 0], which is NaN" in str(report)


def test_of_several_causes_the_first_is_named_and_what_is_no_cause_is_not():
    def f(p, mask):
        masked = p + ng.log(mask)
        good = ng.log(p)
        bad = ng.log(1.0 - p)
        return ng.sum(good + bad) + ng.sum(ng.softmax(masked))

    report = ng.why_nan(f, np.array([1.0, 0.5, 0.0]), np.array([1.0, 0.0, 1.0]))
    assert report.line.text == "good = ng.log(p)" and report.index == (2,)
    report = ng.why_nan(f, np.array([1.0, 0.5, 0.5]), np.array([1.0, 0.0, 1.0]))
    assert report.line.text == "bad = ng.log(1.0 - p)" and report.index == (0,)


def test_a_mask_of_what_is_missing_is_not_to_be_blinded():
    def loss(w, y):
        return ng.sum(ng.where(~ng.isnan(y), (w - y) ** 2, 0.0))

    def mended(w, y):
        return ng.sum(ng.where(~ng.isnan(y), (w - ng.where(ng.isfinite(y), y, 0.0)) ** 2, 0.0))

    w, y = np.array([1.0, 2.0]), np.array([np.nan, 1.0])
    report = ng.why_nan(ng.grad(loss), w, y)
    assert report.given == "y" and report.remedy[0].startswith("ng.where(ng.isfinite(y), y, 0.0)  #")
    assert np.array_equal(ng.grad(mended)(w, y), [0.0, 2.0])


# ---- the record -----------------------------------------------------------------


def test_a_report_says_what_was_read_where_and_how_many_are_bad():
    def f(x, y):
        return ng.sum(x / y, axis=1)

    x, y = np.ones((2, 3), np.float32), np.ones((2, 3), np.float32)
    y[1, 1:] = 0
    report = ng.why_nan(ng.compile(ng.trace(f, x, y)), x, y)
    assert (report.kind, report.phase, report.index) == ("inf", "forward", (1, 1))
    assert report.values == {"x": 1.0, "y": 0.0} and (report.bad, report.size) == (2, 6)
    assert report.made_nan is None and report.line.text == "return ng.sum(x / y, axis=1)"
    assert "at [1, 1]:  1 / 0 is inf    (2 of 6 elements are not finite)" in str(report)


def test_the_adjoint_of_an_adjoint_is_told_as_such():
    slope = ng.grad(lambda x: ng.sqrt(x))
    report = ng.why_nan(lambda x: ng.grad(lambda x: ng.where(x > 0.0, slope(x), 0.0))(x), np.zeros((), np.float32))
    assert report.phase == "adjoint" and report.adjoint_of.op is ng.sqrt and "the adjoint of sqrt" in str(report)


def test_an_op_of_ones_own_needs_no_rule():
    @ng.op(forward=lambda x, out=None: np.log(x) + np.roll(x, 1))
    def odd(x):
        return ng.floats(x)

    report = ng.why_nan(lambda x: ng.sum(odd(x)[:2]), np.array([1.0, 0.0, 3.0]))
    assert report.equation.op is odd and report.index == (1,) and "look at its forward function" in report.why
    report = ng.why_nan(lambda x: odd(ng.log(x))[:2], np.array([1.0, 5.0, -1.0]))
    assert report.equation.op is ng.log and report.index == (2,)


def test_without_source_it_names_tensors():
    names = {"ng": ng}
    exec("def f(x):\n    return ng.log(x - 1.0)", names)
    report = ng.why_nan(names["f"], np.ones(2))
    assert report.equation.op is ng.log and report.remedy == ("ng.log(ng.maximum(%2, 1e-12))",)


# ---- training -------------------------------------------------------------------


def test_a_step_that_spoils_the_weights_is_found_in_a_loop_of_calls():
    model = ng.trace(lambda x, w: x @ w, f32[4, 2], f32[2])
    training = ng.derive_training(model, loss=lambda p, y: ng.mean((p - y) ** 2.0), labels=f32[4])
    run, weights = ng.compile(training, check="nan"), {"w": np.ones(2, np.float32)}
    x, y = np.arange(8, dtype=np.float32).reshape(4, 2), np.ones(4, np.float32)
    with pytest.raises(ng.GraphError) as caught:
        for _ in range(100):
            _, _, weights, _ = run(x, y, 1.0, weights, ())
    assert np.isfinite(weights["w"]).all() and "too large" in caught.value.report.why
    assert "learning_rate = 0.01" in caught.value.report.remedy
    report = ng.why_nan(training, x, y, 1.0, {"w": np.full(2, np.nan, np.float32)}, ())
    assert report.given == "w" and 'check="nan"' in report.remedy[0]


def test_adam_without_its_epsilon_is_an_update_that_divides_by_zero():
    x, y, weights = np.array([[1, 0]], np.float32), np.zeros(1, np.float32), {"w": np.ones(2, np.float32)}
    model = ng.trace(lambda x, w: x @ w, x, f32[2])
    rule = ng.adam(epsilon=0.0)
    training = ng.derive_training(model, lambda p, y: ng.mean((p - y) ** 2.0), rule, labels=f32[1])
    report = ng.why_nan(training, x, y, 0.1, weights, rule.init(weights))
    assert (report.phase, report.equation.op, report.index) == ("update", ng.divide, (1,))
    assert report.remedy == ("ng.adam(epsilon=1e-8)",)


# ---- every graph ----------------------------------------------------------------


@pytest.mark.parametrize("seed", range(60))
def test_no_graph_makes_it_stumble_and_what_is_blamed_read_finite_numbers(seed):
    graph, arrays = random_graph(seed, adjoints=seed % 2 == 0, wild=True)
    if seed % 3:  # nothing that is not finite comes in
        arrays = [np.where(np.isfinite(a), a, 0).astype(a.dtype) if a.dtype.kind == "f" else a for a in arrays]
    assert str(ng.why_nan(graph, *arrays))
    with np.errstate(all="ignore"):
        finding = find(Call(graph, kept(graph, arrays)))
        if finding.first is not None:
            for cause in CAUSES:
                cause(Case(finding))
    if finding.first is not None and finding.given is None and is_pointwise(finding.first.eqn):
        numbers = [finding.call.number(x, finding.first.at) for x in finding.first.eqn.inputs]
        assert np.isfinite(numbers).all()
        assert not np.isfinite(finding.call.number(finding.first.eqn.output, finding.first.at))


def test_it_takes_a_graph_of_thousands_of_equations():
    def f(x):
        y = ng.log(x)
        for _ in range(2000):
            y = y * 1.0 + x
        return ng.sum(y)

    report = ng.why_nan(ng.trace(lambda x: ng.grad(f)(x), ng.f64[2]), np.array([0.0, 1.0]))
    assert report.adjoint_of.op is ng.log and report.index == (0,)
