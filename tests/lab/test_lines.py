"""Parsons problems and hunts: which orders and lines are right, those of every page and two made for the tests."""

import itertools
import random

import numpy as np
import pytest

import ngteach as ng
from ngteach.lab import exercises
from ngteach.lab.exercises import checks, lines_shown
from ngteach.lab.exercises.compare import Blank, Misfit
from ngteach.lab.exercises.lines import Hunt, Parsons

pytestmark = pytest.mark.usefixtures("own_progress")

ORDER = Parsons(
    id="backprop.9",
    question="Put the lines of the backward pass in order.",
    setup="x, w, dloss = np.array([1.5, -2.0]), np.array([0.5, 3.0]), 0.7",
    lines=("dz = dloss", "dy = dz * w", "dw = dz * x", "dx = dy * 2.0", "dx = dx + dz", "dx += 3.0 * dw"),
    results=("dx", "dw"),
    distractors=("dy = dz * x",),
    hints={"dy = dz * x": "y is multiplied by w."},
    then="A sum has no order.",
)
WRONG = Hunt(
    id="backprop.10",
    question="Which line is wrong?",
    setup="x, w, dloss = 3.0, 2.0, 1.5",
    lines=("dy = dloss", "dx = dy * w", "dw = dy * x"),
    wrong=(1, "dx = dy * x"),
    results=("dx", "dw"),
    then="The other factor.",
    hints={0: "The loss is y."},
)
COURSE = [e for page in exercises.pages() for e in exercises.of_page(page)]
ORDERS = [ORDER, *(e for e in COURSE if isinstance(e, Parsons))]
HUNTS = [WRONG, *(e for e in COURSE if isinstance(e, Hunt))]
STOPS = (
    NameError,
    KeyError,
    ValueError,
)  # a name is not there yet, or shapes do not fit; any other error is a slip of ours

every_order = pytest.mark.parametrize("problem", ORDERS, ids=[e.id for e in ORDERS])
every_hunt = pytest.mark.parametrize("problem", HUNTS, ids=[e.id for e in HUNTS])


@pytest.fixture
def put(monkeypatch):
    """put(problem): it is found, whatever is looked for."""

    def put(problem):
        monkeypatch.setattr(checks, "find", lambda id: problem)
        monkeypatch.setattr(lines_shown, "find", lambda id: problem)

    return put


def run(problem, lines):
    """The results of the lines, or None if one of them stops."""
    names = {"np": np, "ng": ng}
    exec(problem.setup, names)
    try:
        with np.errstate(all="ignore"):
            exec("\n".join(lines), names)
            return [np.asarray(names[name], float) for name in problem.results]
    except STOPS:
        return None


def agree(a, b):
    if a is None or b is None:
        return False
    pairs = list(zip(a, b, strict=True))
    assert pairs, "no results are compared"
    return all(x.shape == y.shape and np.allclose(x, y, rtol=1e-5, equal_nan=True) for x, y in pairs)


def some_orders(problem, count=40):
    """Orders of the right lines: all that differ from the given one by a swap, and some by chance."""
    n = len(problem.lines)
    for i, j in itertools.combinations(range(n), 2):
        order = list(range(n))
        order[i], order[j] = order[j], order[i]
        yield order
    chance = random.Random(problem.id)
    for _ in range(count):
        yield chance.sample(range(n), n)


def some_right_orders(problem, count=8):
    """Right orders, each made by taking at every place a line that can stand there."""
    chance = random.Random(problem.id)
    for _ in range(count):
        order, rest = [], set(range(len(problem.lines)))
        while rest:
            able = [n for n in sorted(rest) if not stops([*order, n], problem)]
            if not able:
                break
            order.append(chance.choice(able))
            rest.remove(order[-1])
        if not rest:
            yield order


def stops(order, problem):
    """Is there a line of the order that cannot stand where it does?"""
    found = problem._fault(order)
    return found is not None and found.line is not None


# ---- every Parsons problem --------------------------------------------------


@every_order
def test_an_order_is_right_if_its_lines_run_and_give_the_same_results(problem):
    wanted = run(problem, problem.lines)
    assert wanted is not None
    right = 0
    for order in [*some_orders(problem), *some_right_orders(problem)]:
        said = problem.judge(order)
        assert (said is None) == agree(run(problem, [problem.lines[n] for n in order]), wanted), (order, said)
        right += said is None
    assert right


