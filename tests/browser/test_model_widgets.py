"""The convolution and the attention widget in a real browser: their films play without Python."""

import numpy as np
import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, look, press

import ngteach as ng

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]


def says(page):
    return page.inner_text(".ngt-status")


def centre_of(page, selector, k=0):
    box = page.locator(selector).nth(k).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# ---- convolution ------------------------------------------------------------


def test_the_browser_says_of_each_pixel_what_python_says():
    widget = ng.lab.convolution(np.random.default_rng(1).normal(size=(5, 7)), stride=2)
    rng = np.random.default_rng(0)
    with look(widget) as page:
        page.focus(".ngt")
        for keys in (
            "b",
            "ArrowRight",
            "ArrowDown",
            "+",
            "Space",
            "b",
            "End",
            "ArrowLeft",
            "-",
            "Home",
            "ArrowUp",
            "b",
        ):
            press(page, keys)
            assert says(page) == widget.status, keys
        for _ in range(10):
            widget_settings = {name: int(rng.integers(1, 4)) for name in ("stride", "dilation")}
            for name, value in widget_settings.items():
                page.get_by_label(name, exact=True).fill(str(value))
            press(page, "Shift")
            assert says(page) == widget.status or "The slider stays" in says(page)


@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, 1, 1), (2, 2, 1), (1, 2, 3), (3, 0, 2)])
def test_the_sum_that_is_written_out_is_the_number_in_the_cell(stride, padding, dilation):
    """The browser knows which products by its own rule; the number is the kit's."""
    with look(ng.lab.convolution(stride=stride, padding=padding, dilation=dilation)) as page:
        page.focus(".ngt")
        for key in ("Home", "ArrowDown", "ArrowRight", "End", "b", "Home", "ArrowDown", "ArrowRight", "Space", "End"):
            press(page, key)
            name, *terms, value = page.inner_text(".ngt-conv-sum").split(" = ")
            assert f"{name} = {value}" in says(page)
            assert sum(map(eval, terms)) == pytest.approx(float(value), abs=1e-3)


def test_a_pixel_is_chosen_by_moving_over_it_and_a_click_on_the_other_side_turns_round():
    widget = ng.lab.convolution()
    with look(widget) as page:
        frames = page.locator(".ngt-conv-frame")
        x, y = frames.nth(0).bounding_box(), frames.nth(2).bounding_box()

        def at(box, row, column):
            return box["x"] + (column + 0.5) * box["width"] / 8, box["y"] + (row + 0.5) * box["height"] / 8

        page.mouse.move(*at(y, 6, 1))
        page.evaluate("settled()")
        assert widget.pixel == [6, 1] and page.locator(".ngt-conv-seen").count() == 9
        page.mouse.move(*at(x, 2, 5))
        page.evaluate("settled()")
        assert widget.pixel == [6, 1] and not widget.backward
        page.mouse.click(*at(x, 2, 5))
        page.evaluate("settled()")
        assert widget.backward and widget.source == [2, 5]
        assert page.locator("path.ngt-conv-wire").count() == 9
        page.mouse.move(*at(x, 0, 0))
        page.evaluate("settled()")
        assert widget.source == [0, 0] and page.locator("path.ngt-conv-wire").count() == 4


def test_one_product_is_lit_in_all_panels_by_mouse_and_by_keyboard():
    with look(ng.lab.convolution()) as page:
        page.focus(".ngt")
        press(page, "p", "p")
        assert says(page) == "Product 2 of the 9 in y[3, 3]: x[2, 3] * f[0, 1] = 0*0 = 0."
        assert page.locator("rect.ngt-conv-term").count() == 3
        assert page.locator(".ngt-conv-product.ngt-lit").count() == 1
        press(page, "P", "P")
        assert says(page) == "Product 9 of the 9 in y[3, 3]: x[4, 4] * f[2, 2] = 3*1 = 3."
        page.hover("[data-term='3']")
        assert page.locator(".ngt-conv-product.ngt-lit").inner_text() == "16*(-1)"
        box = page.locator(".ngt-conv-frame").nth(1).bounding_box()
        page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.9)
        assert page.locator(".ngt-conv-product.ngt-lit").inner_text() == "3*1"
        press(page, "b", "p")
        assert says(page) == "Product 1 of the 9 in dx[3, 3]: dy[2, 2] * f[2, 2] = 8*1 = 8."
        page.mouse.move(1, 1)
        assert page.locator("rect.ngt-conv-term").count() == 0


