"""The swap theatre in a real browser: a film in the page, on whose wires the numbers travel."""

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, look

import ngteach as ng

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]
WATCH = """() => {
  globalThis.was = [];
  const note = (all) => all.forEach((m) => was.push([performance.now(), m.target.getAttribute('transform')]));
  const where = { attributeFilter: ['transform'], subtree: true };
  new MutationObserver(note).observe(document.querySelector('.ngt-swap'), where);
}"""


def seen(page):
    return page.inner_text(".ngt-status")


def test_without_python_it_plays_and_the_choices_change_the_film():
    with look(ng.lab.swap_theatre(), saved=True) as page:
        page.focus(".ngt")
        page.keyboard.press("n")
        assert seen(page).startswith("Swap: set B is read from now on: W0 = 1.75, W1 = 1.25.")
        page.get_by_label("W1", exact=True).check()
        page.locator("[data-moment='9']").click()
        assert seen(page).startswith("dh reads W1 and finds 1.25: that is W1_next")
        assert page.locator(".ngt-swap .wire.late").count()
        page.get_by_role("button", name="Undo").click()
        assert seen(page).startswith("dh = de * W1 is -1.25")
        page.get_by_role("button", name="Play").click()
        page.wait_for_function("model.get('scene') > 10", timeout=4000)


def test_a_number_travels_along_its_wire_in_less_than_200_ms():
    with look(ng.lab.swap_theatre()) as page:
        page.evaluate(WATCH)
        page.focus(".ngt")
        page.keyboard.press("Space")
        page.wait_for_timeout(400)
        moves = page.evaluate("was")
        assert len({place for _, place in moves}) > 3 and moves[-1][0] - moves[0][0] < 200
        page.emulate_media(reduced_motion="reduce")
        page.evaluate("was.length = 0")
        page.keyboard.press("Home")
        page.keyboard.press("Space")
        page.wait_for_timeout(400)
        assert len({place for _, place in page.evaluate("was")}) <= 1


@pytest.mark.parametrize("width", [1054, 840, 588, 524, 270])
def test_its_words_are_ten_pixels_high_at_least(width):
    theatre = ng.lab.swap_theatre()
    theatre.in_place, theatre.at = ["W1"], 22
    with look(theatre, width=width + 24) as page:
        page.wait_for_timeout(80)
        sizes = page.locator(".ngt-swap text").evaluate_all(
            "all => all.map((t) => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
        )
        assert min(sizes) >= 10
        inside = page.locator(".ngt-swap").evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert inside[0] <= inside[1] or width < 500
