"""How each widget is operated, by keyboard and by mouse: one row for each.

A row is the Python that makes the widget, and what is done to it.  It runs in JupyterLab, so what is asserted has
made the whole way: from the key to JavaScript, to the kernel, to the trait that Python has.
"""

from __future__ import annotations

import time

SETUP = """\
import numpy as np
import ngteach as ng
rng = np.random.default_rng(0)
inference = ng.trace(ng.mlp, ng.f32[8, 64], ng.mlp_types((64, 16, 10)))
training = ng.derive_training(inference, optimizer="sgd")
arrays = [np.asarray(rng.integers(0, 9, x.shape) if x.dtype.kind == "i" else rng.uniform(-0.2, 0.2, x.shape), x.dtype)
          for x in training.inputs]
def model(x, W):
    h = ng.relu(x @ W)
    return ng.sum(h * h)
"""

ROWS: dict = {}  # name -> (the Python expression, how to operate it)


def row(expression):
    """Decorator: this function operates the widget that the expression makes."""

    def remember(operate):
        ROWS[operate.__name__] = expression, operate
        return operate

    return remember


def made(name):
    """The widget of a row, made here."""
    names: dict = {}
    exec(SETUP, names)
    return eval(ROWS[name][0], names)


class Shown:
    """A widget in an open notebook.   name: its variable in the kernel.   root: its element."""

    def __init__(self, lab, name, root):
        self.lab, self.name, self.root = lab, name, root

    def focus(self):
        self.root.focus()

    def press(self, *keys):
        for key in keys:
            self.lab.page.keyboard.press(key)

    def click(self, button):
        self.root.get_by_role("button", name=button, exact=True).click()

    def field(self, label):
        return self.root.get_by_label(label, exact=True)

    def value(self, trait):
        return self.lab.ask(f"{self.name}.{trait}")

    def wait(self, trait, wanted, seconds=8):
        """Wait until the trait has this value (or passes this test); the kernel answers when it is free."""
        test = wanted if callable(wanted) else lambda value: value == wanted
        end = time.monotonic() + seconds
        while not test(value := self.value(trait)):
            assert time.monotonic() < end, f"{self.name}.{trait} is {value!r}; {self.value('status')}"
            self.lab.page.wait_for_timeout(30)
        return value

    def settled(self, trait):
        """The value, once it has been the same for half a second: a stroke is told in pieces."""
        same, value = 0, self.value(trait)
        while same < 5:
            self.lab.page.wait_for_timeout(100)
            before, value = value, self.value(trait)
            same = same + 1 if value == before else 0
        return value

    def mark(self):
        """A selector for axe-core: this widget alone."""
        self.root.evaluate("(element, name) => (element.dataset.tested = name)", self.name)
        return f"[data-tested='{self.name}']"

    def shoot(self, path):
        self.root.screenshot(path=path)

    def says(self, words):
        """Wait until the sentence below the widget contains these words."""
        self.root.locator(".ngt-status", has_text=words).wait_for(timeout=8000)


@row("ng.lab.time_machine(model, ng.f32[2, 3], ng.f32[3, 4])")
def time_machine(w):
    w.focus()
    w.press("Space", "Space")
    w.wait("step", 2)
    assert w.root.locator(".ngt-line.ngt-lit").count() == 2  # the line of Python, and its equation
    assert w.root.locator("g.node.ngt-lit").count() == 1  # and its box
    w.press("ArrowLeft")
    w.wait("step", 1)
    w.click("Step")
    w.wait("step", 2)
    field = w.field("Traced with")
    field.fill("f32[7, 3], f32[3, 4]")
    w.click("Trace again")
    w.wait("graph.inputs[0].shape[0]", 7)
    field.fill("f32[7, 9], f32[3, 4]")
    field.press("Enter")
    w.says("has 9 columns")
    w.wait("failed", True)
    field.fill("f32[4,3")
    field.press("Enter")
    w.says("a ] is missing")
    assert ".py" not in w.value("status")


@row("ng.lab.stepper(training, *arrays)")
def stepper(w):
    total = w.value("graph.equations.__len__()")
    w.focus()
    w.press("Space", "ArrowRight", "ArrowDown", "ArrowLeft")
    w.wait("step", 2)
    w.press("End")
    w.wait("step", total)
    w.press("Home")
    w.wait("step", 0)
    w.click("Step")
    w.wait("step", 1)
    w.click("To the backward pass")
    w.wait("step", lambda step: step > 3)
    w.says("adjoint")
    w.root.locator(".ngt-line", has_text="relu").first.click()
    w.wait("shown", "h")
    w.says("Looking at h")
    w.press("Enter")
    w.wait("step", 4)
    w.root.get_by_role("application").press("ArrowRight")
    w.says("= relu(")
    assert w.root.locator("g.node .ngt-thumb").count() > 8
    w.root.locator("g.node[data-name=x]").click()
    w.wait("shown", "x")
    w.field("Equation").press("ArrowRight")
    w.wait("status", lambda said: said.startswith("Equation 5 of"))