def test_an_impossible_setting_is_told_and_the_slider_stays():
    widget = ng.lab.convolution()
    with look(widget) as page:
        page.get_by_label("size", exact=True).fill("3")
        page.get_by_label("dilation", exact=True).fill("3")
        assert says(page).startswith("The window spans (5 - 1) * 3 + 1 = 13 rows") and says(page).endswith(
            "slider stays."
        )
        page.evaluate("settled()")
        assert page.get_by_label("dilation", exact=True).input_value() == "1" and widget.dilation == 1
        page.click("text=Undo")
        page.evaluate("settled()")
        assert widget.filter == 0 and page.get_by_label("size", exact=True).input_value() == "1"


@pytest.mark.parametrize("how", [{"dead": True}, {"saved": True}])
def test_a_convolution_of_which_the_page_knows_nothing_plays_its_film(how):
    widget = ng.lab.convolution()
    widget.live = {}
    with look(widget, **how) as page:
        page.focus(".ngt")
        page.get_by_label("stride", exact=True).fill("2")
        page.get_by_label("filter", exact=True).select_option("blur")
        page.focus(".ngt")
        page.keyboard.press("b")
        page.keyboard.press("Home")
        assert says(page).startswith("dx[0, 0] = ") and "4 pixels of y" not in says(page)
        assert "//" in page.inner_text(".ngt-conv-formula") and page.inner_text(".ngt-conv-formula").count(" = 4") == 1
        assert page.get_by_role("button", name="Next digit").is_disabled()


def test_the_code_that_is_copied_computes_what_is_seen():
    widget = ng.lab.convolution()
    with look(widget) as page:
        page.focus(".ngt")
        press(page, "+", "b", "ArrowLeft")
        (r, c), said = widget.source, says(page)
        clipboard = "{ value: { writeText: async (text) => { globalThis.copied = text; } } }"
        page.evaluate(f"Object.defineProperty(navigator, 'clipboard', {clipboard})")
        page.click("text=Copy code")
        page.wait_for_function("globalThis.copied")
        seen = {}
        exec(page.evaluate("copied"), seen)
        assert f"dx[{r}, {c}] = {seen['dx'][0, 0, r, c]:.4g}" in said


# ---- attention --------------------------------------------------------------


def test_the_browser_says_of_each_letter_what_python_says():
    widget = ng.lab.attention()
    with look(widget) as page:
        page.focus(".ngt")
        for key in ("ArrowLeft", "l", "h", "ArrowDown", "ArrowDown", "ArrowUp", "Home", "Space", "Space", "h", "End"):
            press(page, key)
            assert says(page) == widget.status, key
        page.get_by_label("score of", exact=True).select_option("0")
        press(page, "Shift")
        assert says(page) == widget.status and widget.letter == 0


def test_names_are_typed_and_mistakes_told():
    widget = ng.lab.attention()
    with look(widget) as page:
        field = page.get_by_label("name", exact=True)
        field.fill("Anna")
        field.press("Enter")
        page.evaluate("settled()")
        assert (widget.name, widget.at) == ("anna", 4) and field.input_value() == "anna"
        assert page.locator(".ngt-look-letter").count() == 5 and says(page) == widget.status
        field.fill("o'hara")
        field.press("Enter")
        page.wait_for_selector(".ngt-failed")
        assert "but the model knows the letters a to z alone" in says(page) and widget.name == "anna"
        page.click("text=Undo")
        page.evaluate("settled()")
        assert widget.name == "smith" and says(page) == widget.status


