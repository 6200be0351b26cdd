"""The playground in a real browser, from a file: it draws at once, trains, breaks, is linked to; it trusts no graph."""

import json
import time
from contextlib import contextmanager
from importlib.resources import files

import pytest
from jupyter import AXE
from look import CHROMIUM, FLAGS

import ngteach as ng
from ngteach.serialize.graph_json import to_json
from ngteach.web.playground import build_playground

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    return build_playground(tmp_path_factory.mktemp("playground")).as_uri()


@pytest.fixture(scope="module")
def browser(address):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser, address, width=1400, dark=False, touch=False, before=""):
    """The page without WebAssembly, after a script.  At the end: it asked nobody, and the console is empty."""
    said, asked = [], []
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        has_touch=touch,
        is_mobile=touch,
    )
    page = context.new_page()
    page.add_init_script(f"delete globalThis.WebAssembly; {before}")
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.on("request", lambda request: asked.append(request.url))
    try:
        page.goto(address)
        page.wait_for_selector("body[data-drawn]", timeout=20_000)
        yield page
    finally:
        context.close()
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] and not said


def sentence(page):
    return page.locator("#status").inner_text()


def waits(page, script):
    """Until it is true.  Playwright's own waiting would evaluate it in the page, which the page's policy forbids."""
    end = time.monotonic() + 20
    while not page.evaluate(script):
        assert time.monotonic() < end, f"never true: {script}; {sentence(page)}"
        page.wait_for_timeout(50)


