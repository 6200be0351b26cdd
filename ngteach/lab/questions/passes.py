"""What the page passes asks: before its results, at its end, and two pages later."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "passes.p1",
        "How many equations does `share` take away?",
        truth=3,
        because="The second `negative`, the second `exp`, and the second constant 0.5. The other constants differ.",
        hints={
            1: "The second exp reads a second negative. Are those two the same?",
            2: "negative and exp, yes. And the constants?",
            4: "b is multiplied by 1.0 and a is not, so the two are different equations, for now.",
        },
        seen="share: 19 -> 16",
    ),
    Prediction(
        "passes.p2",
        "What becomes of `y = a + b * c`?",
        choices=("y = a + a", "y = a + b", "y = 2 * a", "y = a + b * c, with c a constant"),
        truth="y = a + a",
        because="c is 3 * 0.5 - 0.5 = 1, so `b * c` is b; and b is `exp(-x) * 1.0`, which is a.",
        hints={
            "y = a + b": "What is b, now that exp(-x) is computed once?",
            "y = 2 * a": "That would be right too, but it is no simpler: a constant, a broadcast and a multiply.",
            "y = a + b * c, with c a constant": "Which constant is c?",
        },
        seen="y: f32[4,6] = add(a, a)",
    ),
    Prediction(
        "passes.p3",
        "What are the numbers of s (A B) and of A (s B)?",
        choices=("2e10 and 2e10", "2e10 and infinity", "infinity and 2e10", "0 and 2e10"),
        truth="2e10 and infinity",
        because="A B is 2e-20, and times 1e30 that is 2e10. But s B is 1e40, more than the largest f32, 3.4e38.",
        hints={
            "2e10 and 2e10": "How large is s B? The largest f32 is 3.4e38.",
            "0 and 2e10": "A B is 2e-20. The smallest normal f32 is about 1e-38.",
            "infinity and 2e10": "Compute A B first: 1e-30 times 1e10. And then s B.",
        },
        seen="A (s B) is inf",
    ),
    Prediction(
        "passes.p4",
        "How many of the four results does the rule `x * 0 = 0` change, signs of zeros included?",
        truth=3,
        because="1 * 0 is 0. But -1 * 0 is -0, infinity * 0 is NaN, and NaN * 0 is NaN.",
        hints={
            0: "What should infinity times 0 be?",
            4: "And 1 * 0?",
            1: "Infinity and NaN: what is each of them times 0?",
            2: "Infinity and NaN, yes. And which zero is -1 * 0?",
        },
        seen="[ 0. -0. nan nan]",
    ),
)

QUESTIONS = (
    Question(
        "passes.q1",
        "Why may an equation that nobody reads be dropped? Name a Python line that may not be dropped so.",
        "It has no side effect: it gives a value and does nothing else. `print(x)` or `xs.append(x)` does something "
        "else, so a compiler for Python could not drop it.",
    ),
    Question(
        "passes.q2",
        "Why does `fold` leave large results alone?",
        "A constant lives in the program for as long as the program does. A table of ones of a gigabyte is quickly "
        "computed when it is needed; as a constant it takes the gigabyte for ever.",
    ),
    Question(
        "passes.q3",
        "Why do the passes run in rounds, and not once each?",
        "One pass makes work for another: fold finds that c is 1, only then can simplify drop the product by "
        "c, and only then does nobody read c, so that prune can drop it.",
    ),
    Question(
        "passes.q4",
        "Is `x + 0 = x` exact? Try it with `x = -0.0`.",
        "No: -0 + 0 is +0, a zero of another sign, and 1 / x tells them apart: minus infinity and infinity. For every "
        "other number it is exact.",
    ),
    Question(
        "passes.q5",
        "A colleague proposes the rule `x / x = 1`. For which numbers is it wrong?",
        "For 0, infinity and NaN: 0 / 0 and infinity / infinity are NaN, and so is NaN / NaN. The rule would turn an "
        "alarm into a 1.",
    ),
)

RECALL = (
    Question(
        "passes.r1",
        "What are the four passes called, and what does each take away?",
        "Dead-code elimination: what nobody reads. Common-subexpression elimination: what is computed twice. Constant "
        "folding: what is known already. Algebraic simplification: what a rule makes cheaper.",
    ),
    Question(
        "passes.r2",
        "Why is `x * 0 = 0` not a rule of the kit?",
        "For infinity and NaN the product is NaN, and for negative numbers it is -0. The rule would silence an alarm.",
    ),
)
