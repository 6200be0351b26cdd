"""Widgets in a real browser: the keys do what the hint says, Python hears of it, and the console stays empty.

Here Python answers without JupyterLab, so that this is quick; the notebooks are driven in JupyterLab elsewhere.
"""

import numpy as np
import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, example, look, press

import ngteach as ng
from ngteach import f32

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]


def model(x, W):
    h = ng.relu(x @ W)
    return ng.sum(h * 2.0)


def test_the_stepper_steps_with_keys_and_buttons_and_by_clicks():
    stepper = ng.lab.stepper(example()["training"])
    last = len(stepper.graph.equations)
    with look(stepper) as page:
        page.focus(".ngt")
        press(page, "Space", "ArrowRight", "ArrowDown")
        assert stepper.step == 3
        press(page, "ArrowLeft")
        assert stepper.step == 2
        press(page, "End")
        assert stepper.step == last
        press(page, "Home")
        assert stepper.step == 0
        page.click("text=To the backward pass")
        page.evaluate("settled()")
        assert stepper.phases[stepper.graph.equations[stepper.step - 1]] == "adjoint"
        page.dblclick(".ngt-line >> text=relu")
        page.evaluate("settled()")
        assert stepper.shown == "h" and page.locator("g.node.ngt-lit").get_attribute("data-name") == "h"
        assert page.inner_text(".ngt-status") == stepper.status
        assert page.locator(".ngt-line.ngt-lit").inner_text().startswith("h: f32[8,16]")


def test_the_picture_scrolls_to_the_box_that_is_lit():
    stepper = ng.lab.stepper(example()["training"])
    with look(stepper) as page:
        page.emulate_media(reduced_motion="reduce")
        page.focus(".ngt")
        for _ in range(len(stepper.graph.equations)):
            press(page, "Space")
            box, lit = (page.locator(s).bounding_box() for s in (".ngt-graph", ".ngt-halo"))
            assert box["x"] <= lit["x"] and lit["x"] + lit["width"] <= box["x"] + box["width"]
            assert box["y"] <= lit["y"] and lit["y"] + lit["height"] <= box["y"] + box["height"]


def test_no_key_leaves_a_widget_but_escape_does():
    with look(ng.lab.time_machine(model, f32[2, 3], f32[3, 4])) as page:
        page.evaluate("globalThis.heard = []; document.addEventListener('keydown', (e) => heard.push(e.key))")
        page.focus(".ngt")
        press(page, "b", "a", "d", "x", "Enter", "Space", "Escape")
        assert page.evaluate("heard") == []
        assert page.evaluate("document.activeElement === document.body")


def test_the_time_machine_lights_line_equation_and_box_together_and_traces_again():
    machine = ng.lab.time_machine(model, f32[2, 3], f32[3, 4])
    with look(machine) as page:
        page.focus(".ngt")
        press(page, "Space", "Space")
        assert [line.strip() for line in page.locator(".ngt-line.ngt-lit").all_inner_texts()] == [
            "h = ng.relu(x @ W)f32[2,4] ×2",
            "h: f32[2,4] = relu(%0)",
        ]
        assert page.locator("g.node.ngt-lit").get_attribute("data-name") == "h"
        assert page.locator("path.ngt-thread[d]").count() == 1  # from the line to its box
        assert page.locator(".ngt-unwritten").count() == len(machine.equations) - 2 + 1  # and the return
        page.fill("input[type=text]", "f32[7, 3], f32[3, 4]")
        press(page, "Enter")
        assert machine.graph.inputs[0].shape == (7, 3) and page.inner_text(".ngt-status") == machine.status
        assert page.locator("g.node[data-name=h]").text_content().endswith("h: f32[7,4]")
        page.fill("input[type=text]", "f32[7, 9], f32[3, 4]")
        press(page, "Enter")
        assert "has 9 columns" in page.inner_text(".ngt-failed")
        page.fill("input[type=text]", "f32[4,3")
        press(page, "Enter")
        assert "a ] is missing; write types such as f32[3, 4]" in page.inner_text(".ngt-failed")
        page.focus(".ngt")
        press(page, "ArrowLeft")
        assert "⚠" not in page.inner_text(".ngt-status") and not machine.failed
        page.fill("input[type=text]", "f32[2, 3], f32[3, 4]")
        press(page, "Enter")
        page.click("text=Undo")
        page.evaluate("settled()")
        assert machine.examples == "f32[4,3" and machine.failed


