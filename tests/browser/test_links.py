"""What one sees in a page is in its address: it comes back as it was, and no address does anything else."""

import random
from contextlib import contextmanager

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from exported import write_page
from gallery import go_on, sentence
from look import CHROMIUM, FLAGS
from operate import ROWS, made

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]
OTHERS = ("clip_lab", "dashboard", "digit_pad", "microscope")  # they ask
OTHERS += ("parsons", "hunt", "predict", "questions")  # they say also what no address keeps: what is being chosen
ALONE = [name for name in ROWS if name not in OTHERS]
# All that is written in each widget; of the explorer's picture the zoom decides what is.
SHOWN = """[...document.querySelectorAll('.ngt')].map((root) =>
  (root.classList.contains('ngt-folding') ? root.querySelector('.ngt-status') : root).innerText)"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The page of all widgets that need nobody, and of a second stepper."""
    widgets = [made(name) for name in [*ALONE, "stepper"]]
    return write_page(tmp_path_factory.mktemp("links") / "page.html", *widgets, words="# Title\n\n## y=x\n\nWords.")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser, file, address=""):
    """The page at this address; at the end the console is empty."""
    said = []
    page = browser.new_page(viewport={"width": 1054, "height": 800})
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    try:
        page.goto(file.as_uri() + address)
        page.wait_for_selector("body[data-drawn]", timeout=20_000)
        page.wait_for_timeout(300)
        yield page
    finally:
        page.close()
    assert not said


def address_of(page):
    page.wait_for_timeout(700)  # it is written a little later
    return page.url.partition("#")[2]


def test_whoever_opens_the_address_sees_the_same(browser, file):
    with opened(browser, file) as page:
        assert "#" not in page.url
        for root, name in zip(page.locator(".ngt").all(), ALONE):
            root.focus()
            go_on(root, name)
        address, shown = address_of(page), page.evaluate(SHOWN)
    assert "stepper.step=1&" in address and "stepper2" not in address  # which was not touched
    assert {part.split(".")[0] for part in address.split("&")} >= {"derive", "convolution", "attention", "explorer"}
    with opened(browser, file, f"#{address}") as page:
        assert page.evaluate(SHOWN) == shown
        assert address_of(page) == address


def test_what_is_as_it_was_saved_is_not_in_the_address(browser, file):
    with opened(browser, file, "#stepper2.step=3") as page:
        root = page.locator(".ngt").last
        root.focus()
        page.keyboard.press("Home")
        assert "step=" not in address_of(page)


def test_another_address_in_an_open_page_is_followed_and_its_widget_scrolled_to(browser, file):
    with opened(browser, file) as page:
        last = page.locator(".ngt").last
        before = sentence(last)
        page.evaluate("location.hash = '#stepper2.step=2'")
        page.wait_for_timeout(300)
        assert sentence(last) != before
        assert 0 <= last.bounding_box()["y"] < 400
        page.evaluate("location.hash = '#stepper2'")  # the link to what it showed at first
        page.wait_for_timeout(300)
        assert sentence(last) == before or "step=" not in page.url


def test_a_link_to_a_heading_stays_one(browser, file):
    with opened(browser, file, "#y=x") as page:
        assert address_of(page) == "y=x"


def test_the_button_copies_the_address_of_its_widget_alone(browser, file):
    with opened(browser, file) as page:
        page.evaluate("document.execCommand = () => Boolean(globalThis.copied = document.activeElement.value)")
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        for n, root in [("", page.locator(".ngt").nth(1)), (2, page.locator(".ngt").last)]:
            root.focus()
            page.keyboard.press("Space")
            root.get_by_role("button", name="Copy link").click()
            page.wait_for_function("(end) => globalThis.copied?.includes(end)", arg=f"#stepper{n}.step=1")
            assert "&time" not in page.evaluate("copied")
            assert "Copied the link" in sentence(root)


VALUES = [
    "-1",
    "99999",
    "1e308",
    "1e999",
    "NaN",
    "null",
    "0x1",
    "true",
    "<img/src=x/onerror=evil()>",
    "%3Cscript%3E",
    "%",
    "%E0%A4",
    "0~4000~",
    "1,2,3",
    ",",
    "__proto__",
    "constructor",
    "[]",
    "{}",
]
VALUES += ["", "a~9999~" * 9, "x" * 5000]
STRANGE = [
    "#__proto__.x=1",
    "#stepper.__proto__=1",
    "#stepper.constructor=1",
    "#stepper.film=1",
    "#stepper.svg=<svg>",
    "#stepper.status=x",
    "#stepper9.step=1",
    "#=",
    "#&&&",
    "#stepper.step",
    "#%",
    "#stepper=1",
]
STRANGE += ["#" + "stepper.step=1e9&" * 5000]
TRAITS = [
    "step",
    "shown",
    "selected",
    "chosen",
    "scene",
    "state",
    "seen",
    "at",
    "name",
    "layer",
    "head",
    "letter",
    "filter",
    "stride",
    "padding",
    "dilation",
    "backward",
    "loss",
    "pixel",
    "source",
]


def test_no_address_does_anything_else(browser, file):
    """Whatever stands there, all widgets show what was saved or a moment of their own, and none met an error."""
    rng = random.Random(0)
    with opened(browser, file) as page:
        saved = page.evaluate(SHOWN)
        for address in STRANGE:
            page.evaluate("(address) => (location.hash = address)", address)
            page.wait_for_timeout(20)
        assert page.evaluate(SHOWN) == saved
        names = page.evaluate("[...document.querySelectorAll('[data-model]')].map((place) => place.id)")
        for _ in range(40):
            parts = [f"{rng.choice(names)}.{rng.choice(TRAITS)}={rng.choice(VALUES)}" for _ in range(30)]
            page.evaluate("(address) => (location.hash = address)", "&".join(parts))
            page.wait_for_timeout(20)
        assert page.evaluate("globalThis.evil") is None
        assert not [text for text in page.evaluate(SHOWN) if "met an error" in text]
        assert page.locator("img[src=x], main script").count() == 0
