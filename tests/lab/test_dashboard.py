"""The dashboard: it trains as Run does, goes back to the last bit, and its thread ends with whatever ends it."""

import re
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from small import CONFIG, DATA, bits, small_run

import ngteach as ng
from ngteach import GraphError
from ngteach.train.run import Run

pytest.importorskip("anywidget")
from ngteach.lab.widgets.dashboard_curves import blocks, curves
from ngteach.lab.widgets.dashboard_picture import _LOSS, draw_curves
from ngteach.lab.widgets.dashboard_tiles import MOST, first_layer
from ngteach.lab.widgets.dashboard_words import first_bad
from ngteach.lab.widgets.lock import CountedLock
from ngteach.lab.widgets.rewind import Rewind

QUICK = {"epochs": 40, "batch": 4, "hidden": (3,), "learning_rate": 0.5, "update": "adam"}


@pytest.fixture
def board():
    board = ng.lab.dashboard(DATA, pace=0, **QUICK)
    yield board
    board.close()


def small_rewind(**changes):
    return Rewind(replace(CONFIG, **changes), DATA)


def weights(run):
    return [a.tobytes() for a in run.weights.values()]


def wait_for(what):
    for _ in range(500):
        if what():
            return
        time.sleep(0.01)
    raise AssertionError("waited for five seconds")


# ---- going back -------------------------------------------------------------


def test_without_going_back_it_is_a_run():
    run, plain = small_rewind(), small_run()
    for _ in range(9):
        run.step()
        plain.step()
    assert bits(run) == bits(plain)


def test_each_step_can_be_gone_back_to_and_gone_forward_to_again_to_the_last_bit():
    run = small_rewind()
    run._most = 4  # so that most steps have no snapshot
    seen = [weights(run)]
    for step in range(20):
        run.rate = 0.5 / (1 + step % 3)
        run.step()
        seen.append(weights(run))
    losses = list(run.losses)
    for step in (20, 3, 0, 19, 7, 8, 20):
        run.go_to(step)
        assert weights(run) == seen[step] and run.steps == step
        assert run.losses == losses and run.last == 20


def test_the_same_rate_takes_the_same_way_and_another_rate_another_one():
    run = small_rewind()
    for _ in range(10):
        run.step()
    costs, end = run.costs, weights(run)
    run.go_to(4)
    for _ in range(6):
        run.step()
    assert run.costs == costs and weights(run) == end
    run.go_to(4)
    run.rate = 0.01
    for _ in range(6):
        run.step()
    assert run.costs[:5] == costs[:5] and run.costs[5:] != costs[5:]
    assert [line.start for line in run.earlier] == [4, 4] and run.earlier[1].costs == tuple(costs[4:])
    assert run.rates == [0.5] * 4 + [0.01] * 6


def test_snapshots_thin_out_but_never_more_than_are_allowed():
    run = small_rewind()
    run._most = 5
    for _ in range(100):
        run.step()
        assert len(run._snapshots) <= 5 and 0 in run._snapshots
    assert sorted(run._snapshots) == [0, 32, 64, 96]


def test_looking_back_is_no_new_line_until_training_goes_on():
    run = small_rewind()
    for _ in range(5):
        run.step()
    run.go_to(2)
    assert run.earlier == [] and run.last == 5
    run.step()
    assert run.last == 3 and len(run.earlier) == 1
    with pytest.raises(GraphError, match="there is no step 4; the line goes from 0 to 3"):
        run.go_to(4)


def test_the_confusion_matrix_counts_each_test_image_once():
    run = small_rewind()
    for _ in range(8):
        run.step()
    x = DATA.test_images.reshape(5, -1) * np.float32(DATA.scale)
    graph = ng.trace(ng.mlp, ng.f32[5, 6], ng.mlp_types((6, 3, 4)))
    predicted = graph(x, run.weights).argmax(axis=1)
    want = np.zeros((4, 4), int)
    np.add.at(want, (DATA.test_labels, predicted), 1)
    np.testing.assert_array_equal(run.confusion(), want)


