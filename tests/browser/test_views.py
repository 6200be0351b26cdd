"""Four views in a real browser: the mouse lights an equation in all of them, and a click or key chooses it."""

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, example, look

import ngteach as ng

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]


def lit(page):
    """How much is lit in each view."""
    boxes = page.locator(".ngt-four .ngt-box")
    return [boxes.nth(i).locator(".ngt-lit").count() for i in range(4)]


def status(page):
    return page.inner_text(".ngt-status")


@pytest.mark.parametrize("over", ["text=auto h = std", ".ngt-line >> text=np.log", "g.node[data-name=h]"])
def test_moving_over_a_line_or_box_lights_its_equation_in_all_four_until_the_mouse_leaves(over):
    views = ng.lab.four_views(example()["training"])
    with look(views, saved=True) as page:
        page.wait_for_timeout(100)
        before = status(page)
        page.hover(over)
        assert min(lit(page)) > 0 and status(page) != before
        assert page.locator(over).evaluate("e => !!e.closest('.ngt-lit')")
        page.mouse.move(3, 3)
        assert status(page) == before and page.evaluate("model.get('selected')") == 0


def test_a_click_or_a_key_chooses_without_python():
    views = ng.lab.four_views(example()["training"])
    names = [row["name"] for row in views.program]
    with look(views, saved=True) as page:
        page.click("text=auto h = std")
        page.mouse.move(3, 3)
        assert status(page) == views.film[names.index("h")]["sentence"] and min(lit(page)) > 0
        page.focus(".ngt-graph")
        page.keyboard.press("ArrowUp")
        moved = page.evaluate("model.get('selected')")
        assert moved != names.index("h") and status(page) == views.film[moved]["sentence"]
        page.locator(".ngt-lines").first.focus()
        page.keyboard.press("ArrowDown")
        assert page.evaluate("model.get('selected')") == moved + 1


@pytest.mark.parametrize("width, columns", [(1054, 2), (700, 2), (588, 1), (300, 1)])
def test_two_views_fit_on_a_screen_and_stack_where_it_is_narrow(width, columns):
    with look(ng.lab.four_views(example()["training"]), width=width) as page:
        boxes = [box.bounding_box() for box in page.locator(".ngt-four > .ngt-column").all()]
        assert len({round(box["x"]) for box in boxes}) == columns
        first, second = boxes[0], boxes[1]
        assert max(b["y"] + b["height"] for b in (first, second)) - first["y"] < (500 if columns == 1 else 570)
