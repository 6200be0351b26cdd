"""The picture of a graph in a widget: fit, drag, zoom, a plain wheel for the page, and one selection for all."""

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
import traitlets
from look import CHROMIUM, example, look

from ngteach.lab.widgets.graph_view import drawn, rows
from ngteach.lab.widgets.widget import Widget

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]

SCRIPT = """
function render({ model, el }) {
  const f = frame(model, el, { label: "View", keys: { ArrowDown: () => f.say("the widget's own key") } });
  const chosen = selection(model, "shown");
  globalThis.picture = graphPicture(model.get("svg"), model.get("homes"), { label: "Picture", chosen });
  const program = globalThis.program = lineList(model.get("program"), { label: "Program", chosen });
  chosen.listen((name) => name && f.say(`chosen: ${name}`));
  f.picture.append(picture.element, program.element, h("div", { style: "height:2000px" }));
  return f.close;
}
export default { render };
"""


# Of the texts that are seen, in pixels of the screen.
SIZES = """[...document.querySelectorAll('.ngt-graph text')]
  .filter((text) => text.getClientRects().length)
  .map((text) => parseFloat(getComputedStyle(text).fontSize) * picture.scale())"""


@pytest.fixture(scope="module")
def view(tmp_path_factory):
    script = tmp_path_factory.mktemp("scripts") / "view.js"
    script.write_text(SCRIPT)

    class View(Widget, script=("graph.js", str(script))):
        shown = traitlets.Unicode("").tag(sync=True)
        svg = traitlets.Unicode("").tag(sync=True)
        homes = traitlets.Any([]).tag(sync=True)
        program = traitlets.Any([]).tag(sync=True)

        def __init__(self, graph):
            super().__init__()
            self.svg, self.homes = drawn(graph)
            self.program = rows(graph)

    return View


def scale(page):
    return page.evaluate("picture.scale()")


def test_fit_shows_the_whole_graph_by_button_and_by_key(view):
    with look(view(example()["training"])) as page:
        whole = page.locator(".ngt-graph > svg").bounding_box()
        box = page.locator(".ngt-graph").bounding_box()
        assert whole["height"] > box["height"] and scale(page) == 1
        for fit in (lambda: page.click("text=Fit"), lambda: (page.focus(".ngt-graph"), page.keyboard.press("0"))):
            page.evaluate("picture.zoom(1)")
            fit()
            whole = page.locator(".ngt-graph > svg").bounding_box()
            assert box["y"] <= whole["y"] and whole["y"] + whole["height"] <= box["y"] + box["height"]
            assert box["x"] <= whole["x"] and whole["x"] + whole["width"] <= box["x"] + box["width"]


def test_keys_and_control_with_the_wheel_zoom_and_a_plain_wheel_is_the_page_s(view):
    with look(view(example()["training"])) as page:
        page.focus(".ngt-graph")
        page.keyboard.press("+")
        assert scale(page) == 1.25
        page.keyboard.press("-")
        assert scale(page) == 1
        page.mouse.move(300, 300)
        page.mouse.wheel(0, 400)
        page.wait_for_function("scrollY === 400")
        assert page.evaluate("picture.element.scrollTop") == 0
        page.evaluate("scrollTo(0, 0)")
        page.evaluate("picture.light('h', { jump: true })")
        box = page.locator("g.node[data-name=h]").bounding_box()
        at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        under = f"[document.elementFromPoint({at[0]}, {at[1]}).closest('g.node')?.dataset.name, scrollY]"
        page.mouse.move(*at)
        page.keyboard.down("Control")
        page.mouse.wheel(0, -200)
        page.keyboard.up("Control")
        page.wait_for_function("picture.scale() > 1.5")
        assert page.evaluate(under) == ["h", 0]  # what is under the mouse stays there


def test_a_drag_moves_the_picture_and_chooses_nothing(view):
    with look(view(example()["training"])) as page:
        page.evaluate("picture.light('h', { jump: true })")
        box, before = page.locator("g.node[data-name=h]").bounding_box(), page.evaluate("picture.element.scrollTop")
        page.mouse.move(box["x"] + 20, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + 20, box["y"] - 140, steps=4)
        page.mouse.up()
        assert page.evaluate("picture.element.scrollTop") == before + 150
        assert page.evaluate("picture.chosen.chosen()") is None
        page.click("g.node[data-name=h]")
        assert page.evaluate("picture.chosen.chosen()") == "h"


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.85, 1, 1.6])
def test_no_text_is_smaller_than_ten_pixels(view, share):
    with look(view(example()["training"])) as page:
        page.evaluate(f"picture.light('h'); picture.zoom({share})")
        sizes = page.evaluate(SIZES)
        assert sizes and min(sizes) >= 9.99
        assert share > 0.3 or page.locator(".ngt-flag").text_content() == "relu"


def test_a_name_that_does_not_fit_keeps_what_tells_it_from_others(view):
    with look(view(example()["inference"])) as page:
        page.evaluate("picture.zoom(0.6)")
        texts = page.locator(".ngt-graph g.node text >> visible=true")
        shown = texts.evaluate_all("texts => texts.map((text) => text.firstChild.data)")
        assert {"…W0", "…b0", "…W1", "…b1", "softmax"} <= set(shown)
        page.evaluate("picture.zoom(1)")
        assert page.locator("g.node[data-name='weights.W1'] text").first.text_content() == "weights.W1"


