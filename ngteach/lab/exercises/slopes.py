"""The exercises of the page slopes."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from .answers import Calls, Values
from .exercise import Exercise, Slip
from .lines import Hunt, Parsons


def _divide(slope):
    return lambda x, dx, y, dy: (x / y, slope(x, dx, y, dy))


def _slope(x, dx, y, dy):
    return dx / y - x * dy / y**2


def _returns(wanted):
    """Is what the answer returns for one example this number, alone?"""
    return lambda answer: np.ndim(answer(5.0, 3.0, -2.0, 0.5)) == 0 and np.isclose(answer(5.0, 3.0, -2.0, 0.5), wanted)


EXERCISES = (
    Exercise(
        id="slopes.1",
        question="Return the value and the slope of z = x / y, if x changes by dx and y by dy.",
        reference=_divide(_slope),
        answers=Calls((6.0, 1.0, 2.0, 4.0), (5.0, 3.0, -2.0, 0.5), (1.5, -0.7, 0.4, 2.3)),
        slips=(
            Slip(
                _slope,
                "That is the slope alone. A dual number has two parts: return the value x / y as well, and first.",
                when=_returns(-2.125),
            ),
            Slip(
                lambda x, dx, y, dy: x / y,
                "That is the value alone. A dual number has two parts: return its slope as well.",
                when=_returns(-2.5),
            ),
            Slip(
                lambda x, dx, y, dy: (_slope(x, dx, y, dy), x / y),
                "Both numbers are right, in the wrong order: first the value, then the slope.",
            ),
            Slip(_divide(lambda x, dx, y, dy: dx / dy), "dx / dy divides two speeds. Go by the rule."),
            Slip(
                _divide(lambda x, dx, y, dy: dx / y),
                "y moves, too, and z with it. What comes through y has to be added.",
            ),
            Slip(
                _divide(lambda x, dx, y, dy: dx / y + x * dy / y**2),
                "The sign: if y grows, x / y gets smaller, for positive x.",
            ),
            Slip(
                _divide(lambda x, dx, y, dy: -_slope(x, dx, y, dy)),
                "The sign: if x grows, x / y grows, for positive y. What comes through y is taken off.",
            ),
            Slip(
                _divide(lambda x, dx, y, dy: dx / y - x * dy / y),
                "The slope of 1 / y is -1 / y**2: y is divided by twice.",
            ),
            Slip(
                _divide(lambda x, dx, y, dy: (dx * y - x * dy) / y),
                "Over one denominator it is y**2: dx / y is dx * y / y**2.",
            ),
            Slip(
                _divide(lambda x, dx, y, dy: dx * y - x * dy),
                "The denominator is missing: all of it is divided by y**2.",
            ),
            Slip(
                _divide(lambda x, dx, y, dy: dx / y - x / y**2),
                "y moves at the speed dy, and what comes through it is multiplied by that.",
            ),
            Slip(
                _divide(lambda x, dx, y, dy: dx / y - dy / y**2),
                "What comes through y is x times the slope of 1 / y: the x is missing.",
            ),
            Slip(
                _divide(lambda x, dx, y, dy: dx * y + x * dy),
                "That is the rule of the product. x / y is x times 1 / y.",
            ),
            Slip(
                lambda x, dx, y, dy: SimpleNamespace(value=x / y, slope=_slope(x, dx, y, dy)),
                "Return the two numbers as a pair, value and slope: the check knows no class of yours.",
                when=lambda answer: hasattr(answer(5.0, 3.0, -2.0, 0.5), "slope"),
            ),
        ),
        solution="def divide(x, dx, y, dy):\n    return x / y, dx / y - x * dy / y**2",
        then="It is the rule of the product, for x and 1 / y, and the chain rule for 1 / y: the quotient rule.",
    ),
    Exercise(
        id="slopes.2",
        question="3 numbers go in and 1000 come out: how many passes give all slopes, in the mode that needs fewer?",
        reference=3,
        answers=Values(),
        slips=(
            Slip(1000, "That is the backward passes, one for each row. Forwards there is one for each column."),
            Slip(3000, "A pass gives more than one slope: forwards a whole column, backwards a whole row."),
            Slip(1, "One pass forwards is one direction, and there are three inputs."),
            Slip(1003, "One mode is enough: each of them gives the whole table."),
        ),
        solution="answer = 3",
        then="One for each input. Losses are the other way round: thousands go in and one comes out.",
    ),
    Parsons(
        id="slopes.3",
        question="y = x * w, z = y * y, loss = z + x. Order the lines of its forward mode: dy is how fast y changes.",
        lines=(
            "dx, dw = 1.0, 0.0",
            "y = x * w",
            "dy = dx * w + x * dw",
            "z = y * y",
            "dz = 2 * y * dy",
            "loss = z + x",
            "dloss = dz + dx",
        ),
        setup="x, w = 3.0, 2.0",
        results=("loss", "dloss"),
        distractors=("dy = dx * dw", "dloss = dz"),
        hints={
            "dy = dx * dw": "The slope of a product is not the product of the slopes.",
            "dloss = dz": "x reaches the loss by two ways.",
        },
        then="The slopes may come right behind their values: nothing waits, so forward mode keeps nothing.",
    ),
    Hunt(
        id="slopes.4",
        question="x changes at the speed 1. One line of this forward pass, which computes value and slope, is "
        "wrong. Which?",
        lines=(
            "a, da = x * x, 2 * x * dx",
            "b, db = a * x, da * x + a * dx",
            "c, dc = np.exp(a), np.exp(a) * da",
            "loss, dloss = b + c, db + dc",
            "half, dhalf = loss / 2, dloss / 2",
        ),
        wrong=(2, "c, dc = np.exp(a), np.exp(a) * dx"),
        setup="import numpy as np\nx, dx = 1.5, 1.0",
        results=("half", "dhalf"),
        then="exp reads a, which changes at the speed da, not dx. The chain rule multiplies by the speed of "
        "what is read.",
        hints={
            0: "That line is right: the slope of x * x is 2 * x.",
            1: "That line is right: a product has two ways, da * x and a * dx.",
            3: "That line is right: the slopes of a sum are added.",
            4: "That line is right: half of the value has half of the slope.",
        },
    ),
)