def wrong(page):
    """What axe-core finds."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    return page.evaluate(AXE, "body")


def test_the_first_picture_comes_at_once_and_a_click_trains(browser, address):
    with opened(browser, address) as page:
        first = int(page.evaluate("document.body.dataset.drawn"))
        print(f"first picture after {first} ms")
        assert first < 3000  # under one second where the machine has nothing else to do
        assert page.locator("#graph .ngt-thumb").count() > 20
        page.get_by_role("button", name="Start").click()
        waits(page, "Number(document.querySelector('#run .ngt-readout').textContent) > 40")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Pause").click()
        waits(page, "document.querySelector('#status').textContent.startsWith('After ')")
        assert "of what it has never seen is right" in sentence(page)
        loss = float(page.locator("#run .pg-numbers").inner_text().split()[1])
        assert loss < 0.6 and "step=" in page.evaluate("location.hash")


def test_a_click_on_an_equation_shows_its_rule_and_its_value(browser, address):
    with opened(browser, address) as page:
        page.locator("#graph g.node", has_text="adjoint of tanh").first.click()
        card = page.locator("#equation")
        assert "Autodiff wrote it by the rule of tanh: the slope of tanh is 1 - tanh * tanh" in card.inner_text()
        assert "dz1 = dh1 * (1 - h1 * h1)" in card.inner_text()
        page.locator("#program .ngt-line", has_text="softmax(z2").click()
        assert "The line of Python p = ng.softmax(z2, axis=1) made it." in card.inner_text()
        assert "Its adjoint: probabilities share one sum" in card.inner_text()
        assert card.locator(".ngt-facts").inner_text().startswith("min") and "shown=p" in page.evaluate("location.hash")


def test_a_link_leads_to_the_same_moment(browser, address):
    seen = []
    for _ in range(2):
        link = "#data=xor&layers=1&width=16&activation=relu&optimizer=adam&step=60&shown=h0"
        with opened(browser, address + link) as page:
            waits(page, "document.querySelector('#status').textContent.startsWith('After 60 steps')")
            seen.append((sentence(page), page.evaluate("location.hash"), page.locator("#equation h3").inner_text()))
    assert seen[0] == seen[1] and seen[0][2] == "h0: f32[32,16]" and "data=xor" in seen[0][1]


def test_what_breaks_is_said_and_one_goes_back(browser, address):
    with opened(browser, f"{address}#activation=relu&rate=0.3,100@30&step=30") as page:
        page.get_by_role("button", name="Start").click()
        page.get_by_role("button", name="Go back").wait_for()
        assert "log makes log_p infinite" in sentence(page)
        assert page.locator("#equation h3").inner_text().startswith("log_p")
        page.get_by_role("button", name="Go back").click()
        page.get_by_role("button", name="Start").wait_for()
        assert float(page.locator("#run .pg-numbers").inner_text().split()[1]) < 1


def test_the_lines_in_python_are_shown(browser, address):
    with opened(browser, f"{address}#data=digits&layers=1&step=3") as page:
        page.get_by_role("button", name="Copy as Python").click()
        lines = page.locator("#lines pre").inner_text()
        assert 'ng.load_data("digits")' in lines and "«" not in lines and "rates = [[0,0.3]]" in lines
        compile(lines, "copied.py", "exec")
        page.locator("#choices label", has_text="xor").click()  # they are those of the model that is shown
        waits(page, "document.querySelector('#lines pre').textContent.includes('\"xor\"')")
    with opened(browser, address) as page:
        page.locator("#lines summary").click()
        waits(page, "document.querySelector('#lines pre').textContent.includes('\"moons\"')")


def test_a_graph_that_lies_gets_one_sentence_and_a_good_one_runs(browser, address):
    good = to_json(ng.trace(lambda x: ng.sum(x * x), ng.f32[3]))
    huge = good.replace("f32[3]", "f32[99999999,99999999]")
    many = {**json.loads(good), "inputs": [["x", "f32[3]"], *([f"y{i}", "f32[3]"] for i in range(9_998))]}
    many["input_tree"] = {"tuple": ["*"] * 9_999}
    lies = {
        json.dumps(many): "it has 10,001 inputs and equations; this page shows 5,000",
        "no graph": "is not JSON",
        good.replace('"%1", "f32[]"', '"%1", "f32[7]"'): "announced as f32[7]",
        good.replace("multiply", "evil"): "evil",
        good.replace('"inputs": ["x", "x"]', '"inputs": ["%1", "x"]'): '"%1" is used but not defined before',
        huge: "",
        good.replace('"x"', '"<b>x</b>"'): 'the name "<b>x</b>" has markup in it; write a word',
        json.dumps({"format": "ngteach graph 1", "name": "<img src=x onerror=alert(1)>"}): "",
    }
    with opened(browser, address) as page:
        status = page.locator("#own .ngt-status")
        for text, said in lies.items():
            page.locator("textarea").fill(text)
            waits(page, "document.querySelector('#own .ngt-failed')?.textContent.startsWith('This graph is not run: ')")
            assert len(page.locator("textarea").input_value()) < 200_000
            assert said in status.inner_text() and "\n" not in status.inner_text().strip()
            page.locator("textarea").fill(good)
            waits(page, "document.querySelector('#own .ngt-status').textContent.includes('1 input, 2 equations')")
        page.locator("#own .ngt-line", has_text="an input").click()
        page.get_by_label("Numbers of x", exact=True).fill("1, 2, 3")
        page.keyboard.press("Enter")
        waits(page, "[...document.querySelectorAll('#own .ngt-line')].at(-1).textContent.endsWith('14')")
        page.get_by_label("What if it were").fill("5")  # one of the three, whichever is chosen
        page.keyboard.press("Enter")
        waits(page, "/(38|35|30)$/.test([...document.querySelectorAll('#own .ngt-line')].at(-1).textContent)")
        page.get_by_role("button", name="An example").click()
        waits(page, "document.querySelector('#own .ngt-status').textContent.includes('2 inputs')")


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_can_be_used_by_everybody(browser, address, dark):
    with opened(browser, address, dark=dark) as page:
        page.get_by_role("button", name="An example").click()
        waits(page, "document.querySelector('#own .ngt-card')")
        assert not wrong(page)


def test_the_page_is_as_wide_as_a_phone_and_fingers_meet_what_they_touch(browser, address):
    with opened(browser, address, width=360, touch=True) as page:
        page.locator("#model summary").tap()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.get_by_role("button", name="An example").tap()
        waits(page, "document.querySelector('#own .ngt-card')")
        touched = "[...document.querySelectorAll('button, summary, select, .pg-segment, .pg-file, .pg-try, .ngt-line')]"
        small = f"{touched}.filter((e) => e.offsetWidth && e.offsetHeight < 44)"
        assert page.evaluate(f"{small}.map((e) => e.textContent)") == []
        page.locator("#run button", has_text="Step").tap()
        waits(page, "document.querySelector('#status').textContent.startsWith('After 1 step ')")
        box = page.locator("#graph g.node", has_text="dense 2").first
        box.tap()  # its rule is far below, and a line leads there
        waits(page, "document.querySelector('.pg-below').textContent.startsWith('z1: ')")
        tools = page.locator("#graph .ngt-tools").bounding_box()
        assert page.locator("#graph g.node").first.bounding_box()["y"] >= tools["y"] + tools["height"]
        page.locator(".pg-below").tap()
        waits(page, "Math.abs(document.querySelector('#equation').getBoundingClientRect().top) < 50")


def test_the_controls_stay_where_they_are_when_numbers_come(browser, address):
    with opened(browser, address, width=1280) as page:
        controls = "[...document.querySelectorAll('#model button, #run button, #tries')]"
        places = f"{controls}.map((e) => e.getBoundingClientRect().y)"
        before = page.evaluate(places)
        page.get_by_role("button", name="a rate of 30: break it").click()
        page.get_by_role("button", name="Go back").wait_for()
        assert page.evaluate(places) == before


def test_what_is_told_of_the_model_before_is_dropped(browser, address):
    with opened(browser, address + "#data=digits&layers=0&shown=weights.W0") as page:  # the console stays empty
        layers = page.locator("#choices fieldset").nth(1).locator("label")
        for count, shape in (("3", "64,8"), ("0", "64,10"), ("1", "64,8")):
            layers.filter(has_text=count).click()
            waits(page, f"document.querySelector('#equation').textContent.includes('weights.W0: f32[{shape}]')")
        page.get_by_role("button", name="Step", exact=True).click()
        waits(page, "document.querySelector('#status').textContent.startsWith('After 1 step ')")


def test_keys_start_step_and_go_back(browser, address):
    with opened(browser, address) as page:
        for key, step in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)):
            page.keyboard.press(key)
            waits(page, f"document.querySelector('#run .ngt-readout').textContent === '{step}'")
        page.keyboard.press(" ")
        page.get_by_role("button", name="Pause").wait_for()


def test_where_no_worker_can_be_made_the_page_trains_itself(browser, address):
    with opened(browser, address, before="delete globalThis.Worker") as page:
        page.get_by_role("button", name="Start").click()
        waits(page, "Number(document.querySelector('#run .ngt-readout').textContent) > 20")
        page.get_by_role("button", name="Pause").click()
        waits(page, "document.querySelector('#status').textContent.startsWith('After ')")


def test_a_click_on_the_curve_goes_to_that_step(browser, address):
    with opened(browser, f"{address}#step=100") as page:
        waits(page, "document.querySelector('#status').textContent.startsWith('After 100 steps')")
        curve = page.locator("#curve svg").first
        curve.click(position={"x": curve.bounding_box()["width"] / 2, "y": 30})
        waits(page, "document.querySelector('#status').textContent.startsWith('After 50 steps')")
        assert "Steps up to 100 are known" in sentence(page)
