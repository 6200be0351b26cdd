"""The exercises of the page that sets JAX and PyTorch beside the kit."""

from __future__ import annotations

import numpy as np

from ...core.types import f32
from ...ops import mean, sum
from ...transform.grad import value_and_grad
from .answers import Calls, Graphs, Values
from .exercise import Exercise, Slip


def _forgotten(w, gradients, rate, keep=1.0, sign=-1.0):
    total = 0.0
    for g in gradients:
        total = keep * total + g
        w = w + sign * rate * total
    return w


def _step(w, x, y, rate, sign=-1.0, of=mean):
    value, dw = value_and_grad(lambda w: of((x @ w - y) ** 2))(w)
    return value, w + sign * rate * dw


EXERCISES = (
    Exercise(
        id="rosetta.1",
        question="Return the weight after a loop that adds each gradient to grad, and steps along grad.",
        reference=_forgotten,
        answers=Calls((1.0, [2.0, -3.0, 0.5], 0.1), (5.0, [1.0], 0.25), (0.0, [1.0, 1.0, 4.0, 1.0], 0.5)),
        slips=(
            Slip(
                lambda w, gradients, rate: _forgotten(w, gradients, rate, keep=0.0),
                "Here each gradient is used once, as with zero_grad. Without it each step goes along the sum so far.",
            ),
            Slip(
                lambda w, gradients, rate: np.sum(gradients),
                "That is what is in .grad at the end. Wanted is the weight.",
            ),
            Slip(
                lambda w, gradients, rate: _forgotten(w, gradients, rate, sign=1.0),
                "The sign: descent goes against the gradient.",
            ),
            Slip(
                lambda w, gradients, rate: _forgotten(w, [0.0, *gradients[:-1]], rate),
                "This steps before the new gradient is in grad: backward() comes first, and then the step.",
            ),
            Slip(lambda w, gradients, rate: _forgotten(w, gradients, 1.0), "The rate is missing."),
            Slip(
                lambda w, gradients, rate: w - rate * gradients[-1],
                "That is one step along the last gradient. What did the steps before do?",
            ),
            Slip(
                lambda w, gradients, rate: _forgotten(w, gradients[:1], rate),
                "That is the first step alone: the return stands inside the loop.",
            ),
            Slip(
                lambda w, gradients, rate: _forgotten(w, gradients, rate, keep=0.9),
                "With 0.9 it is momentum. Forgetting zero_grad is momentum that forgets nothing.",
            ),
        ),
        solution="""\
def forgotten(w, gradients, rate):
    grad = 0.0
    for g in gradients:
        grad = grad + g
        w = w - rate * grad
    return w""",
        then="No error, and a loss that may even fall for a while: it is momentum with the factor 1.",
    ),
    Exercise(
        id="rosetta.2",
        question="Return the loss and the new weights of the step, as a function that changes nothing.",
        reference=_step,
        answers=Graphs(f32[3], f32[5, 3], f32[5], f32[()]),
        slips=(
            Slip(
                lambda w, x, y, rate: _step(w, x, y, rate)[1],
                "That is the new w alone. The loss is wanted, too, and first.",
            ),
            Slip(lambda w, x, y, rate: _step(w, x, y, rate)[::-1], "Both are right, but in the other order."),
            Slip(lambda w, x, y, rate: _step(w, x, y, rate, sign=1.0), "The sign: -= goes against the gradient."),
            Slip(lambda w, x, y, rate: _step(w, x, y, rate, of=sum), "mean() in the loss, not sum."),
            Slip(lambda w, x, y, rate: _step(w, x, y, 1.0), "The rate is missing in the update."),
            Slip(
                lambda w, x, y, rate: (mean((x @ _step(w, x, y, rate)[1] - y) ** 2), _step(w, x, y, rate)[1]),
                "This is the loss after the step. In PyTorch's lines it is computed before w is changed.",
            ),
            Slip(
                lambda w, x, y, rate: (_step(w, x, y, rate)[0], _step(w, x, y, rate / 2)[1]),
                "The new w has gone half the way: the slope of a square has a 2.",
            ),
            Slip(
                lambda w, x, y, rate: (_step(w, x, y, rate)[0], value_and_grad(lambda w: mean((x @ w - y) ** 2))(w)[1]),
                "That is the loss and the gradient. The new w is w minus rate times it.",
            ),
        ),
        solution="""\
def without_memory(w, x, y, rate):
    value, dw = ng.value_and_grad(lambda w: ng.mean((x @ w - y) ** 2))(w)
    return value, w - rate * dw""",
        then="The last line of the step in PyTorch has no counterpart: there is no .grad that could be left over.",
    ),
    Exercise(
        id="rosetta.3",
        question="What is in x.grad? A list of two numbers.",
        reference=[6.0, 80.0],
        answers=Values(),
        slips=(
            Slip([6.0, 8.0], "That is with a seed of ones. Each adjoint of y is multiplied by the slope 2x."),
            Slip([1.0, 10.0], "That is what comes back to y. The way on to x is through the slope 2x."),
            Slip([9.0, 160.0], "That is the seed times y. The slope of x ** 2 is 2x."),
            Slip([2.0, 20.0], "The slope of x ** 2 is 2x. This is 2 times the seed, without x."),
            Slip([9.0, 16.0], "That is y. Wanted is what comes back to x."),
            Slip([60.0, 8.0], "The seed is in the other order: 1 belongs to 3, and 10 to 4."),
            Slip([3.0, 40.0], "The slope of x ** 2 is 2x, not x."),
            Slip([86.0, 86.0], "They are not added up: y[0] depends on x[0] alone."),
        ),
        solution="answer = [6.0, 80.0]",
        then="A loss is a single number, so its seed is 1, and backward() asks for none.",
    ),
)
