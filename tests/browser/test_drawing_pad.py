"""The digit pad in a real browser: its pen is Python's, a stroke is one change, and no old reading is shown as new."""

import numpy as np
import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, look

import ngteach as ng
from ngteach.data.bitmaps import inked

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]
SEVEN = [(40, 50), (45, 190), (120, 140), (215, 101)]  # pixels of the pad: down, right


def pad():
    graph = ng.trace(ng.mlp, ng.f32[1, 64], ng.mlp_types((64, 16, 10)), name="reader")
    return ng.lab.digit_pad(graph, ng.he_weights(ng.mlp_types((64, 16, 10))))


def draw(page, corners):
    """A stroke of the mouse; the same corners in points of the pad."""
    box = page.locator(".ngt-pad-board canvas").bounding_box()
    down, right = corners[0]
    page.mouse.move(box["x"] + right, box["y"] + down)
    page.mouse.down()
    for down, right in corners[1:]:
        page.mouse.move(box["x"] + right, box["y"] + down)
    page.mouse.up()
    page.evaluate("settled()")
    return [(y / box["height"] * 32 - 0.5, x / box["width"] * 32 - 0.5) for y, x in corners]


def test_the_pen_of_the_pad_paints_what_pythons_does():
    widget = pad()
    with look(widget) as page:
        strokes = [draw(page, SEVEN), draw(page, [(120, 60), (117.5, 171.25)])]
        painted = np.array(list(widget.ink)).reshape(32, 32) == "1"
    np.testing.assert_array_equal(painted, inked(strokes))


def test_what_is_painted_when_the_pen_is_lifted_belongs_to_its_stroke():
    widget = pad()
    with look(widget) as page:
        box = page.locator(".ngt-pad-board canvas").bounding_box()
        page.mouse.move(box["x"] + 40, box["y"] + 40)
        page.mouse.down()
        page.wait_for_timeout(300)  # the first piece is on its way to Python
        page.mouse.move(box["x"] + 160, box["y"] + 160)
        page.mouse.up()
        page.evaluate("settled()")
        assert widget.ink.count("1") > 30
        page.click("text=Undo")
        page.evaluate("settled()")
        assert "1" not in widget.ink


def test_a_stroke_is_one_change_that_can_be_taken_back_with_the_keyboard():
    widget = pad()
    with look(widget) as page:
        draw(page, SEVEN)
        first = widget.ink
        draw(page, [(120, 60), (118, 170)])
        assert widget.ink != first
        page.focus(".ngt-pad-board")
        page.keyboard.press("Control+z")
        page.evaluate("settled()")
        assert widget.ink == first and widget.status.startswith("Your drawing")
        page.keyboard.press("Control+z")
        page.evaluate("settled()")
        assert "1" not in widget.ink


def test_an_example_and_the_clearing_of_the_pad_can_be_taken_back():
    widget = pad()
    with look(widget) as page:
        draw(page, SEVEN)
        drawn = widget.ink
        for name in ("Example", "Example", "Clear"):
            page.get_by_role("button", name=name).click()
            page.evaluate("settled()")
        for said, ink in (("Test digit 1, ", None), ("Test digit 0, ", None), ("Your drawing: ", drawn)):
            page.get_by_role("button", name="Undo").click()
            page.evaluate("settled()")
            assert widget.status.startswith(said) and widget.ink == (ink or widget.ink)


def test_the_panels_have_one_line_of_headings_and_stack_where_it_is_narrow():
    with look(pad(), width=1000) as page:
        tops = {h.bounding_box()["y"] for h in page.locator(".ngt-pad h3").all()}
        squares = {round(s.bounding_box()["y"]) for s in page.locator(".ngt-pad-board, .ngt-pad-picture").all()}
        assert len(tops) == 1 and len(squares) == 1
        page.set_viewport_size({"width": 300, "height": 700})
        assert len({h.bounding_box()["x"] for h in page.locator(".ngt-pad h3").all()}) == 1


def test_beside_a_slow_python_the_reading_is_dimmed_and_the_drawing_is_not():
    with look(pad(), delay=0.6) as page:
        draw_at = page.locator(".ngt-pad-board").bounding_box()
        page.mouse.click(draw_at["x"] + 90, draw_at["y"] + 90)
        page.wait_for_timeout(350)
        assert page.inner_text(".ngt-status") == "Waiting for Python…"
        faint = "e => Number(getComputedStyle(e).opacity) * Number(getComputedStyle(e.closest('.ngt-picture')).opacity)"
        assert page.locator(".ngt-pad-picture").first.evaluate(faint) < 0.6
        assert page.locator(".ngt-pad-board").evaluate(faint) == 1
        page.evaluate("settled()")
        assert page.inner_text(".ngt-status").startswith("Your drawing: read as")


ANSWERED = "model.get('asked') > 0 && model.get('asked') === model.get('answered')"


def test_after_a_restart_the_page_reads_what_is_drawn_and_takes_its_examples_from_where_python_was():
    widget = pad()
    widget.example(3)
    with look(widget) as page:
        page.wait_for_timeout(50)
        page.evaluate("restart()")
        page.get_by_role("button", name="Example").click()
        page.wait_for_function(ANSWERED)
        assert page.inner_text(".ngt-status").startswith("Test digit 4, ")
        page.get_by_role("button", name="Clear").click()
        drawn = inked([draw(page, SEVEN)])
        page.wait_for_function(ANSWERED)
        assert page.inner_text(".ngt-status").startswith("Your drawing: read as ")
        assert page.evaluate("model.get('ink')") == "".join("1" if b else "0" for b in drawn.ravel())
        assert page.inner_text(".ngt-hint").startswith("Python was restarted: this page computes it itself now.")
        page.get_by_role("button", name="Undo").click()
        page.wait_for_function(ANSWERED)
        assert "1" not in page.evaluate("model.get('ink')")


def test_a_pad_that_brings_nothing_to_compute_with_cannot_be_drawn_on_after_a_restart():
    widget = pad()
    widget.example(3)
    widget.live = {}
    with look(widget) as page:
        page.wait_for_timeout(50)
        page.evaluate("restart()")
        draw(page, SEVEN)
        assert "run the cell again" in page.inner_text(".ngt-status")
        assert page.evaluate("model.get('ink')") == widget.ink
        assert page.locator("button:enabled").all_inner_texts() == ["Copy code", "Save SVG"]


def test_beside_a_slow_python_no_point_of_a_drawing_is_lost_and_the_last_reading_is_that_of_the_whole():
    widget = pad()
    with look(widget, delay=0.15) as page:
        strokes = [draw_slowly(page, SEVEN), draw_slowly(page, [(120, 60), (118, 170)])]
        shown = page.evaluate("model.get('ink')")
        page.evaluate("settled()")
        page.wait_for_timeout(100)
        assert page.evaluate("model.get('ink')") == shown == widget.ink
        assert page.inner_text(".ngt-status") == widget.status
    painted = np.array(list(shown)).reshape(32, 32) == "1"
    assert (painted & inked(strokes)).sum() == inked(strokes).sum()


def draw_slowly(page, corners):
    box = page.locator(".ngt-pad-board canvas").bounding_box()
    page.mouse.move(box["x"] + corners[0][1], box["y"] + corners[0][0])
    page.mouse.down()
    for down, right in corners[1:]:
        page.mouse.move(box["x"] + right, box["y"] + down, steps=6)
        page.wait_for_timeout(90)
    page.mouse.up()
    return [(y / box["height"] * 32 - 0.5, x / box["width"] * 32 - 0.5) for y, x in corners]
