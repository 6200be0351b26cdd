"""The explorer in a browser: boxes open in place by mouse and keyboard, with and without Python."""

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, look

import ngteach as ng
from ngteach import f32

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]


def block(x, w):
    def attention(x):
        return ng.softmax(x @ w, axis=1)

    x = x + attention(x)
    return x + ng.relu(x @ w) * 0.5


def model(x, weights):
    for w in weights["blocks"]:
        x = block(x, w)
    return ng.mean(x, axis=1)


INFERENCE = ng.trace(model, f32[3, 4], {"blocks": [f32[4, 4] for _ in range(5)]}, name="model")
TRAINING = ng.derive_training(INFERENCE, lambda y: ng.mean(y * y), "adam", trainable="weights")
BOX = 'g.node[data-fold="model.1/block.3"]'


@pytest.mark.parametrize("how", [{}, {"dead": True}, {"saved": True}, {"delay": 1.0}], ids=str)
def test_a_box_opens_in_place_with_or_without_python(how):
    with look(ng.lab.explorer(TRAINING), **how) as page:
        page.wait_for_selector(BOX)
        page.locator(BOX).first.click()
        page.wait_for_selector(".ngt-opened")
        assert page.inner_text(".ngt-status").startswith("block 3 is open: ")
        assert page.locator(BOX).count() == 0 and page.locator(".ngt-opened").count() == 2  # forward and adjoint
        assert page.inner_text(".ngt-crumb >> nth=1") == "block 3"
        page.click("text=Close")
        page.wait_for_selector(BOX)
        assert page.locator(".ngt-opened").count() == 0


def test_arrows_lead_to_a_box_enter_opens_it_and_backspace_closes():
    with look(ng.lab.explorer(TRAINING)) as page:
        page.wait_for_selector(BOX)
        page.focus(".ngt-graph")
        for _ in range(30):
            page.keyboard.press("ArrowDown")
            if page.locator(".ngt-chosen[data-fold]").count():
                break
        name = page.get_attribute("g.node.ngt-chosen", "data-name")
        assert page.locator(f'.ngt-line.ngt-chosen:has-text("{name}")').count() == 1  # one selection
        page.keyboard.press("Enter")
        page.wait_for_selector(".ngt-opened")
        page.keyboard.press("Backspace")
        page.wait_for_selector(BOX)


def test_a_box_is_found_by_its_name():
    with look(ng.lab.explorer(TRAINING)) as page:
        page.wait_for_selector(BOX)
        page.fill("input[type=search]", "adjoint of block 2")
        page.keyboard.press("Enter")
        page.wait_for_selector("g.node.ngt-chosen")
        assert "adjoint of block 2" in page.text_content("g.node.ngt-chosen")
        page.fill("input[type=search]", "attention")
        page.keyboard.press("Enter")
        page.wait_for_selector(".ngt-opened")
        page.fill("input[type=search]", "nowhere at all")
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('.ngt-status').textContent.includes('Nothing here')")


def test_each_box_that_opens_says_so_and_all_text_is_legible():
    with look(ng.lab.explorer(TRAINING), width=390) as page:
        page.wait_for_selector(BOX)
        assert page.locator(".ngt-plus").count() == page.locator("g.node[data-fold]").count()
        sizes = page.evaluate(
            "[...document.querySelectorAll('.ngt-graph text')].filter((t) => t.style.display !== 'none')"
            ".map((t) => parseFloat(getComputedStyle(t).fontSize))"
        )
        assert min(sizes) >= 10
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_bar_beside_what_is_open_lies_on_no_box():
    inference = ng.trace(ng.mlp, f32[8, 64], ng.mlp_types((64, 16, 10)))
    with look(ng.lab.explorer(ng.derive_training(inference))) as page:
        page.locator("g.node[data-fold]").first.click()
        page.wait_for_selector(".ngt-opened")
        crossed = page.evaluate("""() => [...document.querySelectorAll('.ngt-opened')].flatMap((bar) => {
          const b = bar.getBoundingClientRect();
          return [...document.querySelectorAll('g.node > :is(rect, polygon):first-of-type')].filter((node) => {
            const n = node.getBoundingClientRect();
            return n.left < b.right && n.right > b.left && n.top < b.bottom && n.bottom > b.top; }); }).length""")
        assert page.locator(".ngt-opened").count() == 2 and crossed == 0
