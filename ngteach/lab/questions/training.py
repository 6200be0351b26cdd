"""What the page training on real digits asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "training.p1",
        "How large is the first loss, about?",
        truth=2.303,
        near=0.15,
        because="Without knowledge each of ten digits has a probability near 1/10, and -log(1/10) is 2.303.",
        hints={
            0: "A loss of 0 needs probabilities of 1 for the right digits. Who would know them?",
            0.1: "That is the probability of the right digit. The loss is minus its logarithm.",
            1: "That is -log p for p = 0.37. What probability has one of ten digits, if nothing is known?",
        },
        seen="['2.45'",
    ),
    Prediction(
        "training.p2",
        "Where are the twelve mistakes?",
        choices=("spread evenly over all digits", "most in the row of the 1", "most in the row of the 8"),
        truth="most in the row of the 8",
        because="Five of the twelve: three were read as 1, two as 7. Look below what became of their loops.",
        hints={
            "spread evenly over all digits": "Then none would be harder than another. Which one needs two small loops?",
            "most in the row of the 1": "Its row has the pictures of a 1. What was read as 1 is in its column.",
        },
        seen="8: 5",
    ),
    Prediction(
        "training.p3",
        "How far apart are the weights of the two runs after step 150?",
        choices=("not at all", "about as much as rounding", "clearly"),
        truth="not at all",
        because="The function keeps nothing, and all that goes into it is in the file or in the data.",
        hints={
            "about as much as rounding": "Rounding makes errors, but the same ones each time, if the same is computed.",
            "clearly": "What could the second run not know?",
        },
        seen="after step 150: 0.0",
    ),
    Prediction(
        "training.p4",
        "After 200 steps at the rate 30, and all others at 0.1: how many of 100 test pictures are right?",
        truth=10,
        near=0.3,
        because="The large steps have made it sure and wrong. There the clip hands back no gradient: nothing moves.",
        hints={
            97: "That is what 0.1 reaches from fresh weights. But where have the 200 steps left them?",
            90: "It would have to recover. What gradient does a clipped loss hand back?",
        },
        seen="10% right",
    ),
)

QUESTIONS = (
    Question(
        "training.q1",
        "Why can the loss of a step be larger than that of the step before, even if training goes well?",
        "Each loss is measured on another batch of 32 pictures. Some batches are harder than others, so look at the "
        "mean of many steps.",
    ),
    Question(
        "training.q2",
        "From epoch 13 on the accuracy stands still and the loss still falls. What does the model learn in between?",
        "To be surer. The same digit has the largest probability as before, which is all that accuracy asks, but its "
        "probability comes nearer to 1.",
    ),
    Question(
        "training.q3",
        "What must a file hold so that a run can go on: for plain descent, for momentum, for Adam?",
        "The weights and the number of the step in all three; for momentum one velocity for each weight, for Adam m "
        "and v for each weight and the counter t.",
    ),
    Question(
        "training.q4",
        "Two models both have 97 % right. What may their confusion matrices still tell you?",
        "Where the mistakes are: one model may be a little wrong everywhere, the other on one digit alone. Which is "
        "worse depends on the use.",
    ),
    Question(
        "training.q5",
        "A loss stands at 45 and does not move at any rate. What has happened, and what can you do?",
        "The rate was too large once: the model is sure and wrong, and the clip lets no gradient through. Go back to "
        "weights from before, or to fresh ones, and take a smaller rate.",
    ),
)

RECALL = (
    Question(
        "training.r1",
        "What does the entry in row 8, column 1 of a confusion matrix say?",
        "How many pictures of an 8 were predicted to be a 1.",
    ),
    Question(
        "training.r2",
        "Why is the first loss of a classifier with ten classes near 2.3?",
        "It knows nothing, so each class has a probability near 1/10, and -log(1/10) is 2.3.",
    ),
    Question(
        "training.r3",
        "Why do two runs end with the same bits if one of them was stopped and went on from a file?",
        "The training function keeps nothing. Weights, state and the number of the step are all that goes in beside "
        "the data.",
    ),
)
