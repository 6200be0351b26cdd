"""Exported pages in a real browser: the widgets live, nothing of the notebook acts, and nobody else is asked."""

from contextlib import contextmanager
from importlib.resources import files

import nbformat
import pytest
from gallery import is_alone, sentence, steps, write_gallery
from jupyter import AXE
from look import CHROMIUM, FLAGS
from operate import ROWS

from ngteach.web.export import export
from ngteach.web.page import page_of
from ngteach.web.widgets import STATES, VIEW

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]
SIZES = [(1440, 1), (1024, 1), (390, 1), (1440, 1.5)]  # width of the window, and zoom


@pytest.fixture(scope="module")
def browser(gallery):  # a notebook is run before Playwright begins: both want the thread's event loop
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser, path, width=1440, zoom=1.0, dark=False, quiet=True):
    """A page of the file, without WebAssembly.  At the end: it asked nobody, and if quiet the console is empty."""
    said, asked = [], []
    context = browser.new_context(
        viewport={"width": int(width / zoom), "height": int(900 / zoom)},
        device_scale_factor=zoom,
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.add_init_script("delete globalThis.WebAssembly")
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.on("request", lambda request: asked.append(request))
    try:
        page.goto(path.as_uri())
        page.wait_for_selector("body[data-drawn]", timeout=20_000)
        yield page
    finally:
        context.close()
    away = [request for request in asked if not request.url.startswith(("file:", "data:", "blob:"))]
    assert not [request.url for request in away if request.failure != "csp"]  # what the page's policy has refused
    assert not quiet or not said


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    """The page of a notebook with every widget, exported as a user would."""
    folder = tmp_path_factory.mktemp("pages")
    source, target = folder / "gallery.ipynb", folder / "gallery.html"
    write_gallery(source)
    widgets, size = export(str(source), str(target))
    assert widgets == len(ROWS) and size < 300_000 * len(ROWS)
    return target


def test_every_widget_lives_in_an_exported_page(browser, gallery):
    """Films step; others say that there is no Python, and none is blank."""
    with opened(browser, gallery) as page:
        roots = page.locator(".ngt")
        assert roots.count() == len(ROWS)
        silent = {}
        for i, name in enumerate(ROWS):
            root = roots.nth(i)
            assert root.locator(".ngt-picture").first.bounding_box()["height"] > 60, name
            if not steps(root, name) and not is_alone(root):
                silent[name] = sentence(root)
        assert not silent


@pytest.mark.parametrize("widgets", [0, 1])
def test_a_page_with_few_widgets_is_drawn_too(browser, tmp_path, widgets):
    """What several widgets share stands apart from them; that of a single one does not."""
    states = {"w": {"state": {"_anywidget_id": "ngteach.lab.widgets.timeline.TimelineView", "svg": "<svg></svg>"}}}
    view = nbformat.v4.new_output("display_data", data={VIEW: {"model_id": "w"}})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[view] * widgets)])
    notebook.metadata["widgets"] = {STATES: {"state": states}}
    (tmp_path / "page.html").write_text(page_of(notebook), encoding="utf-8")
    with opened(browser, tmp_path / "page.html", quiet=False) as page:
        assert page.locator("[data-model] > .view").count() == widgets


@pytest.mark.parametrize("width, zoom", SIZES)
def test_a_page_fits_the_window(browser, gallery, width, zoom):
    with opened(browser, gallery, width, zoom) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width, dark", [(390, False), (1024, True)])
def test_a_page_is_accessible(browser, gallery, width, dark):
    with opened(browser, gallery, width, dark=dark) as page:
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
        assert not page.evaluate(AXE, "body")


def test_the_button_changes_the_colours(browser, gallery):
    with opened(browser, gallery) as page:
        light = page.evaluate("getComputedStyle(document.querySelector('.ngt')).backgroundColor")
        page.get_by_role("button", name="Dark colours").click()
        assert page.evaluate("getComputedStyle(document.querySelector('.ngt')).backgroundColor") != light
        page.get_by_role("button", name="Light colours").click()
        assert page.evaluate("getComputedStyle(document.querySelector('.ngt')).backgroundColor") == light


EVIL = "globalThis.evil = true"
ACTS = f"""<img src=x onerror="{EVIL}"><svg onload="{EVIL}"><script>{EVIL}</script></svg>
<a href="javascript:{EVIL}">x</a><iframe srcdoc="<script>parent.evil = true</script>"></iframe><meta http-equiv=refresh content="0;url=http://evil.invalid">
<style>@import "http://evil.invalid/x.css"; body {{ background: url(http://evil.invalid/x.png) }}</style>
<img src="http://evil.invalid/x.png"><link rel=stylesheet href="http://evil.invalid/x.css"><base href="http://evil.invalid">"""


def test_nothing_of_a_hostile_notebook_acts(browser, tmp_path):
    """Scripts in words, outputs and states; and states that are none, which spoil no other widget."""
    theatre, stepper = "ngteach.lab.widgets.swap_theatre.SwapTheatre", "ngteach.lab.widgets.stepper.Stepper"
    states = {
        "a": {
            "_anywidget_id": theatre,
            "_esm": EVIL,
            "svg": ACTS,
            "status": ACTS,
            "film": [{"sentence": ACTS}],
        },
        "b": {"_anywidget_id": stepper, "film": 7, "step": "x", "lines": {"svg": ACTS}, "svg": ACTS, "drawing": ACTS},
        "c": {"_anywidget_id": "theirs.Widget", "_esm": EVIL},
        "d": {"_anywidget_id": "ngteach.lab.widgets.time_machine.TimeMachine", "svg": ACTS, "film": [None, ACTS]},
    }
    views = [
        nbformat.v4.new_output("display_data", data={VIEW: {"model_id": id}, "text/html": ACTS, "text/plain": ACTS})
        for id in states
    ]
    scripts = nbformat.v4.new_output("display_data", data={"application/javascript": EVIL})
    cells = [nbformat.v4.new_markdown_cell(ACTS), nbformat.v4.new_code_cell(ACTS, outputs=[*views, scripts])]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["widgets"] = {STATES: {"state": {id: {"state": state} for id, state in states.items()}}}
    (tmp_path / "evil.html").write_text(page_of(notebook), encoding="utf-8")
    with opened(browser, tmp_path / "evil.html", quiet=False) as page:
        page.wait_for_timeout(300)
        assert page.evaluate("globalThis.evil") is None
        assert page.locator("iframe, meta[http-equiv=refresh], base, link").count() == 0
        assert page.url == (tmp_path / "evil.html").as_uri()


def test_the_policy_alone_would_stop_a_script(browser, tmp_path):
    """Should something ever come through, the browser refuses it."""
    page_text = page_of(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# x\n\nHERE")]))
    (tmp_path / "page.html").write_text(page_text.replace("HERE", ACTS.replace("<meta", "<x")), encoding="utf-8")
    with opened(browser, tmp_path / "page.html", quiet=False) as page:
        page.wait_for_timeout(300)
        assert page.evaluate("globalThis.evil") is None
