"""Every widget at every width: no small text, nothing cut off, nothing over something else."""

from pathlib import Path

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, look
from operate import ROWS, made

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]

WIDTHS = (1078, 864, 612, 294)  # of the page; the widget has 24 less
SMALLEST = 9.95  # px: 10, but for rounding
SCRIPT = Path(__file__).with_name("sizes.js").read_text("utf-8")


@pytest.mark.parametrize("name", ROWS)
def test_every_width_is_legible_and_holds_everything(name):
    problems = []
    with look(made(name), width=WIDTHS[0]) as page:
        page.evaluate(f"() => {{ {SCRIPT} }}")
        page.focus(".ngt")
        for _ in range(2):
            page.keyboard.press("Space")
        page.evaluate("settled()")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(250)
            for kind in (f"small({SMALLEST})", "outside()", "over()"):
                problems += [f"{width} {kind}: {words}" for words in page.evaluate(kind)]
    assert not problems, "\n".join(problems)


def test_the_measures_find_what_is_wrong():
    """A widget that does everything wrong: if this passes unseen, so does everything else."""
    with look(made("clip_lab"), width=600) as page:
        page.evaluate(f"() => {{ {SCRIPT} }}")
        page.add_style_tag(content=".ngt-clip-type { font-size: 8px } .ngt-clip-yours { min-width: 700px }")
        assert any("8.0 px: f32" in words for words in page.evaluate(f"small({SMALLEST})"))
        assert any("ngt-clip-yours" in words for words in page.evaluate("outside()"))
        page.add_style_tag(content=".ngt-clip-head { position: absolute; top: 90px; left: 20px }")
        assert any("ngt-clip-head" in words for words in page.evaluate("over()"))


def test_in_a_narrow_plot_the_place_that_is_read_stays_in_view():
    widget = made("dashboard")
    widget.train(700)
    box = ".ngt-dash-scroll"
    with look(widget, width=294) as page:
        page.focus(".ngt")
        for _ in range(12):
            page.keyboard.press("+")
        page.evaluate("settled()")
        page.wait_for_timeout(100)
        plot, needle = page.locator(box).bounding_box(), page.locator(f"{box} [class*=needle]").first.bounding_box()
        assert page.locator(box).evaluate("plot => plot.scrollWidth > plot.clientWidth + 50")
        assert plot["x"] < needle["x"] < plot["x"] + plot["width"]