@every_order
def test_a_line_that_is_left_out_is_missed(problem):
    for left_out in range(len(problem.lines)):
        assert problem.judge([n for n in range(len(problem.lines)) if n != left_out])


@every_order
def test_a_distractor_is_wrong_wherever_it_stands(problem):
    n = len(problem.lines)
    for k, text in enumerate(problem.distractors):
        assert text not in problem.lines
        for place in range(n + 1):
            assert problem.judge([*range(place), n + k, *range(place, n)])
        replaced = [[*problem.lines[:place], text, *problem.lines[place + 1 :]] for place in range(n)]
        found = [run(problem, lines) for lines in replaced]
        assert not any(agree(results, run(problem, problem.lines)) for results in found), text


@every_order
def test_the_lines_are_laid_out_in_an_order_that_is_not_right(problem):
    assert problem.shuffled == Parsons(**{f: getattr(problem, f) for f in problem.__dataclass_fields__}).shuffled
    assert problem.judge(problem.shuffled)
    assert problem.judge([n for n in problem.shuffled if n < len(problem.lines)])


@every_order
def test_an_order_is_answered_in_letters_of_every_form(problem, put):
    put(problem)
    letters = [problem.letter(n) for n in range(len(problem.lines))]
    for answer in [
        problem.solution,
        list(problem.lines),
        " ".join(letters),
        "".join(letters).lower(),
        ", ".join(letters),
        letters,
        tuple(letters),
    ]:
        assert checks.check(problem.id, answer)
    assert checks.check(problem.id, f"{', '.join(letters[:-1])} and {letters[-1]}")


@every_order
def test_the_solution_of_a_parsons_problem_is_shown_after_three_orders(problem, put):
    put(problem)
    wrong = [order for order in some_orders(problem) if problem.judge(order)][: problem.tries]
    seen = [checks.check(problem.id, [problem.letter(n) for n in order]) for order in wrong]
    assert [bool(v.solution) for v in seen] == [False] * (problem.tries - 1) + [True]
    assert agree(run(problem, seen[-1].solution.splitlines()), run(problem, problem.lines))


@every_order
def test_the_lines_of_a_parsons_problem_are_few_and_short(problem):
    assert 5 <= len(problem.lines) <= 9 and len(problem.distractors) <= 3
    assert all(len(line) <= 60 for line in (*problem.lines, *problem.distractors))
    assert len({*problem.lines, *problem.distractors}) == len(problem.shuffled)
    assert set(problem.hints) == set(problem.distractors)
    assert 0 < len(problem.question) <= 160 and len(problem.then) <= 220


# ---- every hunt -------------------------------------------------------------


@every_hunt
def test_the_wrong_line_changes_the_results_and_every_other_line_is_right(problem):
    number, text = problem.wrong
    assert text == problem.shown[number] != problem.lines[number]
    right, wrong = run(problem, problem.lines), run(problem, problem.shown)
    assert right is not None and wrong is not None and not agree(right, wrong)
    mended = list(problem.shown)
    mended[number] = problem.lines[number]
    assert agree(run(problem, mended), right)


@every_hunt
def test_the_wrong_line_is_found_by_its_number_its_name_and_its_text(problem, put):
    put(problem)
    number, text = problem.wrong
    for answer in [number + 1, str(number + 1), f"line {number + 1}", f" Line {number + 1}. ", text]:
        assert checks.check(problem.id, answer), answer
    left = text.partition("=")[0].strip(" +-*/@")
    if [line.partition("=")[0].strip(" +-*/@") for line in problem.shown].count(left) == 1:
        assert checks.check(problem.id, left)


@every_hunt
def test_a_line_that_is_right_gets_its_hint(problem, put):
    put(problem)
    for number in range(len(problem.lines)):
        verdict = checks.check(problem.id, number + 1)
        assert bool(verdict) == (number == problem.wrong[0])
        assert verdict or verdict.hint == problem.hints.get(number, "")
    if problem is not WRONG:
        assert set(problem.hints) == set(range(len(problem.lines))) - {problem.wrong[0]}
    assert len({*problem.hints.values()}) == len(problem.hints)


