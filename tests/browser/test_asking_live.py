"""A live widget without Python: the page answers, in a worker or without one, and hands over when Python is back."""

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
import numpy as np
import traitlets
from look import CHROMIUM, look
from users_ops import forgotten

import ngteach as ng
from ngteach.core.op import op
from ngteach.javascript.live import live_data
from ngteach.lab.widgets.widget import Widget, in_status

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]

SCRIPT = """
function render({ model, el }) {
  const f = frame(model, el, { label: "Powers", hint: "Space counts", live: answering, undo: ["number"],
    keys: { " ": () => f.ask({ number: model.get("number") + 1 }) } });
  const number = slider({ label: "number", max: 20, onmove: (n) => f.ask({ number: n }) });
  const work = button("Work", () => f.ask({}, { do: "work" }));
  const power = h("b", { class: "power" });
  f.controls.append(number.element, work);
  f.picture.append(power);
  f.follow(["number"], () => number.set(model.get("number")));
  f.follow(["power"], () => setText(power, model.get("power")));
  f.needs(f.controls);
  return f.close;
}
export default { render };
"""
FILM = """
function render({ model, el }) {
  const steps = walk(model, "step", () => model.get("film").length - 1);
  const f = frame(model, el, { label: "Film", film: "step", keys: steps.keys, live: answering });
  const again = button("Again", () => f.ask({ number: 5 }));
  f.controls.append(again);
  f.needs(again);
  return f.close;
}
export default { render };
"""
ANSWERS = """
function answers(engine, live, state, tell) {
  const run = engine.compile(engine.readGraph(live.graphs.power));
  async function ask(values, message) {
    if (message) return work();
    if (state.number === 13) throw new Error("13 is unlucky\\nand this is another line");
    if (state.number === 17) while (true);
    if (state.number > 9) tell({ number: 9 });
    const n = engine.arrayOf(engine.readType("f32[]"), Float32Array.of(state.number));
    tell({ power: run([n, live.arrays.factor])[0].data[0], status: `The page says ${state.number}.` });
  }
  async function work() {
    for (let k = 1; k <= 3; k++) {
      const end = Date.now() + 120;
      while (Date.now() < end);
      await new Promise((done) => setTimeout(done));
      tell({ status: `Worked ${k} times in ${typeof document === "undefined" ? "a worker" : "the page"}.` });
    }
  }
  return { ask };
}
"""
NO_WORKERS = """() => {
  globalThis.Worker = class { constructor() { throw new Error("not allowed") } } }"""
SILENT_WORKERS = """() => {
  globalThis.Worker = class extends EventTarget {
    constructor() { super(); setTimeout(() => this.dispatchEvent(new Event("error"))); }
    postMessage() {} terminate() {} } }"""
ANSWERED = "model.get('asked') > 0 && model.get('asked') === model.get('answered')"


@pytest.fixture(scope="module")
def kind(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "powers.js").write_text(SCRIPT)
    (folder / "powers_answers.js").write_text(ANSWERS)

    class Powers(Widget, script=str(folder / "powers.js"), answers=str(folder / "powers_answers.js")):
        number = traitlets.Int(2).tag(sync=True)
        power = traitlets.Float(8).tag(sync=True)

        def __init__(self):
            super().__init__()
            self.tell("Nothing was asked yet.")
            graph = ng.trace(lambda n, factor: n * n * factor, ng.f32[()], ng.f32[()])
            self.live = live_data({"power": graph}, {"factor": np.float32(2)})

        @traitlets.observe("number")
        @in_status
        def _number(self, change):
            self.power = self.number**2 * 2.0
            self.tell(f"Python says {self.number}.")

    return Powers


@pytest.fixture(scope="module")
def film(kind, tmp_path_factory):
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "film.js").write_text(FILM)
    (folder / "powers_answers.js").write_text(ANSWERS)

    class Film(kind, script=str(folder / "film.js"), answers=str(folder / "powers_answers.js")):
        step = traitlets.Int(0).tag(sync=True)

        def __init__(self):
            super().__init__()
            self.film = [{"sentence": f"Record {i}."} for i in range(5)]

    return Film


def sentence(page):
    return page.inner_text(".ngt-status")


def counted(page, text):
    page.focus(".ngt")
    page.keyboard.press("Space")
    page.wait_for_function(ANSWERED)
    assert page.inner_text(".power") == text


def test_with_python_nothing_is_asked_of_the_page(kind):
    with look(kind()) as page:
        page.focus(".ngt")
        page.keyboard.press("Space")
        page.evaluate("settled()")
        assert sentence(page) == "Python says 3." and not page.workers
        assert page.text_content(".ngt-hint") == "Space counts"


def test_a_saved_page_answers_in_a_worker_and_says_so(kind):
    with look(kind(), saved=True) as page:
        page.wait_for_timeout(50)
        assert page.text_content(".ngt-hint") == "This page computes it itself. Space counts"
        assert sentence(page) == "Nothing was asked yet." and page.locator("input").is_enabled()
        counted(page, "18")
        assert sentence(page) == "The page says 3." and len(page.workers) == 1


@pytest.mark.parametrize("workers", [NO_WORKERS, SILENT_WORKERS], ids=["refused", "broken"])
def test_without_workers_the_page_itself_answers(kind, workers):
    with look(kind(), saved=True) as page:
        page.evaluate(workers)
        counted(page, "18")
        counted(page, "32")
        page.click("text=Work")
        page.wait_for_function(f"({ANSWERED}) && model.get('status') === 'Worked 3 times in the page.'")


