"""Take the README's screenshots of widgets anew, in Chromium.

python docs/screenshots.py     writes docs/stepper.png and docs/dashboard.png
"""

import sys
from pathlib import Path

import numpy as np

import ngteach as ng

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


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests/browser"))
    from look import look

    with look(stepped(), width=860, height=940) as page:
        page.get_by_role("application").click(position={"x": 14, "y": 30})  # what made this number?
        page.mouse.move(0, 0)
        page.wait_for_timeout(300)
        page.locator(".ngt").screenshot(path=ROOT / "docs/stepper.png")
    with look(trained(), width=1078, height=800) as page:
        page.wait_for_timeout(300)
        page.locator(".ngt").screenshot(path=ROOT / "docs/dashboard.png")
