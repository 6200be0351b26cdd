"""What the page own_op asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "own_op.p1",
        "At x = 100 softplus is nearly 100 and its slope nearly 1. What do value and slope come to in f32, by the "
        "ops exp and log?",
        choices=("100 and 1", "inf and inf", "inf and NaN", "100 and NaN"),
        truth="inf and NaN",
        because="e**100 does not fit into an f32, so it is inf, and so is its log. The rules then multiply 1/inf = "
        "0 by inf.",
        hints={
            "100 and 1": "So says the formula. But how large is e**100? The largest f32 is about e**88.7.",
            "inf and inf": "The value is inf. In the slope 1 / inf meets inf: what is 0 times infinity?",
            "100 and NaN": "For 100 to come out, e**100 would have to fit into an f32.",
        },
        seen="inf",
    ),
    Prediction(
        "own_op.p2",
        "The rule forgets dy. Which of the two checks notices?",
        choices=("both", "only softplus(x)", "only 3 * softplus(x)", "neither"),
        truth="only 3 * softplus(x)",
        because="In the first check dy is 1, and a factor 1 that is missing does not show. In the second it is 3.",
        hints={
            "both": "What is dy in the first check, where the results are just added up?",
            "only softplus(x)": "In that check dy is 1. Can a missing factor 1 show?",
            "neither": "What is dy where the result is multiplied by 3?",
        },
        seen="1.905148",
    ),
    Prediction(
        "own_op.p3",
        "The adjoints of the four totals are 1, 10, 100 and 1000. What is the adjoint of x[0]?",
        truth=1111.0,
        because="x[0] is part of all four totals, so it receives from all of them: 1 + 10 + 100 + 1000.",
        hints={
            1.0: "That is what the first total contributes. x[0] is part of the others as well.",
            1000.0: "That is what x[3] receives, which is part of the last total only.",
        },
        seen="1111.",
    ),
)

QUESTIONS = (
    Question(
        "own_op.q1",
        "Softplus can be written with ops that exist. Why make it an op all the same?",
        "It may compute its value in another way than the formula, without an overflow, and its slope too: sigmoid "
        "instead of 0 times infinity. And it is one equation in the graph, under its own name.",
    ),
    Question(
        "own_op.q2",
        "Which mistake in an adjoint rule does a check with dy = 1 not see? Name the number that shows it here.",
        "A forgotten dy: a missing factor 1 does not show. With 3 * softplus(x) dy is 3, and the error is 1.905.",
    ),
    Question(
        "own_op.q3",
        "The first check of the running total failed though the rule was right. What did it do wrong?",
        "It moved all elements of x together and compared each total with the adjoint of one element. Only for an "
        "elementwise op does each result follow its own x alone.",
    ),
    Question(
        "own_op.q4",
        "Why is an adjoint rule written with ops, and not with NumPy on arrays?",
        "Then it works on tensors: it records equations. So the way back is a graph, which can be printed, "
        "compiled and differentiated again; the second derivative of softplus came for nothing.",
    ),
    Question(
        "own_op.q5",
        "Why is a missing adjoint rule an error, and not simply 0?",
        "With 0 the model would still run and train, and only the layers below the op would never learn. Nothing would "
        "say why. An error names the op at once.",
    ),
)

RECALL = (
    Question(
        "own_op.r1",
        "Of which three parts is an op made?",
        "The type rule, the forward function, and the adjoint rule.",
    ),
    Question(
        "own_op.r2",
        "With which dy do you test an adjoint rule, and why?",
        "With one that is not 1, different for each element: otherwise a forgotten dy, or one in the wrong place, does "
        "not show.",
    ),
)