@pytest.mark.parametrize(
    "changes", [{}, {"batch": 3}, {"update": "tutorial", "init": "tutorial"}], ids=["", "3", "tutorial"]
)
def test_the_dashboard_and_the_run_have_the_same_accuracy(changes):
    run = small_run(**changes)
    run.train()
    settings = {"epochs": 2, "batch": 4, "hidden": (3,), "learning_rate": 0.5, "update": "adam"}
    board = ng.lab.dashboard(DATA, pace=0, **{**settings, **changes})
    board.train(run.steps)
    assert board.accuracy == run.accuracy() == run.accuracies[-1] == board.run.tests[-1][1]
    assert dict(board.readings)["test accuracy"] == f"{run.accuracy():.1%}"
    board.close()


def test_the_tutorials_loss_is_shown_with_the_sign_of_a_cost():
    run = small_rewind(update="tutorial")
    run.step()
    assert run.losses[0] < 0 < run.costs[0] == -run.losses[0]


# ---- the widget -------------------------------------------------------------


def test_training_by_hand_is_the_same_at_every_run(board):
    board.train(30)
    plain = small_run(epochs=40)
    for _ in range(30):
        plain.step()
    assert (board.at, board.last, board.state) == (30, 30, "paused")
    assert weights(board.run) == weights(plain)
    other = ng.lab.dashboard(DATA, pace=0, **QUICK)
    other.train(30)
    assert other.get_state().keys() == board.get_state().keys()
    for name in ("curves", "readings", "counts", "tiles"):
        assert getattr(other, name) == getattr(board, name)
    assert other._repr_mimebundle_()[0]["text/html"] == board._repr_mimebundle_()[0]["text/html"]


def test_a_thread_trains_until_the_last_planned_step_and_ends(board):
    board.start()
    wait_for(lambda: board.state == "done")
    board.thread.join(2)
    assert not board.thread.is_alive()
    assert board.at == board.end == board.run.steps == 100
    assert board.status.startswith("Done: step 100, loss ")
    plain = small_run(epochs=40)
    for _ in range(100):
        plain.step()
    assert weights(board.run) == weights(plain)
    board.start()
    wait_for(lambda: board.state == "done")
    assert board.at == board.end == 200


def test_pause_stands_still_and_start_goes_on(board):
    board.pace = 100
    board.start()
    wait_for(lambda: board.run.steps >= 3)
    board.pause()
    board.thread.join(2)
    assert not board.thread.is_alive() and board.state == "paused"
    here = board.run.steps
    assert here == board.at < 100
    board.step()
    assert board.at == here + 1
    board.start()
    wait_for(lambda: board.run.steps > here + 3)
    board.stop()
    assert (board.state, board.at, board.run.steps) == ("ready", 0, 0) and board.last > here
    board.thread.join(2)
    assert not board.thread.is_alive()


def test_the_pace_is_kept(board):
    board.pace = 50
    board.start()
    time.sleep(0.5)
    board.pause()
    assert 5 < board.run.steps <= 40


def test_the_rate_changes_while_it_runs(board):
    board.pace = 200
    board.start()
    wait_for(lambda: board.run.steps > 2)
    board.rate = 0.125
    wait_for(lambda: board.run.rates[-1] == 0.125)
    board.pause()
    assert board.run.rates[0] == 0.5 and board.run.rates[-1] == 0.125
    with pytest.raises(GraphError, match="rate must be a number"):
        board.rate = float("nan")


def test_the_browsers_slider_goes_back_and_pauses(board):
    board.train(9)
    seen = weights(board.run)
    board.train(1)
    board.pace = 20
    board.start()
    board.set_state({"at": 9})
    assert (board.state, board.run.steps) == ("paused", 9) and weights(board.run) == seen
    assert board.status.startswith("The weights as they were after step 9")
    board.set_state({"at": 10**6})
    assert board.at == board.run.steps == board.last


