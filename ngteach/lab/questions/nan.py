"""What is asked on the page nan."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "nan.p1",
        "Row 3 of 32 gives NaN. Which weights get a gradient of NaN?",
        choices=(
            "one in 32 of each",
            "all of them",
            "all of W1 and b1, a part of W0 and b0",
            "a part of W1 and b1, all of W0 and b0",
        ),
        truth="all of W1 and b1, a part of W0 and b0",
        because="h.T @ dlogits adds up over the rows: one bad row is in every sum. relu's rule picks by a where, and "
        "gives 0 for each unit that was off.",
        hints={
            "one in 32 of each": "Weights belong to no row. What is added up to make one number of dW1?",
            "all of them": "Nearly. What does the rule of relu give for a unit that was off?",
            "a part of W1 and b1, all of W0 and b0": "Which layer comes first on the way back?",
        },
        seen="dW1: 100%",
    ),
    Prediction(
        "nan.p2",
        "Which equation made the first number that is not finite?",
        choices=("softmax", "log", "multiply", "sum"),
        truth="log",
        because="A probability was 0, which is a good number, and log(0) is -inf.",
        hints={
            "softmax": "It divides positive numbers by their sum. At worst they become 0: is 0 a bad number?",
            "multiply": "There the first NaN is made. But of what? Something infinite came in.",
            "sum": "A sum of good numbers is bad only if it overflows.",
        },
        seen="log(",
    ),
    Prediction(
        "nan.p3",
        "The gradient of where(x > 0, sqrt(x), 0) at 0 is:",
        choices=("0", "0.5", "inf", "NaN"),
        truth="NaN",
        because="where sends 0 back to the branch not taken, and the slope of sqrt there is infinite: 0 times inf.",
        hints={
            "0": "So it should be. But the branch that is not taken is differentiated as well, at x = 0.",
            "0.5": "That is the slope at 1.",
            "inf": "So it would be without the where. What is sent back to sqrt is 0.",
        },
        seen="[ nan",
    ),
    Prediction(
        "nan.p4",
        "And with the second where inside?",
        choices=("0", "0.5", "NaN"),
        truth="0",
        because="sqrt reads 1 there and has the slope 0.5; 0 is sent back to it, and 0 times 0.5 is 0.",
        hints={
            "0.5": "That is the slope of sqrt at 1, which it reads there. What is sent back to it?",
            "NaN": "What number does sqrt read now where x is 0?",
        },
        seen="gradient: [0. ",
    ),
)

QUESTIONS = (
    Question(
        "nan.q1",
        "A loss is NaN, and 31 of the 32 rows are in order. Why are all of W1 NaN one step later, but not all of W0?",
        "dW1 adds up over the rows, so one NaN is in each of its sums. relu's rule gives 0 to units that were off, "
        "whatever comes back, so their columns of W0 stay good.",
    ),
    Question(
        "nan.q2",
        "How do you find where it began, if you have all values of a graph and no why_nan?",
        "Go over the equations in their order. The first one whose result is not finite, while all that it reads is, "
        "made it.",
    ),
    Question(
        "nan.q3",
        "Why does where(x != 0, 1 / x, 0) have a NaN gradient at 0, and what would you write?",
        "1 / x is computed and differentiated at 0 too; its slope is infinite, and where sends back 0: 0 times inf. "
        "Write where(x != 0, 1 / where(x != 0, x, 1), 0).",
    ),
    Question(
        "nan.q4",
        "softmax gave 0 and log made -inf of it. Which of the two is to be mended, and how?",
        "Neither by itself: the 0 is a rounded number, and log(0) is rightly -inf. Write both as one, log_softmax, "
        "which takes the logarithm before anything is rounded to 0; or clip in between, as the tutorial does.",
    ),
    Question(
        "nan.q5",
        "check='nan' stops a run at the update: 2 * -3e38 is -inf. Where do you look for the cause?",
        "In the steps before: the weights grew from step to step, since the learning rate is too large. f32 only "
        "came to its end there.",
    ),
)

RECALL = (
    Question(
        "nan.r1",
        "By which rule do you find the equation that made a NaN?",
        "It is the first one with a result that is not finite whose inputs are all finite.",
    ),
    Question(
        "nan.r2",
        "Why does a where around sqrt not keep NaN out of the gradient at 0?",
        "The branch that is not taken is differentiated too: 0 is sent back to an infinite slope, and 0 * inf is NaN.",
    ),
)