@every_hunt
def test_a_hunt_is_short(problem):
    assert (3 if problem is WRONG else 5) <= len(problem.lines) <= 9
    assert all(len(line) <= 60 for line in problem.shown)
    assert 0 < len(problem.question) <= 160 and len(problem.then) <= 220
    assert all(len(hint) <= 220 for hint in problem.hints.values())


# ---- both -------------------------------------------------------------------


@pytest.mark.parametrize("problem", [*ORDERS, *HUNTS], ids=[e.id for e in [*ORDERS, *HUNTS]])
def test_no_answer_counts_nothing_and_what_is_shown_says_how_to_answer(problem, put, own_progress):
    put(problem)
    for blank in (None, ..., "", " "):
        verdict = checks.check(problem.id, blank)
        assert not verdict and not verdict.hint and problem.question in verdict.said
    assert not own_progress.exists()
    show = lines_shown.parsons if isinstance(problem, Parsons) else lines_shown.hunt
    made = show(problem.id)
    shown = getattr(made, "shown", made)  # of the widget, if there are widgets
    text, html = repr(shown), shown._repr_mimebundle_()["text/html"]
    for line in problem.shown if isinstance(problem, Hunt) else (*problem.lines, *problem.distractors):
        assert line in text
    rows = html.partition("<pre>")[2].partition("</pre>")[0].splitlines()
    assert len(rows) == len(shown.lines) and "\ufffd" not in html
    assert f'check("{problem.id}", ' in text and problem.question in text


@pytest.mark.parametrize(
    "order, said",
    [
        ([1], "reads dz, which no line above makes"),
        ([0, 1, 4], "reads dx, which no line above makes"),
        ([0, 1, 3, 2, 4], "line {5} is left out"),
        ([0, 6], "line {6} does not belong here: leave it out"),
        ([0, 1, 3, 4, 2], "line {5} is left out"),
        ([0, 1, 3, 5], "line {5} reads dw, which no line above makes"),
    ],
)
def test_a_verdict_names_the_first_line_that_cannot_stand_there(order, said):
    assert said.format(*map(ORDER.letter, range(7))) in ORDER.judge(order)


def test_a_name_that_is_set_twice_must_be_read_between():
    twice = Parsons("x.1", "?", ("a = x", "b = a * 2", "a = b + x", "c = a", "d = c"), "x = 2.0", ("d", "a"))
    early, late = twice.judge([0, 3, 1, 2, 4]), twice.judge([0, 1, 2, 3])
    assert early == f"line {twice.letter(3)} reads a before line {twice.letter(2)} has done its part."
    assert late == f"line {twice.letter(4)} is left out, and it is needed."
    changed = Parsons("x.1", "?", ("a = x", "b = a * 2", "a = x * 3", "c = a + b", "d = c"), "x = 2.0", ("d",))
    assert changed.judge([0, 2, 1, 3, 4]) == (
        f"line {changed.letter(1)} reads a after line {changed.letter(2)} has changed it."
    )


def test_letters_and_numbers_that_there_are_not_are_said_and_not_counted():
    for answer in ("A Z", "A A", 3):
        with pytest.raises(Misfit):
            ORDER.results_of(answer)
    for answer in (0, 4, "dq", "line 9", ["A"]):
        with pytest.raises(Misfit, match="there is no line"):
            WRONG.results_of(answer)
    with pytest.raises(Blank):
        WRONG.results_of("  ")
    assert [WRONG.results_of(a) for a in ("C", "dy", "dx=dy*x", 2, "two", 2.0, "line three")] == [2, 0, 1, 1, 1, 1, 2]
    assert {WRONG.results_of(a) for a in ([3], (3,), {3}, ["3"], "(3)", "#3", "the line 3", "number 3")} == {2}
    for no_letters in ("3 1 2", [1, 2], b"CAD", 5):
        with pytest.raises(Misfit, match="write the letters"):
            ORDER.results_of(no_letters)
    assert ORDER.results_of("lines C, A then D") == ORDER.results_of("CAD")


def test_each_is_shown_by_its_own_function_alone(put):
    put(ORDER)
    with pytest.raises(ng.GraphError, match="backprop.9 is no hunt"):
        ng.lab.hunt("backprop.9")
    put(WRONG)
    with pytest.raises(ng.GraphError, match="backprop.10 has no lines to be put in order"):
        ng.lab.parsons("backprop.10")
