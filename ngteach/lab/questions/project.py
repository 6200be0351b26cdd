"""The questions of the page project."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "project.p1",
        "What does (x + sqrt(x * x + 4)) / 2 give at -10,000 in f32?",
        choices=("0.0001", "0", "-10000"),
        truth="0",
        because="In f32 x * x + 4 is rounded to x * x, the root is 10,000, and 10,000 less 10,000 leaves nothing.",
        hints={
            "0.0001": "That is the truth. But an f32 has about seven digits: what is 100,000,000 + 4?",
            "-10000": "The root is about 10,000, and it is added.",
        },
        seen="the formula [ 0.",
    ),
    Prediction(
        "project.p2",
        "Which check finds the rule that forgets dy?",
        choices=("the weak one", "the honest one", "both", "none"),
        truth="the honest one",
        because="In a plain sum every dy is 1, so nothing is missing. A weighted sum hands on other numbers.",
        hints={
            "both": "Which dy does a plain sum hand to the rule?",
            "the weak one": "Which dy does a plain sum hand to the rule?",
            "none": "The honest check weighs the results with random numbers: these are the dy.",
        },
        seen="honest check",
    ),
    Prediction(
        "project.p3",
        "Five epochs on the digits: how does squareplus do, compared with relu?",
        choices=("it learns faster", "about the same", "it learns more slowly"),
        truth="it learns more slowly",
        because="It is measured, not derived: 84 to 91 % against 92 to 94 %. A smooth corner alone is no gain here.",
        hints={
            "it learns faster": "That is what one hopes for when one has made an op. Hence the run to compare with.",
            "about the same": "The two curves look alike. But squareplus is 1 at 0, and hands on something everywhere.",
        },
        seen="relu",
    ),
)

QUESTIONS = (
    Question(
        "project.q1",
        "Why does the check move one element at a time, and not all of them together?",
        "In an op that is not elementwise each result hears several elements. If all move together, what one of them "
        "does is mixed with what the others do, and a right rule may look wrong, or a wrong one right.",
    ),
    Question(
        "project.q2",
        "Why is the check done in f64, though the model computes in f32?",
        "A difference of two nearly equal numbers loses most of its digits. Of the 7 digits of an f32 too few are "
        "left to tell a small mistake from rounding; of the 16 of an f64 about ten are left.",
    ),
    Question(
        "project.q3",
        "An op gets 8 of 8 points from the program. Name two things that may still be wrong with it.",
        "It may be of no use, or worse than nothing; the formula itself may be another than was meant; it may go "
        "wrong at places that were not tried, such as a kink or a row of zeros; its maker may not know why its rule "
        "is right.",
    ),
    Question(
        "project.q4",
        "Why does a curve need a run without the op beside it, and more than one seed?",
        "Without it one sees that the model learns, not that the op is why: the digits were learned as well with "
        "nothing in between. And two runs differ by their random numbers alone.",
    ),
    Question(
        "project.q5",
        "The rule of squareplus reads y. What does that save, and what does it cost?",
        "It saves computing (s + x) / 2 once more, and keeps the digits that the formula loses. It costs memory: y "
        "has to be kept until the backward pass.",
    ),
)
