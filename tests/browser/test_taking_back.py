"""Undo, a slow hub and a late answer in the widgets that ask Python: what was put somewhere stays there."""

import numpy as np
import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, look

import ngteach as ng

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]


def test_what_is_changed_in_the_clip_lab_is_taken_back_whole():
    lab = ng.lab.clip_lab()
    with look(lab) as page:
        page.click("text=Overflow")  # sets three traits at once
        page.locator("input[type=range]").first.fill("7")
        page.evaluate("settled()")
        assert lab.logits == [7.0, 0.0, 0.0] and not lab.safe
        page.focus(".ngt")
        page.keyboard.press("Control+z")
        page.evaluate("settled()")
        assert lab.logits == [95.0, 0.0, 0.0] and not lab.safe
        page.keyboard.press("Control+z")
        page.evaluate("settled()")
        assert (lab.logits, lab.safe) == ([1.0, 0.0, -1.0], True)
        assert page.locator("text=Undo").is_disabled()


def test_the_microscope_s_step_moves_at_once_and_its_element_is_asked_for():
    scope = ng.lab.microscope(lambda x: ng.sum(x * x * x), np.array([0.5, 1.5, 2.5]))
    with look(scope, delay=0.5) as page:
        page.focus(".ngt")
        page.keyboard.press("+")
        assert f"h = {scope.steps[scope.step + 1]:.2g}" in page.inner_text(".ngt-status")
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(260)
        assert page.inner_text(".ngt-status") == "Waiting for Python…"
        page.evaluate("settled()")
        assert scope.element == "x[1]" and page.inner_text(".ngt-status").startswith("x[1]: ")
        page.keyboard.press("Control+z")
        page.evaluate("settled()")
        assert scope.element == "x[2]"


def test_a_rewind_on_a_slow_hub_stays_where_it_was_put():
    board = ng.lab.dashboard()
    board.train(60)
    with look(board, delay=0.4) as page:
        rewind = page.get_by_label("Rewind")
        rewind.fill("10")
        page.wait_for_timeout(500)
        rewind.fill("30")
        page.wait_for_timeout(500)  # the answer to 10 has come
        assert rewind.input_value() == "30" and page.locator(".ngt-waiting").count() == 1
        page.evaluate("settled()")
        assert board.run.steps == board.at == 30 and rewind.input_value() == "30"
        assert "after step 30" in page.inner_text(".ngt-status") and page.locator(".ngt-waiting").count() == 0
        page.select_option("select >> nth=1", "all")
        page.evaluate("settled()")
        assert not board.change
        page.focus(".ngt")
        page.keyboard.press("Control+z")
        page.evaluate("settled()")
        assert board.change
    board.close()


def test_a_drag_of_a_slider_is_one_change():
    lab = ng.lab.clip_lab()
    with look(lab) as page:
        box = page.locator("input[type=range]").first.bounding_box()
        y = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + box["width"] / 2, y)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.9, y, steps=8)
        page.mouse.up()
        page.evaluate("settled()")
        assert lab.logits[0] > 80
        page.click("text=Undo")
        page.evaluate("settled()")
        assert lab.logits == [1.0, 0.0, -1.0] and page.locator("text=Undo").is_disabled()
