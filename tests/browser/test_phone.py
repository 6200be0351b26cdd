"""Pages on a phone: 360 px wide, by touch; and by keyboard, and for who cannot see them."""

from contextlib import contextmanager
from importlib.resources import files

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from exported import write_page
from gallery import sentence
from look import CHROMIUM, FLAGS
from operate import made

from ngteach.web.contents import contents_html, entry_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]
SHOWN = ["stepper", "clip_lab", "swap_theatre", "explorer", "timeline"]  # all kinds of controls
WORDS = """# A page

Words, `code` and $x^2$.

## A long table

| a | b |
|---|---|
| `a_name_without_any_place_to_break_it_that_is_longer_than_a_phone` | `and_another_one_beside_it_as_long_as_that` |

```
a line of code without any place to break it that is longer than a phone, and longer still than that
```"""
AXE = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
}"""
# What can be pressed, and is no link in a sentence, in less than 24 px.
SMALL = """() => [...document.querySelectorAll('button, select, input, summary, nav a, [tabindex="0"]')].filter((e) => {
  const { width, height } = e.getBoundingClientRect();
  return width && height && Math.min(width, height) < 24;
}).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """page.html with widgets, index.html as the list of it."""
    folder = tmp_path_factory.mktemp("phone")
    write_page(folder / "page.html", *map(made, SHOWN), words=WORDS)
    cells = [{"cell_type": "markdown", "source": WORDS}]
    listed = [entry_of("page.html", {"cells": cells}, 5)] * 3
    places = [("../index.html", "Playground"), ("../reference/index.html", "Reference")]
    (folder / "index.html").write_text(contents_html("A list", "Of pages.", listed, places), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser, file, width=360, dark=False, address=""):
    """The page; at the end it has asked nobody, and said nothing in the console."""
    said, asked = [], []
    phone = {"has_touch": True, "is_mobile": True} if width < 500 else {}
    colours = "dark" if dark else "light"
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=colours, **phone)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.on("request", lambda request: asked.append(request.url))
    try:
        page.goto(file.as_uri() + address)
        page.wait_for_selector("body[data-drawn]", timeout=20_000)
        yield page
    finally:
        context.close()
    assert not said
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.mark.parametrize("width, dark", [(360, False), (1054, True)])
@pytest.mark.parametrize("name", ["page.html", "index.html"])
def test_a_page_fits_and_can_be_read_by_everybody(browser, folder, name, width, dark):
    with opened(browser, folder / name, width, dark) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
        assert not page.evaluate(AXE)


@pytest.mark.parametrize("name", ["page.html", "index.html"])
def test_a_finger_finds_what_can_be_pressed(browser, folder, name):
    with opened(browser, folder / name) as page:
        assert not page.evaluate(SMALL)
        if name == "page.html":
            step = page.get_by_role("button", name="Step").first
            assert step.bounding_box()["height"] >= 44
            step.tap()
            page.wait_for_timeout(100)
            assert sentence(page.locator(".ngt").first).startswith("Equation 1 of ")
            said = page.locator(".ngt-status").first.bounding_box()  # though the widget is higher than the window
            assert said["y"] > 0 and said["y"] + said["height"] <= 740


def test_a_finger_that_goes_up_over_a_widget_scrolls_the_page(browser, folder):
    """But on a pad to draw on, a drag is the drag's own business."""
    blocked = """() => [...document.querySelectorAll('.ngt, .ngt *')].filter((each) => {
      const way = getComputedStyle(each).touchAction;
      return way !== 'auto' && !way.includes('pan-y') && way !== 'manipulation';
    }).map((each) => each.outerHTML.slice(0, 80))"""
    with opened(browser, folder / "page.html") as page:
        assert not page.evaluate(blocked)
        slider = page.locator("input[type=range]").first
        slider.evaluate("(slider) => slider.scrollIntoView({ block: 'center' })")
        before, box = page.evaluate("scrollY"), slider.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        client = page.context.new_cdp_session(page)
        for kind, points in [
            ("touchStart", [{"x": x, "y": y}]),
            *(("touchMove", [{"x": x, "y": y - 15 * k}]) for k in range(1, 11)),
            ("touchEnd", []),
        ]:
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            page.wait_for_timeout(20)
        page.wait_for_timeout(200)
        assert page.evaluate("scrollY") > before + 100
        assert slider.input_value() == "0"  # which it had moved as it came


def test_the_first_tab_leads_past_what_stands_above(browser, folder):
    with opened(browser, folder / "index.html", 1054) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
        assert page.locator(".skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "page.html"


def test_a_link_to_a_live_widget_computes_what_it_shows(browser, folder):
    """The page's own engine is asked, so that not only the sliders move."""
    with opened(browser, folder / "page.html") as page:
        lab = page.locator("#clip_lab .ngt")
        before = sentence(lab)
        lab.get_by_role("button", name="Overflow").tap()
        page.wait_for_timeout(800)
        address, shown = page.url.partition("#")[2], lab.inner_text()
        assert sentence(lab) != before
    assert address.startswith("clip_lab.logits=")
    with opened(browser, folder / "page.html", address=f"#{address}") as page:
        page.wait_for_timeout(800)
        assert page.locator("#clip_lab .ngt").inner_text() == shown
