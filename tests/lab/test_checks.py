"""Every exercise keeps the same laws, and the check itself keeps count honestly."""

import re
from pathlib import Path

import numpy as np
import pytest

import ngteach as ng
from ngteach.lab import exercises
from ngteach.lab.exercises import checks
from ngteach.lab.exercises.exercise import Exercise

SOURCES = Path(__file__).parents[2] / "notebooks" / "source"
ALL = [e for page in exercises.pages() for e in exercises.of_page(page) if isinstance(e, Exercise)]
every_exercise = pytest.mark.parametrize("exercise", ALL, ids=[e.id for e in ALL])


pytestmark = pytest.mark.usefixtures("own_progress")


def run(exercise, code):
    """The answer that the cell hands to its check, if this is its code."""
    names = {"np": np, "ng": ng}
    exec(exercise.setup, names)
    exec(code, names)
    return eval(answer_of(exercise), names)


def cells(page):
    """The code cells of a page's source."""
    (path,) = SOURCES.glob(f"[0-9][0-9]_{page}.py")
    parts = re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [p.partition("\n")[2] for p in parts if not p.startswith(" [markdown]")]


def cell_of(exercise):
    (cell,) = [c for c in cells(exercise.id.partition(".")[0]) if f'lab.check("{exercise.id}"' in c]
    return cell


def answer_of(exercise):
    """What the cell hands to its check, as Python writes it."""
    return re.search(r'lab\.check\("[a-z_.0-9]+", (.*)\)$', cell_of(exercise), re.MULTILINE)[1]


def code_of(exercise, solved):
    """The code of the exercise's cell without its check: as students get it, or with its solution."""
    code = re.sub(r"^.*lab\.check\(.*$", "", cell_of(exercise), flags=re.MULTILINE)
    region = re.compile(r"^ *### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION\n", re.MULTILINE | re.DOTALL)
    assert len(region.findall(code)) == 1, "wanted one ### BEGIN SOLUTION ... ### END SOLUTION"
    return region.sub(r"\1" if solved else "", code)


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
