"""A verdict says what helps and does not give the answer away; tries are counted honestly, and progress is kept."""

import os

import numpy as np
import pytest

import ngteach as ng
from ngteach.lab import exercises
from ngteach.lab.exercises import checks
from ngteach.lab.exercises.answers import Calls, Graphs, Values
from ngteach.lab.exercises.exercise import Slip
from ngteach.lab.exercises.progress import read
from ngteach.lab.tables.progress import progress

pytestmark = pytest.mark.usefixtures("own_progress")


def double(x):
    return 2 * x


# ---- what a verdict says ------------------------------------------------------


def test_a_question_for_a_number_does_not_give_the_number_away(put_exercise):
    put_exercise()
    assert "yours is 3, which is too large" in checks.check("start.1", 3.0).said
    assert "yours is 1, which is too small" in checks.check("start.1", 1.0).said


def test_a_function_is_told_what_was_expected_and_for_which_arguments(put_exercise):
    put_exercise(reference=lambda x: x * 0.9535, answers=Calls((2.0,)))
    assert checks.check("start.1", lambda x: x * 1.155).said == "for x = 2: expected 1.907, yours 2.31."


def test_an_array_is_told_the_place_and_how_many_numbers_differ(put_exercise):
    put_exercise(reference=np.array([[1.0, 2], [3, 4]]), answers=Values(shown=True))
    said = checks.check("start.1", np.array([[1.0, 3], [2, 4]])).said
    assert said == "expected 2 at [0, 1], yours 3; 2 of 4 numbers differ."


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("many", "expected one number, yours is a word"),
        ([1.0, 2.0], "expected one number, yours is shape (2,)"),
        (True, "expected a number, yours is True or False"),
        (double, "your answer is a function"),
        (object(), "your answer is an object"),
    ],
)
def test_an_answer_of_another_kind_is_told_what_it_is(put_exercise, answer, told):
    put_exercise()
    assert told in checks.check("start.1", answer).said


def test_whole_numbers_must_be_right_to_the_last(put_exercise):
    put_exercise(reference=4810)
    assert checks.check("start.1", 4810) and not checks.check("start.1", 4811)


def test_numbers_that_hardly_differ_are_told_apart(put_exercise):
    put_exercise(reference=np.array(1.0), answers=Values(rtol=1e-9, shown=True))
    assert checks.check("start.1", 1.000001).said == "expected 1, yours 1.000001."
    checks.check("start.1", 1.000002)
    assert checks.check("start.1", 1.000003).solution


def test_nan_and_infinity_can_be_right_answers(put_exercise):
    put_exercise(reference=np.array([np.nan, np.inf, -np.inf]), answers=Values(shown=True))
    assert checks.check("start.1", [np.nan, np.inf, -np.inf])
    assert "expected -∞ at [2], yours ∞" in checks.check("start.1", [np.nan, np.inf, np.inf]).said


def test_words_types_and_ops_can_be_answers(put_exercise):
    put_exercise(reference="log")
    assert checks.check("start.1", " Log ") and checks.check("start.1", ng.log) and not checks.check("start.1", "exp")
    put_exercise(reference=ng.f32[2, 3])
    assert checks.check("start.1", "f32[2,3]") and not checks.check("start.1", ng.f32[3, 2])
    put_exercise(reference=["p", "h"])
    assert checks.check("start.1", ("p", "h")) and not checks.check("start.1", ["h", "p"])


def test_an_error_in_the_students_function_becomes_a_message_with_its_line(put_exercise):
    put_exercise(reference=double, answers=Calls((np.ones(3),)))

    def wrong(x):
        return x @ np.ones((2, 2))

    said = checks.check("start.1", wrong).said
    assert "ValueError" in said and "line" in said and "return x @ np.ones((2, 2))" in said


def test_a_graph_error_in_the_students_function_keeps_its_own_line(put_exercise):
    put_exercise(reference=double, answers=Graphs(ng.f32[3]))
    said = checks.check("start.1", lambda x: x if x > 0 else -x).said
    assert "cannot decide an if" in said and said.count("line") == 1


def test_a_function_may_not_change_the_examples_for_the_next_answer(put_exercise):
    put_exercise(reference=double, answers=Calls((np.ones(3),)))

    def greedy(x):
        x *= 2
        return x

    assert checks.check("start.1", greedy) and checks.check("start.1", double)