@row("ng.lab.pass_player(training)")
def pass_player(w):
    w.field("Equations left:").fill("44")
    w.press("Enter")
    w.wait("revealed", True)
    w.wait("guesses[0]['left']", 44)
    w.says("You said 44")
    w.press("ArrowRight")  # the field is closed now, and has given the focus to the widget
    w.wait("at", 1)
    w.wait("revealed", False)
    w.root.locator(".ngt-pass-line", has_text="relu").first.click()
    w.wait("guesses[1]['struck']", ["h"])
    w.press("ArrowDown", "x")
    w.wait("guesses[1]['struck'].__len__()", 2)
    w.click("Reveal")
    w.wait("revealed", True)
    w.says("you also struck h, which")
    w.click("Next pass")
    w.wait("at", 2)


@row("ng.lab.four_views(training)")
def four_views(w):
    w.focus()
    w.press("ArrowDown", "Space")
    w.wait("selected", 2)
    w.click("Back")
    w.wait("selected", 1)
    w.root.locator(".ngt-line", has_text="np.log").first.click()
    w.wait("selected", lambda i: i > 2)
    boxes = w.root.locator(".ngt-box")
    assert [boxes.nth(i).locator(".ngt-lit").count() > 0 for i in range(4)] == [True] * 4


@row("ng.lab.explorer(training)")
def explorer(w):
    w.root.locator(".ngt-graph").focus()
    w.root.locator("g.node[data-fold]").first.click()
    w.wait("step", lambda i: i > 0)
    w.says("is open: ")
    assert w.root.locator(".ngt-crumb").count() == 2 and w.root.locator(".ngt-opened").count() >= 1
    w.focus()
    w.press("Backspace")
    w.wait("step", 0)
    w.says("stand for")


@row("ng.lab.clip_lab()")
def clip_lab(w):
    w.click("Sure and wrong")
    w.wait("poisoned", ["loss", "dz", "db"])
    w.says("In row 2 log met 0")
    assert w.root.locator(".ngt-clip-first").count() == 1
    w.focus()
    w.press("c")
    w.wait("dead", [2])
    w.wait("poisoned", [])
    w.says("a dead sample")
    w.press("ArrowRight")
    w.wait("exponent", -45)
    w.press("m")
    w.wait("safe", False)
    w.press("Space")
    w.wait("logits", lambda z: z != [0, 0, 120])
    w.click("Healthy")
    w.wait("first", {})
    slider = w.field("z1")
    slider.press("End")
    w.wait("logits[1]", 120)
    box = slider.bounding_box()
    w.lab.page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    w.wait("logits[1]", lambda z: abs(z) < 10)
    w.field("true class").select_option("2")
    w.wait("label", 2)
    w.field("clip at").uncheck()
    w.wait("clip", False)


@row("ng.lab.microscope(lambda x, W: model(x, W), arrays[0][:2, :3], rng.normal(size=(3, 4)))")
def microscope(w):
    place = w.value("place")
    w.focus()
    w.press("ArrowUp" if place > 3 else "ArrowDown")
    w.wait("place", place - 4 if place > 3 else place + 4)
    step = w.value("step")
    w.press("+", "+", "-")
    w.wait("step", step + 1)
    w.click("Best h in f64")
    w.wait("step", w.value("best['f64']"))
    assert w.value("chosen") == "W"  # the larger of two matrices
    w.field("adjoint of").select_option("x")
    w.wait("chosen", "x")
    w.says("x[")
    w.field("adjoint of").select_option("W")
    w.wait("chosen", "W")
    sheet = w.root.locator(".ngt-scope-sheet")
    sheet.click(position={"x": 3, "y": 3})
    w.wait("element", "W[0, 0]")
    w.press("Space")
    w.field("step size h").press("Home")
    w.wait("step", 0)


@row(
    "__import__('ngteach.lab.widgets.timeline', fromlist=['TimelineView']).TimelineView("
    "ng.compile(training).timeline(*arrays))"
)
def timeline(w):
    w.focus()
    w.press("ArrowRight", "ArrowRight", "ArrowLeft")
    w.wait("chosen", 0)
    w.says("after the start")
    w.click("Longest")
    w.wait("chosen", w.value("longest"))
    longest = w.value("longest")
    w.root.locator(".bar").nth(1).hover()
    w.says(w.value("sentences[1]")[:40])
    assert w.value("chosen") == longest  # the mouse only previews
    w.root.locator(".bar").nth(1).click()
    w.wait("chosen", 1)
    w.click("Run again")
    w.wait("runs", 1)
    w.wait("chosen", -1)


