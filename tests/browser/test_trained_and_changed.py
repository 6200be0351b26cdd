"""Pages opened from a file, without Python or WebAssembly: the dashboard trains, and the stepper asks what if."""

from contextlib import contextmanager

import numpy as np
import pytest

import ngteach as ng

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from exported import write_page
from look import CHROMIUM, FLAGS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]
WATCH = """() => {
  globalThis.long = [];
  const hear = (seen) => long.push(...seen.getEntries().map((task) => task.duration));
  new PerformanceObserver(hear).observe({ type: "longtask" });
}"""

COPY = "navigator.clipboard.writeText = async (text) => void (globalThis.copied = text)"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser, file, address="", **how):
    """The page at this address; at the end the console is empty."""
    said = []
    page = browser.new_page(viewport={"width": 1054, "height": 900}, **how)
    page.add_init_script("delete globalThis.WebAssembly")
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.goto((file if isinstance(file, str) else file.as_uri()) + address)
    page.wait_for_selector("body[data-drawn]")
    yield page
    page.close()
    assert not said


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    board = ng.lab.dashboard(pace=200)
    board.train(60)
    file = write_page(tmp_path_factory.mktemp("dashboard") / "page.html", board, words="# Training")
    board.close()
    with opened(browser, file) as page:
        yield page


def reading(page, name):
    return page.locator(".ngt-dash-facts div").filter(has_text=name).locator("b").inner_text()


def step(page):
    return int(reading(page, "step").split()[0].replace(",", ""))


def click(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def wait(page, test):
    for _ in range(400):
        if test():
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.inner_text(".ngt-status"))


def test_a_page_trains_changes_the_rate_goes_back_and_trains_on(page):
    assert "This page computes it itself" in page.inner_text(".ngt-hint")
    assert page.inner_text(".ngt-status").startswith("Trained to step 60, loss ") and step(page) == 60
    before = float(reading(page, "loss"))
    tiles = page.get_attribute(".ngt-dash-images", "src")
    page.evaluate(WATCH)
    click(page, "Go on")
    wait(page, lambda: step(page) > 150)
    page.get_by_label("Learning rate").press("ArrowLeft")
    wait(page, lambda: page.locator("path.rate").count() == 1 and step(page) > 250)
    assert page.workers
    click(page, "Pause")
    wait(page, lambda: page.inner_text(".ngt-status").startswith("Paused after step"))
    here = step(page)
    long = page.evaluate("long")
    print(f"{len(long)} tasks of the page took more than 50 ms, the longest {max(long, default=0):.0f} ms")
    assert float(reading(page, "loss")) < before / 2
    assert page.get_attribute(".ngt-dash-images", "src") != tiles
    page.wait_for_timeout(300)
    assert step(page) == here  # it stands still

    page.get_by_label("Rewind").fill("40")
    wait(page, lambda: page.inner_text(".ngt-status").startswith("The weights as they were after step 40, loss"))
    assert f"leaves the {here - 40} steps after it" in page.inner_text(".ngt-status")
    page.select_option("select >> nth=0", "0")
    click(page, "Go on")
    wait(page, lambda: page.inner_text(".ngt-status").startswith("Done: step 899"))
    assert page.locator("path.earlier").count() == 2 and float(reading(page, "test accuracy")[:-1]) > 90
    page.select_option("select >> nth=1", "all")
    wait(page, lambda: page.inner_text(".ngt-status") == "The tiles show the first layer as it is.")


def test_a_link_leads_to_the_same_weights(browser, page):
    page.focus(".ngt")
    page.get_by_label("Rewind").fill("300")
    wait(page, lambda: step(page) == 300)
    page.wait_for_timeout(700)
    file, address = page.url.split("#")
    seen = [reading(page, name) for name in ("step", "loss", "test accuracy")]
    with opened(browser, file, "#" + address) as other:
        wait(other, lambda: step(other) == 300)
        assert [reading(other, name) for name in ("step", "loss", "test accuracy")] == seen


