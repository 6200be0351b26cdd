"""An answer in another form is understood, and a wrong one gets a hint by what it has in common with the right one."""

import math

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32
from ngteach.lab import exercises
from ngteach.lab.exercises import checks
from ngteach.lab.exercises.answers import Calls, Graphs, Values
from ngteach.lab.exercises.exercise import Exercise, Slip, decides, holds, lacks

pytestmark = pytest.mark.usefixtures("own_progress")

X, W, DY = (np.random.default_rng(k).normal(size=s) for k, s in enumerate([(5, 3), (3, 2), (5, 2)]))
X2, W2, DY2 = (np.random.default_rng(k).normal(size=s) for k, s in enumerate([(4, 3), (3, 2), (4, 2)], 7))


def softmax(z, axis=1):
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=axis is not None)


def last_use(equations):
    return {x: n for n, (_, inputs) in enumerate(equations) for x in inputs}


LAYER = (lambda dy, x, w: (dy @ w.T, x.T @ dy, dy.sum(axis=0)), Calls((DY, X, W), (DY2, X2, W2)))
ERROR = (lambda p, y: (p - y) / len(p), Calls((X, X * 0.5 + 0.1), (X2, X2 * 0.1)))
LOSS = (lambda p, y: float(((p - y) ** 2).sum(axis=1).mean()), Calls((X, X * 0.5 + 0.1), (X2, X2 * 0.1)))
ROWS = (lambda x: x.sum(axis=1), Calls((X,), (X2,)))
IN_TUPLE = (lambda x: (x.sum(axis=1),), Calls((X,), (X2,)))
GRAPH = (lambda x, w: ng.softmax(x @ w, axis=1), Graphs(f32[5, 3], f32[3, 2]))
TWO = (lambda x, w: (ng.sum(x @ w), x @ w), Graphs(f32[5, 3], f32[3, 2]))
NAMES = (lambda names: sorted(names)[:2], Calls((["b", "a", "c"],)))
USES = (last_use, Calls(([("a", ["x"]), ("b", ["a", "x"])],)))


def value(truth, **how):
    return truth, Values(**how)


