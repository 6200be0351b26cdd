"""The exercises of the page floating point."""

from __future__ import annotations

import numpy as np

from .answers import Calls, Values
from .exercise import Exercise, Slip
from .lines import Hunt, Parsons

_TINY = np.finfo(np.float32).tiny
_SOME = np.array([1.0, 0.0, -1e-40, 1e-40, -2.0, 1e-38, 2e-38, -_TINY, _TINY], np.float32)
# From the front, each 3 is lost beside the large number; in halves, most of them are kept.  In truth it is 186.
_ROW = np.array([1e8, *[3.0] * 62, -1e8], np.float32)
# Of an odd length, and of numbers that each add up differently
_ODD = np.array([1e8, 7.0, -1e8, 0.3, 12.0, 5e7, 3.0], np.float32)


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
        id="floats.1",
        question="What is np.float32(16777216) + np.float32(1), as a whole number?",
        reference=16777216,
        answers=Values(rtol=0.0),
        slips=(
            Slip(16777217, "In mathematics it is. An f32 has 24 binary digits, and 2**24 + 1 would need 25."),
            Slip(
                16777218,
                "That is the next f32. The sum lies halfway, and a tie goes to the even one.",
            ),
            Slip(16777215, "Rounding does not go down below a number that is there exactly."),
            Slip(1, "The large one is not lost; the small one is."),
            Slip(float("inf"), "An f32 reaches to 3e38. It has run out of digits, not of room."),
        ),
        solution="answer = 16777216",
        then="From 2**24 on, an f32 cannot count by ones. A counter in f32 stops there, and no error is raised.",
    ),
    Exercise(
        id="floats.2",
        question="Return True where an f32 is subnormal: closer to 0 than the smallest normal number, but not 0.",
        reference=lambda a: (np.abs(a) < _TINY) & (a != 0),
        answers=Calls((_SOME,)),
        slips=(
            Slip(lambda a: np.abs(a) < _TINY, "0 is among them. It is exact, and costs nothing."),
            Slip(lambda a: (a < _TINY) & (a != 0), "-2 is among them. Look at the size, without the sign: np.abs."),
            Slip(lambda a: (a < _TINY) & (a > 0), "-1e-40 is missing: subnormal numbers have both signs."),
            Slip(
                lambda a: (np.abs(a) <= _TINY) & (a != 0),
                "finfo.tiny itself is among them: it is the smallest normal number, so it is still normal.",
            ),
            Slip(
                lambda a: np.abs(a) >= _TINY,
                "Those are the normal numbers. Subnormal ones are on the other side of tiny, nearer to 0.",
                when=lambda answer: answer(_SOME)[0] and not answer(_SOME)[3],
            ),
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
        id="floats.3",
        question="Return the sum of an f32 array: add the sums of its two halves, each computed the same way.",
        reference=_pairwise,
        answers=Calls((_ROW,), (_ODD,), (_ODD[:1],), rtol=0.0),
        slips=(
            Slip(
                _in_order, "This adds from the front, and each 3 is lost beside the large number. Add the halves first."
            ),
            Slip(
                lambda a: np.float32(a.astype(np.float64).sum()),
                "That is more exact, but in f64. Stay in f32 all the way, but add in another order.",
                when=lambda answer: abs(answer(_ROW) - 186) < 0.5,
            ),
            Slip(
                lambda a: _in_order(a[: len(a) // 2]) + _in_order(a[len(a) // 2 :]),
                "This halves once, and then adds in order. Let each half do the same again.",
            ),
            Slip(lambda a: _in_order(a[: len(a) // 2]), "This is the first half. Where is the other one?"),
            Slip(
                lambda a: a[0],
                "This is the first number: each call went on with its first half alone. Add the other half's sum.",
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
    Parsons(
        id="floats.4",
        question="Put the lines in order: they take an f32 apart, and compute it from its three parts.",
        lines=(
            "n = int(np.float32(x).view(np.uint32))",
            "sign = -1 if n >> 31 else 1",
            "power = (n >> 23 & 255) - 127",
            "fraction = (n & (2**23 - 1)) / 2**23",
            "value = sign * (1 + fraction) * 2.0**power",
        ),
        setup="import numpy as np\nx = -0.15625",
        results=("value",),
        distractors=("value = sign * fraction * 2.0**power", "power = n >> 23 & 255"),
        hints={
            "value = sign * fraction * 2.0**power": "The fraction is what stands behind the 1. Who adds the 1?",
            "power = n >> 23 & 255": "The eight bits hold the exponent plus 127, so that it needs no sign of its own.",
        },
        then="The 1 in front of the fraction is not stored, and 127 is taken off the exponent.",
    ),
    Hunt(
        id="floats.5",
        question="These lines should read any positive f32 from its bits, and ratio should be 1. Which is wrong?",
        lines=(
            "n = int(np.float32(x).view(np.uint32))",
            "exponent = n >> 23 & 255",
            "fraction = (n & (2**23 - 1)) / 2**23",
            "first = 1 if exponent > 0 else 0",
            "power = max(exponent, 1) - 127",
            "value = (first + fraction) * 2.0**power",
            "ratio = value / x",
        ),
        wrong=(3, "first = 1"),
        setup="import numpy as np\nx = 1e-40",
        results=("ratio",),
        then="A subnormal number has the exponent field 0, and no 1 in front: that is how it comes closer to 0.",
        hints={
            0: "That line is right: view reads the same four bytes as a whole number.",
            1: "That line is right: it shifts the fraction away, and keeps eight bits. The sign is 0 here.",
            2: "That line is right: the last 23 bits, as a part of 1.",
            4: "That line is right: with the field 0 the exponent stays that of the smallest normal number.",
            5: "That line is right, if what stands in front of the fraction is.",
            6: "That line is right: it says how far off the value is. From the wrong line it is 119.",
        },
    ),
)
