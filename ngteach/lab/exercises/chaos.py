"""The exercises of the page chaos and reproducibility."""

from __future__ import annotations

import numpy as np

from .answers import Calls, Values
from .exercise import Exercise, Slip

_TINY = np.finfo(np.float32).tiny
_SOME = np.array([1.0, 0.0, -1e-40, 1e-40, -2.0, 1e-38, 2e-38], np.float32)
# From the front, each 3 is lost beside the large number; in halves, most of them are kept.  In truth it is 186.
_ROW = np.array([1e8, *[3.0] * 62, -1e8], np.float32)


def _pairwise(a):
    half = len(a) // 2
    return a[0] if len(a) == 1 else _pairwise(a[:half]) + _pairwise(a[half:])


def _in_order(a):
    total = np.float32(0)
    for x in a:
        total = total + x
    return total


EXERCISES = (
    Exercise(
        id="chaos.1",
        question="What is np.float32(16777216) + np.float32(1), as a whole number?",
        reference=16777216,
        answers=Values(rtol=0.0),
        slips=(
            Slip(16777217, "In mathematics it is. An f32 has 24 bits for its digits, and 2**24 + 1 would need 25."),
            Slip(1, "The large one is not lost; the small one is."),
            Slip(float("inf"), "An f32 reaches to 3e38. It has run out of digits, not of room."),
        ),
        solution="answer = 16777216",
        then="From 2**24 on, an f32 cannot count by ones. A counter in f32 stops there, and no error is raised.",
    ),
    Exercise(
        id="chaos.2",
        question="1e-7, doubled at every step: after how many whole steps is it 1 or more?",
        reference=24,
        answers=Values(rtol=1e-6),
        slips=(
            Slip(23, "2**23 is 8.4 million: after 23 steps it is 0.84. Nearly."),
            Slip(7, "That would be so if it grew tenfold at every step."),
            Slip(float(np.log2(1e7)), "Right; now round up to the next whole step."),
            Slip(10_000_000, "It doubles, it does not grow by 1e-7 each time. Ask the logarithm to base 2."),
            Slip(53, "f64 has 53 bits, and f32 24; but the question is how long doubling takes from 1e-7 to 1."),
        ),
        solution="answer = int(np.ceil(np.log2(1e7)))",
        then="In f64 one starts nine digits lower: that buys thirty steps more, and by then the growth may have ended.",
    ),
    Exercise(
        id="chaos.3",
        question="Return True where an f32 is subnormal: closer to 0 than the smallest normal number, but not 0.",
        reference=lambda a: (np.abs(a) < _TINY) & (a != 0),
        answers=Calls((_SOME,)),
        slips=(
            Slip(lambda a: np.abs(a) < _TINY, "0 is among them. It is exact, and costs nothing."),
            Slip(lambda a: (a < _TINY) & (a != 0), "-2 is among them. Look at the size, without the sign: np.abs."),
            Slip(lambda a: (a < _TINY) & (a > 0), "-1e-40 is missing: subnormal numbers have both signs."),
            Slip(
                lambda a: (np.abs(a) < np.finfo(np.float64).tiny) & (a != 0),
                "That is the limit of f64, 2e-308. No f32 is so small.",
            ),
            Slip(
                lambda a: (np.abs(a) < np.finfo(np.float32).eps) & (a != 0),
                "eps is the step of numbers near 1. The smallest normal number is finfo.tiny.",
            ),
        ),
        solution="""\
def subnormal(a):
    tiny = np.finfo(np.float32).tiny
    return (np.abs(a) < tiny) & (a != 0)""",
        then="Count them in an adjoint that is slow, and you may have found the reason.",
    ),
    Exercise(
        id="chaos.4",
        question="Return the sum of an f32 array: add the sums of its two halves, each computed the same way.",
        reference=_pairwise,
        answers=Calls((_ROW,), rtol=0.0),
        slips=(
            Slip(
                _in_order, "This adds from the front, and each 3 is lost beside the large number. Add the halves first."
            ),
            Slip(
                lambda a: np.float32(a.astype(np.float64).sum()),
                "That is more exact, but in f64. Stay in f32 all the way, but add in another order.",
            ),
            Slip(
                lambda a: _in_order(a[: len(a) // 2]) + _in_order(a[len(a) // 2 :]),
                "This halves once, and then adds in order. Let each half do the same again.",
            ),
        ),
        solution="""\
def pairwise(a):
    half = len(a) // 2
    if len(a) == 1:
        return a[0]
    return pairwise(a[:half]) + pairwise(a[half:])""",
        then="NumPy sums a row like this, down to blocks of 128. So the error grows with log(length) only.",
    ),
)
