"""What the page rules asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "rules.p1",
        "x is [4,64], W is [64,16], dy is [4,16]. Which product of x and dy has the shape of W? Write it with `@` "
        "and `.T`.",
        truth="x.T @ dy",
        accepts=(
            *("dw=x.t@dy", "x.t@dz", "(x.t)@dy", "(dy.t@x).t", "dot(x.t,dy)", "ng.dot(x.t,dy)", "np.dot(x.t,dy)"),
            *(
                "x.t.dot(dy)",
                "np.matmul(x.t,dy)",
                "transpose(x)@dy",
                "np.transpose(x)@dy",
                "x.transpose()@dy",
                "xt@dy",
                "x^t@dy",
            ),
        ),
        because="[64,4] by [4,16] is [64,16]. No other product of the two fits, unless the whole is transposed again.",
        hints={
            "dy.T @ x": "[16,4] by [4,64] is [16,64]: the transpose of what is wanted.",
            "x @ dy": "[4,64] by [4,16] does not fit: 64 columns against 4 rows.",
            "dy @ x": "[4,16] by [4,64] does not fit: 16 columns against 4 rows.",
            "dy @ x.T": "[4,16] by [64,4] does not fit: 16 columns against 64 rows.",
        },
        seen="dot(x.T, dz)",
    ),
    Prediction(
        "rules.p2",
        "The sum of `x + b`, x of 4 rows and b of 3 numbers. What is each of the numbers in db?",
        truth=4.0,
        because="Each number of b is used once in each of the 4 rows, and each use contributes 1.",
        hints={
            1.0: "1 is what one use contributes. How often is each number of b used?",
            3.0: "There are 3 numbers in b. How often is each of them used?",
            12.0: "12 is the sum of all that is contributed; it is shared by 3 numbers.",
        },
        seen="[4. 4. 4.]",
    ),
    Prediction(
        "rules.p3",
        "The Jacobian of softmax for three logits: what does each of its columns add up to?",
        truth=0.0,
        because="A column says how the three probabilities change with one logit. Their sum is always 1, so the "
        "changes add up to 0.",
        hints={1.0: "The probabilities add up to 1. What do their changes add up to?"},
        seen="sum of each column [0. 0. 0.]",
    ),
    Prediction(
        "rules.p4",
        "p[right] is 0.245. What is dz at the right class?",
        truth=-0.755,
        near=0.01,
        because="p * (dp - (-1)) is p * dp + p, and p * dp is -1 at the right class: -1 + 0.245.",
        hints={
            0.755: "The size is right. A larger logit of the right class makes the loss smaller.",
            -1.0: "-1 is p * dp. The rule subtracts the sum, which is -1, from dp first.",
            0.245: "That would be right for a class that is not the right one, where dp is 0.",
            -4.08: "That is dp, -1 / p[right]. Go on through softmax.",
        },
        seen="-0.755",
    ),
    Prediction(
        "rules.p5",
        "At x = 0 relu's slope is 0 in this kit. What is that of `maximum(x, 0)`?",
        truth=0.5,
        because="At a tie neither side is larger, and the rule of maximum lets both share. relu decides: at 0 the "
        "slope is 0.",
        hints={
            0.0: "relu says 0. maximum has a rule of its own: at a tie, who is the larger?",
            1.0: "That is the slope from the right. From the left it is 0.",
        },
        seen="0.5",
    ),
)

QUESTIONS = (
    Question(
        "rules.q1",
        "Somebody writes `dW = x @ dy` and all tests pass. What may be special about the shapes in these tests?",
        "x and dy are square and of one size, so any product fits. Test rules with shapes that are not square: "
        "then only "
        "the right product has the right shape.",
    ),
    Question(
        "rules.q2",
        "relu's rule can look at its result y instead of its input x. Why, and which of the two need then not be kept?",
        "y is positive exactly where x is. So x need not be kept for the way back; y waits anyway if the next "
        "layer's dot "
        "reads it.",
    ),
    Question(
        "rules.q3",
        "What does softmax's rule give if dp is the same number for all classes, and why must it be so?",
        "Zero: the sum of dp * p is that same number, since p adds up to 1. If all probabilities count alike, only "
        "their "
        "sum matters, and that is always 1.",
    ),
    Question(
        "rules.q4",
        "`sign` is declared with `adjoint=None`. What is its slope, nearly everywhere? How does this differ from a "
        "missing rule?",
        "0: it is flat on both sides of the jump. With None somebody has said that nothing flows back, so the walk "
        "goes on "
        "without it; of a missing rule nobody knows anything, so it is an error.",
    ),
    Question(
        "rules.q5",
        "Why are rules checked with a step near 1e-5 and in f64, though the model computes in f32?",
        "The two results that are subtracted agree in most digits, and only what differs counts. In f32 few digits "
        "are left. "
        "With a smaller step rounding wins, with a larger one the chord is not the slope.",
    ),
)

RECALL = (
    Question(
        "rules.r1",
        "y = x @ W. Which shapes have dx and dW, and which product gives dW?",
        "The shapes of x and W. dW = x.T @ dy.",
    ),
    Question(
        "rules.r2",
        "What is the adjoint of a bias that is added to every row of a batch?",
        "The sum of dy over the rows: it was used once for each.",
    ),
    Question(
        "rules.r3",
        "What is the adjoint of the logits, for softmax with cross-entropy and one picture?",
        "p - expected: what the model says minus the one-hot truth.",
    ),
)
