"""The exercises of the page the update."""

from __future__ import annotations

import numpy as np

from ...core.types import f32
from ...ops import sum
from ...transform.autodiff import Adjoints
from .answers import Calls, Graphs, Values
from .exercise import Exercise, Slip
from .lines import Hunt, Parsons

_W = np.array([[1.0, -2.0, 4.0], [0.5, 3.0, -1.5]])
_DW, _V = np.array([[0.2, -0.4, 0.7], [1.0, 0.0, -0.3]]), np.array([[1.0, 0.5, -0.2], [-1.0, 2.0, 0.8]])


def _line(x, y, w, of=8.0):
    difference = x @ w - y
    return sum(difference * difference) / of


def _line_step(next_of, of=8.0):
    """The step with this update, a function of w, dw, the rate and the loss."""

    def step(x, y, rate, w):
        loss = _line(x, y, w, of)
        return loss, next_of(w, Adjoints(loss)[w], rate, loss)

    return step


def _line_arrays():
    rng = np.random.default_rng(5)
    x = rng.uniform(-1, 1, (8, 3)).astype(np.float32)
    return x, (x @ [1, 2, 3]).astype(np.float32), np.float32(0.1), np.array([0.5, 1, -1], np.float32)


EXERCISES = (
    Exercise(
        id="update.1",
        question="Plain gradient descent: return the next weights.",
        reference=lambda W, dW, rate: W - rate * dW,
        answers=Calls((_W, _DW, 0.1), (3.0, -2.0, 0.5)),
        slips=(
            Slip(
                lambda W, dW, rate: W + rate * dW,
                "That climbs: dW says which way the loss grows. To make it smaller, go the other way.",
            ),
            Slip(lambda W, dW, rate: W - dW, "The rate is missing. It says how far to trust a slope."),
            Slip(lambda W, dW, rate: -rate * dW, "That is the step. The next weights are the old ones plus the step."),
            Slip(lambda W, dW, rate: W - W * rate * dW, "The step does not depend on how large the weight is."),
            Slip(lambda W, dW, rate: rate * dW, "That is how far to go. The next weights are the old ones minus this."),
            Slip(lambda W, dW, rate: W - dW / rate, "A larger rate is a longer step: multiply dW by it."),
        ),
        solution="def descend(W, dW, rate):\n    return W - rate * dW",
        then="derive_training with the optimizer sgd writes this line into the graph, once for each weight.",
    ),
    Exercise(
        id="update.2",
        question="The tutorial's loss is -0.25. How many times the length of a plain step is its step?",
        reference=0.25,
        answers=Values(),
        slips=(
            Slip(-0.25, "A length has no sign, and both steps go the same way: two minus signs cancel."),
            Slip(4.0, "The other way round: the tutorial multiplies by the loss, and this loss is below 1."),
            Slip(1.0, "Then the tutorial's seed would be the rate alone. It is the rate times the loss."),
            Slip(0.0625, "The step has the loss as a factor once; its square is what is descended on."),
            Slip(
                -4.0, "The other way round, and a length has no sign: the tutorial multiplies by the size of the loss."
            ),
            Slip(0.75, "Nothing is subtracted: the plain step is multiplied by the size of the loss."),
            Slip(0.5, "Half the square is descended on. Its slope is the loss times the slope of the loss."),
        ),
        solution="answer = 0.25",
        then="A quarter. With a loss of 0.01 it is a hundredth: the tutorial's training slows down as it succeeds.",
    ),
    Exercise(
        id="update.3",
        question="Return the loss and the next w, by plain descent.",
        reference=_line_step(lambda w, dw, rate, loss: w - rate * dw),
        answers=Graphs(f32[8, 3], f32[8], f32[()], f32[3], arrays=_line_arrays()),
        blank=lambda x, y, rate, w: (_line(x, y, w), w),
        slips=(
            Slip(
                _line_step(lambda w, dw, rate, loss: w + rate * dw),
                "This climbs: the adjoint says which way the loss grows. To make it smaller, subtract.",
            ),
            Slip(
                _line_step(lambda w, dw, rate, loss: w - rate * loss * dw),
                "That is the tutorial's step, which has the loss as a factor. Plain descent has the rate alone.",
            ),
            Slip(_line_step(lambda w, dw, rate, loss: w - dw), "The rate is missing: multiply the adjoint by it."),
            Slip(
                _line_step(lambda w, dw, rate, loss: -rate * dw),
                "That is the change alone. The next w is w plus its change.",
            ),
            Slip(
                _line_step(lambda w, dw, rate, loss: rate * dw),
                "That is how far to go. The next w is w minus this.",
            ),
            Slip(
                _line_step(lambda w, dw, rate, loss: dw),
                "That is the adjoint alone. The next w is w minus the rate times it.",
            ),
            Slip(
                _line_step(lambda w, dw, rate, loss: w - rate * dw * 8.0),
                "Eight times too far: the loss is a mean over 8 rows, so its slope is one, too.",
            ),
            Slip(
                _line_step(lambda w, dw, rate, loss: w - rate),
                "The adjoint is 1 here, as with Adjoints(w). The walk begins at the loss: Adjoints(loss)[w].",
            ),
            Slip(
                _line_step(lambda w, dw, rate, loss: w - rate * loss),
                "The step is the rate times the adjoint of w, not times the loss itself.",
            ),
            Slip(
                _line_step(lambda w, dw, rate, loss: w - rate * dw / 2.0),
                "Half of it: the slope of a square has a factor 2. Adjoints(loss) does not forget it.",
            ),
            Slip(
                _line_step(lambda w, dw, rate, loss: w - rate * dw, of=1.0),
                "The loss is the mean over the 8 rows, and not the sum.",
            ),
        ),
        solution=(
            "def line_step(x, y, rate, w):\n"
            "    difference = x @ w - y\n"
            "    loss = ng.sum(difference * difference) / 8.0\n"
            "    return loss, w - rate * ng.Adjoints(loss)[w]"
        ),
        then="Compile it, call it in a loop, and it finds the line. You have built a trainer.",
    ),
    Exercise(
        id="update.4",
        question="Momentum: return the next weights and the next velocity.",
        reference=lambda W, dW, v, rate: (W - rate * (0.9 * v + dW), 0.9 * v + dW),
        answers=Calls((_W, _DW, _V, 0.1)),
        slips=(
            Slip(
                lambda W, dW, v, rate: (W - rate * v, 0.9 * v + dW),
                "The weights follow the old velocity here, and miss the newest gradient. Use the next one.",
            ),
            Slip(
                lambda W, dW, v, rate: (W - rate * dW, 0.9 * v + dW),
                "The velocity is computed but not used: the weights follow it, and not dW alone.",
            ),
            Slip(
                lambda W, dW, v, rate: (0.9 * v + dW, W - rate * (0.9 * v + dW)),
                "The right values in the wrong order: first the weights, then the velocity.",
            ),
            Slip(
                lambda W, dW, v, rate: (W + rate * (0.9 * v + dW), 0.9 * v + dW),
                "The sign: the velocity adds up gradients, which point uphill. Move by minus the rate times it.",
            ),
            Slip(
                lambda W, dW, v, rate: (W - rate * (0.9 * v + 0.1 * dW), 0.9 * v + 0.1 * dW),
                "That is a running mean, Adam's m. Momentum adds the whole gradient to 0.9 of the old velocity.",
            ),
            Slip(
                lambda W, dW, v, rate: W - rate * (0.9 * v + dW),
                "The next velocity has to come back too: the function cannot keep it.",
            ),
            Slip(
                lambda W, dW, v, rate: (W - rate * (v + dW), v + dW),
                "Without the 0.9 the velocity never forgets, and the weights run past every valley.",
            ),
            Slip(
                lambda W, dW, v, rate: (W - (0.9 * v + rate * dW), 0.9 * v + rate * dW),
                "Another form of momentum, with the rate in the velocity. Here the rate comes in only where W moves.",
            ),
            Slip(
                lambda W, dW, v, rate: (W + rate * (0.9 * v - dW), 0.9 * v - dW),
                "This velocity points downhill. Here it adds up gradients, and the minus stands where W moves.",
            ),
            Slip(
                lambda W, dW, v, rate: (W - rate * (0.9 * v + dW), v),
                "The old velocity comes back. Return the next one, or nothing is remembered.",
            ),
            Slip(
                lambda W, dW, v, rate: (W - rate * 0.9 * (v + dW), 0.9 * (v + dW)),
                "The 0.9 belongs to the old velocity alone. The gradient is added whole.",
            ),
            Slip(
                lambda W, dW, v, rate: (W - rate * (v + 0.9 * dW), v + 0.9 * dW),
                "The 0.9 stands at the gradient. It belongs to the old velocity.",
            ),
        ),
        solution=(
            "def momentum(W, dW, velocity, rate):\n"
            "    velocity_next = 0.9 * velocity + dW\n"
            "    return W - rate * velocity_next, velocity_next"
        ),
        then="The memory is an input and a result, like the weights. Adam does the same with two values.",
    ),
    Parsons(
        id="update.5",
        question="Put the lines of one step of descent in order. The loss is the mean of the squares of e.",
        lines=(
            "p = x @ w",
            "e = p - y",
            "loss = (e * e).mean()",
            "de = 2 * e / 4",
            "dw = x.T @ de",
            "w_next = w - rate * dw",
        ),
        setup="""\
import numpy as np
x = np.array([[1.0, 0.0, 2.0], [0.5, -1.0, 1.0], [3.0, 1.0, 0.0], [0.0, 2.0, -1.0]])
y, w, rate = np.array([1.0, 2.0, -1.0, 0.5]), np.array([0.5, -0.5, 1.0]), 0.1
""",
        results=("loss", "w_next"),
        distractors=("dw = x @ de", "w_next = w + rate * dw"),
        hints={
            "dw = x @ de": "x is [4,3] and de has 4 numbers: that product does not exist. dw has the 3 numbers of w.",
            "w_next = w + rate * dw": "That climbs: dw says which way the loss grows.",
        },
        then="Model, loss, adjoints, update: every training function has these four parts.",
    ),
    Hunt(
        id="update.6",
        question="One line of this step of Adam is wrong. Which?",
        lines=(
            "t = t + 1",
            "m = 0.9 * m + 0.1 * g",
            "v = 0.999 * v + 0.001 * g * g",
            "m_fair = m / (1 - 0.9**t)",
            "v_fair = v / (1 - 0.999**t)",
            "w = w - rate * m_fair / (np.sqrt(v_fair) + 1e-8)",
        ),
        wrong=(2, "v = 0.999 * v + 0.001 * g"),
        setup="""\
import numpy as np
w, g, rate = np.array([1.0, -2.0, 0.5]), np.array([0.5, 0.25, 0.04]), 0.1
m, v, t = np.array([0.1, 0.0, 0.3]), np.array([0.2, 0.1, 0.0]), 4
""",
        results=("w", "v"),
        hints={
            0: "That line is right: t counts the steps, and this is one more.",
            1: "That line is right: m is a running mean of the gradient itself.",
            3: "That line is right: m began at 0 and is too small at first, by just this factor.",
            4: "That line is right: v needs the same correction as m, with its own 0.999.",
            5: "That line is right: downhill, by the mean divided by the root of the mean square.",
        },
        then="v is a running mean of g * g. Without the square negative gradients lead to roots of negative numbers.",
    ),
)
