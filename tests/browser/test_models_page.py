"""An exported page without Python or WebAssembly: it reads other names and digits, and measures other weights."""

import pytest

import ngteach as ng

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
import numpy as np
from exported import write_page
from look import CHROMIUM, FLAGS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]
RNG = np.random.default_rng(0)
X, W = RNG.normal(size=(5, 4)), RNG.normal(size=(4, 3))
COUNT_WORKERS = """
delete globalThis.WebAssembly;
globalThis.workers = 0;
const Real = Worker;
globalThis.Worker = class extends Real { constructor(...given) { super(...given); workers++; } };
"""


def loss(x, w):
    return ng.sum(ng.relu(x @ w) ** 2.0)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    from playwright.sync_api import sync_playwright

    widgets = [ng.lab.microscope(loss, X, W), ng.lab.convolution(), ng.lab.attention()]
    file = write_page(tmp_path_factory.mktemp("models") / "page.html", *widgets)
    said = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1054, "height": 900})
        page.add_init_script(COUNT_WORKERS)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda problem: said.append(str(problem)))
        page.goto(file.as_uri())
        page.wait_for_selector("body[data-drawn]")
        yield page
        browser.close()
    assert not said


def widget(page, label):
    found = page.get_by_role("group", name=label, exact=True)
    assert "This page computes it itself" in found.locator(".ngt-hint").inner_text()
    return found


def says(found, words):
    found.locator(".ngt-status", has_text=words).wait_for()


def test_another_name_is_read(page):
    there, python = widget(page, "Attention"), ng.lab.attention(name="elizabeth")
    field = there.get_by_label("name", exact=True)
    field.fill("Elizabeth")
    field.press("Enter")
    says(there, python.status)
    assert there.locator(".ngt-look-letter").count() == 10 and page.evaluate("workers") == 1
    field.fill("o'hara")
    field.press("Enter")
    says(there, "but the model knows the letters a to z alone")


def test_another_digit_and_another_filter_are_convolved(page):
    there, python = widget(page, "Convolution"), ng.lab.convolution()
    there.get_by_label("stride", exact=True).fill("2")
    there.get_by_role("button", name="Next digit").click()
    python.digit, python.stride = 1, 2
    says(there, python.status)
    field = there.get_by_label("numbers of f", exact=True)
    field.fill("1 2; 3 x")
    field.press("Enter")
    says(there, "f: 'x' is no number")
    field.fill("1 2; 3 -4")
    field.press("Enter")
    python.written = "1 2; 3 -4"
    says(there, python.status)
    assert field.input_value() == "1 2; 3 -4" and there.get_by_label("filter", exact=True).input_value() == "yours"
    there.get_by_role("button", name="Undo").click()
    says(there, "sum of 9 products")
    assert field.input_value().startswith("-1 0 1; -1 0 1")


def test_another_weight_is_looked_at(page):
    there, python = widget(page, "Gradient microscope"), ng.lab.microscope(loss, X, W)
    there.get_by_label("adjoint of", exact=True).select_option("x")
    python.chosen = "x"
    says(there, python.status.partition(" Differences")[0])
    there.locator(".ngt-scope-sheet").click(position={"x": 3, "y": 3})
    python.place = 0
    says(there, python.status.partition(" Differences")[0])
    assert there.locator("tbody tr").nth(1).locator("td").first.inner_text()[:12] == python.readings[1]["adjoint"][:12]
    assert page.evaluate("workers") >= 1


def test_a_link_to_a_moment_is_computed_where_it_is_opened(page):
    scope, conv, looks = ng.lab.microscope(loss, X, W), ng.lab.convolution(), ng.lab.attention(name="zoe")
    scope.chosen, scope.place, scope.step = "x", 6, 20
    conv.digit, conv.written, conv.backward, conv.source = 3, "1 2; 3 -4", True, [2, 5]
    looks.at, looks.layer, looks.head, looks.letter = 1, 1, 2, 0
    moment = "attention.name=zoe&attention.at=1&attention.layer=1&attention.head=2&attention.letter=0"
    moment += "&convolution.digit=3&convolution.written=1%202%3B%203%20-4"
    moment += "&convolution.backward=true&convolution.source=2,5"
    moment += "&microscope.chosen=x&microscope.place=6&microscope.step=20"
    address = page.url.partition("#")[0]
    page.goto("about:blank")
    page.goto(f"{address}#{moment}")
    page.wait_for_selector("body[data-drawn]")
    says(widget(page, "Attention"), looks.status)
    says(widget(page, "Convolution"), conv.status)
    says(widget(page, "Gradient microscope"), scope.status.partition(" are off")[0])
