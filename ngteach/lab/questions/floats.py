"""What is asked on the page floats."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "floats.p1",
        "Where is 0.1 + 0.2 - 0.3 exactly 0?",
        choices=("in f32 only", "in f64 only", "in both", "in neither"),
        truth="in f32 only",
        because="Three roundings and the rounding of the sum: in f32 they happen to cancel, in f64 they leave 5.6e-17.",
        hints={
            "in f64 only": "f64 is nearer to 0.1, but it rounds as well. Whether the errors cancel is luck.",
            "in both": "It would be so if 0.1, 0.2 and 0.3 were kept exactly. None of them is.",
            "in neither": "A good guess: none is exact. But errors may cancel, and in one of the two they do.",
        },
        seen="float32: 0.1 + 0.2 - 0.3 is 0.0",
    ),
    Prediction(
        "floats.p2",
        "After three thousand additions of 1, an f16 with its 11 binary digits says:",
        truth=2048.0,
        near=0.0002,
        because="2**11 is 2048. From there on neighbours are 2 apart, and 2049 is rounded back to 2048.",
        hints={
            3000.0: "So says mathematics. Which numbers above 2**11 have no more than 11 binary digits?",
            1024.0: "That would be with 10 digits. With the 1 in front there are 11.",
            2047.0: "That is eleven ones in binary. The next number is a 1 and zeros: does it fit?",
        },
        seen="2048",
    ),
    Prediction(
        "floats.p3",
        "x is NaN. Which comparison is true?",
        choices=("x == x", "x != x", "x < 1", "x >= 1"),
        truth="x != x",
        because="NaN is equal to nothing, itself included, and neither smaller nor larger than anything.",
        hints={
            "x == x": "NaN says that there is no answer. Are two missing answers the same answer?",
            "x < 1": "NaN has no place on the number line.",
            "x >= 1": "NaN has no place on the number line: it is neither smaller than 1 nor at least 1.",
        },
        seen="x != x True",
    ),
    Prediction(
        "floats.p4",
        "With which numbers in d does the product take longest?",
        choices=("1", "1e-30", "1e-40", "0"),
        truth="1e-40",
        because="1e-40 is subnormal, and many processors are slow at such numbers. 1e-30 is a normal f32.",
        hints={
            "0": "0 has a pattern of its own, and is as quick as 1.",
            "1e-30": "Small, but normal: the smallest normal f32 is 1.2e-38.",
            "1": "A product takes its time whatever the numbers are, with one exception.",
        },
        seen="d =  1e-40",
    ),
)

QUESTIONS = (
    Question(
        "floats.q1",
        "Why does an f32 have 24 binary digits, if only 23 bits are stored for the fraction?",
        "In binary every number but 0 begins with a 1, so that 1 need not be stored. (A subnormal number has a 0 "
        "there, and so fewer digits.)",
    ),
    Question(
        "floats.q2",
        "How far apart are neighbouring f32 numbers near 1, near 1000 and near 100,000,000?",
        "1.2e-7, 6e-5 and 8. All numbers between 2**k and 2**(k+1) are 2**(k-23) apart: 2**-23, 2**-14 and 2**3.",
    ),
    Question(
        "floats.q3",
        "A weight is 1, its step is 1e-8, and after a million steps in f32 it is still 1. Why? What would help?",
        "Just below 1 an f32 is 6e-8 from its neighbour, so 1 - 1e-8 is rounded back to 1 each time. Add the steps up "
        "apart and subtract their sum, or keep that weight in f64.",
    ),
    Question(
        "floats.q4",
        "What does ng.compile do about subnormal numbers, where, and why is that harmless?",
        "In large matrix products among the adjoints the processor takes them for 0. A gradient below 1e-38 moves no "
        "weight: the smallest change that a weight near 1 can feel is 6e-8.",
    ),
    Question(
        "floats.q5",
        "A gradient check in f32 with h = 1e-8 says that every slope is 0. What happened, and what would you change?",
        "x + h and x - h were rounded to the same float, so the difference is 0. Take f64 with h about 1e-5, or in f32 "
        "an h near 0.01, and then expect only some five digits.",
    ),
)

RECALL = (
    Question("floats.r1", "How many binary digits has an f32, and what is its largest number?", "24; about 3.4e38."),
    Question(
        "floats.r2",
        "Name three operations whose result is NaN.",
        "0 / 0, 0 * inf and inf - inf; and nearly every operation on a NaN.",
    ),
    Question(
        "floats.r3",
        "Why do gradient checks run in f64?",
        "A difference of two nearly equal numbers keeps few digits: in f32 five at best, in f64 ten.",
    ),
)
