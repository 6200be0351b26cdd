"""The timeline in a real browser: what is chosen stays, the mouse previews, and all of it can be zoomed."""

from dataclasses import replace

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, example, look

import ngteach as ng
from ngteach.lab.widgets.timeline import TimelineView

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]


@pytest.fixture(scope="module")
def timeline():
    """A real one, whose second half another thread has done."""
    one = ng.compile(example()["training"], threads=1).timeline()
    events = [replace(e, thread=1) if k > len(one.events) // 2 else e for k, e in enumerate(one.events)]
    return replace(one, events=tuple(events))


def status(page):
    return page.inner_text(".ngt-status")


def width_of(page, i):
    return float(page.locator(".bar").nth(i).locator("rect").get_attribute("width"))


def test_the_mouse_previews_and_a_click_chooses_and_neither_needs_python(timeline):
    view = TimelineView(timeline)
    with look(view, saved=True) as page:
        bars = page.locator(".bar")
        bars.nth(view.longest).click()
        assert status(page) == view.sentences[view.longest]
        bars.nth(0).hover(force=True)
        assert status(page) == view.sentences[0] and page.locator(".ngt-chosen").count() == 1
        assert bars.nth(view.longest).get_attribute("class").endswith("ngt-chosen")
        page.mouse.move(2, 2)
        assert status(page) == view.sentences[view.longest]
        assert page.get_by_role("button", name="Run again").is_disabled()


def test_arrows_walk_along_the_bars_and_across_the_threads(timeline):
    view = TimelineView(timeline)
    with look(view, saved=True) as page:
        page.focus(".ngt")
        for key, wanted in (("Home", 0), ("ArrowRight", 1), ("ArrowLeft", 0), ("End", len(view.film) - 1)):
            page.keyboard.press(key)
            assert status(page) == view.sentences[wanted]
        page.keyboard.press("ArrowUp")
        assert status(page).startswith("On the caller's thread")
        page.keyboard.press("ArrowDown")
        assert status(page).startswith("On helper 1")


def test_the_name_of_the_chosen_bar_is_shown_whatever_its_size(timeline):
    view = TimelineView(timeline)
    with look(view, saved=True, width=588) as page:
        small = min(range(len(view.film)), key=lambda i: view.film[i]["took"])
        page.evaluate(f"model.set('chosen', {small})")
        page.wait_for_timeout(50)
        assert width_of(page, small) < 30
        assert page.locator(".lens text").text_content().startswith(f"{view.film[small]['name']} → ")


def test_it_is_as_wide_as_its_box_until_it_is_zoomed_by_key_or_wheel(timeline):
    with look(TimelineView(timeline), width=1054) as page:
        box = page.locator(".ngt-time-box")
        sizes = "e => [e.scrollWidth, e.clientWidth]"
        page.wait_for_timeout(80)
        inner, outer = box.evaluate(sizes)
        assert inner == outer and outer > 850
        before = width_of(page, 0)
        page.focus(".ngt")
        page.keyboard.press("+")
        assert width_of(page, 0) == pytest.approx(1.5 * before, rel=0.1)
        page.keyboard.press("0")
        assert width_of(page, 0) == pytest.approx(before)
        area = box.bounding_box()
        page.mouse.move(area["x"] + area["width"] / 2, area["y"] + 20)
        page.keyboard.down("Control")
        page.mouse.wheel(0, -300)
        page.keyboard.up("Control")
        page.wait_for_timeout(80)
        assert width_of(page, 0) > 2 * before and box.evaluate("e => e.scrollLeft") > 0


def test_zoomed_by_key_the_chosen_bar_stays_in_view(timeline):
    with look(TimelineView(timeline), saved=True) as page:
        page.focus(".ngt")
        for key in ("End", "+", "+", "+", "+"):
            page.keyboard.press(key)
        area, bar = page.locator(".ngt-time-box").bounding_box(), page.locator(".ngt-chosen").bounding_box()
        assert area["x"] <= bar["x"] and bar["x"] + bar["width"] <= area["x"] + area["width"]


def test_the_chosen_bar_is_told_from_the_others_in_the_dark(timeline):
    view = TimelineView(timeline)
    with look(view, dark=True) as page:
        page.focus(".ngt")
        page.keyboard.press("l")
        fill = "e => getComputedStyle(e.querySelector('rect')).fill"
        colours = page.locator(".bar").evaluate_all(f"all => all.map({fill})")
        assert colours.count(colours[view.longest]) == 1
