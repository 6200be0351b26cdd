"""The exercises of the page threads: what threads can do, and what they cannot."""

from __future__ import annotations

from .answers import Values
from .exercise import Exercise, Slip

EXERCISES = (
    Exercise(
        id="threads.1",
        question="A quarter cannot be divided. How many times faster are 4 threads, and infinitely many?",
        reference=[1 / (0.25 + 0.75 / 4), 4.0],
        answers=Values(rtol=1e-2),
        slips=(
            Slip([4.0, float("inf")], "The quarter that cannot be divided takes as long as before."),
            Slip([0.4375, 0.25], "That is the time that is left. How many times faster is 1 divided by it."),
            Slip(
                [3.0, 4.0],
                "Three quarters shared by four take 0.75 / 4, and the quarter comes on top: 1 / (0.25 + ...).",
            ),
            Slip(
                [16 / 13, 4 / 3],
                "You have divided the quarter. It is the other three quarters that can be divided.",
            ),
        ),
        solution="answer = [1 / (0.25 + 0.75 / 4), 1 / 0.25]",
        then="Four threads give 2.3, a thousand nearly 4. The part that nobody looks at sets the limit.",
    ),
)
