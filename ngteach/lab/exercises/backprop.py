"""The exercises of the page backprop."""

from __future__ import annotations

import numpy as np

from .answers import Calls, Values
from .exercise import Exercise, Slip
from .lines import Hunt, Parsons

EXERCISES = (
    Exercise(
        id="backprop.1",
        question="Write the rule for y = tanh(x): return dx.",
        reference=lambda dy, y: dy * (1 - y * y),
        answers=Calls((2.0, 0.5), (np.array([1.0, -3.0]), np.array([-0.5, 0.25]))),
        slips=(
            Slip(
                lambda dy, y: (dy * (1 - y * y),),
                "In the kit a rule returns a tuple, one entry for each input. Here return dx alone: mind the comma.",
                when=lambda answer: isinstance(answer(2.0, 0.5), (tuple, list)),
            ),
            Slip(lambda dy, y: 1 - y * y, "That is the slope of tanh. By the chain rule, dx is dy times that."),
            Slip(
                lambda dy, y: dy * (1 - np.tanh(y) ** 2),
                "y is tanh(x) already, the result. Taking tanh of it again goes one step too far.",
            ),
            Slip(lambda dy, y: dy * (1 - y), "The slope is 1 minus the square of tanh: y * y."),
            Slip(lambda dy, y: dy * (1 - 2 * y), "y * y is the square; 2 * y is its slope."),
            Slip(lambda dy, y: dy * (1 + y * y), "The sign: tanh gets flatter as it nears 1, so it is minus y * y."),
            Slip(lambda dy, y: dy * y * y, "The slope of tanh is 1 - y * y: 1 minus the square, not the square."),
            Slip(lambda dy, y: dy * (1 - y) ** 2, "Square first, then subtract: 1 - y * y is not (1 - y)**2."),
            Slip(lambda dy, y: dy + (1 - y * y), "The chain rule multiplies: dy times the slope, not dy plus it."),
            Slip(lambda dy, y: dy - y * y, "Brackets: dy multiplies the whole slope, 1 - y * y."),
            Slip(lambda dy, y: dy * y * (1 - y), "That is the rule of sigmoid, the other s-shaped function."),
            Slip(lambda dy, y: -dy * (1 - y * y), "The sign: tanh climbs everywhere, so its slope is positive."),
        ),
        solution="def tanh_rule(dy, y):\n    return dy * (1 - y * y)",
        then="The rule reads y and not x: x need not be kept for the backward pass.",
    ),
    Exercise(
        id="backprop.2",
        question="By hand: what is the adjoint of x at x = 2, b = 3?",
        reference=16,
        answers=Values(),
        slips=(
            Slip(12, "a is read twice. You have followed it through c only; loss = c + a reads it too."),
            Slip(
                4,
                "If that is da, the adjoint of a, go on to x: a = x * x. If it is what + alone contributes to x: c "
                "reads a too.",
            ),
            Slip(8, "x * x reads x twice, and both count: the slope of x * x is 2 * x."),
            Slip(24, "da is b + 1: b comes through c, and 1 directly. Then x gets da times 2 * x."),
            Slip(3, "That is what c contributes to a. loss = c + a reads a too; and then go on to x: a = x * x."),
            Slip(-16, "The sign: if x grows, a grows, and then c and the loss grow as well."),
        ),
        solution="answer = (3 + 1) * 2 * 2",
        then="da = b + 1 = 4, once through c and once directly, and the slope of x * x is 2x = 4. (That the loss is 16 "
        "as well is chance.)",
    ),
    Exercise(
        id="backprop.3",
        question="y1 = x * x, y2 = 3 * y1, both with the seed 1: what is the adjoint of x at x = 1?",
        reference=8,
        answers=Values(),
        slips=(
            Slip(6, "That is the slope of y2 alone. y1 is a result, too, and its own seed counts."),
            Slip(2, "That is the slope of y1 alone. y2 is made of y1, and has a seed as well."),
            Slip(3, "That is what y2 contributes to y1, whose own seed is added. Then go on to x: y1 = x * x."),
            Slip(4, "That is the adjoint of y1: 1 from its own seed and 3 from y2. Now one step on, to x."),
            Slip(
                10,
                "So said nGraph, 10 or 16 by the order of the results. The seed of y1 and what y2 contributes are "
                "added once.",
                when=lambda answer: answer in (10, 16),
            ),
            Slip(12, "The two contributions to y1 are added, 1 + 3; they are not multiplied, and y1 has none twice."),
        ),
        solution="answer = (1 + 3) * 2 * 1",
        then="y1 + y2 is 4 * x * x, whose slope at 1 is 8. An extra loss term is enough to meet this case.",
    ),
    Parsons(
        id="backprop.4",
        question="The model is a = x * w, h = tanh(a), e = h - t, loss = e * e + w * w. Order the lines of its "
        "backward pass.",
        lines=(
            "dloss = 1.0",
            "de = dloss * 2 * e",
            "dh = de",
            "da = dh * (1 - h * h)",
            "dx = da * w",
            "dw = da * x + dloss * 2 * w",
        ),
        setup=(
            "import numpy as np\nx, w, t = 1.5, 0.5, 0.2\na = x * w\nh = np.tanh(a)\ne = h - t\nloss = e * e + w * w"
        ),
        results=("dx", "dw"),
        distractors=("dw = da * x", "da = dh * h"),
        hints={
            "dw = da * x": "w is read twice: by a = x * w, and by the loss itself.",
            "da = dh * h": "The slope of tanh is 1 - h * h, not h.",
        },
        then="The order is that of the model, backwards. w is read twice, so dw is a sum of two.",
    ),
    Hunt(
        id="backprop.5",
        question="The model is y = x * w, z = exp(y), loss = z * y. One line of its backward pass is wrong. Which?",
        lines=(
            "dloss = 1.0",
            "dz = dloss * y",
            "dy = dloss * z + dz * z",
            "dx = dy * w",
            "dw = dy * x",
        ),
        wrong=(2, "dy = dz * z"),
        setup="import numpy as np\nx, w = 1.5, 0.5\ny = x * w\nz = np.exp(y)\nloss = z * y",
        results=("dx", "dw"),
        then="y is read twice: by exp, and by the product loss = z * y, which contributes dloss * z. Both are added.",
        hints={
            0: "That line is right: the loss changes with itself one to one.",
            1: "That line is right: loss = z * y, so a change of z counts y times.",
            3: "That line is right, given dy: y = x * w, so a change of x counts w times.",
            4: "That line is right, given dy: y = x * w, so a change of w counts x times.",
        },
    ),
)