def test_the_browsers_buttons(board):
    board._handle_custom_msg({"do": "step"}, [])
    assert board.run.steps == 1
    board._handle_custom_msg({"do": "close"}, [])  # no button does that
    board._handle_custom_msg({"do": "start"}, [])
    wait_for(lambda: board.state == "done")
    board._handle_custom_msg({"do": "stop"}, [])
    assert board.run.steps == 0


def test_a_thread_does_not_outlive_an_error_which_is_told(board):
    def broken():
        raise ZeroDivisionError("the machine is on fire")

    board.run.step = broken
    board.start()
    wait_for(lambda: board.failed)
    board.thread.join(2)
    assert not board.thread.is_alive() and board.state == "paused"
    assert board.status == "ZeroDivisionError: the machine is on fire"
    board._handle_custom_msg({"do": "step"}, [])
    assert board.failed
    del board.run.step
    board.step()
    assert not board.failed and board.at == 1


def test_a_button_comes_before_the_next_step_however_busy_the_thread_is(board, monkeypatch):
    step = Run.step

    def slow(run):
        time.sleep(0.04)
        return step(run)

    monkeypatch.setattr(Run, "step", slow)
    for _ in range(5):
        board.start()
        wait_for(lambda: board.run.steps > 0)
        steps = board.run.steps
        board.pause()
        assert board.run.steps <= steps + 2


def test_a_lock_says_that_somebody_waits_for_it():
    turns = CountedLock()
    with turns:
        waiting = threading.Thread(target=lambda: turns.__enter__() or turns.__exit__())
        waiting.start()
        wait_for(lambda: turns.wanted == 2)
    waiting.join(2)
    assert turns.wanted == 0 and not waiting.is_alive()


def test_closing_ends_the_thread():
    before = set(threading.enumerate())  # not their number: a thread of an earlier test may end meanwhile
    board = ng.lab.dashboard(DATA, pace=20, **QUICK)
    board.start()
    board.close()
    board.thread.join(2)
    assert not board.thread.is_alive() and set(threading.enumerate()) <= before


