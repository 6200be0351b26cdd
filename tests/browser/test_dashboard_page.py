"""The dashboard in an exported page: opened from a file, without Python or WebAssembly, it trains, and goes back."""

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


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    from playwright.sync_api import sync_playwright

    board = ng.lab.dashboard(pace=200)
    board.train(60)
    file = write_page(tmp_path_factory.mktemp("dashboard") / "page.html", board, words="# Training")
    board.close()
    said = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1054, "height": 900})
        page.add_init_script("delete globalThis.WebAssembly")
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda problem: said.append(str(problem)))
        page.goto(file.as_uri())
        page.wait_for_selector("body[data-drawn]")
        yield page
        browser.close()
    assert not said


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
    page.evaluate(WATCH)
    click(page, "Go on")
    wait(page, lambda: step(page) > 150)
    page.get_by_label("Learning rate").press("ArrowLeft")
    wait(page, lambda: page.locator("path.rate").count() == 1 and step(page) > 250)
    click(page, "Pause")
    wait(page, lambda: page.inner_text(".ngt-status").startswith("Paused after step"))
    here = step(page)
    long = page.evaluate("long")
    print(f"{len(long)} tasks of the page took more than 50 ms, the longest {max(long, default=0):.0f} ms")
    assert float(reading(page, "loss")) < before / 2
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