SHOWN = "nodes => nodes.filter((n) => getComputedStyle(n).visibility === 'visible').map((n) => n.dataset.name)"


@pytest.mark.parametrize("how", [{}, {"dead": True}, {"saved": True}, {"delay": 1.0}], ids=str)
def test_the_graph_grows_box_by_box_with_or_without_python(how):
    machine = ng.lab.time_machine(model, f32[2, 3], f32[3, 4])
    with look(machine, **how) as page:
        page.focus(".ngt")
        nodes = page.locator("g.node")
        assert nodes.evaluate_all(SHOWN) == ["x", "W"]
        seen = []
        for state in machine.film[1:]:
            page.keyboard.press("Space")
            page.wait_for_timeout(30)
            assert page.inner_text(".ngt-status") == state["sentence"]
            seen.append(len(nodes.evaluate_all(SHOWN)))
        assert seen == [3, 4, 4, 4, 5, 6]  # the 2.0 and its broadcast are written into the box of multiply
        page.keyboard.press("Home")
        page.wait_for_timeout(30)
        assert nodes.evaluate_all(SHOWN) == ["x", "W"]
        for name in ("dot", "relu"):  # a click on a line of Python goes to the next equation that it records
            page.click("text=h = ng.relu")
            page.wait_for_timeout(30)
            assert f"{name} is recorded" in page.inner_text(".ngt-status")
        alone = bool(how.get("dead") or how.get("saved"))
        assert page.get_by_role("button", name="Trace again").is_disabled() == alone


def test_the_pass_player_takes_a_number_and_reveals():
    player = ng.lab.pass_player(example()["training"])
    gone = ".ngt-pass-line[data-sign='-']"
    with look(player) as page:
        page.click("text=share")
        assert page.locator(gone).count() == 0
        page.fill("input[type=number]", "44")
        press(page, "Enter")
        assert player.revealed and player.guesses[1] == {"left": 44, "struck": []}
        assert page.locator(gone).count() == 3
        assert page.inner_text(".ngt-status") == player.status and "You said 44." in player.status
        page.focus(".ngt")
        press(page, "ArrowRight")
        assert player.at == 2 and not player.revealed


def test_a_change_that_is_too_small_for_a_percentage_is_a_number():
    with look(ng.lab.pass_player(example()["training"], [ng.prune, ng.simplify])) as page:
        page.focus(".ngt")
        press(page, "End")
        counters = page.locator(".ngt-counter").all_inner_texts()
        assert counters[0].endswith(" %)") and not any("0.0 %" in words for words in counters)


def redundant(x):
    a = ng.exp(x)
    b = ng.exp(x)
    return a * b + x


