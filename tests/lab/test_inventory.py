"""The inventory asks the same fifteen questions twice; what was gained is a share of what there was to gain."""

import json

import pytest

pytest.importorskip("anywidget")
import ngteach as ng
from ngteach.lab.exercises.progress import kept
from ngteach.lab.questions.inventory import gain, score
from ngteach.lab.questions.inventory_questions import INVENTORY

pytestmark = pytest.mark.usefixtures("own_progress")

RIGHT = {one.id: one.truth for one in INVENTORY}
WRONG = {one.id: next(c for c in one.choices if c != one.truth) for one in INVENTORY}


def test_there_are_fifteen_questions_of_four_choices_and_the_right_one_has_no_place_of_its_own():
    assert [one.id for one in INVENTORY] == [f"inventory.i{n}" for n in range(1, 16)]
    places = [one.choices.index(one.truth) for one in INVENTORY]
    assert all(len(set(one.choices)) == 4 for one in INVENTORY)
    assert all(2 <= places.count(k) <= 5 for k in range(4)) and len({*zip(places, places[1:])}) > 5
    for one in INVENTORY:
        assert len(one.question) <= 200 and len(one.because) <= 300 and set(one.hints) <= set(one.choices) - {one.truth}


def test_before_the_course_nothing_tells_what_is_right():
    asks = ng.lab.inventory("before")
    assert {key for item in asks.items for key in item} == {"id", "question", "choices"}
    sent = json.dumps(asks.get_state(["items", "picks", "before", "time"]))
    assert not any(one.because in sent + asks.still() + asks.words() for one in INVENTORY)


def test_what_is_handed_in_is_kept_and_shown_again():
    asks = ng.lab.inventory("before")
    asks.set_state({"picks": {**WRONG, "inventory.i1": "once", "inventory.i2": "junk", "other": 3}})
    assert "inventory.i2" not in asks.picks and kept()[0].inventory == {}
    asks.set_state({"done": True})
    assert kept()[0].inventory["before"]["inventory.i1"] == "once"
    again = ng.lab.inventory("before")
    assert again.done and again.picks == asks.picks
    after = ng.lab.inventory("after")
    assert after.before == 1 and not after.done
    after.set_state({"picks": RIGHT, "done": True})
    assert kept()[0].inventory["after"] == RIGHT and set(kept()[0].inventory) == {"before", "after"}


def test_the_gain_is_a_share_of_what_there_was_to_gain():
    assert score(RIGHT) == 15 and score(WRONG) == 0 and score({}) == 0
    assert gain(5, 10) == 0.5 and gain(0, 15) == 1 and gain(10, 5) == -1 and gain(15, 15) is None


@pytest.mark.parametrize("time", ["Before", "", None, 1, ["before"]])
def test_another_time_is_refused(time):
    with pytest.raises(ng.GraphError, match='inventory: found .*; write "before" or "after"'):
        ng.lab.inventory(time)


def test_junk_from_a_page_is_no_answer():
    asks = ng.lab.inventory("before")
    for junk in (None, [], {"inventory.i1": ["once"]}, {"inventory.i1": {}}, {"inventory.i99": "once"}):
        asks.set_state({"picks": junk})
        assert asks.picks == {} and not asks.failed


# ---- a class ------------------------------------------------------------------


def told(before=None, after=None, **parts):
    taken = {time: picks for time, picks in (("before", before), ("after", after)) if picks is not None}
    return json.dumps({"format": 2, "exercises": {}, "inventory": taken, **parts})


def test_a_summary_tells_what_a_class_has_predicted_answered_and_gained(tmp_path):
    half = {**WRONG, **{one.id: one.truth for one in INVENTORY[:5]}}
    guesses = {"loss.p1": {"guess": "2", "verdict": "right"}, "loss.p2": {"guess": "3", "verdict": "close"}}
    files = {"anna": told(half, RIGHT, predictions=guesses, answers={"loss.q1": "so"}), "ben": told(WRONG, half)}
    files |= {"eve": told(half), "joe": '{"format": 1, "exercises": {"start.1": {"tries": [], "passed": true}}}'}
    for name, text in files.items():
        (tmp_path / f"{name}.json").write_text(text)
    found = ng.lab.summary(tmp_path)
    assert found.asked() == [
        ("anna", 1, 2, 1, 5, 15, 1.0),
        ("ben", 0, 0, 0, 0, 5, pytest.approx(1 / 3)),
        ("eve", 0, 0, 0, 5, None, None),
        ("joe", 0, 0, 0, None, None, None),
    ]
    assert found.gain() == (2, 2.5, 10, 0.6)
    rows = found.inventory()
    assert rows[0][1:] == (1, 2) and rows[-1][1:] == (0, 1) and len(rows) == 15
    text, html = repr(found), found._repr_mimebundle_()["text/html"]
    assert "inventory, 2 who took it twice: before 2.5, after 10.0 of 15; gain 0.60" in text
    assert "<td>1 of 2</td>" in html and (text.count("joe"), html.count("joe")) == (1, 1)  # who answered nothing
    assert INVENTORY[3].question in text and "mean of 2; gain 0.60" in html


def test_what_nobody_has_asked_counts_nothing(tmp_path):
    made_up = [f"{page}.{{}}{k}" for page in ("zzz", "loss", "earlier") for k in (90, 91)]
    guesses = {id.format("p"): {"guess": "2", "verdict": "right"} for id in made_up}
    tried = {id.format(""): {"tries": ["a"], "passed": False, "shown": False} for id in made_up}
    answers = {id.format("q"): "so" for id in made_up} | {"loss.r1": "so"}
    (tmp_path / "eve.json").write_text(told({}, predictions=guesses, answers=answers, exercises=tried))
    found = ng.lab.summary(tmp_path)
    assert found.asked() == [("eve", 0, 0, 1, 0, None, None)] and found.hardest() == []


def test_who_knew_all_before_has_nothing_to_gain_and_counts_in_the_class(tmp_path):
    for name, before in (("anna", RIGHT), ("ben", WRONG)):
        (tmp_path / f"{name}.json").write_text(told(before, RIGHT))
    found = ng.lab.summary(tmp_path)
    assert [row[-1] for row in found.asked()] == [None, 1.0] and found.gain() == (2, 7.5, 15, 1.0)


def test_a_long_name_leaves_room_for_the_numbers(tmp_path):
    for name in ("a" * 200, "b"):
        (tmp_path / f"{name}.json").write_text(told(RIGHT, RIGHT))
    assert max(map(len, repr(ng.lab.summary(tmp_path)).splitlines()[:3])) < 160


def test_a_class_without_an_inventory_is_told_nothing_of_one(tmp_path):
    (tmp_path / "joe.json").write_text('{"format": 1, "exercises": {"start.1": {"tries": [], "passed": true}}}')
    assert "inventory" not in repr(ng.lab.summary(tmp_path)) and "predicted" not in repr(ng.lab.summary(tmp_path))


def test_what_a_student_has_written_is_never_shown_as_html(tmp_path):
    bad = "<script>alert(1)</script>"
    (tmp_path / "x.json").write_text(told({"inventory.i1": bad}, {}, answers={"loss.q1": bad}))
    assert "<script" not in ng.lab.summary(tmp_path)._repr_mimebundle_()["text/html"]
