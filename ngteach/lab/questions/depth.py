"""The questions of the page depth."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "depth.p1",
        "The pixels have a size of 0.5. How large is h behind the thirtieth layer?",
        choices=("about 0.5", "about 0.01", "less than a millionth"),
        truth="less than a millionth",
        because="Each layer multiplies the size by 0.57, and 0.57 to the power of 30 is about 4e-8.",
        hints={
            "about 0.5": "That would need a factor of 1 in each layer. A sum of 64 products of deviation 0.1 is 0.8 "
            "times as large.",
            "about 0.01": "Thirty factors below 1 make more of a difference than that.",
        },
        seen="1e-08",
    ),
    Prediction(
        "depth.p2",
        "In which layer is dW smallest?",
        choices=("the first", "the last", "about the same in all"),
        truth="about the same in all",
        because="dW is x.T @ dy. Towards the end x gets smaller, towards the beginning dy: the product stays.",
        hints={
            "the first": "There dh is smallest, indeed. But dW has another factor: what went in.",
            "the last": "There h is smallest, indeed. But dW has another factor: the adjoint of what came out.",
        },
        seen="",
    ),
    Prediction(
        "depth.p3",
        "He's weights, thirty layers, five epochs: which accuracy, at the better of the two rates?",
        choices=("more than 90 %", "20 to 60 %", "about 10 %"),
        truth="20 to 60 %",
        because="The sizes are right, so the weights move. But behind thirty layers the pictures are nearly all alike.",
        hints={
            "more than 90 %": "The right size of the numbers is needed. Is it all that is needed?",
            "about 10 %": "That was so with adjoints of 1e-10, by which no weight moves. These move the weights.",
        },
        seen="rate 0.01",
    ),
    Prediction(
        "depth.p4",
        "x + f(x) with a normalised input, bad weights, rate 0.1: which accuracy?",
        choices=("more than 90 %", "20 to 60 %", "about 10 %"),
        truth="more than 90 %",
        because="The picture gets through all layers, and the adjoint gets back through the same sums.",
        hints={
            "about 10 %": "That was so where each layer replaced what it got. Here it adds to it.",
            "20 to 60 %": "There the pictures were nearly alike before the head. What does a sum keep of the picture?",
        },
        seen="rate 0.1",
    ),
)

QUESTIONS = (
    Question(
        "depth.q1",
        "A deviation of 0.3 in place of 0.1: what happens to h over thirty layers, and why?",
        "The factor of a layer is 0.3 * sqrt(64 / 2) = 1.7, and 1.7 to the power of 30 is about 8 million: the "
        "numbers explode. Only sqrt(2 / 64) makes the factor 1.",
    ),
    Question(
        "depth.q2",
        "In He's deviation sqrt(2 / n), where does the 2 come from, and where the n?",
        "n products are added up, which makes the size sqrt(n) times as large. Relu keeps about half of the squares, "
        "a factor of sqrt(1/2). The deviation undoes both.",
    ),
    Question(
        "depth.q3",
        "The normalised net has adjoints of a good size in each layer, and learns badly. What is missing?",
        "Its pictures become more and more alike from layer to layer, so that the head cannot tell the digits apart. "
        "The sizes say that an adjoint arrives, not whether it is of use.",
    ),
    Question(
        "depth.q4",
        "What f sends back vanishes. What is dx in y = x + f(x) then, and what in y = f(x)?",
        "In x + f(x) it is dy, which + hands on unchanged, through all layers. In f(x) it is 0: nothing arrives in "
        "the layers before.",
    ),
    Question(
        "depth.q5",
        "Why are running statistics not among the weights, and not among the data?",
        "No gradient changes them, so the optimizer must not touch them; and they are not given with the batch. They "
        "come out of each step changed and go into the next: they are carried.",
    ),
)

RECALL = (
    Question(
        "depth.r1",
        "What do He's weights keep the same from layer to layer?",
        "The size of the numbers: the deviation sqrt(2 / n) makes up for the sum of n products and for the half that "
        "relu drops.",
    ),
    Question(
        "depth.r2",
        "What does x + f(x) hand back to x, besides what goes through f?",
        "dy itself: a sum hands its adjoint on unchanged.",
    ),
    Question(
        "depth.r3",
        "What is carried from step to step by a net with batch normalisation, and what for?",
        "Running statistics of each channel, so that later the answer for a picture does not depend on its batch.",
    ),
)
