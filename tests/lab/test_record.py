"""The record of a student holds exercises, answers, predictions and the inventory; older files are still read."""

import json
import os
import threading

import pytest

import ngteach as ng
from ngteach.files import turns
from ngteach.lab.exercises import checks
from ngteach.lab.exercises.progress import change, kept
from ngteach.lab.exercises.record import Guess, Record, parse
from ngteach.lab.questions import of_page
from ngteach.lab.tables.joining import joined
from ngteach.lab.tables.progress import progress

pytestmark = pytest.mark.usefixtures("own_progress")

EXERCISE = {"tries": ["3f9c"], "passed": True, "shown": False}
WHOLE = {
    "format": 2,
    "exercises": {"backprop.1": EXERCISE},
    "answers": {"backprop.q1": "my words"},
    "predictions": {"backprop.p1": {"guess": "2", "verdict": "right"}},
    "inventory": {"before": {"inventory.i1": "once"}, "after": {}},
}


def test_what_is_written_is_read_again(own_progress):
    own_progress.write_text(json.dumps(WHOLE))
    record, remark = change(lambda record: None)
    assert not remark and json.loads(own_progress.read_text()) == WHOLE
    assert record == kept()[0] and record.predictions == {"backprop.p1": Guess("2", "right")}


def test_a_file_of_the_first_format_is_read_and_becomes_one_of_the_second(own_progress, put_exercise):
    own_progress.write_text(json.dumps({"format": 1, "exercises": {"04.1": EXERCISE}}))
    assert kept()[0].exercises["backprop.1"].passed and kept()[0].answers == {}
    put_exercise()
    checks.check("start.1", 2.0)
    stored = json.loads(own_progress.read_text())
    assert stored["format"] == 2 and set(stored["exercises"]) == {"backprop.1", "start.1"}


def test_an_exercise_that_is_checked_leaves_the_rest_as_it_was(own_progress, put_exercise):
    own_progress.write_text(json.dumps(WHOLE))
    put_exercise()
    checks.check("start.1", 2.0)
    stored = json.loads(own_progress.read_text())
    del stored["exercises"]["start.1"]
    assert stored == WHOLE


DAMAGE = [
    {"format": 0},
    {"format": True},
    {"answers": []},
    {"answers": {"backprop.q1": 3}},
    {"answers": {"backprop.q1": "x" * 1001}},
    {"answers": {"../q1": "x"}},
    {"predictions": {"backprop.p1": "2"}},
    {"predictions": {"backprop.p1": {"guess": "2"}}},
    {"predictions": {"backprop.p1": {"guess": "2", "verdict": "splendid"}}},
    {"predictions": {"backprop.p1": {"guess": ["2"], "verdict": "right"}}},
    {"predictions": {"backprop.p1": {"guess": "2" * 201, "verdict": "right"}}},
    {"inventory": {"now": {}}},
    {"inventory": {"before": []}},
    {"inventory": {"before": {"inventory.i1": 1}}},
    {"exercises": None},
]


@pytest.mark.parametrize("damage", DAMAGE, ids=json.dumps)
def test_a_damaged_part_makes_a_damaged_file_and_that_is_set_aside(own_progress, damage):
    text = json.dumps({**WHOLE, **damage})
    with pytest.raises(ng.GraphError):
        parse(text.encode())
    own_progress.write_text(text)
    record, remark = change(lambda record: record.answers.update({"start.q1": "x"}))
    assert "kept as ngteach-progress.damaged-1.json" in remark and record.answers == {"start.q1": "x"}
    assert own_progress.with_name("ngteach-progress.damaged-1.json").read_text() == text


def test_words_of_any_kind_are_kept():
    words = "émoji 🙂 \u2028 \ud800 \x1b[31m <b>"
    assert not change(lambda record: record.answers.update({"start.q1": words}))[1]
    assert kept()[0].answers == {"start.q1": words.replace("\ud800", "?")}  # half a character cannot be shown


@pytest.mark.skipif(os.name == "nt", reason="Windows locks no folders")
def test_two_notebooks_that_write_at_once_lose_nothing(own_progress):
    """Threads: each opens the folder for itself, as two kernels do."""

    def write(name):
        for k in range(40):
            words = {f"{name}.q{k}": "x"}
            change(lambda record, words=words: record.answers.update(words))

    writers = [threading.Thread(target=write, args=(name,)) for name in ("start", "loss")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(kept()[0].answers) == 80
    assert [file.name for file in own_progress.parent.iterdir()] == [own_progress.name]


@pytest.mark.skipif(os.name == "nt", reason="Windows locks no folders")
def test_who_never_gives_up_a_turn_is_not_waited_for(own_progress, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    with turns.turn(own_progress):
        assert not change(lambda record: record.answers.update({"start.q1": "x"}))[1]
    assert kept()[0].answers == {"start.q1": "x"}


def test_a_file_of_a_newer_ngteach_is_neither_damaged_nor_written(own_progress, put_exercise):
    text = json.dumps({**WHOLE, "format": 3})
    own_progress.write_text(text)
    put_exercise()
    verdict = checks.check("start.1", 2.0)
    assert verdict and "could not be saved: a newer ngteach has written this file" in verdict.remark
    assert own_progress.read_text() == text and len(list(own_progress.parent.iterdir())) == 1
    assert "newer ngteach" in repr(progress())


def test_what_was_done_under_an_old_name_and_a_new_one_is_joined():
    solved, tried = {**EXERCISE, "shown": True}, {"tries": ["aa"], "passed": False, "shown": False}
    for pair in ({"04.2": solved, "rules.1": tried}, {"rules.1": tried, "04.2": solved}):
        (entry,) = parse(json.dumps({"format": 2, "exercises": pair}).encode()).exercises.values()
        assert entry.passed and entry.shown and sorted(entry.tries) == ["3f9c", "aa"]


def test_the_table_of_progress_tells_predictions_and_answers_by_page():
    page = "backprop"
    own, asked = [p.id for p in of_page(page, "p")], [q.id for q in of_page(page, "q")]
    guesses = dict(zip(own, [Guess("1", "right"), Guess("2", "close")]))
    change(lambda record: (record.predictions.update(guesses), record.answers.update({asked[0]: "so"})))
    (line,) = [line for line in repr(progress()).splitlines() if page in line]
    assert "1 of 2 predicted" in line and f"1 of {len(asked)} answered" in line
    assert "<td>1 of 2</td>" in progress()._repr_mimebundle_()["text/html"]


def test_of_two_files_of_one_student_nothing_is_lost():
    a = Record({}, {"a.q1": "a"}, {"a.p1": Guess("1", "right")}, {"before": {}})
    b = Record({}, {"a.q1": "b", "b.q1": "b"}, {"b.p1": Guess("1", "close")}, {"after": {}})
    both = joined(a, b)
    assert both.answers == {"a.q1": "a", "b.q1": "b"} and set(both.predictions) == {"a.p1", "b.p1"}
    assert set(both.inventory) == {"before", "after"}
