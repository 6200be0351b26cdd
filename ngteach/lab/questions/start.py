"""What the page the whole story on one page asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "start.p1",
        "The weights are random numbers. Of the 360 test pictures, how many will the model read right?",
        choices=("none", "about 36", "about 180"),
        truth="about 36",
        because="There are ten digits, and these weights know nothing of any: about one in ten is right by chance. "
        "With these weights it is 27.",
        hints={
            "none": "To get every one wrong it would have to know them. By chance some are right: what share?",
            "about 180": "Every second picture would be right if there were two answers. How many are there?",
        },
        seen="27 of 360",
    ),
    Prediction(
        "start.p2",
        "After 20 rounds over the 1437 other pictures: how many of the 360 test pictures will it read right?",
        truth=348,
        near=0.05,
        because="348, or 96.7 %. Most digits look like those that it has learned from, and 12 do not.",
        hints={36: "That is what guessing gives. It has seen each of the other pictures 20 times by then."},
        seen="348 of 360",
    ),
    Prediction(
        "start.p3",
        "With Adam in the place of plain descent: whose number of equations will change?",
        choices=("yours", "the loss's", "autodiff's", "the optimizer's"),
        truth="the optimizer's",
        because="Autodiff asks how the loss changes with each weight, and that does not depend on who will use it.",
        hints={
            "yours": "The model is what you wrote, whatever trains it.",
            "the loss's": "How wrong the model is does not depend on how the weights are moved.",
            "autodiff's": "The way back starts at the loss and ends at the weights. Who comes behind that?",
        },
        seen="adam [8, 10, 34, 111]",
    ),
)

QUESTIONS = (
    Question(
        "start.q1",
        "What does a printed equation of `inference` say, and which numbers does it not hold?",
        "It has the name and the type of its result, its op, and the names of what the op reads. It holds no pixel and "
        "no weight: those are handed in when the graph is called.",
    ),
    Question(
        "start.q2",
        "In which equation of the training function are the labels used first? What is computed without them?",
        "In `expected = one_hot(labels, ...)`, the first equation of the loss. Everything above it is the model, up to "
        "`p`, and a model must do without the labels: it shall read pictures that have none.",
    ),
    Question(
        "start.q3",
        "Why is `dh`, the adjoint of `h`, computed after `dp`, that of `p`, although `h` is computed before `p`?",
        "A change of `h` reaches the loss only by way of `p`. So what it does to the loss follows from what it does to "
        "`p`, and from what `p` does to the loss, which is `dp`. The walk begins at the loss.",
    ),
    Question(
        "start.q4",
        "`h` is computed early and read again late. By which equations of the training function, and what for?",
        "First by a `dot`, for the second layer. Then by a `transpose`, whose result is multiplied for `dW1`; and by a "
        "`greater`, which asks where `h` is positive, since relu lets the adjoint through only there.",
    ),
    Question(
        "start.q5",
        "You stop the loop tonight and want to go on tomorrow. What do you have to keep? And with Adam?",
        "The four arrays of weights, and the number of the step, so that the right pictures come next. The training "
        "function keeps nothing. Adam remembers how each weight moved: that must be kept, too.",
    ),
)

RECALL = (
    Question(
        "start.r1",
        "Name the five steps from a function to a trained model.",
        "Trace, derive, clone, compile, and call in a loop.",
    ),
    Question(
        "start.r2",
        "Who writes the adjoints, and what must be known for it?",
        "Autodiff: it follows the equations back from the loss, and there is one rule for each op.",
    ),
    Question(
        "start.r3",
        "Where does a training function keep the weights from one step to the next?",
        "Nowhere: they go in, and the better ones come out. The loop hands them in again.",
    ),
)
