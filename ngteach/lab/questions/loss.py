"""What the page cross-entropy and its clip asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "loss.p1",
        "What does the graph compute as the loss of the perfect model?",
        choices=("0", "infinity", "NaN"),
        truth="NaN",
        because="The right classes give log(1) = 0. But the graph takes the logarithm of the wrong ones, too: log(0) "
        "is minus infinity, and times the 0 of the one-hot matrix that is NaN.",
        hints={
            "0": "It should be. But of what does the graph take the logarithm, before it multiplies?",
            "infinity": "log(0) is minus infinity, yes. Then it is multiplied by the one-hot matrix: by which number?",
        },
        seen="loss nan",
    ),
    Prediction(
        "loss.p2",
        "Which share of the training pictures is below the limit, exp(-50), before the first step?",
        choices=("none", "about 1 %", "about half", "all"),
        truth="about half",
        because="A logit is a sum of 600 products here, with weights as large as 1: logits lie far apart, and softmax "
        "is sure of one class. It is rarely the right one.",
        hints={
            "none": "exp(-50) needs logits that are 50 apart. How large is a sum over 600 hidden units?",
            "about 1 %": "It is no rare accident. How large is a logit that is a sum over 600 hidden units?",
            "all": "By chance the right class is among the likely ones now and then.",
        },
        seen="50% of the pictures",
    ),
    Prediction(
        "loss.p3",
        "Which of the two mistakes makes the training stop with an error, or the loss NaN?",
        choices=("softmax twice", "no softmax", "both", "neither"),
        truth="neither",
        because="Both are sums, products and logarithms of numbers that fit. The shapes are right, too, so that "
        "nothing can object. What gives them away are the losses.",
        hints={
            "softmax twice": "Probabilities are numbers like any others: softmax takes them for logits.",
            "no softmax": "The logarithm of a negative logit would be NaN. What does the clip make of it first?",
            "both": "Go through the ops: does any get a number, or a shape, that it cannot take?",
        },
        seen="digits never read: [5]",
    ),
)

QUESTIONS = (
    Question(
        "loss.q1",
        "A model says 0.25 for the right class of every picture. What is its loss? Does it matter how many pictures "
        "there are?",
        "`-log(0.25)`, about 1.39. The number of pictures does not matter, since the loss is the mean over them.",
    ),
    Question(
        "loss.q2",
        "Why is the unclipped loss of a perfect model NaN, although the right classes all have probability 1?",
        "The graph takes the logarithm of all classes. A wrong one has 0, and log(0) is minus infinity. The one-hot "
        "matrix multiplies it by 0, which is NaN, and the sum hands that to the whole batch.",
    ),
    Question(
        "loss.q3",
        "For `p = 8e-40` the logarithm is fine in 32 bits, and `1/p` is infinite. Why does the second matter?",
        "The slope of `log(p)` is `1/p`. Backprop multiplies with it, so that the gradient is infinite or NaN "
        "although the loss looks healthy. That is why the clip lies far above the smallest float.",
    ),
    Question(
        "loss.q4",
        'Somebody clips at 0.01 "to be safe". What will they see in training?',
        "No error. No picture's loss is above 4.61, and each that gives its class less than 0.01 is dead: its slope "
        "is 0. So those on which the model is most wrong teach nothing, and they may stay wrong for good.",
    ),
    Question(
        "loss.q5",
        "A loss is below 0 after some steps of `ng.cross_entropy`. Why can that not be, and what has happened?",
        "Minus the logarithm of a probability is at least 0, since none is above 1. So what came in were no "
        "probabilities: the softmax is missing, and logits can be larger than 1.",
    ),
)

RECALL = (
    Question(
        "loss.r1",
        "What is a dead sample, and how does it come about?",
        "A picture whose right class has a probability below the clip. There the loss is flat, the slope is 0, and the "
        "picture teaches nothing.",
    ),
    Question(
        "loss.r2",
        "Why does log-softmax need no clip?",
        "It is `z - log(sum(exp(z)))`, with the largest logit taken off first. It never computes `p`, so there is no "
        "zero whose logarithm could be taken.",
    ),
    Question(
        "loss.r3",
        "What is the cross-entropy of ten classes if the model knows nothing?",
        "`-log(0.1)`, about 2.30.",
    ),
)