def test_signs_of_the_legend_go_with_their_words(view):
    with look(view(example()["training"])) as page:
        signs = page.locator(".ngt-graph > svg > :is(rect, path, polygon) >> visible=true")
        many = signs.count()
        page.evaluate("picture.zoom(0.8)")
        assert many > 5 and signs.count() == 1  # the paper
        page.evaluate("picture.zoom(1)")
        assert signs.count() == many


@pytest.mark.parametrize("share", [1, 0.2])
def test_the_head_of_a_lane_lies_on_no_box(view, share):
    with look(view(example()["training"])) as page:
        page.evaluate(f"picture.zoom({share})")
        head = page.locator("text", has_text="update ↓").bounding_box()
        boxes = [box.bounding_box() for box in page.locator("g.node[data-name$=_next]").all()]
        assert len(boxes) == 4 and head["y"] + 2 > max(box["y"] + box["height"] for box in boxes)


@pytest.mark.parametrize("width", [612, 294])
def test_in_a_narrow_widget_the_tools_lie_on_no_box(view, width):
    with look(view(example()["training"]), width=width) as page:
        page.click("text=Fit")
        tools = page.locator(".ngt-tools button").last.bounding_box()
        tops = page.locator("g.node").evaluate_all("nodes => nodes.map((n) => n.getBoundingClientRect().top)")
        assert min(tops) > tools["y"] + tools["height"]


def test_what_is_lit_stays_in_view_when_the_box_becomes_smaller(view):
    inside = """(selector) => { const [box, it] = [selector.startsWith('.') ? '.ngt-lines' : '.ngt-graph', selector]
      .map((s) => document.querySelector(s).getBoundingClientRect());
      return it.left >= box.left - 1 && it.top >= box.top && it.bottom <= box.bottom; }"""
    with look(view(example()["training"])) as page:
        page.add_style_tag(content=".ngt-graph, .ngt-lines { height: 700px !important }")
        page.evaluate("picture.light('weights.adjoint_W1', { jump: true })")
        page.evaluate("program.light(30, { jump: true })")
        page.add_style_tag(content=".ngt-graph, .ngt-lines { height: 150px !important }")
        page.wait_for_timeout(100)
        assert page.evaluate(inside, "g.node.ngt-lit") and page.evaluate(inside, ".ngt-line.ngt-lit")


def test_one_selection_for_picture_program_and_model_by_mouse_and_keyboard(view):
    widget = view(example()["training"])
    with look(widget) as page:
        chosen = "[document.querySelector('g.ngt-chosen')?.dataset.name, model.get('shown')]"
        page.click("g.node[data-name=h]")
        assert page.evaluate(chosen) == ["h", "h"]
        assert page.locator(".ngt-line.ngt-chosen").inner_text().startswith("h:")
        page.focus(".ngt-graph")
        page.keyboard.press("ArrowDown")  # along the wire, to who reads it
        assert page.evaluate(chosen) == ["%4", "%4"]
        assert page.inner_text(".ngt-status") == "chosen: %4"  # and not the widget's own key
        page.keyboard.press("ArrowUp")  # to one of those that it reads
        assert page.evaluate(chosen)[0] == page.evaluate(chosen)[1] in ("h", "weights.W1")
        page.evaluate("picture.select('h')")
        page.focus(".ngt-lines")
        page.keyboard.press("ArrowDown")
        assert page.evaluate(chosen)[0] == page.evaluate(chosen)[1] != "h"
        page.click(".ngt-line >> text=softmax")
        assert page.evaluate(chosen) == ["p", "p"]
        page.evaluate("picture.select('%0')")
        page.evaluate("settled()")
        assert page.evaluate(chosen) == ["%0", "%0"] and widget.shown == "%0"
        assert page.locator(".ngt-line.ngt-chosen").inner_text().startswith("%0:")


def test_a_picture_that_is_seen_from_afar_is_saved_with_all_its_words(view, tmp_path):
    with look(view(example()["training"])) as page:
        page.evaluate("picture.light('h'); picture.fit()")
        far = scale(page)
        with page.expect_download() as download:
            page.click("text=Save SVG")
        download.value.save_as(tmp_path / "picture.svg")
        text = (tmp_path / "picture.svg").read_text("utf-8")
        assert ">adjoint_h: f32[8,16]<" in text and 'display="none"' not in text
        assert scale(page) == far and page.locator("text=adjoint_h: f32[8,16]").first.is_hidden()


def test_every_box_is_reached_by_arrow_keys(view):
    with look(view(example()["training"])) as page:
        names = set(page.evaluate("[...document.querySelectorAll('g.node')].map((n) => n.dataset.name)"))
        found = page.evaluate("""() => {
          const boxes = new Map([...document.querySelectorAll('g.node')].map((n) => [n.dataset.name, n]));
          const press = (key) => picture.element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
          const seen = new Set(), todo = [];
          press('ArrowDown');
          todo.push(picture.chosen.chosen());
          while (todo.length) {
            const name = todo.pop();
            if (seen.has(name)) continue;
            seen.add(name);
            for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
              picture.select(name);
              press(key);
              todo.push(picture.chosen.chosen());
            }
          }
          return [...seen]; }""")
        assert set(found) == names


def test_a_picture_drawn_anew_keeps_what_is_lit_and_chosen(view):
    with look(view(example()["training"])) as page:
        page.click("g.node[data-name=h]")
        page.evaluate("picture.light('p')")
        page.evaluate("picture.redraw(model.get('svg'))")
        assert page.locator("g.ngt-chosen").get_attribute("data-name") == "h"
        assert page.locator("g.node.ngt-lit").get_attribute("data-name") == "p"
        assert page.locator(".ngt-tools").count() == 1