# (the right answer and its kind, a wrong one, words of its hint)
WRONG = [
    (LAYER, lambda dy, x, w: (dy @ w.T, dy.sum(axis=0), x.T @ dy), "in another order: yours are numbers 1, 3, 2"),
    (LAYER, lambda dy, x, w: x.T @ dy, "That is number 2 alone. All 3 are wanted"),
    (LAYER, lambda dy, x, w: (dy @ w.T, x.T @ dy), "Those are numbers 1 and 2. All 3"),
    (LAYER, lambda dy, x, w: (dy @ w.T, (x.T @ dy).T, dy.sum(axis=0)), "the transpose"),
    (LAYER, lambda dy, x, w: (dy @ w.T, x.T @ dy, dy), "sum over the rows is missing"),
    (LAYER, lambda dy, x, w: (dy @ w.T, x.T @ dy, dy.sum()), "without axis= a sum"),
    (LAYER, lambda dy, x, w: (dy @ w.T, x.T @ dy, dy.sum(axis=0, keepdims=True)), "leave keepdims out"),
    (ERROR, lambda p, y: (y - p) / len(p), "The sign"),
    (ERROR, lambda p, y: p - y, "too large by the number of rows: was a mean lost"),
    (ERROR, lambda p, y: (p - y) / len(p) ** 2, "too small by the number of rows"),
    (ERROR, lambda p, y: 2 * (p - y) / len(p), "Yours is twice what is wanted"),
    (ERROR, lambda p, y: 3 * (p - y) / len(p), "Yours is 3 times what is wanted"),
    (ERROR, lambda p, y: ((p - y) / len(p))[::-1].copy(), "in another order"),
    (ERROR, lambda p, y: ((p - y) / len(p)).T, "the transpose"),
    (ERROR, lambda p, y: (p - y) / len(p) + 1, "larger by the same, 1"),
    (ERROR, lambda p, y: p * 0, "All your numbers are 0"),
    (ERROR, lambda p, y: (p - y) / (p - p), "NaN"),
    (LOSS, lambda p, y: float(((p - y) ** 2).sum()), "another one in each example: was a mean lost"),
    (LOSS, lambda p, y: ((p - y) ** 2).sum(axis=1), "yours are those whose mean it is"),
    (LOSS, lambda p, y: (p - y) ** 2, "are several: is a sum or a mean missing"),
    (ROWS, lambda x: x.sum(), "without axis= a sum"),
    (LAYER, lambda dy, x, w: (dy.sum(), x.sum(), w.sum()), ""),  # three numbers, where three arrays are wanted
    (ROWS, lambda x: x.sum(axis=1, keepdims=True), "leave keepdims out"),
    (ROWS, lambda x: (x.sum(axis=1),), "does a comma make a tuple"),
    (IN_TUPLE, lambda x: x.sum(axis=1), "is a tuple of one wanted"),
    (ROWS, lambda x: x, "sum over the columns is missing"),
    (ROWS, lambda x: x.sum(axis=1)[::-1], "the opposite order"),
    (ROWS, lambda x: x.sum(axis=1) if len(x) == 4 else x[:, 0] ** 3, "right for 1 of the 2 examples"),
    (ERROR, lambda p, y: p * p / len(p), "never reads `y`"),
    (ERROR, lambda p, y: (lambda: y * y)(), "never reads `p`"),
    (GRAPH, lambda x, w: ng.softmax(x, axis=1), "never reads `w`"),
    (GRAPH, lambda x, w: ng.softmax(x @ w), "softmax needs axis=1"),
    (GRAPH, lambda x, w: ng.softmax(x @ w, axis=0), "Your columns sum to 1"),
    (GRAPH, lambda x, w: -ng.softmax(x @ w, axis=1), "The sign"),
    (GRAPH, lambda x, w: ng.softmax(w.T @ x.T, axis=0), "the transpose"),
    (TWO, lambda x, w: (x @ w, ng.sum(x @ w)), "in another order"),
    (NAMES, lambda names: sorted(names)[:1], "b is missing"),
    (NAMES, lambda names: sorted(names), "c is one too many"),
    (USES, lambda eqs: {x: n + 1 for x, n in last_use(eqs).items()}, "off by one"),
    (value(4), 5, "off by one"),
    (value(4), 4.5, ""),
    (value(0.02), 2, "in percent?"),
    (value(2.5e6), 2.5, "a power of ten"),
    (value(0.25), 4, "reciprocal"),
    (value(-1.5), 1.5, "The sign"),
    (value(4), 8, ""),  # "twice" would give the number away
    (value([1, 2, 3]), [3, 2, 1], "the opposite order"),
    (value([1, 2, 4]), [2, 1, 4], "in another order"),
]


def exercise(put_exercise, kind, **facts):
    reference, answers = kind
    return put_exercise(reference=reference, answers=answers, **facts)


@pytest.mark.parametrize("kind, wrong, words", WRONG)
def test_a_wrong_answer_gets_a_hint_by_what_it_has_in_common_with_the_right_one(put_exercise, kind, wrong, words):
    exercise(put_exercise, kind)
    assert checks.check("start.1", kind[0])
    verdict = checks.check("start.1", wrong)
    assert not verdict
    assert words in verdict.hint if words else not verdict.hint, verdict