@row("ng.lab.dashboard(pace=200)")
def dashboard(w):
    w.focus()
    w.press("Space")
    w.wait("state", "running")
    w.wait("run.steps", lambda n: n > 20)
    w.field("Learning rate").press("ArrowRight")
    w.wait("run.rates[-1]", 0.13)
    w.click("Pause")
    w.wait("state", "paused")
    here = w.value("run.steps")
    assert w.root.locator(".ngt-dash-facts b").first.inner_text() == f"{here} of {w.value('end')}"
    assert not w.value("thread.is_alive()")
    w.click("Step")
    w.wait("at", here + 1)
    w.field("Rewind").press("Home")
    w.wait("at", 0)
    w.says("The weights as they were after step 0")
    plot = w.root.locator(".ngt-dash-plot svg").bounding_box()
    w.lab.page.mouse.click(plot["x"] + plot["width"] * 0.12, plot["y"] + 100)
    at = w.wait("at", lambda at: 0 < at < 30)
    w.field("Pace").select_option("0")
    w.field("Learning rate").press("Home")
    w.click("Go on")
    w.wait("state", "done")
    assert w.value("run.rates[-1]") == 0.0001 and w.value("run.earlier[0].start") == at
    assert w.root.locator("path.earlier").count() == 2  # its loss and its accuracy
    w.click("Stop")
    w.wait("state", "ready")
    w.focus()
    w.press("s", "ArrowRight")
    w.wait("at", lambda at: at in (1, 2))


@row("ng.lab.swap_theatre()")
def swap_theatre(w):
    w.focus()
    w.press("Space", "ArrowRight", "ArrowLeft")
    w.wait("at", 1)
    w.click("Next swap")
    w.wait("at", 13)
    w.says("Swap: set B is read from now on")
    w.field("W1").check()
    w.wait("in_place", ["W1"])
    w.says("its weights are wrong")
    w.root.locator("[data-moment='9']").click()
    w.wait("wrong", ["dh"])
    w.says("dh reads W1 and finds 1.25")
    w.field("Moment").press("End")
    w.wait("at", w.value("total"))
    w.focus()
    w.press("Home")
    w.wait("at", 0)
    w.click("Play")
    w.wait("at", lambda at: at >= 2)
    w.click("Pause")


@row(
    "ng.lab.digit_pad(inference, {k: rng.normal(0, 0.5, t.shape).astype(t.dtype) "
    "for k, t in ng.mlp_types((64, 16, 10)).items()})"
)
def digit_pad(w):
    w.click("Example")
    w.wait("predicted", lambda k: k >= 0)
    w.says("Test digit 0")
    w.click("Clear")
    w.wait("predicted", -1)
    board = w.root.locator(".ngt-pad-board")
    board.focus()
    w.press("Space", "Shift+ArrowDown", "Shift+ArrowDown", "ArrowLeft")
    w.wait("ink.count('1')", lambda n: n >= 13)
    assert w.root.locator(".ngt-hidden").inner_text() == "row 18, column 15, ink"
    w.press("Delete")
    w.wait("ink.count('1')", 0)
    box, mouse = board.bounding_box(), w.lab.page.mouse
    mouse.move(box["x"] + 60, box["y"] + 60)
    mouse.down()
    mouse.move(box["x"] + 180, box["y"] + 200, steps=5)
    mouse.up()
    drawn = w.settled("ink.count('1')")
    assert drawn > 60
    w.says("Your drawing: read as")
    w.field("Adjoint of").select_option("3")
    w.wait("target", 3)
    assert w.root.locator("h3", has_text="adjoint of logit[3]").count() == 1
    w.field("its").select_option("p")
    w.wait("of", "p")
    assert w.root.locator("h3", has_text="adjoint of p[3]").count() == 1
    w.field("Erase").check()
    mouse.move(box["x"] + 60, box["y"] + 60)
    mouse.down()
    mouse.move(box["x"] + 120, box["y"] + 130, steps=5)
    mouse.up()
    assert 0 < w.settled("ink.count('1')") < drawn
    w.click("Undo")
    w.wait("ink.count('1')", drawn)
    board.focus()
    w.press("n")
    w.says("Test digit 1")