def test_an_interrupt_leaves_a_whole_run_and_a_usable_dashboard(board, monkeypatch):
    steps, step = iter(range(7)), Run.step

    def interrupted(run):
        if next(steps, None) is None:
            raise KeyboardInterrupt
        return step(run)

    monkeypatch.setattr(Run, "step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        board.train(50)
    monkeypatch.undo()
    assert board.state == "paused" and board.at == board.run.steps == 7
    board.train(3)
    plain = small_run(epochs=40)
    for _ in range(10):
        plain.step()
    assert board.run.steps == 10 and weights(board.run) == weights(plain)


def test_training_stops_where_the_loss_is_no_number_and_going_back_saves_it(board):
    board.train(5)
    board.rate = 1e38
    board.train(50)
    bad = first_bad(board.run.losses)
    assert bad == board.at < 55 and f"not a number from step {bad} on" in board.status
    assert board.curves["bad"] == bad and f"not a number from step {bad} on" in draw_curves(board.curves, bad)
    board.go_to(5)
    board.rate = 0.5
    board.train(5)
    assert first_bad(board.run.losses) is None


# ---- the picture ------------------------------------------------------------


def test_blocks_are_means_and_skip_what_is_no_number():
    assert blocks([1.0, 3.0, 2.0, 4.0, 9.0], 0, 2) == [[1, 2, 1, 3], [3, 3, 2, 4], [4.5, 9, 9, 9]]
    assert blocks([3.0, 2.0], 1, 2) == [[1.5, 3, 3, 3], [2.5, 2, 2, 2]]
    assert blocks([1.0, float("nan"), 5.0], 0, 1) == [[0.5, 1, 1, 1], None, [2.5, 5, 5, 5]]


def test_the_lines_that_were_left_are_grey_and_the_new_one_lies_over_them():
    run = small_rewind()
    for _ in range(8):
        run.step()
    run.go_to(3)
    run.rate = 0.05
    run.step()
    svg = draw_curves(curves(run, 20), run.steps)
    assert svg.index('class="earlier"') < svg.index('class="loss"')
    assert "earlier: rate 0.5" in svg and ">0.05</text>" in svg


def test_the_sentence_and_the_figures_agree(board):
    for act in (lambda: board.train(25), lambda: board.go_to(7), board.step, board.stop):
        act()
        assert f"{np.trace(board.counts) / 5:.1%}" == dict(board.readings)["test accuracy"]
        assert (
            board.state == "ready" or board.status.count(f"test accuracy {dict(board.readings)['test accuracy']}") == 1
        )


def test_the_axis_holds_the_whole_range_of_every_block():
    """Cut off at its lower end it would look as if no step had a smaller loss."""
    run = small_rewind(epochs=40)
    for _ in range(100):
        run.step()
    svg = draw_curves(curves(run, 1000), run.steps)  # so that a block has several steps
    band = re.search(r'class="range" d="M([^"]+)z"', svg).group(1)
    heights = [float(p.split()[1]) for p in band.split("L")]
    bottom, top = _LOSS[1], _LOSS[0]
    assert top < min(heights) and max(heights) < bottom
    spread = [p for p in blocks(run.costs, 0, 8) if p[2] < p[1] < p[3]]
    assert spread  # otherwise there was nothing to cut off


def test_the_tiles_show_every_unit_or_say_how_many(board):
    board.train(5)
    assert board.images_note.startswith("all 3 units, one tile each; blue")
    many = np.random.default_rng(0).normal(size=(6, 100))
    codes, note, words = first_layer(many, many * 0, True)
    assert note.startswith(f"the first {MOST} of 100 units") and note in words
    shares = np.frombuffer(codes, np.int8).reshape(MOST, 6) / 126
    np.testing.assert_allclose(shares, many.T[:MOST] / np.abs(many[:, :MOST]).max(), atol=0.5 / 126)
    nothing = first_layer(many, many, True)
    assert nothing[1] == "the first 72 of 100 units, one tile each: nothing has changed yet" and not any(nothing[0])
    many[0, 0], many[1, 0] = np.nan, -np.inf
    assert np.frombuffer(first_layer(many, None, False)[0], np.int8)[:2].tolist() == [-128, 127]


def test_the_tiles_show_what_training_has_changed_or_the_weights(board):
    board.train(20)
    changed = board.tiles
    board.change = False
    assert board.tiles != changed and board.status == "The tiles show the first layer as it is."
    run = board.run
    assert board.tiles == first_layer(run.weights["W0"], None, False)[0] and board.tile_shape == [2, 3]
    fresh = small_rewind(epochs=40).weights["W0"]
    assert changed == first_layer(run.weights["W0"], fresh, True)[0]


def test_the_code_trains_to_the_same_bits(board):
    board.train(7)
    board.rate = 0.125
    board.train(5)
    board.rate = 0.5
    board.step()
    code = board.code.replace("lab.dashboard(data", "lab.dashboard(data, pace=0")
    names = {"data": DATA}
    exec(code, names)
    assert names["board"].run.steps == 13 and weights(names["board"].run) == weights(board.run)
    names["board"].close()
    assert code.count("board.rate") == 2 and "update='adam'" in code


def test_the_sentence_at_the_end_names_the_button_as_it_is(board):
    board.start()
    wait_for(lambda: board.state == "done")
    assert board.status.endswith("or Go on to train further.")  # dashboard.js calls it so when all is done


def test_a_picture_says_what_is_to_be_seen(board):
    board.train(10)
    data, _ = board._repr_mimebundle_()
    assert 'alt="The loss over 10 steps begins at ' in data["text/html"]
    assert data["text/plain"].startswith("The training dashboard of small. Trained to step 10, loss ")


def test_what_cannot_be_trained_is_said_at_once():
    with pytest.raises(GraphError, match="there is no optimizer 'sdg'"):
        ng.lab.dashboard(update="sdg")