def test_long_work_is_told_piece_by_piece_and_holds_up_no_frame(kind):
    with look(kind(), saved=True) as page:
        counted(page, "18")
        page.evaluate("""() => { globalThis.long = [];
          const seen = new PerformanceObserver((list) => long.push(...list.getEntries().map((e) => e.duration)));
          seen.observe({ type: "longtask" });
          globalThis.said = []; model.on("change:status", () => said.push(model.get("status"))); }""")
        page.click("text=Work")
        page.wait_for_function("said.length === 3")
        assert sentence(page) == "Worked 3 times in a worker."
        assert not [ms for ms in page.evaluate("long") if ms > 100]  # the work takes 120 ms at a time


def test_what_the_page_makes_of_a_value_is_shown_when_it_has_answered(kind):
    with look(kind(), saved=True) as page:
        page.locator("input").fill("15")
        page.wait_for_function("model.get('number') === 9")
        page.wait_for_function("document.querySelector('input').value === '9'")
        assert page.inner_text(".power") == "162"


def test_what_the_answers_throw_is_one_sentence_and_an_answer(kind):
    with look(kind(), saved=True) as page:
        page.locator("input").fill("13")
        page.wait_for_function(ANSWERED)
        why = "what it has brought does not fit together (Error: 13 is unlucky)"
        assert sentence(page) == f"This page cannot compute it: {why}" and page.locator(".ngt-failed").count() == 1
        counted(page, "162")
        assert page.locator(".ngt-failed").count() == 0


def test_what_takes_for_ever_is_given_up_and_the_next_question_is_answered(kind):
    with look(kind(), saved=True) as page:
        page.clock.install()
        page.locator("input").fill("17")
        page.wait_for_timeout(100)
        page.clock.fast_forward(29_000)
        assert page.locator(".ngt-failed").count() == 0
        page.clock.fast_forward(2_000)
        page.wait_for_function(ANSWERED)
        assert sentence(page).startswith("This page has computed for half a minute without an answer")
        page.locator("input").fill("3")
        page.wait_for_function("model.get('power') === 18")


def test_what_was_changed_is_taken_back(kind):
    with look(kind(), saved=True) as page:
        counted(page, "18")
        page.click("text=Undo")
        page.wait_for_function("model.get('power') === 8")
        assert page.evaluate("model.get('number')") == 2


def test_a_restart_hands_over_with_what_was_under_way_and_back_again(kind):
    widget = kind()
    with look(widget, delay=0.5) as page:
        page.focus(".ngt")
        page.keyboard.press("Space")
        page.wait_for_timeout(100)
        page.evaluate("restart()")
        page.wait_for_function(ANSWERED)
        assert sentence(page) == "The page says 3." and page.inner_text(".power") == "18"
        assert page.inner_text(".ngt-hint") == "Python was restarted: this page computes it itself now. Space counts"
        counted(page, "32")
        page.evaluate("comeBack()")
        page.wait_for_function("model.get('status') === 'Python says 4.'")
        assert widget.number == 4 and not page.workers
        assert page.inner_text(".ngt-hint") == "Space counts"


def test_an_op_that_the_engine_lacks_is_named(kind):
    widget = kind()
    with forgotten():
        users_op = op(forward=lambda x: x)(lambda x: x)
        widget.live = live_data({"power": ng.trace(lambda x: users_op(x), ng.f32[3])})
    assert list(widget.live) == ["refused"]
    with look(widget, saved=True) as page:
        page.wait_for_selector("input:disabled")
        assert sentence(page).startswith("This page cannot compute it: ") and "<lambda>" in sentence(page)
        assert page.text_content(".ngt-hint") == "" and not page.workers


HOSTILE = {
    "no graph": ({"graphs": {"power": {"format": "<b>x</b>"}}}, "this is not a graph as to_json writes it: "),
    "no bytes": (
        {"arrays": {"factor": {"type": "f32[1000000000]", "data": b"xx"}}},
        "factor: 2 bytes are no f32[1000000000]",
    ),
    "no type": ({"arrays": {"factor": {"type": "<script>", "data": b"xx"}}}, "is not a type such as f32[128,784]"),
    "nothing": ({"arrays": {"factor": None}}, "what it has brought does not fit together"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_state_gets_one_sentence_and_disables_the_controls(kind, name):
    widget, (change, said) = kind(), HOSTILE[name]
    widget.live = {**widget.live, **change}
    with look(widget, saved=True) as page:
        page.focus(".ngt")
        page.keyboard.press("Space")
        page.wait_for_function(
            "document.querySelector('.ngt-status').textContent.startsWith('This page cannot compute it: ')"
        )
        assert said in sentence(page) and page.locator(".ngt-status *").count() == 0
        assert page.locator(".ngt-controls :is(input, button):enabled").count() == 0
        page.keyboard.press("Space")
        assert page.inner_text(".power") == "8"


def test_a_film_plays_on_and_the_page_answers_the_rest(film):
    with look(film(), saved=True) as page:
        page.wait_for_timeout(50)
        assert page.text_content(".ngt-hint").strip() == "This page computes it itself."
        page.focus(".ngt")
        page.keyboard.press("ArrowRight")
        assert sentence(page) == "Record 1."
        page.click("text=Again")
        page.wait_for_function("model.get('power') === 50")


def test_a_film_with_a_hostile_state_plays_on_and_says_why_the_rest_is_disabled(film):
    widget = film()
    widget.live = {**widget.live, "graphs": {}}
    with look(widget, saved=True) as page:
        page.click("text=Again")
        page.wait_for_selector("button:has-text('Again'):disabled")
        assert page.inner_text(".ngt-hint").startswith("This page cannot compute it: ")
        for k in (1, 2):
            page.focus(".ngt")
            page.keyboard.press("ArrowRight")
            assert sentence(page) == f"Record {k}."