@pytest.mark.parametrize("how", [{}, {"dead": True}, {"saved": True}, {"delay": 1.0}], ids=str)
def test_lines_struck_out_by_mouse_and_keyboard_are_compared_with_or_without_python(how):
    player = ng.lab.pass_player(ng.trace(redundant, f32[3]), [ng.share])
    with look(player, **how) as page:
        page.click("g.node[data-name=a]")  # the box strikes out what is in it
        assert page.locator("g.node[data-pass=struck]").get_attribute("data-name") == "a"
        page.click(".ngt-pass-line >> text=b: f32[3] = exp(x)")
        page.focus(".ngt")
        for key in ("ArrowUp", "x", "x", "ArrowDown"):  # a stays after all; and goes again
            page.keyboard.press(key)
        assert page.locator(".ngt-mine").evaluate_all("lines => lines.map((l) => l.dataset.name)") == ["a", "b"]
        assert page.input_value("input[type=number]") == "2"
        page.keyboard.press("Enter")
        said = page.inner_text(".ngt-status")
        assert said.endswith(" You struck the one that went; you also struck a, which %2 still reads.")
        assert page.locator(".ngt-remark").all_inner_texts() == ["✗ %2 still reads it", "✓ as you said"]
        assert page.locator("g.node[data-pass=goes]").get_attribute("data-name") == "b"
        assert page.locator(".ngt-rewired .ngt-new").count() == 0  # multiply read a before
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(200)
        assert page.input_value("input[type=number]") == "2"
        if not how:
            page.keyboard.press("Enter")
            page.evaluate("settled()")
            assert page.inner_text(".ngt-status") == player.status == said
            press(page, "Control+z")  # takes back what was struck last, and shows the question again
            assert player.guesses == [{"left": 3, "struck": ["b"]}] and not player.revealed


def test_a_pass_that_reconnects_draws_the_new_wire_and_hides_the_old_ones():
    def f(x):
        a = ng.exp(x)
        b = ng.exp(x)
        return ng.tanh(a) + ng.relu(b)

    with look(ng.lab.pass_player(ng.trace(f, f32[3]), [ng.share])) as page:
        page.focus(".ngt")
        press(page, "Space")
        ends = "wires => wires.map((wire) => wire.dataset.from + wire.dataset.to)"
        assert page.locator("path.edge[data-pass=goes]").evaluate_all(ends) == ["xb", "b%3"]
        assert page.locator(".ngt-rewired .ngt-new").count() == 1


def test_what_is_gone_leaves_its_place_empty_and_its_line_is_gone():
    player = ng.lab.pass_player(ng.trace(redundant, f32[3]), [ng.share, ng.prune])
    with look(player) as page:
        page.focus(".ngt")
        press(page, "Space", "Space")
        page.wait_for_timeout(300)
        assert page.locator("g.node[data-pass=gone]").get_attribute("data-name") == "b"
        assert page.locator(".ngt-pass-line").count() == 3 and not page.locator(".ngt-cross").count()


def test_an_equation_chosen_in_one_view_is_lit_in_all_four():
    views = ng.lab.four_views(example()["training"])
    with look(views) as page:
        for selector in ("text=auto h = std", ".ngt-line >> text=np.log", "g.node[data-name=adjoint_h]"):
            page.click(selector)
            page.evaluate("settled()")
            boxes = page.locator(".ngt-box")
            assert [boxes.nth(i).locator(".ngt-lit").count() > 0 for i in range(4)] == [True] * 4
        names = [line["name"] for line in views.program]
        assert names[views.selected] == "adjoint_h"
        page.focus(".ngt")
        press(page, "ArrowDown")
        assert names[views.selected] == names[names.index("adjoint_h") + 1] != "adjoint_h"


def test_nothing_jumps_from_step_to_step():
    graph = ng.trace(ng.value_and_grad(model), f32[2, 3], f32[3, 4])
    stepper = ng.lab.stepper(graph, np.zeros((2, 3), np.float32), np.ones((3, 4), np.float32))
    with look(stepper, dark=True) as page:
        page.focus(".ngt")
        boxes = []
        for _ in range(len(graph.equations)):
            press(page, "Space")
            boxes.append([page.locator(s).bounding_box() for s in (".ngt-graph", ".ngt-lines", ".ngt-status")])
        assert all(b == boxes[0] for b in boxes)


