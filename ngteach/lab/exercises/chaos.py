"""The exercises of the page chaos and reproducibility."""

from __future__ import annotations

import numpy as np

from .answers import Calls, Values
from .exercise import Exercise, Slip, holds, lacks

EXERCISES = (
    Exercise(
        id="chaos.1",
        question="Which of the observations A to E point to a bug, and not to rounding?",
        reference="AD",
        answers=Values(),
        slips=(
            Slip("ABD", "B: from one ulp to 0.05 is what this page has measured for two correct programs.", holds("B")),
            Slip("ACD", "C: two models that parted may well read a few pictures differently.", holds("C")),
            Slip("ADE", "E: 2e-16 is an ulp of f64 near 1. One step of rounding looks like that.", holds("E")),
            Slip("D", "A: rounding in f64 is nine digits smaller. What does not shrink is no rounding.", lacks("A")),
            Slip("A", "D: after one calm step two correct programs are an ulp or so apart, not 1e-3.", lacks("D")),
        ),
        solution='answer = "AD"',
        then="Look at one step, where training is calm, in f64: there a bug stands alone.",
    ),
    Exercise(
        id="chaos.2",
        question="1e-7, doubled at every step: after how many whole steps is it 1 or more?",
        reference=24,
        answers=Values(rtol=1e-6),
        slips=(
            Slip(23, "2**23 is 8.4 million: after 23 steps it is 0.84. Nearly."),
            Slip(7, "That would be so if it grew tenfold at every step."),
            Slip(
                23.25,
                "Right; now round up to the next whole step.",
                when=lambda answer: 23.2 <= float(answer) <= 23.3,
            ),
            Slip(
                16.118,
                "That is the natural logarithm of 1e7, for growth by e at every step. Here it doubles: base 2.",
                when=lambda answer: 16 <= float(answer) <= 17,
            ),
            Slip(10_000_000, "It doubles, it does not grow by 1e-7 each time. Ask the logarithm to base 2."),
            Slip(53, "f64 has 53 bits, and f32 24; but the question is how long doubling takes from 1e-7 to 1."),
        ),
        solution="answer = int(np.ceil(np.log2(1e7)))",
        then="In f64 one begins nine digits lower: that buys thirty steps more, and by then the growth may have ended.",
    ),
    Exercise(
        id="chaos.3",
        question="Return the one factor that, acting at every step, leads from the first difference to the last.",
        reference=lambda apart: (apart[-1] / apart[0]) ** (1 / (len(apart) - 1)),
        answers=Calls((np.array([2.0, 3.0, 18.0]),), (np.array([1e-7, 5e-6, 3e-6, 0.1, 8.1e-6]),)),
        slips=(
            Slip(lambda apart: apart[-1] / apart[0], "That is the growth over all steps together. Take its root."),
            Slip(
                lambda apart: (apart[0] / apart[-1]) ** (1 / (len(apart) - 1)),
                "That leads from the last to the first. Divide the last by the first.",
            ),
            Slip(
                lambda apart: apart[-1] / apart[0] / (len(apart) - 1),
                "The factors multiply, so take the root, ** (1 / steps). Without the brackets, ** 1 / steps divides.",
            ),
            Slip(
                lambda apart: (apart[-1] / apart[0]) ** (len(apart) - 1),
                "That is a power. The factor is the root: the power of 1 over the number of steps.",
            ),
            Slip(lambda apart: apart[1] / apart[0], "That is the first step alone. Wanted is the way to the last."),
            Slip(lambda apart: apart[-1] / apart[-2], "That is the last step alone. Wanted is the way from the first."),
            Slip(
                lambda apart: (apart.max() / apart[0]) ** (1 / (len(apart) - 1)),
                "That leads to the largest. Wanted is the way to the last, which may be smaller.",
            ),
            Slip(
                lambda apart: (apart[-1] / apart[0]) ** (1 / len(apart)),
                "Between n numbers there are n - 1 steps.",
            ),
            Slip(
                lambda apart: np.mean(apart[1:] / apart[:-1]),
                "The mean of the factors is too large: factors multiply, so their logarithms have the mean.",
            ),
            Slip(
                lambda apart: (apart[-1] - apart[0]) / (len(apart) - 1),
                "That is what is added at each step. Wanted is what it is multiplied by.",
            ),
            Slip(
                lambda apart: np.log(apart[-1] / apart[0]) / (len(apart) - 1),
                "That is the logarithm of the factor, its exponent. Undo the logarithm: np.exp.",
            ),
        ),
        solution="""\
def growth(apart):
    return (apart[-1] / apart[0]) ** (1 / (len(apart) - 1))""",
        then="Its logarithm is called the Lyapunov exponent, if the growth goes on for ever. Here it does not.",
    ),
)
