"""Every exercise keeps the same laws, and the check itself keeps count honestly."""

import re

import pytest
from exercise_cells import cells, code_of, run

from ngteach.lab import exercises
from ngteach.lab.exercises import checks
from ngteach.lab.exercises.exercise import Exercise
from ngteach.lab.exercises.lines import Parsons
from ngteach.lab.tables.progress import progress

ALL = [e for page in exercises.pages() for e in exercises.of_page(page) if isinstance(e, Exercise)]
LINES = [e for page in exercises.pages() for e in exercises.of_page(page) if not isinstance(e, Exercise)]
every_exercise = pytest.mark.parametrize("exercise", ALL, ids=[e.id for e in ALL])
pytestmark = pytest.mark.usefixtures("own_progress")


@every_exercise
def test_the_reference_passes(exercise):
    assert checks.check(exercise.id, exercise.reference)


@every_exercise
def test_each_likely_mistake_gets_its_own_hint(exercise):
    assert len({s.hint for s in exercise.slips}) == len(exercise.slips) >= 1
    for slip in exercise.slips:
        verdict = checks.check(exercise.id, slip.wrong)
        assert not verdict and verdict.hint == slip.hint


@every_exercise
@pytest.mark.parametrize("blank", [None, ...], ids=["None", "dots"])
def test_no_answer_is_not_yet_an_answer(exercise, blank, own_progress):
    verdict = checks.check(exercise.id, blank)
    assert not verdict and "as it came" in verdict.said and exercise.question in verdict.said
    assert not own_progress.exists()


@every_exercise
def test_the_cell_as_students_get_it_fails_kindly_and_counts_nothing(exercise, own_progress):
    verdict = checks.check(exercise.id, run(exercise, code_of(exercise, solved=False)))
    assert not verdict and not verdict.hint and exercise.question in verdict.said
    assert not own_progress.exists()


@every_exercise
def test_the_cell_with_its_solution_passes(exercise):
    assert checks.check(exercise.id, run(exercise, code_of(exercise, solved=True)))


@every_exercise
def test_the_solution_that_is_shown_passes(exercise):
    assert checks.check(exercise.id, run(exercise, exercise.solution))


@every_exercise
def test_a_solution_shows_after_three_different_tries(exercise):
    wrong = iter([s.wrong for s in exercise.slips])
    seen = [checks.check(exercise.id, w) for w in wrong]
    if len(seen) >= exercise.tries:
        assert seen[exercise.tries - 1].solution == exercise.solution


@every_exercise
def test_every_question_and_hint_is_short(exercise):
    assert len(exercise.question) <= 160 and "\n" not in exercise.question
    for text in (exercise.then, *(s.hint for s in exercise.slips)):
        assert len(text) <= 220 and "\n" not in text


@pytest.mark.parametrize("page", exercises.pages())
def test_the_exercises_are_those_of_the_notebook_in_its_order(page):
    called = re.findall(r'lab\.(?:check|parsons|hunt)\("([^"]+)"', "\n".join(cells(page)))
    assert called == [e.id for e in exercises.of_page(page)]
    assert len(called) >= 3


# ---- what the whole course earns ----------------------------------------------


def test_blank_pages_earn_nothing(own_progress):
    for e in ALL:
        assert not checks.check(e.id, run(e, code_of(e, solved=False)))
    for e in LINES:
        assert not checks.check(e.id, "")
    assert not own_progress.exists()
    assert sum(row[2] for row in progress().rows()) == 0


def test_solved_pages_earn_everything():
    for e in ALL:
        checks.check(e.id, run(e, e.solution))
    for e in LINES:
        order = isinstance(e, Parsons)
        checks.check(e.id, [e.letter(n) for n in range(len(e.lines))] if order else e.wrong[0] + 1)
    solved, of = (sum(row[k] for row in progress().rows()) for k in (2, 3))
    assert solved == of == len(ALL) + len(LINES)


def test_there_are_five_likely_mistakes_for_each_exercise_on_average():
    """And each gets its own hint, as said above; a Parsons problem and a hunt bring more of their own."""
    seeded = sum(len(e.slips) for e in ALL)
    assert seeded >= 5 * len(ALL) and min(len(e.slips) for e in ALL) >= 4
    assert sum(len(e.hints) for e in LINES) >= 3 * len(LINES)