def test_derive_grows_box_by_box_and_what_is_there_can_be_looked_at():
    shown = ng.lab.derive(example()["inference"])
    film = shown.film
    with look(shown) as page:
        page.emulate_media(reduced_motion="reduce")
        boxes = "g.node:not(.part, .ngt-unborn)"
        page.focus(".ngt")
        for k, state in enumerate(film[1:], 1):
            press(page, "Space")
            names = {n.get_attribute("data-name") for n in page.locator(boxes).all()}
            assert {n for s in film[: k + 1] for n in s["new"] if not n.startswith(("part", "inputs"))} <= names
            assert not {n for s in film[k + 1 :] for n in s["new"]} & names
            assert page.inner_text(".ngt-status") == state["sentence"]
            lit = page.locator(".ngt-line.ngt-lit").all_inner_texts()
            assert lit == [shown.program[i]["text"] for i in state["lines"]]
        assert page.locator(".ngt-unborn").count() == 0 and shown.step == len(film) - 1
        assert page.locator(".ngt-author b").all_inner_texts() == [str(n) for n in shown.totals]
        page.click("g.node[data-op=relu], g.node[data-name=h]")
        page.evaluate("settled()")
        assert "You wrote relu" in page.inner_text(".ngt-status") and shown.step == len(film) - 1


def test_a_press_on_play_plays_and_nothing_moves_from_state_to_state():
    shown = ng.lab.derive(example()["inference"])
    with look(shown) as page:
        page.click(".ngt-question-card button")
        page.wait_for_function("document.querySelectorAll('g.node:not(.ngt-unborn)').length > 8")
        assert page.locator(".ngt-question-card").is_hidden()
        page.click("button:visible >> text=Pause")
        page.focus(".ngt")
        page.evaluate("scrollTo(0, 0)")
        seen = [page.locator(s) for s in (".ngt-stage", ".ngt-lines", ".ngt-film")]
        at = [each.bounding_box() for each in seen]
        for key in ("End", "Home", "ArrowRight"):
            press(page, key)
            assert [each.bounding_box() for each in seen] == at


def test_the_derivation_of_a_small_model_has_no_bar_to_scroll_at_588_and_840():
    for width in (588 + 28, 840 + 28):  # the page has margins
        with look(ng.lab.derive(example()["inference"]), width=width) as page:
            press(page, "End")
            box = page.locator(".ngt-graph")
            assert box.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
            shrunk = page.locator(".ngt-film").evaluate(
                "e => e.getBoundingClientRect().width / e.viewBox.baseVal.width"
            )
            assert shrunk * 10.5 >= 10


def test_what_the_derivation_has_drawn_is_chosen_in_picture_and_program_by_mouse_and_keys_alike():
    shown = ng.lab.derive(example()["inference"])
    relu = next(k for k, s in enumerate(shown.film) if s["sentence"].startswith("Back through relu"))
    with look(shown) as page:
        page.focus(".ngt")
        press(page, "End", *["ArrowLeft"] * (len(shown.film) - 1 - relu))
        assert shown.step == relu
        page.click(".ngt-line >> text=softmax(")
        assert "You wrote softmax" in page.inner_text(".ngt-status")
        assert page.locator("g.node.ngt-chosen").get_attribute("data-name") == "p"
        page.focus(".ngt-lines")
        press(page, "ArrowUp")
        assert "You wrote add" in page.inner_text(".ngt-status")
        page.focus(".ngt-graph")
        press(page, "ArrowUp")
        assert "You wrote " in page.inner_text(".ngt-status") and shown.step == relu
        here = page.locator("g.node.ngt-chosen").get_attribute("data-name")
        for _ in range(20):  # what is still to come is never chosen
            press(page, "ArrowRight", "ArrowUp")
            chosen = page.locator("g.node.ngt-chosen")
            assert "ngt-unborn" not in chosen.get_attribute("class")
        assert chosen.get_attribute("data-name") != here


def test_a_derivation_plays_without_python():
    shown = ng.lab.derive(example()["inference"])
    for how in ({"dead": True}, {"saved": True}, {"delay": 2.0}):
        with look(shown, **how) as page:
            page.focus(".ngt")
            for key in ("Space", "Space", "End"):
                page.keyboard.press(key)
            page.wait_for_timeout(100)
            assert page.inner_text(".ngt-status") == shown.film[-1]["sentence"]
            assert page.locator(".ngt-unborn").count() == 0
