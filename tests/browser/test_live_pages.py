"""A page from a file, without WebAssembly and without Python, answers every control of its live widgets, in workers."""

from contextlib import contextmanager

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from exported import write_page
from look import CHROMIUM, FLAGS
from operate import made

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]
LONG_TASKS = """() => { globalThis.long = [];
  const seen = new PerformanceObserver((list) => long.push(...list.getEntries().map((e) => e.duration)));
  seen.observe({ type: "longtask" }); }"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    widgets = [made(name) for name in ("clip_lab", "digit_pad")]
    return write_page(tmp_path_factory.mktemp("live") / "page.html", *widgets, words="# Live")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser, file, address="", **options):
    """The page; at the end it has asked nobody, and the console is empty."""
    said, asked = [], []
    context = browser.new_context(**{"viewport": {"width": 1054, "height": 800}, **options})
    page = context.new_page()
    page.add_init_script("delete globalThis.WebAssembly")
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.on("request", lambda request: asked.append(request.url))
    try:
        page.goto(file.as_uri() + address)
        page.wait_for_selector("body[data-drawn]", timeout=20_000)
        yield page
    finally:
        context.close()
    assert not said and all(url.startswith(("file:", "data:", "blob:")) for url in asked)


def says(root, words):
    root.locator(".ngt-status", has_text=words).wait_for(timeout=10_000)


def clip_lab(page):
    return page.get_by_role("group", name="Clip lab", exact=True)


def digit_pad(page):
    return page.get_by_role("group", name="Digit pad", exact=True)


def test_the_engine_stands_in_the_page_once(file):
    assert file.read_text("utf-8").count("const engine = () =>") == 1


def test_every_control_of_the_clip_lab_is_answered_in_a_worker(browser, file):
    with opened(browser, file) as page:
        root = clip_lab(page)
        assert "This page computes it itself." in root.locator(".ngt-hint").inner_text()
        root.get_by_role("button", name="Sure and wrong").click()
        says(root, "In row 2 log met 0: -∞ from here on. The loss is NaN, and db")
        assert len(page.workers) == 1
        root.get_by_label("clip at").check()
        says(root, "The clip holds: p of row 2's class is 0, below log_min = 1.93e-22.")
        page.evaluate(LONG_TASKS)
        root.get_by_label("log_min").press("End")
        says(root, "below log_min = 4.54e-05.")
        root.get_by_label("z2").press("Home")
        says(root, "All is finite")
        root.get_by_label("true class").select_option("1")
        root.get_by_label("z1").press("End")
        root.get_by_label("take the largest z off first").uncheck()
        says(root, "In row 2 exp met 120: e to that is more than f32 can hold.")
        assert root.locator(".ngt-clip-first").count() == 1
        root.get_by_role("button", name="Undo").click()
        says(root, "All is finite")
        root.focus()
        page.keyboard.press("Space")
        says(root, "finite")
        assert not [ms for ms in page.evaluate("long") if ms > 200]  # 50 where nothing else is computed


def test_a_digit_is_drawn_with_a_finger_and_read_at_each_stroke(browser, file):
    with opened(browser, file, viewport={"width": 390, "height": 800}, has_touch=True) as page:
        root = digit_pad(page)
        root.scroll_into_view_if_needed()
        root.get_by_role("button", name="Example").tap()
        says(root, "Test digit 0, ")
        root.get_by_role("button", name="Clear").tap()
        says(root, "Draw a digit, or take an example.")
        box = root.locator("canvas").bounding_box()
        finger = page.context.new_cdp_session(page)

        def touch(kind, *points):
            places = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in points]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

        touch("touchStart", (0.3, 0.2))
        for k in range(8):
            touch("touchMove", (0.3 + 0.05 * k, 0.2))
        says(root, "Your drawing: read as ")  # the finger is still down
        touch("touchMove", (0.5, 0.8))
        touch("touchEnd")
        root.get_by_label("Adjoint of", exact=True).select_option("7")
        root.locator("h3", has_text="adjoint of logit[7]").wait_for()
        root.get_by_label("its", exact=True).select_option("p")
        root.locator("h3", has_text="adjoint of p[7]").wait_for()
        assert root.locator(".ngt-pad-picture .explained").count() == 1 and len(page.workers) == 1


def test_a_link_to_a_moment_is_answered_too(browser, file):
    with opened(browser, file) as page:
        root = clip_lab(page)
        root.get_by_role("button", name="Clip too low").click()
        says(root, "divide met")
        said = root.locator(".ngt-status").inner_text()
        page.wait_for_url(lambda url: "#" in url, wait_until="commit")
        address = "#" + page.url.partition("#")[2]
    with opened(browser, file, f"{address}&digit_pad.target=7&digit_pad.of=p") as page:
        says(clip_lab(page), said)
        assert digit_pad(page).get_by_label("Adjoint of", exact=True).input_value() == "7"
        assert digit_pad(page).get_by_label("its", exact=True).input_value() == "p"
