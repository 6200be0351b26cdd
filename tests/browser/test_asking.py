"""A slow hub, a busy kernel, a restart, a page without Python: nothing old is shown as if it were new."""

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
import traitlets
from look import CHROMIUM, look

from ngteach.lab.widgets.widget import Widget, in_status

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]

SCRIPT = """
function render({ model, el }) {
  const f = frame(model, el, { label: "Squares", hint: "Space counts", undo: ["number"],
    keys: { " ": () => ask(model.get("number") + 1) } });
  const ask = (number) => f.ask({ number });
  const number = slider({ label: "number", max: 20, onmove: ask });
  const crash = button("Crash", () => f.ask({ number: 13 }));
  const square = h("b", { class: "square" });
  f.controls.append(number.element, crash);
  f.picture.append(square);
  f.follow(["number"], () => number.set(model.get("number")));
  f.follow(["square"], () => setText(square, model.get("square")));
  f.needs(f.controls);
  return f.close;
}
export default { render };
"""
FILM = """
function render({ model, el }) {
  const steps = walk(model, "step", () => model.get("film").length - 1);
  const f = frame(model, el, { label: "Film", film: "step", keys: steps.keys });
  const play = playButton(f, 20, steps);
  const again = button("Make again", () => f.ask({ made: model.get("made") + 1 }));
  f.controls.append(play.element, again);
  f.needs(again);
  const shown = h("b", { class: "shown" });
  f.picture.append(shown);
  f.follow(["step", "film"], () => setText(shown, f.record().shown));
  return f.close;
}
export default { render };
"""


@pytest.fixture(scope="module")
def kinds(tmp_path_factory):
    """(a widget that asks, a widget that is a film)"""
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "squares.js").write_text(SCRIPT)
    (folder / "film.js").write_text(FILM)

    class Squares(Widget, script=str(folder / "squares.js")):
        number = traitlets.Int(2).tag(sync=True)
        square = traitlets.Int(4).tag(sync=True)
        code = traitlets.Unicode("2 ** 2").tag(sync=True)

        @traitlets.validate("number")
        def _inside(self, proposal):
            return min(proposal["value"], 9) if proposal["value"] != 13 else 13

        @traitlets.observe("number")
        def _number(self, change):
            if self.number == 13:
                raise ValueError("13 is unlucky\nand this is another line")
            self.square = self.number**2
            self.tell(f"The square of {self.number} is {self.square}.")

    class Film(Widget, script=str(folder / "film.js")):
        step = traitlets.Int(0).tag(sync=True)
        made = traitlets.Int(0).tag(sync=True)

        def __init__(self):
            super().__init__()
            self.film = [{"sentence": f"Record {i}.", "shown": 10 * i} for i in range(5)]

        @traitlets.observe("step")
        @in_status
        def _step(self, change):
            self.tell(f"Python is at {self.step}.")

    return Squares, Film


# From a key or a click (or a restart) until the sentence is another one.
STOPWATCH = """() => { let began = 0; globalThis.took = null;
  const begin = () => { began = performance.now(); };
  document.addEventListener('keydown', begin, true);
  const real = restart; globalThis.restart = () => { begin(); real(); };
  new MutationObserver(() => { globalThis.took ??= performance.now() - began; }).observe(
    document.querySelector('.ngt-status'), { childList: true, characterData: true, subtree: true }); }"""


def sentence(page):
    return page.inner_text(".ngt-status")


def test_an_answer_that_is_late_is_waited_for_in_words_and_never_shown_as_there(kinds):
    widget = kinds[0]()
    with look(widget, delay=0.6) as page:
        page.evaluate(STOPWATCH)
        page.focus(".ngt")
        page.keyboard.press("Space")
        assert page.locator("input").input_value() == "3" and page.inner_text(".square") == "4"
        page.wait_for_selector(".ngt-waiting")
        assert page.evaluate("took") < 1000  # long before the answer; within 300 ms where nothing else is computed
        assert sentence(page) == "Waiting for Python…"
        page.evaluate("settled()")
        assert page.inner_text(".square") == "9" and sentence(page) == "The square of 3 is 9."
        assert page.locator(".ngt-waiting").count() == 0


def test_a_quick_answer_never_flickers(kinds):
    with look(kinds[0]()) as page:
        page.evaluate("""() => { globalThis.seen = []; globalThis.took = []; let asked;
          model.on('change:asked', () => (asked ??= performance.now()));
          model.on('change:answered', () => {
            took.push(performance.now() - asked);
            if (model.get('answered') === model.get('asked')) asked = undefined; });
          new MutationObserver(() => seen.push(document.querySelector('.ngt').className)).observe(
            document.querySelector('.ngt'), { attributes: true, attributeFilter: ['class'] }); }""")
        page.focus(".ngt")
        for _ in range(5):
            page.keyboard.press("Space")
        page.evaluate("settled()")
        assert page.inner_text(".square") == "49"
        quick = max(page.evaluate("took")) < 100  # not where a machine runs many other tests
        assert not quick or not [name for name in page.evaluate("seen") if "waiting" in name]


