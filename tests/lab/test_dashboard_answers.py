"""The dashboard in a page trains as Python's does, and both draw the same picture of the same numbers."""

import json
import shutil
import subprocess

import pytest
from small import DATA

import ngteach as ng

pytest.importorskip("anywidget")
from answering import answers_of_page, ask, same_answers

from ngteach.lab.widgets.dashboard_picture import draw_curves
from ngteach.lab.widgets.widget import text_of

NODE = shutil.which("node")
PRESENT = ("line",)  # what only Python writes: for a page to go on from
STEP = ask({"do": "step"})
SETTINGS = {"epochs": 4, "batch": 4, "hidden": (3,), "learning_rate": 0.5}


def small_board(**changes):
    return ng.lab.dashboard(DATA, pace=0, **{**SETTINGS, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"update": "adam"},
        {"update": "adamw", "weight_decay": 0.01, "clip": 1.0},
        {"update": "tutorial", "init": "tutorial", "learning_rate": 0.03},
        {"last": "partial", "schedule": "cosine"},
        {"last": "drop"},
        {"shuffle": True, "validation": 0.2},
    ],
    ids=lambda changes: "-".join(map(str, changes.values())) or "sgd",
)
def test_the_page_trains_goes_back_and_goes_on_as_python_does(changes):
    board = small_board(**changes)
    board.pace = 500
    way = [*[STEP] * 6, ask(at=3), ask(rate=0.1), *[STEP] * 4, ask(at=1), ask(change=False)]
    run = [ask({"do": "start"}, until={"state": "done"}), ask({"do": "pause"}), ask(at=7), ask(at=10**6)]
    far = [ask(at=1), ask(rate=1e38)]
    lost = [*far, ask({"do": "start"}, until={"state": "paused"}), ask({"do": "stop"}), ask(rate=0.5), STEP]
    same_answers(board, [*way, *run, *lost], leave=PRESENT)
    board.close()


def test_the_page_goes_on_from_where_python_has_stopped():
    board = small_board(update="adam")
    board.train(13)
    board.go_to(5)
    board.rate = 0.2
    board.train(9)
    board.go_to(11)
    same_answers(board, [*[STEP] * 3, ask(at=7), ask(at=11), ask(at=2), *[STEP] * 2], leave=PRESENT)
    board.close()


def test_a_way_is_gone_again_and_another_one_left_where_they_part():
    ways = [["0.5x6", "0.125x3"], ["0.5x6"], ["0.5x4", "1e-05x4"], ["0.5x4", "1e-05x2"], ["0.5x99999"], ["what"], []]
    board = small_board(update="adam")
    same_answers(board, [*(ask(way=way) for way in ways), ask(rate=0.25, way=["0.5x3"]), STEP], leave=PRESENT)
    assert board.way == ["0.5x3", "0.25x1"] and len(board.run.earlier) == 2
    board.close()


def test_a_page_trains_again_what_python_had_not_left_for_it():
    board = small_board()
    board.train(5)
    left = board.line
    board.train(7)
    board.line, board.state = left, "running"  # as it is saved in the middle of training
    (there,) = answers_of_page(board, [ask({"do": "pause"})])
    assert there["at"] == 12 and there["status"].startswith("Paused after step 12, loss ")
    assert there["readings"] == board.readings
    board.close()


def test_on_the_digits_losses_agree_after_hundreds_of_steps():
    board = ng.lab.dashboard()
    board.train(400)
    same_answers(board, [STEP, ask(at=250), STEP], leave=(*PRESENT, "tiles"), rtol=1e-5)
    board.close()


@pytest.mark.parametrize("facts", [{"batch": 10**9}, {"classes": 10**9}, {"changing": 0}, {"counted_twice": 10**9}])
def test_what_does_not_fit_together_is_said(facts):
    board = small_board()
    board.live = {**board.live, "facts": {**board.live["facts"], **facts}}
    with pytest.raises(AssertionError, match="what this page was given does not fit together; export"):
        answers_of_page(board, [STEP])
    board.close()


def test_a_line_that_lies_about_its_length_is_said():
    board = small_board()
    board.train(3)
    board.line = {**board.line, "rates": [[0.5, 2**40]]}
    with pytest.raises(AssertionError, match="does not fit together"):
        answers_of_page(board, [STEP])
    board.close()


def test_what_is_too_large_for_a_page_is_no_part_of_it():
    board = ng.lab.dashboard(DATA, hidden=(40_000,))
    assert board.live == {} == board.line
    board.close()


@pytest.mark.skipif(NODE is None, reason="there is no node here")
def test_javascript_draws_the_curves_as_python_does_to_the_letter():
    board = small_board(epochs=40)
    found = [(board.curves, board.at)]
    for act in (
        lambda: board.train(25),
        lambda: board.go_to(7),
        lambda: setattr(board, "rate", 0.05),
        lambda: board.train(300),
        lambda: board.go_to(20),
        lambda: setattr(board, "rate", 1e38),
        lambda: board.train(50),
    ):
        act()
        found.append((board.curves, board.at))
    program = f"{text_of('formats.js')}{text_of('dashboard_picture.js')}"
    program += f"console.log(JSON.stringify({json.dumps(found)}.map(([curves, at]) => drawCurves(curves, at))))"
    done = subprocess.run([NODE], input=program, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [draw_curves(*each) for each in found]
    board.close()
