"""What the page the model as a graph asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "inference.p1",
        "`relu(x @ W + b)` names no broadcast. Will its graph have one, and how many equations has it in all?",
        choices=("no: 3 equations", "yes: 4 equations", "yes: 5 equations"),
        truth="yes: 4 equations",
        because="dot, broadcast, add, relu. add wants two inputs of one shape, so the row `b` is repeated first. "
        "The matrix product needs no broadcast.",
        hints={
            "no: 3 equations": "`x @ W` is `f32[4,16]` and `b` is `f32[16]`. What does add want of its two inputs?",
            "yes: 5 equations": "Which two values have to be made alike? `x @ W` is one op, as `x` and `W` are.",
        },
        seen="broadcast(b, shape=(4, 16))",
    ),
    Prediction(
        "inference.p2",
        "Without relu between them: what can two layers say that one layer cannot?",
        choices=("nothing", "something, with fewer weights", "something, with negative numbers"),
        truth="nothing",
        because="`(x @ W) @ W1` is `x @ (W @ W1)`, and `W @ W1` is a matrix like any other. "
        "The difference, 0.000, is rounding alone.",
        hints={
            "something, with fewer weights": "Fewer or more: is there a single matrix that gives the same result?",
            "something, with negative numbers": "A matrix may have negative numbers, too. Is there one for both?",
        },
        seen="without relu 0.000",
    ),
    Prediction(
        "inference.p3",
        "What does `simple_softmax` give for the logits 1001, 1002, 1003?",
        choices=("0.09, 0.24, 0.67", "0, 0, 1", "nan, nan, nan"),
        truth="nan, nan, nan",
        because="In mathematics it is 0.09, 0.24, 0.67. But `exp(1001)` does not fit in a float and becomes infinity, "
        "and infinity divided by infinity is NaN.",
        hints={
            "0.09, 0.24, 0.67": "So says mathematics. How large is `exp(1001)`, and what can a 32-bit float hold?",
            "0, 0, 1": "The differences are the same as before. What goes wrong lies in the size of `exp(1001)`.",
        },
        seen="[[nan nan nan]]",
    ),
    Prediction(
        "inference.p4",
        "The graph is for four pictures, and gets five. Which equation fails?",
        choices=("the first dot", "the first broadcast", "the softmax", "none of them"),
        truth="none of them",
        because="A graph looks at the types of what it is given before it computes anything.",
        hints={
            "the first dot": "A dot of `f32[5,64]` would be possible. Who else could object, and when?",
            "the first broadcast": "It repeats `b0` four times. But does the graph come that far?",
            "the softmax": "It would not care how many rows there are. Who else could object, and when?",
        },
        seen="x must be f32[4,64], found f32[5,64]",
    ),
)

QUESTIONS = (
    Question(
        "inference.q1",
        "Which of the eight equations of the model have weights among their inputs?",
        "Four: the two dots read `W0` and `W1`, the two broadcasts `b0` and `b1`. The two adds, relu and softmax read "
        "only what other equations have made.",
    ),
    Question(
        "inference.q2",
        "Why is there no relu before the softmax?",
        "Of two negative logits the larger one has the likelier class. A relu would make both 0, so that the model "
        "could no longer tell an unlikely class from a very unlikely one.",
    ),
    Question(
        "inference.q3",
        "The rows of `p` sum to 1. Which op makes sure of it, and would they still with `axis=0`?",
        "softmax divides by the sum along its axis. With `axis=0` it is the columns that sum to 1: the pictures would "
        "compete for each class, and no error would say so.",
    ),
    Question(
        "inference.q4",
        "Softmax of `[5, 5, 5]`, of `[0, 0, 0]` and of `[-900, -900, -900]`: what are they?",
        "A third for each class, all three times: only differences matter, and there are none. The last one needs the "
        "shift: `exp(-900)` is 0 in a float, and 0/0 would be NaN.",
    ),
    Question(
        "inference.q5",
        "What would have to change for pictures of 28 x 28 pixels? Is it in the function, or in the types?",
        "Only in the types: `x` becomes `f32[4,784]` and `W0` becomes `f32[784,16]`. The function does not say how "
        "many pixels there are. It must be traced again.",
    ),
)

RECALL = (
    Question(
        "inference.r1",
        "Why is there a relu between two layers?",
        "Without it the two matrices are one: `(x @ W) @ W1` is `x @ (W @ W1)`.",
    ),
    Question(
        "inference.r2",
        "What does a good softmax do before `exp`, and why may it?",
        "It takes the largest logit of each row off, so that nothing overflows. Only differences matter.",
    ),
    Question(
        "inference.r3",
        "Where in a graph are the weights?",
        "Among its inputs, like the pictures. The graph itself is stateless.",
    ),
)
