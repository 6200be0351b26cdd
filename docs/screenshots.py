"""Take the README's screenshots anew, in Chromium.

python docs/screenshots.py     writes docs/stepper.png, docs/dashboard.png and docs/playground.png
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import ngteach as ng
from ngteach.web.playground.page import build_playground

ROOT = Path(__file__).resolve().parents[1]


def stepped():
    """A stepper of the tutorial's training function on eight digits, at the adjoint of its first weights."""
    types, data = ng.mlp_types((64, 16, 10)), ng.load_data("digits")
    training = ng.derive_training(ng.trace(ng.mlp, ng.f32[8, 64], types), optimizer="tutorial", trainable="weights")
    pictures = (data.test_images[:8] / 16).astype(np.float32).reshape(8, 64)
    labels = data.test_labels[:8].astype(np.int32)
    widget = ng.lab.stepper(training, pictures, labels, np.float32(0.1), *ng.he_weights(types).values())
    names = [eqn.output.name for eqn in training.equations]
    widget.step = names.index("weights.adjoint_W0") + 1
    return widget


def trained():
    """A dashboard that went back once, and took another way."""
    board = ng.lab.dashboard()
    board.train(330)
    board.rate = 0.3
    board.train(200)
    board.go_to(330)
    board.rate = 0.03
    board.train(160)
    return board


def shoot_playground(path):
    """The playground after some steps on the spiral."""
    from look import CHROMIUM, FLAGS
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as folder, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        chosen = "#data=spiral&layers=2&width=32&optimizer=adam&rate=0.01&step=600"
        page.goto(build_playground(folder, {"Series": "#", "Reference": "#"}).as_uri() + chosen)
        page.get_by_text("After 600 steps").wait_for()
        page.wait_for_timeout(500)
        page.screenshot(path=path)
        browser.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests/browser"))
    from look import look

    shoot_playground(ROOT / "docs/playground.png")

    with look(stepped(), width=860, height=940) as page:
        page.get_by_role("application").click(position={"x": 14, "y": 30})  # what made this number?
        page.mouse.move(0, 0)
        page.wait_for_timeout(300)
        page.locator(".ngt").screenshot(path=ROOT / "docs/stepper.png")
    with look(trained(), width=1078, height=800) as page:
        page.wait_for_timeout(300)
        page.locator(".ngt").screenshot(path=ROOT / "docs/dashboard.png")