def test_graphs_are_compared_by_meaning_and_if_wanted_by_equations(put_exercise):
    put_exercise(reference=lambda x: x + x, answers=Graphs(ng.f32[3]))
    assert checks.check("start.1", double)
    put_exercise(reference=lambda x: x + x, answers=Graphs(ng.f32[3], structure=True))
    assert "the equations do not: expected" in checks.check("start.1", double).said
    put_exercise(reference=lambda x, y: ng.exp(x) - ng.log(y), answers=Graphs(ng.f32[3], ng.f32[3], structure=True))

    def other_order(x, y):
        b = ng.log(y)
        return ng.exp(x) - b

    assert checks.check("start.1", other_order)


def test_a_graph_of_other_types_is_told_so(put_exercise):
    put_exercise(reference=ng.trace(double, ng.f32[3]), answers=Graphs())
    assert "what it takes: " in checks.check("start.1", ng.trace(double, ng.f32[4])).said
    assert "wanted is a graph" in checks.check("start.1", double).said


def test_a_graph_may_be_held_to_a_number_of_equations(put_exercise):
    put_exercise(reference=lambda x: x + x, answers=Graphs(ng.f32[3], at_most=2))
    assert checks.check("start.1", lambda x: x + x)
    said = checks.check("start.1", lambda x: x + x + x - x).said
    assert said == 'the numbers agree, the size does not: expected "at most 2 equations", yours is "3".'


def test_a_function_that_returns_nothing_yet_is_no_try(put_exercise, own_progress):
    put_exercise(reference=double, answers=Calls((1.0,)))
    assert "returns nothing yet" in checks.check("start.1", lambda x: None).said
    put_exercise(reference=double, answers=Graphs(ng.f32[3]))
    assert "returns nothing yet" in checks.check("start.1", lambda x: ...).said
    assert not own_progress.exists()


def test_the_answer_that_the_cell_came_with_is_no_try(put_exercise, own_progress):
    put_exercise(reference=double, answers=Calls((1.0,)), blank=lambda x: x)
    assert "as it came" in checks.check("start.1", lambda x: x).said
    assert not own_progress.exists()


def test_a_slip_may_be_told_by_a_question_of_its_own(put_exercise):
    put_exercise(slips=(Slip(-1.0, "Check the sign.", when=lambda answer: answer < 0),))
    assert checks.check("start.1", -7.0).hint == "Check the sign."
    assert checks.check("start.1", "minus seven").hint == ""


def test_an_exercise_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(ng.GraphError, match=r"no exercise .start.99.; the page start has start.1, start.2, start.3"):
        checks.check("start.99", 1)
    for bad in ("99.1", "../secret", "", 4.1, "00.1\n"):
        with pytest.raises(ng.GraphError, match="there is no exercise"):
            checks.check(bad, 1)


def test_the_picture_of_a_verdict_and_its_text_say_the_same(put_exercise):
    put_exercise(slips=(Slip(3.0, "Less & <less>."),))
    data = checks.check("start.1", 3.0)._repr_mimebundle_()
    assert data["text/plain"].startswith("→ start.1 not yet: yours is 3") and "Less & <less>." in data["text/plain"]
    assert "→ start.1 not yet" in data["text/html"] and "Less &amp; &lt;less&gt;." in data["text/html"]


# ---- counting -----------------------------------------------------------------


def test_the_same_answer_twice_counts_once(put_exercise):
    put_exercise()
    for wrong in (3.0, 3.0, 3.0, 4.0):
        assert not checks.check("start.1", wrong).solution
    assert checks.check("start.1", 5.0).solution == "answer = 2.0"


def test_functions_that_stop_with_different_errors_are_different_tries(put_exercise, own_progress):
    put_exercise(reference=double, answers=Calls((np.ones(3),)))
    for size in (2, 2, 4, 5):
        verdict = checks.check("start.1", lambda x, size=size: x @ np.ones(size))
        assert not verdict.remark or "damaged" not in verdict.remark
    assert verdict.solution and len(read(own_progress).exercises["start.1"].tries) == 3


def test_answers_of_the_wrong_kind_count_nothing(put_exercise):
    put_exercise()
    for wrong in (object(), double, {1: object()}):
        assert not checks.check("start.1", wrong).solution
    assert not checks.check("start.1", 3.0).solution


