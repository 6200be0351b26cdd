"""The stepper in a real browser: one selection for boxes, lines and values, by mouse and keyboard; nothing jumps."""

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, example, look, press

import ngteach as ng

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]


def test_box_line_and_value_choose_the_same_thing_by_mouse_and_keyboard():
    stepper = ng.lab.stepper(example()["training"])
    with look(stepper, height=1000) as page:

        def chosen():
            page.evaluate("settled()")
            names = [
                page.inner_text(".ngt-value-title").split(":")[0],
                page.locator("g.node.ngt-chosen").get_attribute("data-name"),
            ]
            lines = page.locator(".ngt-line.ngt-chosen")
            return {*names, stepper.shown, *(lines.inner_text().split(":")[0] for _ in range(lines.count()))}

        page.focus(".ngt")
        press(page, *["Space"] * 4)
        assert chosen() == {"h"}
        page.click("g.node[data-name='%2']")
        assert chosen() == {"%2"} and stepper.step == 4
        assert page.inner_text(".ngt-status").startswith(
            "Looking at %2: f32[8,16], made by equation 3, forward; its numbers"
        )
        page.click(".ngt-line >> text=softmax")
        assert chosen() == {"p"} and "not computed yet: equation 8 makes it" in page.inner_text(".ngt-status")
        press(page, "Enter")
        assert stepper.step == 8 and page.inner_text(".ngt-status") == stepper.status
        press(page, "ArrowUp")  # in the program
        assert chosen() == {"%6"} and stepper.step == 8
        page.focus(".ngt-graph")
        press(page, "ArrowUp")
        assert chosen() <= {"%4", "%5"} and stepper.step == 8
        press(page, "Enter")
        assert stepper.step in (5, 6)
        page.click(".ngt-name >> nth=0")  # an operand in the card
        assert len(chosen()) == 1 and stepper.step in (5, 6)


def test_arrow_keys_choose_an_element_and_light_what_made_it():
    data = example()
    stepper = ng.lab.stepper(data["training"], *data["arrays"])
    stepper.step = 1
    with look(stepper) as page:
        hold = page.get_by_role("application")
        hold.focus()
        press(page, "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp")
        said = page.inner_text(".ngt-status")
        assert said == page.inner_text(".ngt-formula") and said.startswith("%0[") and "(64 products)" in said
        lit = page.locator(".ngt-value-figure .ngt-lit-cells .ngt-within")
        assert lit.count() == 2 and stepper.step == 1  # a picture of x, a column of W0
        press(page, "Space")
        assert stepper.step == 2


def test_a_click_on_a_number_in_a_box_lights_what_made_it_there():
    data = example()
    stepper = ng.lab.stepper(data["training"], *data["arrays"])
    stepper.step = 1
    with look(stepper) as page:
        image = page.locator("g.node[data-name='%0'] image").bounding_box()
        page.mouse.click(image["x"] + image["width"] - 1, image["y"] + 1)
        assert page.inner_text(".ngt-status").startswith("%0[0,15] = ")
        boxes = page.locator("g.node:has(.ngt-lit-cells .ngt-within)")
        names = [boxes.nth(i).get_attribute("data-name") for i in range(boxes.count())]
        assert sorted(names) == ["weights.W0", "x"]
        assert page.locator("g.node[data-name='%0'] .ngt-chosen-cell .ngt-within").count() == 1


def test_a_tooltip_has_the_number_under_the_pointer():
    data = example()
    stepper = ng.lab.stepper(data["training"], *data["arrays"])
    x = data["arrays"][0]
    with look(stepper) as page:
        image = page.locator("g.node[data-name=x] image").bounding_box()
        page.mouse.move(image["x"] + 0.6, image["y"] + 0.6)
        name, _, number = page.inner_text(".ngt-tip").partition(" = ")
        assert name == "x[0,0]" and float(number.replace("−", "-")) == pytest.approx(x[0, 0], rel=6e-3)
        page.mouse.move(5, 5)
        assert not page.locator(".ngt-tip").is_visible()


def test_the_film_plays_without_python():
    stepper = ng.lab.stepper(example()["training"])
    with look(stepper, saved=True) as page:
        page.focus(".ngt")
        for n in range(1, 6):
            page.keyboard.press("Space")
            assert page.inner_text(".ngt-status") == stepper.film[n]["sentence"]
        assert stepper.step == 0
        assert page.inner_text(".ngt-value-title").startswith("%4: ")
        assert page.locator("g.node[data-name='%4'] .ngt-thumb").count() == 1


def test_late_answers_choose_nothing():
    stepper = ng.lab.stepper(example()["training"])
    with look(stepper, delay=0.15) as page:
        page.focus(".ngt")
        page.evaluate("""() => {
          globalThis.seen = [];
          model.on("change:shown", () => seen.push(model.get("shown")));
        }""")
        press(page, *["Space"] * 6)
        assert page.evaluate("seen") == [eqn.output.name for eqn in stepper.graph.equations[:6]]
        assert stepper.shown == page.inner_text(".ngt-value-title").split(":")[0] and stepper.step == 6


def test_undo_goes_back_to_where_one_was():
    stepper = ng.lab.stepper(example()["training"])
    with look(stepper) as page:
        page.focus(".ngt")
        press(page, "Space", "Space", "End")
        press(page, "Control+z")
        assert stepper.step == 2
        press(page, "Control+z")
        assert stepper.step == 1


SMALL = """() => [...document.querySelectorAll(".ngt *")].filter((e) => {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  const box = e.getBoundingClientRect();
  if (!own || !box.width || getComputedStyle(e).visibility === "hidden") return false;
  const share = e.ownerSVGElement ? e.getScreenCTM().d : 1;
  return parseFloat(getComputedStyle(e).fontSize) * share < 9.95;
}).map((e) => e.textContent)"""  # texts that are smaller than 10 px on the screen
WIDTHS = (1078, 864, 612, 294)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_jumps_and_no_text_is_small(width):
    stepper = ng.lab.stepper(example()["training"])
    with look(stepper, width=width, height=1400, dark=width == 612) as page:
        page.focus(".ngt")
        boxes = []
        for _ in range(12):
            press(page, "Space", "ArrowRight")
            boxes.append(
                [page.locator(s).bounding_box() for s in (".ngt-graph", ".ngt-lines", ".ngt-memory", ".ngt-foot")]
            )
        assert [b for b in boxes if b != boxes[0]] == [], boxes[0]
        for zoom in ("text=Fit", "[aria-label^='Zoom in']"):
            assert page.evaluate(SMALL) == []
            page.click(zoom)
        assert page.evaluate(SMALL) == []
        assert page.evaluate("document.querySelector('.ngt').scrollWidth <= document.querySelector('.ngt').clientWidth")