def test_an_old_answer_does_not_move_what_was_put_since(kinds):
    widget = kinds[0]()
    with look(widget, delay=0.3) as page:
        page.focus(".ngt")
        page.locator("input").fill("15")  # Python makes 9 of it, but later
        page.wait_for_timeout(350)
        page.locator("input").fill("4")
        page.wait_for_timeout(400)  # the answer to 15 has come
        assert page.locator("input").input_value() == "4"
        assert sentence(page) == "Waiting for Python…"
        page.evaluate("settled()")
        assert page.locator("input").input_value() == "4" and page.inner_text(".square") == "16"
        page.locator("input").fill("15")
        page.evaluate("settled()")
        assert page.locator("input").input_value() == "9" and page.inner_text(".square") == "81"


def test_a_restart_is_told_at_once_and_what_needs_python_is_disabled(kinds):
    widget = kinds[0]()
    with look(widget) as page:
        page.evaluate(STOPWATCH)
        page.evaluate("restart()")
        page.wait_for_function("globalThis.took !== null")
        assert page.evaluate("took") < 1000
        assert sentence(page) == "Python was restarted: run the cell again."
        for control in page.locator(".ngt-controls :is(input, button)").all():
            assert control.is_disabled() and "run the cell again" in control.get_attribute("title")
        page.focus(".ngt")
        page.keyboard.press("Space")
        assert page.evaluate("model.get('number')") == 2 and page.inner_text(".square") == "4"


def test_a_restart_while_an_answer_is_awaited_ends_the_waiting(kinds):
    with look(kinds[0](), delay=0.5) as page:
        page.focus(".ngt")
        page.keyboard.press("Space")
        page.wait_for_selector(".ngt-waiting")
        page.evaluate("restart()")
        page.wait_for_timeout(300)
        assert page.locator(".ngt-waiting").count() == 0
        assert sentence(page) == "Python was restarted: run the cell again."


def test_a_saved_page_says_that_it_is_one(kinds):
    with look(kinds[0](), saved=True) as page:
        assert page.text_content(".ngt-hint") == ""  # its keys would do nothing
        page.wait_for_timeout(50)
        assert sentence(page) == "Saved picture: run the cell to change it."
        assert page.inner_text(".square") == "4" and page.locator(".ngt-controls input").is_disabled()


@pytest.mark.parametrize("how", ["delay", "dead", "saved"])
def test_a_film_plays_without_python(kinds, how):
    widget = kinds[1]()
    with look(widget, **{how: 1.5 if how == "delay" else True}) as page:
        page.focus(".ngt")
        for step in (1, 2):
            page.keyboard.press("Space")
            assert page.inner_text(".shown") == str(10 * step) and sentence(page) == f"Record {step}."
        page.click("text=Play")
        page.wait_for_function("document.querySelector('.shown').textContent === '40'", timeout=1000)
        assert sentence(page) == "Record 4."
        if how != "delay":
            assert page.locator("text=Make again").is_disabled()
            dead = "Python was restarted: run the cell again. This film plays on without it."
            assert page.inner_text(".ngt-hint") == (dead if how == "dead" else "A saved film: it plays without Python.")


def test_a_film_tells_python_where_it_is(kinds):
    widget = kinds[1]()
    with look(widget) as page:
        page.focus(".ngt")
        page.keyboard.press("End")
        page.evaluate("settled()")
        assert widget.step == 4 and widget.status == "Python is at 4." and sentence(page) == "Record 4."


def test_an_error_in_a_callback_is_one_sentence_and_an_answer(kinds):
    widget = kinds[0]()
    with look(widget) as page:
        page.click("text=Crash")
        page.wait_for_timeout(300)
        assert sentence(page) == "ValueError: 13 is unlucky"
        assert page.locator(".ngt-failed").count() == 1 and page.locator(".ngt-waiting").count() == 0
        assert widget.answered == widget.asked == 1


def test_what_was_changed_is_taken_back_by_button_and_by_key(kinds):
    widget = kinds[0]()
    with look(widget) as page:
        undo = page.locator("text=Undo")
        assert undo.is_disabled()
        page.focus(".ngt")
        for _ in range(3):
            page.keyboard.press("Space")
        page.evaluate("settled()")
        undo.click()
        page.evaluate("settled()")
        assert widget.number == 4 and page.inner_text(".square") == "16"
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+z")
        page.evaluate("settled()")
        assert widget.number == 2 and page.inner_text(".square") == "4" and undo.is_disabled()
        page.keyboard.press("Control+z")
        assert sentence(page) == "There is nothing to take back."


def test_code_is_copied_and_the_picture_saved(kinds, tmp_path):
    with look(kinds[0]()) as page:
        page.click("text=Copy code")
        page.wait_for_function("document.querySelector('.ngt-status').textContent.startsWith('Copied 1 line')")
        with page.expect_download() as download:
            page.click("text=Save SVG")
        download.value.save_as(tmp_path / "picture.svg")
        assert download.value.suggested_filename == "Squares.svg"
        text = (tmp_path / "picture.svg").read_text()
        assert text.startswith("<svg") and ">4</text>" in text and 'font-size="' in text


def test_the_answer_is_the_last_thing_that_is_said(kinds):
    """Then everything that belongs to it has been said before."""
    widget, said = kinds[0](), []
    widget.observe(lambda change: said.append(change["name"]), ["square", "status", "answered"])
    widget.set_state({"number": 5, "asked": 7})
    assert said == ["square", "status", "answered"] and widget.answered == 7
