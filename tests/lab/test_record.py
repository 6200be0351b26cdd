"""The record of a student holds exercises, answers, predictions and the inventory; older files are still read."""

import json

import pytest

import ngteach as ng
from ngteach.lab.exercises import checks
from ngteach.lab.exercises.progress import Guess, Record, change, kept, parse
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
    {"format": 3},
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
    assert kept()[0].answers == {"start.q1": words}


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