def test_while_it_trains_at_full_speed_the_page_listens(page):
    page.focus(".ngt")
    page.keyboard.press("Home")
    wait(page, lambda: step(page) == 0)
    page.evaluate(
        "longest = 0, last = performance.now(), requestAnimationFrame(function next(now) {"
        "longest = Math.max(longest, now - last); last = now; requestAnimationFrame(next); })"
    )
    page.keyboard.press(" ")
    wait(page, lambda: step(page) > 300)
    page.keyboard.press(" ")
    wait(page, lambda: page.inner_text(".ngt-status").startswith(("Paused", "Done")))
    print(f"the longest frame took {page.evaluate('longest'):.0f} ms")
    assert page.evaluate("longest") < 1000  # of a machine that has nothing else to do it is below 50


def test_a_number_of_an_input_is_changed_by_keyboard_and_taken_back(browser, tmp_path):
    def f(x, w):
        h = ng.relu(x @ w)
        return ng.sum(h * h)

    w = np.linspace(-1, 1, 8).reshape(4, 2).astype(np.float32)
    widget = ng.lab.stepper(ng.trace(f, ng.f32[3, 4], ng.f32[4, 2]), np.ones((3, 4), np.float32), w)
    file = write_page(tmp_path / "page.html", widget, words="# What if")
    with opened(browser, file) as page:
        page.evaluate(COPY)
        page.focus(".ngt")
        page.keyboard.press("End")
        before = page.inner_text(".ngt-status")
        page.locator("g.node[data-name=x]").click()
        page.locator(".ngt-hold[tabindex]").focus()
        for key in ("ArrowUp", "ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter", "3", "Enter"):
            page.keyboard.press(key)
        wait(page, lambda: page.inner_text(".ngt-status").startswith("x[0,0] is 3 now, and was 1: "))
        assert page.inner_text(".ngt-formula") == "x[0,0] = 3, an input that you changed"
        assert page.evaluate("document.activeElement.className") == "ngt-hold"
        page.keyboard.press("Home")
        page.keyboard.press("End")
        after = page.inner_text(".ngt-status")
        assert after != before
        click(page, "Copy code")
        wait(page, lambda: page.evaluate("globalThis.copied"))
        names = {}
        exec(page.evaluate("copied"), names)
        found = names["what_if"](np.ones((3, 4), np.float32), w)
        assert f"it is {float(found):.4g}." in after
        page.wait_for_timeout(700)
        address = "#" + page.url.partition("#")[2]
        page.focus(".ngt")
        for _ in ("End", "Home", "the number"):
            page.keyboard.press("Control+z")
        wait(page, lambda: page.inner_text(".ngt-status").startswith("x[0,0] is 1 now, and was 3: "))
    with opened(browser, file, address) as page:  # who gets the link sees the same
        wait(page, lambda: "it is" in page.inner_text(".ngt-status") or "x[0,0] is 3" in page.inner_text(".ngt-status"))
        page.focus(".ngt")
        page.keyboard.press("Home")
        page.keyboard.press("End")
        wait(page, lambda: f"it is {float(found):.4g}." in page.inner_text(".ngt-status"))


def test_a_page_has_every_number_of_a_large_value(browser, tmp_path):
    graph = ng.trace(lambda x, w: ng.relu(x @ w), ng.f32[100, 64], ng.f32[64, 100])
    file = write_page(tmp_path / "page.html", ng.lab.stepper(graph), words="# All")
    with opened(browser, file, has_touch=True) as page:
        page.focus(".ngt")
        page.keyboard.press("End")
        assert page.inner_text(".ngt-value-note").startswith("sampled: every")
        page.get_by_role("button", name="all numbers").tap()
        wait(page, lambda: not page.inner_text(".ngt-value-note").startswith("sampled"))
        page.locator(".ngt-hold[tabindex]").focus()
        places = set()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
            places.add(page.inner_text(".ngt-formula").split(" ")[0])
        assert len(places) == 3 and any(int(place[:-1].split(",")[1]) % 2 for place in places)