@row("ng.lab.derive(inference)")
def derive(w):
    last = w.value("film.__len__()") - 1
    assert "You wrote 8 equations" in w.root.locator(".ngt-question-card p").inner_text()
    w.focus()
    w.press("Space", "ArrowRight", "ArrowDown", "ArrowLeft")
    w.wait("step", 2)
    w.says("You wrote broadcast")
    w.press("End")
    w.wait("step", last)
    w.says("autodiff wrote 34")
    w.root.locator("g.node[data-name=dh], g.node[data-name='weights.dW1']").first.click()
    w.says("dW1 = h.T @")
    assert w.root.locator(".ngt-line.ngt-lit").count() == 4
    w.press("Home")
    w.wait("step", 0)
    w.root.locator(".ngt-question-card button").click()
    w.wait("step", lambda step: step >= 2)
    w.click("Pause")
    w.field("State").press("End")
    w.wait("step", last)


@row("ng.lab.convolution()")
def convolution(w):
    w.focus()
    w.press("ArrowRight", "ArrowDown", "Space")
    w.wait("pixel", [4, 5])
    w.says("y[4, 5] = ")
    w.field("stride").press("ArrowRight")
    w.wait("stride", 2)
    w.says("y[3, 3] = ")
    w.field("filter").select_option("blur")
    w.wait("filter", 1)
    w.focus()
    w.press("b", "Home")
    w.wait("source", [0, 0])
    w.says("dx[0, 0] = ")
    w.click("Undo")
    w.wait("backward", False)
    w.click("Next digit")
    w.wait("title", "test digit 1, a 7")
    w.click("Play")
    w.wait("pixel", [0, 1])
    w.click("Pause")


@row('ng.lab.attention(name="smith")')
def attention(w):
    w.focus()
    w.press("ArrowLeft", "l", "h", "ArrowDown")
    w.wait("at", 4)
    w.wait("layer", 1)
    w.wait("letter", lambda k: k > 0)
    w.says('After "smit"')
    field = w.field("name")
    field.fill("anna")
    field.press("Enter")
    w.wait("at", 4)
    w.says('After "anna"')
    field.fill("o'hara")
    field.press("Enter")
    w.says("but the model knows the letters a to z alone")
    w.click("Let it spell")
    w.wait("spelled", 1)
    w.wait("at", lambda at: at > 0)
    w.click("Pause")
    w.field("score of").select_option("0")
    w.says("To the score of the end")


@row('ng.lab.parsons("backprop.4")')
def parsons(w):
    letters = {line: letter for letter, line in w.value("exercise.cards")}
    right = [letters[line] for line in w.value("exercise.lines")]
    for letter in letters.values():
        if letter not in right:
            w.root.locator(f".ngt-deck-line:has(.ngt-deck-sign:text-is('{letter}'))").click()
            w.click("Leave out")
    w.wait("out.__len__()", len(letters) - len(right))
    w.click("Check")
    w.says("Not yet: line")
    for k, letter in enumerate(right):
        w.root.locator(f".ngt-deck-line:has(.ngt-deck-sign:text-is('{letter}'))").click()
        w.press("Space", *["ArrowUp"] * len(letters), *["ArrowDown"] * k, "Space")
    w.wait("order", right)
    w.press("Enter")
    w.wait("solved", True)
    w.says("Right. ")
    w.click("Undo")
    w.wait("order", lambda order: order != right)


@row('ng.lab.hunt("backprop.5")')
def hunt(w):
    wrong = w.value("wrong")
    other = 0 if wrong else 1
    w.root.locator(".ngt-deck-line").nth(other).click()
    w.wait("chosen", other)
    w.click("This line is wrong")
    w.says(f"Not yet: line {other + 1} is right.")
    w.press("Home", *["ArrowDown"] * wrong, "Enter")
    w.wait("solved", True)
    w.says("Right. ")


@row('ng.lab.predict("backprop.p1")')
def predict(w):
    choices, truth = w.value("asks['choices']"), w.value("asks['truth']")
    wrong = next(choice for choice in choices if choice != truth)
    w.focus()
    w.press("Enter")
    w.says("Choose one first")
    assert not w.root.locator(".ngt-said").is_visible()
    w.press(*["ArrowDown"] * (choices.index(wrong) + 1), "Enter")
    w.wait("tries", [wrong])
    w.says("not so. Run the next cell")
    w.field(truth).check()
    w.click("Commit")
    w.wait("tries", [wrong, truth])
    assert "Your first guess counts" in w.root.locator(".ngt-said").inner_text()


@row('ng.lab.questions("backprop")')
def questions(w):
    w.click("Show the answer to question 2")
    w.says("Question 2: write a try first")
    assert not w.root.locator(".ngt-said").nth(1).is_visible()
    w.press(*"abc", "Control+Enter")
    w.wait("mine.get('backprop.q2')", "abc")
    w.says("Question 2: compare your words")
    assert "An answer: " in w.root.locator(".ngt-said").nth(1).inner_text()
