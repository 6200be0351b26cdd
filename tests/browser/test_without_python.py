"""Every widget on a slow hub, after a restart and in a page without Python: it plays, or says what it needs."""

from importlib.resources import files

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, look
from operate import ROWS, made

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]

# The widgets whose states are all known beforehand, and the key, or the box to click, that plays them; the others ask.
PLAYED = {
    "time_machine": "Space",
    "stepper": "Space",
    "pass_player": "Enter",
    "timeline": "Space",
    "swap_theatre": "Space",
    "derive": "ArrowRight",
    "microscope": "+",
    "four_views": "Space",
    "convolution": "ArrowRight",
    "attention": "ArrowLeft",
    "explorer": "g.node[data-fold]",
    "parsons": "ArrowDown",
    "hunt": "ArrowDown",
    "predict": "ArrowDown",
    "questions": "ArrowDown",
}
FORMS = ("predict", "questions")  # they have no picture to save
# A page that is not on https has no clipboard object; it copies what is selected.
COPY = "document.execCommand = () => Boolean(globalThis.copied = document.activeElement.value)"
PARSES = "(text) => !new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')"
AXE = """async () => {
  const { violations } = await axe.run({ include: [['.ngt']] }, { rules: { region: { enabled: false } } });
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
}"""
ANSWERED = "(model.get('asked') ?? 0) === (model.get('answered') ?? 0)"
NEED = ("This needs Python", "Python was restarted", "Saved picture")


def play(page, name):
    page.focus(".ngt")
    how = PLAYED.get(name, "Space")
    if how.startswith("g."):
        page.locator(how).first.click()
    else:
        page.keyboard.press(how)


def sentence(page):
    return page.inner_text(".ngt-status")


def axe(page):
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    return page.evaluate(AXE)


@pytest.mark.parametrize("name", ROWS)
def test_a_saved_widget_looks_as_it_did(name):
    widget = made(name)
    with look(widget) as page:
        page.wait_for_timeout(100)
        live = page.inner_text(".ngt-picture")
    with look(widget, saved=True) as page:
        page.wait_for_timeout(100)
        assert page.inner_text(".ngt-picture").split() == live.split()
        assert sentence(page)
        assert not axe(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ROWS)
def test_a_restarted_widget_plays_or_is_answered_by_the_page_or_says_that_the_cell_must_run(name, dark):
    widget = made(name)
    with look(widget, dark=dark) as page:
        page.evaluate("restart()")
        page.wait_for_timeout(300)
        alone = sentence(page)
        assert not axe(page)
        play(page, name)
        page.wait_for_timeout(300)
        if name in PLAYED or widget.live:
            page.wait_for_function(ANSWERED)
            assert sentence(page) != alone and not sentence(page).startswith(NEED), sentence(page)
        else:
            assert alone.startswith(NEED) and sentence(page).startswith(NEED), alone


@pytest.mark.parametrize("name", PLAYED)
def test_a_slow_hub_does_not_slow_what_is_played(name):
    with look(made(name), delay=0.5) as page:
        before = sentence(page)
        play(page, name)
        page.wait_for_timeout(150)
        after = sentence(page)
        assert after != before and not after.startswith("Waiting")
        page.wait_for_timeout(1500)  # Python's answer changes nothing
        assert sentence(page) == after


@pytest.mark.parametrize("name", [name for name in ROWS if name not in FORMS])
def test_every_widget_gives_its_code_and_its_picture(name, tmp_path):
    widget = made(name)
    with look(widget) as page:
        page.focus(".ngt")
        page.keyboard.press("Space")
        page.evaluate("settled()")
        copy = page.get_by_role("button", name="Copy code")
        assert copy.is_visible()
        page.evaluate(COPY)
        copy.click()
        page.wait_for_function("globalThis.copied")
        compile(page.evaluate("copied"), "<copied>", "exec")
        with page.expect_download() as download:
            page.get_by_role("button", name="Save SVG").click()
        download.value.save_as(tmp_path / "picture.svg")
        text = (tmp_path / "picture.svg").read_text("utf-8")
        assert page.evaluate(PARSES, text)
        assert "<text" in text and "var(" not in text and "foreignObject" not in text