def test_a_solution_that_was_shown_stays_shown_and_is_told_in_the_progress(put_exercise, own_progress):
    put_exercise()
    for wrong in (3.0, 4.0, 5.0):
        checks.check("start.1", wrong)
    assert checks.check("start.1", 3.0).solution and checks.check("start.1", 2.0)
    entry = read(own_progress).exercises["start.1"]
    assert entry.passed and entry.shown and len(entry.tries) == 3
    assert "◐" in repr(progress())


def test_what_was_solved_stays_solved(put_exercise, own_progress):
    put_exercise()
    assert checks.check("start.1", 2.0) and not checks.check("start.1", 7.0)
    entry = read(own_progress).exercises["start.1"]
    assert entry.passed and not entry.shown
    assert "●" in repr(progress()) and "<table>" in progress()._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "[]", '{"format": 0}', '{"format": 1, "exercises": {"backprop.1": {"tries": [1]}}}', "\x00\xff"],
)
def test_a_damaged_progress_file_is_set_aside_and_never_lost(put_exercise, own_progress, damaged):
    put_exercise()
    for n in (1, 2):
        own_progress.write_text(damaged, encoding="latin-1")
        verdict = checks.check("start.1", 2.0)
        assert verdict and f"kept as ngteach-progress.damaged-{n}.json" in verdict.remark
        aside = own_progress.with_name(f"ngteach-progress.damaged-{n}.json")
        assert aside.read_text(encoding="latin-1") == damaged
        assert read(own_progress).exercises["start.1"].passed


def test_a_check_works_where_nothing_can_be_written(put_exercise, monkeypatch, tmp_path):
    put_exercise()
    monkeypatch.setenv("NGTEACH_PROGRESS", str(tmp_path / "no" / "such" / "folder.json"))
    verdict = checks.check("start.1", 2.0)
    assert verdict and "could not be saved" in verdict.remark
    assert "not begun" in repr(progress())


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a privilege to make links")
def test_a_link_to_the_progress_is_followed_only_if_it_was_named(put_exercise, own_progress, tmp_path, monkeypatch):
    put_exercise()
    outside = tmp_path / "outside.json"
    for there in (False, True):
        own_progress.symlink_to(outside)
        monkeypatch.delenv("NGTEACH_PROGRESS", raising=False)
        monkeypatch.chdir(tmp_path)
        before = outside.read_text() if there else None
        verdict = checks.check("start.1", 2.0)
        assert verdict and "could not be saved: ngteach-progress.json cannot be written: it is a link" in verdict.remark
        assert (outside.read_text() if there else None) == before and own_progress.is_symlink()
        monkeypatch.setenv("NGTEACH_PROGRESS", str(own_progress))
        assert not checks.check("start.1", 2.0).remark and read(outside).exercises["start.1"].passed
        own_progress.unlink()


def test_progress_says_that_its_file_is_damaged(own_progress):
    own_progress.write_text("{")
    assert "cannot be read" in repr(progress())


def test_every_registered_exercise_is_found_by_its_id():
    for page in exercises.pages():
        for e in exercises.of_page(page):
            assert exercises.find(e.id) is e


def test_every_exercise_of_the_first_edition_is_found_by_the_name_that_it_had():
    counts = [3, 4, 4, 4, 4, 4, 3, 4, 3, 4, 4, 4]  # of the notebooks 00 to 11
    old = [f"{number:02}.{k}" for number, count in enumerate(counts) for k in range(1, count + 1)]
    assert len({exercises.find(id).id for id in old}) == len(old) == 45
    for e in exercises.of_page("earlier"):  # on no page any more, and still checked
        assert checks.check(e.id, e.reference)
        for slip in e.slips:
            assert checks.check(e.id, slip.wrong).hint == slip.hint


def test_an_exercise_is_found_by_the_name_that_it_had_once(own_progress):
    assert exercises.find("04.3").id == "backprop.2" and exercises.find("09.4").id == "threads.1"
    own_progress.write_text('{"format": 1, "exercises": {"10.2": {"tries": ["3f9c"], "passed": true}}}')
    assert read(own_progress).exercises["own_op.2"].passed
    checks.check("04.3", 16)
    assert {"own_op.2", "backprop.2"} <= set(read(own_progress).exercises)
