"""The exercises of the page the whole story on one page."""

from __future__ import annotations

import numpy as np

from ...core.types import f32
from ...ops import exp, log, relu, sigmoid, softmax
from .answers import Graphs, Values
from .exercise import Exercise, Slip

_FLAT = Graphs(f32[32, 64], {"W": f32[64, 10], "b": f32[10]})


def _flat(x, weights):
    return softmax(x @ weights["W"] + weights["b"], axis=1)


EXERCISES = (
    Exercise(
        id="start.1",
        question="Write a model without a hidden layer: x @ W + b, then softmax over the ten classes.",
        reference=_flat,
        answers=_FLAT,
        slips=(
            Slip(
                lambda x, weights: x @ weights["W"] + weights["b"],
                "These are ten numbers for each picture, but not yet probabilities: softmax is missing.",
            ),
            Slip(
                lambda x, weights: softmax(x @ weights["W"], axis=1),
                "The bias b is not used. What does the model say about a picture that is all black?",
            ),
            Slip(
                lambda x, weights: softmax(x @ weights["W"] + weights["b"], axis=0),
                "The columns sum to 1, and not the rows. Each row is one picture: take axis=1.",
            ),
            Slip(
                lambda x, weights: softmax(relu(x @ weights["W"] + weights["b"]), axis=1),
                "relu belongs between two layers. Here it throws away all that speaks against a digit.",
            ),
            Slip(
                lambda x, weights: exp(x @ weights["W"] + weights["b"]),
                "exp makes them positive, but they do not sum to 1 yet: softmax also divides by their sum.",
            ),
            Slip(
                lambda x, weights: softmax(x @ weights["W"], axis=1) + weights["b"],
                "The bias belongs inside: softmax comes last, so that the rows sum to 1.",
            ),
            Slip(
                lambda x, weights: softmax(weights["b"] - x @ weights["W"], axis=1),
                "The bias is added to what the pixels weigh: x @ W + b, and not b less x @ W.",
            ),
            Slip(
                lambda x, weights: softmax(x @ weights["W"] - weights["b"], axis=1),
                "The bias is added, not taken off: x @ W + b.",
            ),
            Slip(
                lambda x, weights: sigmoid(x @ weights["W"] + weights["b"]),
                "sigmoid asks of each digit alone whether it is there. The ten are to share 1 among them: softmax.",
            ),
            Slip(
                lambda x, weights: relu(x @ weights["W"] + weights["b"]),
                "relu is for a hidden layer, and here is none. What makes ten numbers into probabilities?",
            ),
            Slip(
                lambda x, weights: log(softmax(x @ weights["W"] + weights["b"], axis=1)),
                "These are the logarithms of the probabilities: the softmax alone is wanted.",
            ),
        ),
        solution='def flat(x, weights):\n    return ng.softmax(x @ weights["W"] + weights["b"], axis=1)',
        then="One layer is a model too. Train it as above, and compare.",
    ),
    Exercise(
        id="start.2",
        question="What is the loss of a model that gives each of ten digits the same probability?",
        reference=float(np.log(10)),
        answers=Values(rtol=5e-3),
        slips=(
            Slip(0.1, "0.1 is the probability of the right digit. The loss is minus its logarithm."),
            Slip(float(np.log(0.1)), "Minus the logarithm: a loss is larger the more a model is wrong."),
            Slip(0.0, "0 is the loss of a model that is sure and right. This one gives the right digit only 0.1."),
            Slip(10.0, "That is 1 divided by the probability. The loss is minus its logarithm."),
            Slip(0.9, "That is what it gives to the wrong digits. The loss asks for what the right one gets."),
            Slip(1.0, "That is the logarithm to the base 10. Cross-entropy takes the natural one, np.log."),
            Slip(
                float(np.log2(10)), "That is the logarithm to the base 2. Cross-entropy takes the natural one, np.log."
            ),
        ),
        solution="answer = -np.log(0.1)",
        then="Remember 2.30: near it the model knows nothing; above it, it is confident and wrong.",
    ),
    Exercise(
        id="start.3",
        question="How many numbers does a model with a hidden layer of 100 learn?",
        reference=64 * 100 + 100 + 100 * 10 + 10,
        answers=Values(),
        slips=(
            Slip(4810, "That is with a hidden layer of 64. W0 is f32[64,100] now; which other shapes change?"),
            Slip(4, "That is how many arrays there are. Count the numbers in them."),
            Slip(64 * 100 + 100 * 10, "You have counted the matrices. The biases b0 and b1 are learned too."),
            Slip(64 + 100 + 100 + 100 + 10 + 10, "A matrix of 64 rows and 100 columns has 64 * 100 numbers."),
            Slip(64 * 100 + 100 * 10 + 10, "You have left out b0: one number for each hidden unit."),
            Slip(64 * 100 + 100 + 100 * 10, "You have left out b1: one number for each of the ten digits."),
            Slip(64 * 100 + 100, "That is the first layer. The second has W1 and b1."),
            Slip(64 * 100 + 64 + 100 * 10 + 10, "There is one number of b0 for each hidden unit: 100."),
            Slip(100 * 100 + 100 + 100 * 10 + 10, "W0 reads the pixels, and there are still 64 of them."),
            Slip(64 * 100 + 100 + 64 * 10 + 10, "W1 reads what the hidden layer made: it has 100 rows now."),
        ),
        solution="answer = 64 * 100 + 100 + 100 * 10 + 10",
        then="7510. Most of them, 6400, are in W0: the first layer sees all the pixels.",
    ),
)
