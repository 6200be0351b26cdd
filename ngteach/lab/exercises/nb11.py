"""The exercises of notebook 11: sums, growth, and numbers below the normal range."""

from __future__ import annotations

import numpy as np

from ..answers import Calls, Values
from ..exercise import Exercise, Slip

_TINY = np.finfo(np.float32).tiny
_SMALL = np.array([0.5, 1e-39, -1e-40, -2.0, 0.0, 1e-37], np.float32)


def _in_32_bits(numbers):
    total = np.float32(0)
    for n in numbers:
        total = total + np.float32(n)
    return float(total)


EXERCISES = (
    Exercise(
        id="11.1",
        question="Add up 32-bit numbers with 64 bits.",
        reference=lambda numbers: float(np.sum(np.asarray(numbers, np.float64))),
        answers=Calls(
            (np.array([1e8, 1, -1e8], np.float32),),
            (np.array([1e8, 0.5, 0.25, -1e8, 3], np.float32),),
            (np.array([2.0, 3.0], np.float32),),
        ),
        slips=(
            Slip(_in_32_bits, "Every addition here still rounds to 32 bits. Turn the numbers into 64-bit ones first."),
            Slip(
                lambda numbers: float(np.max(numbers)),
                "That is the largest number. All of them should be added up.",
            ),
            Slip(
                lambda numbers: float(np.mean(np.asarray(numbers, np.float64))),
                "That is the mean. Do not divide by how many there are.",
            ),
        ),
        solution="def careful_sum(numbers):\n    return float(np.sum(np.asarray(numbers, np.float64)))",
        then="Twice the bits move the trouble away; they do not end it. 1e17 + 1 - 1e17 is 0 again.",
    ),
    Exercise(
        id="11.2",
        question="By which factor did the difference grow at each step?",
        reference=lambda before, after, steps: (after / before) ** (1 / steps),
        answers=Calls((1e-7, 1e-1, 20), (1e-6, 4e-6, 2), (1e-7, 1e-7, 5)),
        slips=(
            Slip(
                lambda before, after, steps: after / before,
                "That is the growth over all the steps. One step's factor, taken `steps` times, gives it: take a root.",
            ),
            Slip(
                lambda before, after, steps: after / before / steps,
                "Growth is multiplied from step to step, not added: take a root instead of dividing.",
            ),
            Slip(
                lambda before, after, steps: (before / after) ** (1 / steps),
                "Upside down: it grew from before to after.",
            ),
            Slip(
                lambda before, after, steps: (after - before) / steps,
                "That is what one step adds. In chaos a step multiplies.",
            ),
        ),
        solution="def factor(before, after, steps):\n    return (after / before) ** (1 / steps)",
        then="Above 1 the run is chaotic. Physicists call the logarithm of this factor the Lyapunov exponent.",
    ),
    Exercise(
        id="11.3",
        question="After how many doublings is 1e-7 larger than 0.1?",
        reference=20,
        answers=Values(),
        slips=(
            Slip(19, "After 19 doublings it is 0.052. It has to be larger than 0.1."),
            Slip(6, "It grows by a factor of 2 at each step, not of 10."),
            Slip(1_000_000, "That is how often 1e-7 fits into 0.1. A difference that doubles is there much sooner."),
        ),
        solution="answer = 20",
        then="About where the wild curve of this notebook arrives, too.",
    ),
    Exercise(
        id="11.4",
        question="Replace every subnormal number by 0.",
        reference=lambda x: np.where(np.abs(x) < _TINY, np.float32(0), x),
        answers=Calls((_SMALL,), (_SMALL[::-1].copy(),)),
        slips=(
            Slip(
                lambda x: np.where(x < _TINY, np.float32(0), x),
                "The negative numbers are gone, -2 too. What counts is the size, np.abs(x).",
            ),
            Slip(
                lambda x: np.where(np.abs(x) < _TINY, x, np.float32(0)),
                "The other way round: you kept the subnormal numbers and lost the rest.",
            ),
            Slip(
                lambda x: (x != 0) & (np.abs(x) < _TINY),
                "That says which numbers are subnormal. Wanted is the array, with 0 in their places.",
            ),
        ),
        solution="def flushed(x):\n    return np.where(np.abs(x) < np.finfo(np.float32).tiny, np.float32(0), x)",
        then="The processor does this for nothing, at every operation, once its switch is set.",
    ),
)