def test_the_model_spells_a_name_letter_by_letter_ready_or_not():
    widget = ng.lab.attention()
    with look(widget) as page:
        for number in (1, 2, 3, 4, 5):
            page.click("text=Let it spell")
            page.wait_for_function("document.querySelectorAll('.ngt-look-letter[data-kind=now]')[0]?.dataset.at > 0")
            page.evaluate("settled()")
            assert widget.spelled == number and widget.film[widget.shown]["spelled"] == number
            assert page.locator(".ngt-look-letter").count() == len(widget.name) + 1
            page.click("text=Pause")


def test_heads_letters_and_cells_can_be_clicked():
    widget = ng.lab.attention()
    with look(widget, height=900) as page:
        page.mouse.click(*centre_of(page, ".ngt-look-head", 6))
        page.mouse.click(*centre_of(page, ".ngt-look-letter", 2))
        page.mouse.click(*centre_of(page, ".ngt-look-bar", 5))
        page.evaluate("settled()")
        assert (widget.layer, widget.head, widget.at, widget.letter) == (1, 2, 2, 5)
        page.mouse.click(*centre_of(page, ".ngt-look-cell", 8))
        page.evaluate("settled()")
        assert widget.at == 3
        assert page.locator("text=m (2) looks at").count() + page.locator("text=i (3) looks at").count() == 1


@pytest.mark.parametrize("how", [{"dead": True}, {"saved": True}])
def test_attention_of_which_the_page_knows_nothing_shows_the_names_that_it_has(how):
    widget = ng.lab.attention()
    widget.live = {}
    with look(widget, **how) as page:
        page.click("text=Let it spell")
        page.wait_for_function("document.querySelectorAll('.ngt-look-letter[data-kind=now]')[0]?.dataset.at > 0")
        assert page.locator(".ngt-look-letter").count() == len(widget.film[1]["name"]) + 1
        assert page.get_by_label("name", exact=True).is_disabled()


# ---- both ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "keys"),
    [
        (ng.lab.convolution, ["ArrowRight", "+", "ArrowDown", "b", "ArrowUp", "-", "ArrowLeft", "b"]),
        (ng.lab.attention, ["ArrowLeft", "l", "ArrowDown", "h", "ArrowLeft", "Space", "l"]),
    ],
)
def test_on_a_slow_hub_nothing_waits_and_no_late_answer_moves_anything(make, keys):
    at_once, late = make(), make()
    with look(at_once) as page:
        page.focus(".ngt")
        press(page, *keys)
        wanted = says(page)
    with look(late, delay=0.3) as page:
        page.focus(".ngt")
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(40)
        assert says(page) == wanted
        page.evaluate("settled()")
        assert says(page) == wanted == late.status


def test_a_name_that_python_has_not_read_yet_is_waited_for():
    with look(ng.lab.attention(), delay=0.4) as page:
        page.get_by_label("name", exact=True).fill("bea")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert says(page).startswith("Waiting for Python") and page.locator(".ngt-look-letter").count() == 6
        page.evaluate("settled()")
        assert page.locator(".ngt-look-letter").count() == 4 and says(page).startswith('After "bea"')


@pytest.mark.parametrize("width", [1080, 866, 612, 390, 294])
@pytest.mark.parametrize("make", [ng.lab.convolution, lambda: ng.lab.attention(name="christopherson")])
def test_nothing_is_cut_off_or_smaller_than_10_px(make, width):
    with look(make(), width=width, height=1200) as page:
        page.wait_for_timeout(100)
        bad = page.evaluate("""() => {
          const picture = document.querySelector(".ngt-picture > svg"), paper = picture.getBoundingClientRect();
          return [...picture.querySelectorAll("text")].filter((text) => {
            const box = text.getBoundingClientRect();
            const wide = box.left < paper.left - 1 || box.right > paper.right + 1;
            const high = box.bottom > paper.bottom + 1 || box.top < paper.top - 1;
            return wide || high || parseFloat(getComputedStyle(text).fontSize) < 10;
          }).map((text) => text.textContent);
        }""")
        assert bad == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