@pytest.mark.parametrize(
    "kind, wrong, words",
    [
        (LAYER, lambda dy, x, w: (dy @ w, x.T @ dy, dy.sum(axis=0)), "is one of them to be transposed?"),
        (GRAPH, lambda x, w: ng.softmax(w @ x, axis=1), "is one of them to be transposed?"),
        (ERROR, lambda p, y: p - y.sum(axis=1), "keepdims=True?"),
        (GRAPH, lambda x, w: x + w, "keepdims=True?"),
        (ERROR, lambda p, y: (p - y).sum(axis=2), "There is no such axis"),
        (ERROR, lambda p, y: p if p > y else y, "many truth values"),
        (ERROR, lambda p, y: p - labels, "take it from its arguments"),  # noqa: F821
        (ERROR, lambda p: p, "in their order"),
        (ERROR, lambda p, y: p - print("", end=""), "lack its return"),
        (ROWS, lambda x: x.reshape(len(x) / 1, -1), "write //"),
        (ROWS, lambda x: x.copy().__setitem__((0, 0), x), "is a sum over all of them missing?"),
        (ROWS, lambda x: x[len(x)], "past the end"),
        (ROWS, lambda x: 1 // 0, ""),
    ],
)
def test_an_error_of_a_frequent_kind_gets_a_hint(put_exercise, kind, wrong, words):
    exercise(put_exercise, kind)
    verdict = checks.check("start.1", wrong)
    assert verdict.said.startswith("your function stops with an error")
    assert words in verdict.hint if words else not verdict.hint, verdict


def test_an_exercises_own_hint_comes_first(put_exercise):
    slip = Slip(lambda p, y: (y - p) / len(p), "Where p is too large, more is worse.")
    exercise(put_exercise, ERROR, slips=(slip,))
    assert checks.check("start.1", slip.wrong).hint == slip.hint


def test_a_wrong_number_that_was_rounded_is_that_wrong_number(put_exercise):
    put_exercise(reference=1.5, answers=Values(rtol=1e-6), slips=(Slip(23.24831, "You took the other one."),))
    assert checks.check("start.1", 23.25).hint == "You took the other one."
    assert checks.check("start.1", 24.0).hint == "" and not checks.check("start.1", 1.5001)


@pytest.mark.parametrize("sign, word", [(-1, "The sign"), (2, "twice")])
def test_every_function_of_the_course_is_told_a_wrong_sign_and_a_factor(sign, word):
    """By a slip of the exercise, or in general."""

    def wrong(function):
        def scaled(*args):
            found = function(*args)
            return tuple(sign * np.asarray(y) for y in found) if isinstance(found, tuple) else sign * np.asarray(found)

        return scaled

    asked = 0
    for page in exercises.pages():
        for e in exercises.of_page(page):
            if isinstance(e, Exercise) and isinstance(e.answers, Calls) and _gives_floats(e):
                answer = wrong(e.reference)
                assert e.hint(answer, e.results_of(answer)), e.id
                asked += 1
    assert asked >= 5


def _gives_floats(e):
    parts = [
        np.asarray(y) for _, v in e._expected for y in (v if isinstance(v, list) else [v]) if not isinstance(v, dict)
    ]
    return bool(parts) and all(y.dtype.kind == "f" and np.any(y) for y in parts)


# ---- forms ------------------------------------------------------------------

FORMS = [
    (
        "ADF",
        [
            "ADF",
            "A D F",
            "a, d, f",
            "A, D and F",
            ["A", "D", "F"],
            ("f", "d", "a"),
            {"A", "F", "D"},
            "FDA",
            "(A, D, F)",
        ],
    ),
    ("BE", ["b and e", "B,E", "B/E", "be", {"E", "B"}]),
    (2, [2.0, "2", "two", "twice", " Two. ", "2 equations", np.float32(2), np.array([2]), [2], "2x"]),
    (0.02, ["2 %", "2%", "0.02", "1/50", "2 percent"]),
    (50, ["50 %", "50%", "fifty", "50"]),
    (4810, ["4,810", "4810 weights", "4 810"]),
    (
        f32[600, 10],
        ["f32[600,10]", "ng.f32[600, 10]", (600, 10), [600, 10], "600, 10", "600 x 10", np.array([600, 10])],
    ),
    (f32[()], ["f32[]", (), "()", f32[()]]),
    ("relu", ["relu", "ng.relu", "Relu", "relu()", "`relu`", "the relu"]),
    ([2.5, 4.0], [(2.5, 4), "2.5, 4", "2.5 and four", "[2.5, 4]", np.array([2.5, 4.0]), ["2.5", "4"]]),
    (["f32[3]", "f32[]"], [[f32[3], f32[()]], [(3,), ()], ("f32[3]", "f32[]")]),
    ({"a", "b"}, [{"b", "a"}, ["b", "a"], "a, b", ("a", "b")]),
    (True, [True, "yes", "True", np.True_]),
    (math.log(10), [2.303, "2.303"]),
]


@pytest.mark.parametrize("truth, forms", FORMS, ids=range(len(FORMS)))
def test_an_answer_in_another_form_is_understood(put_exercise, truth, forms):
    put_exercise(reference=truth, answers=Values())
    for form in forms:
        assert checks.check("start.1", form), form


@pytest.mark.parametrize(
    "truth, wrong",
    [
        ("ADF", ["AD", "ADFG", "none", "all of them", "A D F G", 3, []]),
        (2, ["three", "many", "0.2", [2, 2], True]),
        (0.02, [2, "3 %", "two"]),
        (f32[600, 10], [(10, 600), "f64[600,10]", 600, "600"]),
        ([2.5, 4.0], [(4, 2.5), "2.5", [2.5], "2.5, 4, 1"]),
        (True, ["no", False, "maybe"]),
        ({"a", "b"}, ["a", {"a", "b", "c"}]),
        ("relu", ["tanh", "relu6", 3]),
    ],
)
def test_another_answer_is_still_wrong(put_exercise, truth, wrong):
    put_exercise(reference=truth, answers=Values())
    for answer in wrong:
        assert not checks.check("start.1", answer), answer


def test_the_same_letters_in_another_form_are_one_try_and_get_the_same_hint(put_exercise):
    put_exercise(reference="ADF", answers=Values(), slips=(Slip("ABDF", "B fails.", lambda a: "B" in a),))
    for form in ("ABDF", "a b d f", ["A", "B", "D", "F"]):
        verdict = checks.check("start.1", form)
        assert verdict.hint == "B fails." and verdict.remark.startswith("1 try")


def test_a_function_that_decides_is_told_from_one_that_does_not():
    assert decides(lambda x: 1 if x > 0 else x) and decides(lambda x: x and 1)
    assert not decides(lambda x: ng.minimum(x, 1.0)) and not decides(lambda x: ng.where(x > 0, x, 1))
    tracing = exercises.find("tracing.3")
    wrong = lambda x: ng.maximum(x, 1.0)  # noqa: E731
    assert "if" not in tracing.hint(wrong, tracing.results_of(wrong)).split()


def test_the_letters_of_a_word_are_no_choice(put_exercise):
    slips = (Slip("ADE", "E fails.", holds("E")), Slip("D", "A is right.", lacks("A")))
    put_exercise(reference="AD", answers=Values(), slips=slips)
    assert checks.check("start.1", "none").hint == "A is right."
    assert checks.check("start.1", "a, d, e").hint == "E fails."


def test_what_cannot_be_compared_or_shown_is_told_in_a_sentence(put_exercise):
    endless = []
    endless.append(endless)
    for reference in (2.0, "AD", f32[3], [1.0, 2.0]):
        put_exercise(reference=reference, answers=Values())
        for answer in (endless, 10**5000, "\ud800"):
            verdict = checks.check("start.1", answer)
            assert not verdict and repr(verdict).encode() and verdict.said.endswith(".")


def test_of_two_rows_twice_is_no_lost_mean(put_exercise):
    for rows, words in ((2, "Yours is twice"), (3, "a mean lost")):
        truth = np.arange(1.0, 1.0 + 4 * rows).reshape(rows, 4)
        put_exercise(reference=truth, answers=Values(shown=True))
        assert words in checks.check("start.1", rows * truth).hint
